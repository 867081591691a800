//! The queue in the store: leases, order, replay.

use crate::flow::{
    Submission, attempts, contact_target, deliveries, mapping, publish_form, submission, submit,
};
use crate::support::{START_MS, TestStore};
use serde_json::json;
use sonda_server::store::{
    AttemptResult, Claimed, DeliveryFilter, DeliveryStatus, Finished, QueueState,
};

fn two_targets() -> sonda_server::mapping::Mapping {
    mapping(json!([
        contact_target(),
        {"id": "case", "table": "case", "columns": {"title": {"constant": "T"}}},
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
        .claim_deliveries(owner, now_ms, now_ms + 100, 10)
        .await
        .unwrap()
}

fn finished(claimed: &Claimed, result: AttemptResult) -> Finished {
    Finished {
        claimed: claimed.clone(),
        started_at_ms: START_MS,
        duration_ms: 3,
        result,
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
        reason: "column `title` is required and has no value".into(),
    }
}

on_both_engines!(
    more_rows_than_a_statement_takes_are_written,
    async |on: &TestStore| {
        queue(on, 1_100).await;
        let state = on.store.queue_state().await.unwrap();
        let expected = QueueState {
            pending: 1_100,
            oldest_at_ms: Some(START_MS),
            dead: 0,
        };
        assert_eq!(state, expected, "the second targets wait for the first");
    }
);

on_both_engines!(an_empty_queue_has_no_age, async |on: &TestStore| {
    assert_eq!(on.store.queue_state().await.unwrap(), QueueState::default());
    assert!(!on.store.is_delivery_due(i64::MAX).await.unwrap());
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
    a_later_target_waits_until_the_earlier_has_ended,
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
    a_dead_letter_shows_its_reason_and_can_be_replayed,
    async |on: &TestStore| {
        queue(on, 3).await;
        let all = claim(on, "a", START_MS).await;
        let ends: Vec<Finished> = all.iter().map(|one| finished(one, dead())).collect();
        on.store
            .finish_deliveries("a", START_MS, &ends)
            .await
            .unwrap();
        let filter = DeliveryFilter {
            status: Some(DeliveryStatus::Dead),
            ..Default::default()
        };
        let letters = on.store.deliveries(&filter, 10).await.unwrap();
        assert_eq!(letters.len(), 3);
        assert!(letters[0].last_error.as_ref().unwrap().contains("`title`"));

        assert!(
            on.store
                .replay_delivery("r0000", "contact", START_MS + 9)
                .await
                .unwrap()
        );
        assert!(
            !on.store
                .replay_delivery("r0000", "contact", START_MS + 9)
                .await
                .unwrap()
        );
        assert!(
            !on.store
                .replay_delivery("r0000", "nothing", START_MS + 9)
                .await
                .unwrap()
        );
        let other = "other".parse().unwrap();
        assert_eq!(
            on.store
                .replay_dead(Some(&other), START_MS + 9)
                .await
                .unwrap(),
            0
        );
        assert_eq!(on.store.replay_dead(None, START_MS + 9).await.unwrap(), 2);
        let again = claim(on, "a", START_MS + 9).await;
        let contacts: Vec<_> = again
            .iter()
            .filter(|one| one.target.as_str() == "contact")
            .collect();
        assert_eq!(contacts.len(), 3);
        assert!(
            contacts
                .iter()
                .all(|one| (one.attempt, one.tries) == (2, 1))
        );
    }
);

on_both_engines!(
    what_a_killed_process_held_is_freed_at_the_start,
    async |on: &TestStore| {
        queue(on, 2).await;
        assert_eq!(claim(on, "killed", START_MS).await.len(), 2);
        assert_eq!(on.store.release_deliveries(START_MS + 1).await.unwrap(), 2);
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
