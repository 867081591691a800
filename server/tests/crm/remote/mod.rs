//! How records of a CRM over the network are found, matched, merged and created, with the turns in the database.

mod preview;

use crate::small_crm::{Fault, SOURCE, SmallCrm, contacts};
use crate::support::{START_MS, TestStore};
use futures::future::join_all;
use serde_json::{Value, json};
use sonda_server::crm::remote::{RemoteConnector, SourceKey, StoreTurns, Turns};
use sonda_server::crm::{
    Cell, Connector, DeliveryError, Outcome, RecordWrite, Transcript, WriteRequest, Written,
};
use sonda_server::mapping::{Find, Mode, OnMatch, OnNone, OnSeveral};
use sqlx::Row;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

pub(crate) fn by_id() -> SmallCrm {
    SmallCrm::new(SourceKey::Id)
}

pub(crate) fn turns(on: &TestStore, patience: Duration) -> Arc<StoreTurns> {
    Arc::new(StoreTurns::new(on.store.clone(), on.shared_clock()).with_patience(patience))
}

pub(crate) fn connector(on: &TestStore, crm: &SmallCrm) -> RemoteConnector<SmallCrm> {
    let turns = turns(on, Duration::ZERO);
    RemoteConnector::new("crm", crm.clone(), vec![contacts()], turns)
}

pub(crate) fn find() -> Find {
    Find {
        by: vec!["email".into(), "phone".into()],
        on_match: OnMatch::Update,
        on_none: OnNone::Create,
        on_several: OnSeveral::Refuse,
    }
}

/// A response, given so many milliseconds after the start, with these values.
pub(crate) fn given(after_ms: i64, find: impl Into<Option<Find>>, values: Value) -> WriteRequest {
    let cells = values.as_object().unwrap().clone().into_iter();
    WriteRequest {
        form: "visit".into(),
        response: "r".into(),
        table: "contact".into(),
        find: find.into(),
        answered_at_ms: START_MS + after_ms,
        is_repeat: false,
        rows: vec![RecordWrite {
            id: Uuid::new_v4(),
            existing: None,
            values: cells
                .map(|(name, value)| (name, Cell::from(value)))
                .collect(),
        }],
    }
}

pub(crate) async fn deliver(
    connector: &RemoteConnector<SmallCrm>,
    request: &WriteRequest,
) -> Result<Written, DeliveryError> {
    connector.deliver(request, &Transcript::default()).await
}

pub(crate) async fn outcome(
    connector: &RemoteConnector<SmallCrm>,
    request: &WriteRequest,
) -> Outcome {
    deliver(connector, request).await.unwrap().records[0].outcome
}

/// The turns in the database: how many, and how many of them are taken.
pub(crate) async fn turns_kept(on: &TestStore) -> (i64, i64) {
    let row = sqlx::query("SELECT COUNT(*) AS kept, COUNT(owner) AS taken FROM turn")
        .fetch_one(&on.pool)
        .await
        .unwrap();
    (row.get("kept"), row.get("taken"))
}

on_both_engines!(
    the_columns_are_tried_in_their_order,
    async |on: &TestStore| {
        let crm = by_id();
        crm.add(json!({"phone": "+48601", "name": "By phone"}));
        crm.add(json!({"email": "Ola@Example.pl", "name": "By e-mail"}));
        let crm_of = connector(on, &crm);
        let values = json!({"email": "none@example.pl", "phone": "0048 601", "name": "Ula"});
        assert_eq!(
            outcome(&crm_of, &given(0, find(), values)).await,
            Outcome::Updated
        );
        assert_eq!(crm.values()[0]["name"], "Ula");
        let values = json!({"email": "ola@example.PL", "phone": "0048 601", "name": "Ola"});
        assert_eq!(
            outcome(&crm_of, &given(0, find(), values)).await,
            Outcome::Updated
        );
        assert_eq!(crm.values()[0]["name"], "Ula");
        assert_eq!(crm.values()[1]["name"], "Ola");
        // A value of which nothing is left is looked for nowhere.
        let values = json!({"phone": " - ", "name": "Nobody"});
        assert_eq!(
            outcome(&crm_of, &given(0, find(), values)).await,
            Outcome::Created
        );
        assert_eq!(crm.values().len(), 3);
    }
);

on_both_engines!(
    where_none_is_found_the_target_creates_or_skips,
    async |on: &TestStore| {
        let crm = by_id();
        let crm_of = connector(on, &crm);
        let skips = Find {
            on_none: OnNone::Skip,
            ..find()
        };
        let values = json!({"email": "ola@example.pl"});
        let written = deliver(&crm_of, &given(0, skips, values.clone())).await;
        assert_eq!(written.unwrap(), Written::default());
        assert_eq!((crm.writes(), turns_kept(on).await), (0, (0, 0)));
        let creates = given(0, find(), values);
        let written = deliver(&crm_of, &creates).await.unwrap();
        assert_eq!(written.records[0].id, creates.rows[0].id.to_string());
    }
);

on_both_engines!(
    of_several_none_is_guessed_or_the_newest_taken,
    async |on: &TestStore| {
        let crm = by_id();
        for _ in 0..7 {
            crm.add(json!({"email": "ola@example.pl"}));
        }
        let crm_of = connector(on, &crm);
        let values = json!({"email": "ola@example.pl", "name": "Ola"});
        let refused = deliver(&crm_of, &given(0, find(), values.clone()))
            .await
            .unwrap_err();
        let reason = "matches several records: c7, c6, c5, c4, c3 and more";
        assert_eq!(refused, DeliveryError::column("email", reason));
        assert_eq!((crm.writes(), turns_kept(on).await), (0, (0, 0)));
        let newest = Find {
            on_several: OnSeveral::Newest,
            ..find()
        };
        deliver(&crm_of, &given(0, newest, values)).await.unwrap();
        assert_eq!(crm.values()[6]["name"], "Ola");
    }
);

on_both_engines!(
    a_match_is_linked_filled_or_updated,
    async |on: &TestStore| {
        let crm = by_id();
        crm.add(json!({"email": "ola@example.pl", "name": "Old"}));
        let crm_of = connector(on, &crm);
        let as_told = |on_match| {
            let find = Find { on_match, ..find() };
            given(
                0,
                find,
                json!({"email": "ola@example.pl", "name": "New", "notes": "N"}),
            )
        };
        assert_eq!(
            outcome(&crm_of, &as_told(OnMatch::Link)).await,
            Outcome::Found
        );
        assert_eq!((crm.writes(), turns_kept(on).await), (0, (0, 0)));
        assert_eq!(
            outcome(&crm_of, &as_told(OnMatch::FillEmpty)).await,
            Outcome::Updated
        );
        let filled = json!({"email": "ola@example.pl", "name": "Old", "notes": "N"});
        assert_eq!(crm.values(), [filled]);
        assert_eq!(
            outcome(&crm_of, &as_told(OnMatch::Update)).await,
            Outcome::Updated
        );
        assert_eq!(crm.values()[0]["name"], "New");
        assert_eq!(
            outcome(&crm_of, &as_told(OnMatch::Update)).await,
            Outcome::Found
        );
        assert_eq!(crm.writes(), 2, "what is right already is not written");
    }
);

on_both_engines!(
    older_answers_overwrite_nothing_newer,
    async |on: &TestStore| {
        for first in ["created", "updated", "right already"] {
            let crm = by_id();
            let email = format!("{}@example.pl", first.replace(' ', "-"));
            match first {
                "created" => String::new(),
                "updated" => crm.add(json!({"email": email, "name": "There"})),
                _ => crm.add(json!({"email": email, "name": "Newer"})),
            };
            let crm_of = connector(on, &crm);
            let newer = given(9, find(), json!({"email": email, "name": "Newer"}));
            deliver(&crm_of, &newer).await.unwrap();
            let older = json!({"email": email, "name": "Older", "notes": "Fills"});
            deliver(&crm_of, &given(5, find(), older)).await.unwrap();
            let expected = json!({"email": email, "name": "Newer", "notes": "Fills"});
            assert_eq!(crm.values(), [expected], "{first}");
            let newest = json!({"email": email, "name": "Newest"});
            deliver(&crm_of, &given(10, find(), newest)).await.unwrap();
            assert_eq!(crm.values()[0]["name"], "Newest", "{first}");
        }
    }
);

on_both_engines!(
    answers_of_half_a_year_ago_overwrite_nothing,
    async |on: &TestStore| {
        let crm = by_id();
        crm.add(json!({"email": "ola@example.pl", "name": "There"}));
        let crm_of = connector(on, &crm);
        on.clock.advance_ms(181 * 24 * 3_600 * 1_000);
        let old = given(0, find(), json!({"email": "ola@example.pl", "name": "Old"}));
        deliver(&crm_of, &old).await.unwrap();
        assert_eq!(crm.values()[0]["name"], "There");
    }
);

on_both_engines!(
    many_at_once_make_one_record_and_the_newest_stays,
    async |on: &TestStore| {
        let crm = by_id();
        let turns = turns(on, Duration::from_secs(60));
        let processes: Vec<_> = (0..2)
            .map(|_| RemoteConnector::new("crm", crm.clone(), vec![contacts()], turns.clone()))
            .collect();
        for round in 0..3 {
            let requests: Vec<WriteRequest> = (0..12)
                .map(|n| {
                    let email = format!("ola{round}@example.pl");
                    // Half of them are found by the telephone number alone.
                    let values = match n % 2 {
                        0 => json!({"email": email, "phone": format!("+4860{round}"), "name": format!("{n}")}),
                        _ => json!({"phone": format!("+4860{round}"), "name": format!("{n}")}),
                    };
                    given(n, find(), values)
                })
                .collect();
            let deliveries = requests.iter().enumerate();
            let deliveries = deliveries.map(|(n, one)| deliver(&processes[n % 2], one));
            for outcome in join_all(deliveries).await {
                outcome.unwrap();
            }
            assert_eq!(crm.values().len(), round + 1);
            assert_eq!(crm.values()[round]["name"], "11");
        }
        assert_eq!(turns_kept(on).await, (3, 0), "turns to look are not kept");
    }
);

on_both_engines!(
    a_repeat_after_a_lost_answer_makes_no_second_record,
    async |on: &TestStore| {
        let cases = [
            (SourceKey::Id, false, 1),
            (SourceKey::Id, true, 1),
            (SourceKey::Column(SOURCE.into()), false, 1),
            (SourceKey::Column(SOURCE.into()), true, 1),
            (SourceKey::None, true, 1),
            // What no connector can promise: hence "at least once".
            (SourceKey::None, false, 2),
        ];
        for (n, (source, finds, records)) in cases.into_iter().enumerate() {
            let crm = SmallCrm::new(source.clone());
            crm.fail([Fault::LoseAnswer]);
            let crm_of = connector(on, &crm);
            let values = json!({"email": format!("ola{n}@example.pl"), "name": "Ola"});
            let mut request = given(0, finds.then(find), values);
            let lost = deliver(&crm_of, &request).await;
            assert_eq!(lost, Err(DeliveryError::retry("the answer was lost")));
            request.is_repeat = true;
            deliver(&crm_of, &request).await.unwrap();
            assert_eq!(crm.values().len(), records, "{source:?}, finds: {finds}");
        }
    }
);

on_both_engines!(
    what_may_have_been_written_is_not_overwritten_by_older_answers,
    async |on: &TestStore| {
        let crm = by_id();
        crm.fail([Fault::LoseAnswer]);
        let crm_of = connector(on, &crm);
        let mut newer = given(
            9,
            find(),
            json!({"email": "ola@example.pl", "name": "Newer"}),
        );
        deliver(&crm_of, &newer).await.unwrap_err();
        let older = json!({"email": "ola@example.pl", "name": "Older"});
        deliver(&crm_of, &given(5, find(), older)).await.unwrap();
        newer.is_repeat = true;
        deliver(&crm_of, &newer).await.unwrap();
        assert_eq!(crm.values().len(), 1);
        assert_eq!(crm.values()[0]["name"], "Newer");
    }
);

on_both_engines!(
    a_write_that_failed_gives_its_turn_back,
    async |on: &TestStore| {
        let crm = by_id();
        crm.add(json!({"email": "ola@example.pl", "name": "Old"}));
        crm.fail([Fault::Refuse(DeliveryError::column("name", "is taken"))]);
        let crm_of = connector(on, &crm);
        let request = given(9, find(), json!({"email": "ola@example.pl", "name": "New"}));
        deliver(&crm_of, &request).await.unwrap_err();
        assert_eq!(turns_kept(on).await, (0, 0), "nothing was written");
        let older = given(
            5,
            find(),
            json!({"email": "ola@example.pl", "name": "Older"}),
        );
        assert_eq!(outcome(&crm_of, &older).await, Outcome::Updated);
    }
);

on_both_engines!(
    what_somebody_else_made_meanwhile_is_found_at_once,
    async |on: &TestStore| {
        let crm = by_id();
        crm.fail([Fault::TakenBy(json!({"email": "ola@example.pl"}))]);
        let crm_of = connector(on, &crm);
        let request = given(0, find(), json!({"email": "ola@example.pl", "name": "Ola"}));
        assert_eq!(outcome(&crm_of, &request).await, Outcome::Updated);
        assert_eq!((crm.writes(), crm.values().len()), (2, 1));
        assert_eq!(crm.values()[0]["name"], "Ola");
        // Once more, and no second time.
        crm.fail([
            Fault::TakenBy(json!({"email": "jan@example.pl"})),
            Fault::Refuse(DeliveryError::column("email", "is taken")),
        ]);
        let request = given(1, find(), json!({"email": "jan@example.pl", "name": "Jan"}));
        let refused = deliver(&crm_of, &request).await.unwrap_err();
        assert_eq!(refused, DeliveryError::column("email", "is taken"));
        assert_eq!(crm.writes(), 4);
        // Never where nothing is looked for.
        crm.fail([Fault::TakenBy(json!({"email": "eva@example.pl"}))]);
        let request = given(2, None, json!({"email": "eva@example.pl"}));
        deliver(&crm_of, &request).await.unwrap_err();
        assert_eq!((crm.writes(), crm.values().len()), (5, 3));
    }
);

on_both_engines!(
    what_somebody_else_took_out_meanwhile_is_created,
    async |on: &TestStore| {
        let crm = by_id();
        crm.add(json!({"email": "ola@example.pl", "name": "Old"}));
        crm.fail([Fault::Gone]);
        let crm_of = connector(on, &crm);
        let request = given(0, find(), json!({"email": "ola@example.pl", "name": "Ola"}));
        assert_eq!(outcome(&crm_of, &request).await, Outcome::Created);
        assert_eq!(
            crm.values(),
            [json!({"email": "ola@example.pl", "name": "Ola"})]
        );
    }
);

on_both_engines!(
    what_somebody_else_wrote_a_moment_ago_is_read_again,
    async |on: &TestStore| {
        let crm = by_id();
        let id = crm.add(json!({"email": "ola@example.pl"}));
        let crm_of = connector(on, &crm);
        let by_id = Find {
            by: vec!["id".into()],
            ..find()
        };
        let mut first = given(0, by_id, json!({"notes": "One"}));
        first.rows[0].existing = Some(id);
        let mut second = given(
            1,
            find(),
            json!({"email": "ola@example.pl", "notes": "Two"}),
        );
        for request in [&mut first, &mut second] {
            request.rows[0].values.get_mut("notes").unwrap().mode = Mode::Append;
        }
        deliver(&crm_of, &first).await.unwrap();
        let reads = crm.reads();
        deliver(&crm_of, &second).await.unwrap();
        assert_eq!(crm.values()[0]["notes"], "One\nTwo");
        assert_eq!(crm.reads() - reads, 2, "found, and read again in its turn");
        on.clock.advance_ms(3_600_000);
        deliver(&crm_of, &second).await.unwrap();
        assert_eq!(crm.reads() - reads, 3, "long after, found alone");
    }
);

on_both_engines!(of_many_takers_one_has_the_turn, async |on: &TestStore| {
    let takers: Vec<_> = (0..20).map(|_| turns(on, Duration::ZERO)).collect();
    for round in 0..5 {
        let keys = [format!("a{round}"), format!("b{round}")];
        // Some ask for one of the two alone.
        let asks = takers.iter().enumerate();
        let asks = asks.map(|(n, turns)| turns.take(keys[..1 + n % 2].to_vec(), START_MS));
        let mut taken: Vec<_> = join_all(asks).await.into_iter().flatten().collect();
        assert_eq!(taken.len(), 1);
        let mine = taken.remove(0);
        takers[0]
            .take(keys[..1].to_vec(), START_MS)
            .await
            .unwrap_err();
        let given_back = mine.into_iter().map(|turn| (turn, Some(START_MS + 7)));
        takers[0].give_back(given_back.collect()).await;
        let next = takers[1].take(keys[..1].to_vec(), START_MS).await.unwrap();
        assert_eq!(next[0].newest_at_ms, Some(START_MS + 7));
        let older = next
            .into_iter()
            .map(|turn| (turn, Some(START_MS + 3)))
            .collect();
        takers[1].give_back(older).await;
        let next = takers[2].take(keys[..1].to_vec(), START_MS).await.unwrap();
        assert_eq!(next[0].newest_at_ms, Some(START_MS + 7), "the newest stays");
    }
});

on_both_engines!(a_turn_that_nobody_gave_back_ends, async |on: &TestStore| {
    let turns = turns(on, Duration::ZERO);
    let lost = turns.take(vec!["a".into()], START_MS + 5).await.unwrap();
    on.clock.advance_ms(74_999);
    turns.take(vec!["a".into()], START_MS).await.unwrap_err();
    on.clock.advance_ms(1);
    let next = turns.take(vec!["a".into()], START_MS).await.unwrap();
    assert!(next[0].was_in_use, "its holder may have written");
    assert_eq!(next[0].newest_at_ms, Some(START_MS + 5));
    // Whoever lost it gives nothing back, but what was written is known.
    let late = lost.into_iter().map(|turn| (turn, Some(START_MS + 5)));
    turns.give_back(late.collect()).await;
    turns.take(vec!["a".into()], START_MS).await.unwrap_err();
    turns
        .give_back(next.into_iter().map(|turn| (turn, None)).collect())
        .await;
    let next = turns.take(vec!["a".into()], START_MS).await.unwrap();
    assert_eq!(next[0].newest_at_ms, Some(START_MS + 5));
});

on_both_engines!(old_turns_are_forgotten, async |on: &TestStore| {
    let turns = turns(on, Duration::ZERO);
    let taken = turns
        .take(vec!["a".into(), "b".into()], START_MS)
        .await
        .unwrap();
    let written = taken.into_iter().map(|turn| (turn, Some(START_MS)));
    turns.give_back(written.collect()).await;
    turns.take(vec!["b".into()], START_MS).await.unwrap();
    const DAY_MS: i64 = 24 * 3_600 * 1_000;
    let forget = async |now_ms| StoreTurns::forget_old(&on.store, now_ms).await.unwrap();
    assert_eq!(forget(START_MS + 180 * DAY_MS).await, 0);
    assert_eq!(forget(START_MS + 180 * DAY_MS + 1).await, 1, "one is taken");
    assert_eq!(turns_kept(on).await, (1, 1));
});
