//! The queue in the store: leases, order, replay.

mod dead;

use crate::flow::{
    Submission, attempts, contact_target, deliveries, mapping, publish_form, submission, submit,
};
use crate::support::{START_MS, TestStore};
use serde_json::json;
use sonda_server::store::{
    AttemptResult, Cancelled, Claimed, DeliveryFilter, DeliveryStatus, Finished, QueueHead,
    QueueState, ReplayScope,
};

fn two_targets() -> sonda_server::mapping::Mapping {
    mapping(json!([
        contact_target(),
        {"id": "case", "table": "case", "columns": {
            "title": {"constant": "T"}, "contact": {"record": "contact"}}},
    ]))
}

async fn queue(on: &TestStore, responses: usize) {
    let mapping = two_targets();
    publish_form(on, &mapping).await;
    let submissions: Vec<Submission> = (0..responses)
        .map(|n| submission(on, &format!("r{n:04}"), json!({})))
        .collect();
    submit(on, &mapping, &submissions).await;
}

async fn claim(on: &TestStore, owner: &str, now_ms: i64) -> Vec<Claimed> {
    on.store
        .claim_deliveries(owner, now_ms, now_ms + 100, &[("embedded".into(), 10)])
        .await
        .unwrap()
}

fn finished(claimed: &Claimed, result: AttemptResult) -> Finished {
    Finished {
        claimed: claimed.clone(),
        started_at_ms: START_MS,
        duration_ms: 3,
        result,
        connector: claimed.connector.clone(),
        exchanges: "[]".into(),
    }
}

fn done() -> AttemptResult {
    AttemptResult::Done {
        record: Some(("contact".into(), "c1".into())),
        detail: "1 created".into(),
    }
}

fn dead() -> AttemptResult {
    AttemptResult::Dead {
        column: Some("title".into()),
        reason: "column `title` is required and has no value".into(),
    }
}

on_both_engines!(
    more_rows_than_a_statement_takes_are_written,
    async |on: &TestStore| {
        queue(on, 1_100).await;
        let states = on.store.queue_states().await.unwrap();
        let expected = QueueState {
            connector: "embedded".into(),
            pending: 1_100,
            oldest_at_ms: Some(START_MS),
            waiting: 1_100,
            dead: 0,
        };
        assert_eq!(states, [expected]);
    }
);

on_both_engines!(an_empty_queue_has_no_age, async |on: &TestStore| {
    assert_eq!(on.store.queue_states().await.unwrap(), []);
    assert_eq!(on.store.queue_heads().await.unwrap(), []);
});

on_both_engines!(
    a_claim_is_nobody_elses_until_its_lease_ends,
    async |on: &TestStore| {
        queue(on, 1).await;
        let first = claim(on, "a", START_MS).await;
        assert_eq!(first.len(), 1);
        assert_eq!(first[0].target.as_str(), "contact");
        assert!(claim(on, "b", START_MS + 99).await.is_empty());
        let second = claim(on, "b", START_MS + 100).await;
        assert_eq!((second[0].attempt, second[0].tries), (2, 2));

        let late = on
            .store
            .finish_deliveries("a", START_MS, &[finished(&first[0], done())])
            .await;
        assert_eq!(late.unwrap(), 0, "who lost the lease ends nothing");
        let held = on
            .store
            .finish_deliveries("b", START_MS, &[finished(&second[0], done())])
            .await;
        assert_eq!(held.unwrap(), 1);
        assert_eq!(attempts(on, "r0000", "contact").await.len(), 2);
    }
);

on_both_engines!(
    nothing_is_claimed_before_it_is_due,
    async |on: &TestStore| {
        queue(on, 1).await;
        let claimed = claim(on, "a", START_MS).await;
        let retry = AttemptResult::Retry {
            due_at_ms: START_MS + 5_000,
            reason: "busy".into(),
        };
        on.store
            .finish_deliveries("a", START_MS, &[finished(&claimed[0], retry)])
            .await
            .unwrap();
        assert!(claim(on, "a", START_MS + 4_999).await.is_empty());
        assert_eq!(claim(on, "a", START_MS + 5_000).await.len(), 1);
    }
);

on_both_engines!(
    a_target_waits_until_what_it_refers_to_has_ended,
    async |on: &TestStore| {
        queue(on, 2).await;
        let both = claim(on, "a", START_MS).await;
        let ends = [finished(&both[0], done()), finished(&both[1], dead())];
        on.store
            .finish_deliveries("a", START_MS, &ends)
            .await
            .unwrap();
        let next = claim(on, "a", START_MS).await;
        assert_eq!(next.len(), 2, "a dead letter blocks nothing");
        assert!(next.iter().all(|one| one.target.as_str() == "case"));
        let chain = on.store.delivery_chain(&both[0].response).await.unwrap();
        assert_eq!(chain[0].record, Some(("contact".into(), "c1".into())));
        assert_eq!(chain[1].status, DeliveryStatus::Pending);
    }
);

on_both_engines!(
    what_a_killed_process_held_is_freed_at_the_start,
    async |on: &TestStore| {
        queue(on, 2).await;
        assert_eq!(claim(on, "killed", START_MS).await.len(), 2);
        let release = async |connectors: &[&str]| {
            on.store
                .release_deliveries(START_MS + 1, connectors)
                .await
                .unwrap()
        };
        // Another CRM may go on with what it was asked: its leases end in their time.
        assert_eq!(release(&["other"]).await, 0);
        assert!(claim(on, "next", START_MS + 1).await.is_empty());
        assert_eq!(release(&["other", "embedded"]).await, 2);
        assert_eq!(claim(on, "next", START_MS + 1).await.len(), 2);
    }
);

on_both_engines!(
    deliveries_are_listed_by_response_and_page,
    async |on: &TestStore| {
        queue(on, 3).await;
        let one = DeliveryFilter {
            response: Some("r0001".into()),
            ..Default::default()
        };
        let targets: Vec<String> = on
            .store
            .deliveries(&one, 10)
            .await
            .unwrap()
            .into_iter()
            .map(|one| one.target)
            .collect();
        assert_eq!(targets, ["case", "contact"]);
        let rest = DeliveryFilter {
            form: Some("visit".into()),
            after: Some(("r0001".into(), "case".into())),
            ..Default::default()
        };
        let rest = on.store.deliveries(&rest, 10).await.unwrap();
        assert_eq!(rest.len(), 3);
        assert_eq!(
            (rest[0].response.as_str(), rest[0].target.as_str()),
            ("r0001", "contact")
        );
        assert_eq!(deliveries(on).await.len(), 6);
    }
);

on_both_engines!(
    independent_targets_go_at_once_and_others_after_those_they_name,
    async |on: &TestStore| {
        let mapping = mapping(json!([
            contact_target(),
            {"id": "a_b", "table": "lead", "columns": {"name": {"answer": "name"}}},
            {"id": "both", "table": "case", "columns": {
                "title": {"first_of": [{"record": "a_b"}, {"constant": "T"}]},
                "contact": {"record": "contact"}}},
            {"id": "axb", "table": "lead", "columns": {"name": {"answer": "name"}}},
        ]));
        publish_form(on, &mapping).await;
        submit(on, &mapping, &[submission(on, "r1", json!({}))]).await;
        let targets = |claimed: &[Claimed]| {
            let mut targets: Vec<String> =
                claimed.iter().map(|one| one.target.to_string()).collect();
            targets.sort();
            targets
        };
        let first = claim(on, "a", START_MS).await;
        assert_eq!(targets(&first), ["a_b", "axb", "contact"]);
        let end = async |target: &str, result| {
            let one = first
                .iter()
                .find(|one| one.target.as_str() == target)
                .unwrap();
            on.store
                .finish_deliveries("a", START_MS, &[finished(one, result)])
                .await
                .unwrap();
        };
        end("contact", done()).await;
        assert!(
            claim(on, "a", START_MS).await.is_empty(),
            "one of two has ended"
        );
        end("a_b", dead()).await;
        // What ends now is nobody's concern.
        assert_eq!(targets(&claim(on, "a", START_MS).await), ["both"]);
        end("axb", done()).await;
    }
);

on_both_engines!(
    deliveries_from_before_wait_for_all_earlier_ones,
    async |on: &TestStore| {
        queue(on, 1).await;
        sqlx::query("UPDATE delivery SET waits_for = NULL")
            .execute(&on.pool)
            .await
            .unwrap();
        let first = claim(on, "a", START_MS).await;
        assert_eq!(first.len(), 1);
        on.store
            .finish_deliveries("a", START_MS, &[finished(&first[0], done())])
            .await
            .unwrap();
        assert_eq!(claim(on, "a", START_MS).await.len(), 1);
    }
);

on_both_engines!(
    each_connector_has_a_queue_of_its_own,
    async |on: &TestStore| {
        queue(on, 30).await;
        for (connector, pattern) in [("b", "r000%"), ("c", "r001%")] {
            sqlx::query("UPDATE delivery SET connector = $1 WHERE response_id LIKE $2")
                .bind(connector)
                .bind(pattern)
                .execute(&on.pool)
                .await
                .unwrap();
        }
        let heads = on.store.queue_heads().await.unwrap();
        let head = |connector: &str| QueueHead {
            connector: connector.into(),
            due_at_ms: START_MS,
        };
        assert_eq!(heads, [head("b"), head("c"), head("embedded")]);
        let wanted = [
            ("c".to_owned(), 3),
            ("embedded".to_owned(), 2),
            ("nobody".to_owned(), 9),
        ];
        let claimed = on
            .store
            .claim_deliveries("a", START_MS, START_MS + 100, &wanted)
            .await
            .unwrap();
        let of = |connector: &str| {
            claimed
                .iter()
                .filter(|one| one.connector == connector)
                .count()
        };
        assert_eq!(
            (of("b"), of("c"), of("embedded"), claimed.len()),
            (0, 3, 2, 5)
        );
    }
);

on_both_engines!(
    what_is_cancelled_is_never_claimed_and_shown,
    async |on: &TestStore| {
        queue(on, 2).await;
        let cancel = async |response: &str, target: &str, now_ms| {
            on.store
                .cancel_delivery(response, target, now_ms)
                .await
                .unwrap()
        };
        assert_eq!(
            cancel("r0000", "contact", START_MS).await,
            Cancelled::Cancelled
        );
        assert_eq!(
            cancel("r0000", "contact", START_MS).await,
            Cancelled::Missing
        );
        assert_eq!(
            cancel("r0000", "nothing", START_MS).await,
            Cancelled::Missing
        );
        let claimed = claim(on, "a", START_MS).await;
        let names: Vec<_> = claimed
            .iter()
            .map(|one| (&*one.response, one.target.as_str()))
            .collect();
        assert!(!names.contains(&("r0000", "contact")), "{names:?}");
        assert!(
            names.contains(&("r0000", "case")),
            "what waited for it is told"
        );
        assert_eq!(
            cancel("r0001", "contact", START_MS).await,
            Cancelled::UnderWay
        );
        assert_eq!(
            cancel("r0001", "contact", START_MS + 100).await,
            Cancelled::Cancelled
        );
        let held = on
            .store
            .finish_deliveries(
                "a",
                START_MS + 100,
                &[finished(&claimed[0], done()), finished(&claimed[1], done())],
            )
            .await;
        assert_eq!(held.unwrap(), 1, "cancelled after its lease");
        assert_eq!(
            on.store
                .replay_dead(&ReplayScope::default(), START_MS)
                .await
                .unwrap(),
            0
        );
        let filter = DeliveryFilter {
            status: Some(DeliveryStatus::Cancelled),
            ..Default::default()
        };
        assert_eq!(on.store.deliveries(&filter, 10).await.unwrap().len(), 2);

        let replay = async |target: &str| {
            let replayed = on.store.replay_delivery("r0000", target, START_MS);
            replayed.await.unwrap()
        };
        assert!(!replay("nothing").await);
        assert!(replay("contact").await);
        assert!(!replay("contact").await, "it is queued");
        let replay = async |form: Option<&str>| {
            let scope = ReplayScope {
                form: form.map(|form| form.parse().unwrap()),
                connector: None,
                ..ReplayScope::default()
            };
            let replayed = on.store.replay_cancelled(&scope, START_MS);
            replayed.await.unwrap()
        };
        assert_eq!(replay(Some("other")).await, 0);
        assert_eq!(replay(Some("visit")).await, 1);
        assert_eq!(replay(None).await, 0);
    }
);

on_both_engines!(
    deliveries_of_a_form_or_connector_are_cancelled_together,
    async |on: &TestStore| {
        queue(on, 400).await;
        sqlx::query("UPDATE delivery SET connector = 'crm' WHERE response_id < 'r0300'")
            .execute(&on.pool)
            .await
            .unwrap();
        let claimed = claim(on, "a", START_MS).await;
        let ends = [finished(&claimed[0], done()), finished(&claimed[1], dead())];
        on.store
            .finish_deliveries("a", START_MS, &ends)
            .await
            .unwrap();
        let cancel = async |form: Option<&str>, connector: Option<&str>| {
            let scope = ReplayScope {
                form: form.map(|form| form.parse().unwrap()),
                connector: connector.map(Into::into),
                ..ReplayScope::default()
            };
            let all = on.store.cancel_deliveries(&scope, START_MS + 1).await;
            let all = all.unwrap();
            (all.cancelled, all.under_way)
        };
        assert_eq!(cancel(Some("other"), None).await, (0, 0));
        assert_eq!(cancel(Some("other"), Some("crm")).await, (0, 0));
        assert_eq!(cancel(Some("visit"), Some("crm")).await, (600, 0));
        // Of 100 responses one contact was written, and eight are under way.
        assert_eq!(cancel(None, Some("embedded")).await, (191, 8));
        assert!(claim(on, "a", START_MS + 1).await.is_empty());
        assert_eq!(cancel(None, None).await, (0, 8));
    }
);
