//! Which turns a delivery to a CRM over the network takes, and what they tell of it.

use crate::remote::{by_id, connector, deliver, find, given, outcome, turns, turns_kept};
use crate::small_crm::{Fault, SOURCE, SmallCrm, contacts};
use crate::support::{START_MS, TestStore};
use futures::future::{BoxFuture, join_all};
use serde_json::json;
use sonda_server::crm::remote::{KnownTurns, RemoteConnector, SourceKey, StoreTurns, Turn, Turns};
use sonda_server::crm::{DeliveryError, Outcome};
use sonda_server::mapping::{Find, OnMatch, OnNone};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The turns of the database, counted, and failing as told.
struct Watched {
    inner: Arc<StoreTurns>,
    takes: AtomicUsize,
    most_takes: usize,
    notes: bool,
    gives_back: bool,
}

impl Watched {
    fn new(on: &TestStore) -> Self {
        Self {
            inner: turns(on, Duration::ZERO),
            takes: AtomicUsize::new(0),
            most_takes: usize::MAX,
            notes: true,
            gives_back: true,
        }
    }

    fn takes(&self) -> usize {
        self.takes.swap(0, Ordering::Relaxed)
    }
}

impl Turns for Watched {
    fn take(
        &self,
        keys: Vec<String>,
        answered_at_ms: i64,
    ) -> BoxFuture<'_, Result<Vec<Turn>, DeliveryError>> {
        if self.takes.fetch_add(1, Ordering::Relaxed) >= self.most_takes {
            return Box::pin(async { Err(DeliveryError::retry("somebody else has it")) });
        }
        self.inner.take(keys, answered_at_ms)
    }

    fn known<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<KnownTurns, DeliveryError>> {
        self.inner.known(keys)
    }

    fn note(&self, keys: Vec<String>, at_ms: i64) -> BoxFuture<'_, Result<(), DeliveryError>> {
        if !self.notes {
            return Box::pin(async { Err(DeliveryError::retry("the database failed")) });
        }
        self.inner.note(keys, at_ms)
    }

    fn give_back(&self, turns: Vec<(Turn, Option<i64>)>) -> BoxFuture<'_, ()> {
        if !self.gives_back {
            return Box::pin(async {});
        }
        self.inner.give_back(turns)
    }
}

fn connector_with(crm: &SmallCrm, turns: &Arc<Watched>) -> RemoteConnector<SmallCrm> {
    RemoteConnector::new("crm", crm.clone(), vec![contacts()], turns.clone())
}

fn update_only() -> Find {
    Find {
        on_none: OnNone::Skip,
        ..find()
    }
}

fn link() -> Find {
    Find {
        on_match: OnMatch::Link,
        ..find()
    }
}

on_both_engines!(
    what_only_links_or_updates_takes_no_turn_to_look,
    async |on: &TestStore| {
        let crm = by_id();
        crm.add(json!({"email": "campaign@example.pl"}));
        let turns = Arc::new(Watched::new(on));
        let crm_of = connector_with(&crm, &turns);
        let values = json!({"email": "campaign@example.pl", "name": "Spring"});
        let linked = outcome(&crm_of, &given(0, link(), values.clone())).await;
        assert_eq!((linked, turns.takes()), (Outcome::Found, 0));
        let updated = outcome(&crm_of, &given(0, update_only(), values)).await;
        assert_eq!((updated, turns.takes()), (Outcome::Updated, 1));
        let none = json!({"email": "none@example.pl", "name": "Spring"});
        deliver(&crm_of, &given(0, update_only(), none.clone()))
            .await
            .unwrap();
        assert_eq!(turns.takes(), 0);
        let created = outcome(&crm_of, &given(0, link(), none)).await;
        assert_eq!((created, turns.takes()), (Outcome::Created, 1));
        assert_eq!(turns_kept(on).await.1, 0);
    }
);

on_both_engines!(
    many_that_link_a_new_value_at_once_make_one_record,
    async |on: &TestStore| {
        let crm = by_id();
        let turns = turns(on, Duration::from_secs(60));
        let crm_of = RemoteConnector::new("crm", crm.clone(), vec![contacts()], turns);
        for round in 0..3 {
            let email = format!("ola{round}@example.pl");
            let requests: Vec<_> = (0..12)
                .map(|n| given(n, link(), json!({"email": email})))
                .collect();
            let outcomes = join_all(requests.iter().map(|one| deliver(&crm_of, one))).await;
            assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
            assert_eq!(crm.values().len(), round + 1);
        }
    }
);

on_both_engines!(
    who_only_updates_overwrites_nothing_newer_that_was_just_created,
    async |on: &TestStore| {
        // The answer was lost; and then the process died, too.
        for gives_back in [true, false] {
            let crm = SmallCrm::new(SourceKey::Column(SOURCE.into()));
            crm.fail([Fault::LoseAnswer]);
            let turns = Arc::new(Watched {
                gives_back,
                ..Watched::new(on)
            });
            let email = format!("{gives_back}@example.pl");
            let newer = given(9, find(), json!({"email": email, "name": "Newer"}));
            deliver(&connector_with(&crm, &turns), &newer)
                .await
                .unwrap_err();
            let older = given(5, update_only(), json!({"email": email, "name": "Older"}));
            let crm_of = connector(on, &crm);
            if !gives_back {
                let refused = deliver(&crm_of, &older).await.unwrap_err();
                assert!(
                    refused.to_string().contains("another delivery"),
                    "{refused}"
                );
                on.clock.advance_ms(75_000);
            }
            deliver(&crm_of, &older).await.unwrap();
            assert_eq!(crm.values()[0]["name"], "Newer", "{gives_back}");
        }
    }
);

on_both_engines!(
    a_new_record_is_known_by_its_answers_whoever_has_its_turn,
    async |on: &TestStore| {
        // Found by what it was not looked for by; and where that could not be noted, by what it was.
        for (notes, by) in [(true, "phone"), (false, "email")] {
            let crm = SmallCrm::new(SourceKey::Column(SOURCE.into()));
            let turns = Arc::new(Watched {
                most_takes: 1,
                notes,
                ..Watched::new(on)
            });
            let by_email = Find {
                by: vec!["email".into()],
                ..find()
            };
            let (email, phone) = (format!("{by}@example.pl"), "+48601");
            let values = json!({"email": email, "phone": phone, "name": "Newer"});
            deliver(&connector_with(&crm, &turns), &given(9, by_email, values))
                .await
                .unwrap();
            let values = match by {
                "phone" => json!({"phone": phone, "name": "Older"}),
                _ => json!({"email": email, "name": "Older"}),
            };
            deliver(&connector(on, &crm), &given(5, find(), values))
                .await
                .unwrap();
            assert_eq!(crm.values()[0]["name"], "Newer", "{by}");
        }
    }
);

on_both_engines!(
    a_record_has_one_turn_however_its_id_is_written,
    async |on: &TestStore| {
        let crm = by_id();
        crm.add(json!({"name": "There"}));
        let crm_of = connector(on, &crm);
        let by_its_id = Find {
            by: vec!["id".into()],
            ..find()
        };
        for (after_ms, id, name) in [(9, "C1", "Newer"), (5, "c1", "Older")] {
            let mut request = given(after_ms, by_its_id.clone(), json!({"name": name}));
            request.rows[0].existing = Some(id.into());
            let written = deliver(&crm_of, &request).await.unwrap();
            assert_eq!(written.records[0].id, "c1");
        }
        assert_eq!(crm.values()[0]["name"], "Newer");
        assert_eq!(turns_kept(on).await, (1, 0));
    }
);

on_both_engines!(
    a_repeat_looks_for_many_rows_together,
    async |on: &TestStore| {
        let crm = SmallCrm::new(SourceKey::Column(SOURCE.into()));
        crm.fail([Fault::LoseAnswer]);
        let crm_of = connector(on, &crm);
        let mut request = given(0, None, json!({"name": "0"}));
        for n in 1..20 {
            let one = given(0, None, json!({"name": n.to_string()}));
            request.rows.extend(one.rows);
        }
        deliver(&crm_of, &request).await.unwrap_err();
        request.is_repeat = true;
        let written = deliver(&crm_of, &request).await.unwrap();
        let ids: Vec<String> = (1..=20).map(|n| format!("c{n}")).collect();
        let written: Vec<&String> = written.records.iter().map(|one| &one.id).collect();
        assert_eq!(written, ids.iter().collect::<Vec<_>>());
        assert_eq!((crm.values().len(), crm.writes()), (20, 1));
        assert_eq!((crm.reads(), crm.most_reading()), (20, 8));
    }
);

on_both_engines!(
    turns_are_known_without_being_taken,
    async |on: &TestStore| {
        let turns = turns(on, Duration::ZERO);
        let keys = ["a".to_owned(), "b".to_owned()];
        let known = async || turns.known(&keys).await.unwrap();
        assert!(!known().await.is_in_use);
        turns.note(keys.to_vec(), START_MS + 5).await.unwrap();
        let taken = turns.take(keys[..1].to_vec(), START_MS + 9).await.unwrap();
        assert_eq!(taken[0].newest_at_ms, Some(START_MS + 5));
        assert!(
            taken[0].was_in_use,
            "what was noted was written a moment ago"
        );
        turns.note(keys.to_vec(), START_MS + 3).await.unwrap();
        let expected = KnownTurns {
            newest_at_ms: Some(START_MS + 9),
            is_in_use: true,
        };
        assert_eq!(known().await, expected);
    }
);
