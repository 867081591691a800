//! Deliveries that fail, die with their process, or are put off.

use super::survey;
use crate::faulty::{Fault, faulty_worker};
use crate::flow::{
    attempts, contact_target, deliveries, mapping, publish_form, records, submission, submit, text,
    worker,
};
use crate::support::{START_MS, TestStore};
use serde_json::json;
use sonda_server::clock::Clock;
use sonda_server::crm::DeliveryError;
use sonda_server::delivery::Drained;
use sonda_server::store::{DeliveryStatus, ReplayScope};
use std::time::Duration;

on_both_engines!(
    a_failed_delivery_is_repeated_when_due_and_not_before,
    async |on: &TestStore| {
        let mapping = mapping(json!([contact_target()]));
        publish_form(on, &mapping).await;
        submit(
            on,
            &mapping,
            &[submission(on, "r1", json!({"name": text("Ola")}))],
        )
        .await;
        let asked = DeliveryError::Retry {
            after: Some(Duration::from_secs(60)),
            reason: "429".into(),
        };
        let worker = faulty_worker(
            on,
            [
                Fault::Before(asked),
                Fault::Before(DeliveryError::retry("503")),
            ],
        );
        let retried = Drained {
            retried: 1,
            ..Drained::default()
        };
        assert_eq!(worker.drain().await.unwrap(), retried);
        on.clock.advance_ms(59_999);
        assert_eq!(
            worker.drain().await.unwrap(),
            Drained::default(),
            "Retry-After is honoured"
        );
        on.clock.advance_ms(1);
        assert_eq!(worker.drain().await.unwrap(), retried);
        on.clock.advance_ms(10_000);
        assert_eq!(worker.drain().await.unwrap().done, 1);
        let outcomes: Vec<(i64, String, i64)> = attempts(on, "r1", "contact")
            .await
            .into_iter()
            .map(|one| (one.number, one.outcome, one.started_at_ms - START_MS))
            .collect();
        let expected = [
            (1, "retry".to_owned(), 0),
            (2, "retry".into(), 60_000),
            (3, "done".into(), 70_000),
        ];
        assert_eq!(outcomes, expected);
    }
);

on_both_engines!(
    an_answer_lost_after_the_commit_makes_no_second_record,
    async |on: &TestStore| {
        let mapping = mapping(survey());
        publish_form(on, &mapping).await;
        let answers = json!({"name": text("No address"), "stars": {"comment": "Quick"}});
        submit(on, &mapping, &[submission(on, "r1", answers)]).await;
        let worker = faulty_worker(on, [Fault::AfterCommit, Fault::AfterCommit]);
        let mut done = 0;
        for _ in 0..4 {
            done += worker.drain().await.unwrap().done;
            on.clock.advance_ms(3_600_000);
        }
        assert_eq!(done, 3);
        for (table, number) in [
            ("contact", 1),
            ("survey_response", 1),
            ("question_response", 2),
        ] {
            assert_eq!(records(on, table).await.len(), number, "{table}");
        }
    }
);

on_both_engines!(
    killed_between_the_record_and_its_mark_it_is_there_once,
    async |on: &TestStore| {
        let mapping = mapping(json!([
            {"id": "lead", "table": "lead", "columns": {"name": {"answer": "name"}}},
        ]));
        publish_form(on, &mapping).await;
        submit(
            on,
            &mapping,
            &[submission(on, "r1", json!({"name": text("Ola")}))],
        )
        .await;
        // The mark cannot be written: what a kill at that point leaves behind.
        sqlx::raw_sql("ALTER TABLE attempt RENAME TO attempt_away")
            .execute(&on.pool)
            .await
            .unwrap();
        assert!(worker(on).drain().await.is_err());
        sqlx::raw_sql("ALTER TABLE attempt_away RENAME TO attempt")
            .execute(&on.pool)
            .await
            .unwrap();
        assert_eq!(records(on, "lead").await.len(), 1);
        assert_eq!(deliveries(on).await[0].status, DeliveryStatus::Pending);

        assert_eq!(
            worker(on).drain().await.unwrap(),
            Drained::default(),
            "the lease holds"
        );
        on.clock.advance_ms(120_000);
        assert_eq!(worker(on).drain().await.unwrap().done, 1);
        assert_eq!(records(on, "lead").await.len(), 1);
    }
);

on_both_engines!(
    a_delivery_that_fails_for_days_becomes_a_dead_letter,
    async |on: &TestStore| {
        let mapping = mapping(json!([contact_target()]));
        publish_form(on, &mapping).await;
        submit(on, &mapping, &[submission(on, "r1", json!({}))]).await;
        let down = || Fault::Before(DeliveryError::retry("503"));
        let worker = faulty_worker(on, (0..200).map(|_| down()));
        let mut drained = Drained::default();
        for _ in 0..130 {
            let more = worker.drain().await.unwrap();
            drained.retried += more.retried;
            drained.dead += more.dead;
            on.clock.advance_ms(3_600_000);
        }
        assert_eq!((drained.retried, drained.dead), (119, 1));
        assert_eq!(deliveries(on).await[0].last_error.as_deref(), Some("503"));
    }
);

on_both_engines!(
    a_delivery_that_waits_for_another_comes_back_soon_and_is_no_try,
    async |on: &TestStore| {
        let mapping = mapping(json!([contact_target()]));
        publish_form(on, &mapping).await;
        submit(on, &mapping, &[submission(on, "r1", json!({}))]).await;
        let wait = || {
            let after = Duration::from_secs(1);
            let reason = "another delivery is writing".into();
            Fault::Before(DeliveryError::Wait { after, reason })
        };
        let failure = Fault::Before(DeliveryError::retry("503"));
        let faults = (0..130).map(|_| wait()).chain([failure]);
        let worker = faulty_worker(on, faults);
        let due_in_ms = async || {
            assert_eq!(worker.drain().await.unwrap().retried, 1);
            let due_in_ms = deliveries(on).await[0].due_at_ms - on.clock.now_ms();
            on.clock.advance_ms(due_in_ms);
            due_in_ms
        };
        for _ in 0..130 {
            assert_eq!(due_in_ms().await, 1_000);
        }
        assert_eq!(due_in_ms().await, 5_000, "as after a first try");
        assert_eq!(worker.drain().await.unwrap().done, 1);
        assert_eq!(attempts(on, "r1", "contact").await.len(), 132);
    }
);

on_both_engines!(
    a_delivery_whose_process_dies_in_each_try_becomes_a_dead_letter,
    async |on: &TestStore| {
        let mapping = mapping(json!([contact_target()]));
        publish_form(on, &mapping).await;
        submit(on, &mapping, &[submission(on, "r1", json!({}))]).await;
        let wanted = [("embedded".to_owned(), 1)];
        for n in 0..120 {
            let claimed =
                on.store
                    .claim_deliveries("killed", START_MS + n, START_MS + n + 1, &wanted);
            assert_eq!(claimed.await.unwrap().len(), 1);
        }
        on.clock.advance_ms(120);
        assert_eq!(worker(on).drain().await.unwrap().dead, 1);
        assert_eq!(
            records(on, "contact").await.len(),
            0,
            "it was not tried again"
        );
        let attempts = attempts(on, "r1", "contact").await;
        assert_eq!((attempts.len(), attempts[0].number), (1, 121));
        let detail = &attempts[0].detail;
        assert!(detail.contains("never came to an end"), "{detail}");
        let all = ReplayScope::default();
        on.store.replay_dead(&all, START_MS).await.unwrap();
        assert_eq!(worker(on).drain().await.unwrap().done, 1);
    }
);

on_both_engines!(
    a_delivery_that_panics_is_an_attempt_as_any_other,
    async |on: &TestStore| {
        let mapping = mapping(json!([contact_target()]));
        publish_form(on, &mapping).await;
        submit(
            on,
            &mapping,
            &[submission(on, "r1", json!({"name": text("Ola")}))],
        )
        .await;
        let worker = faulty_worker(on, [Fault::Panic]);
        assert_eq!(worker.drain().await.unwrap().retried, 1);
        let attempt = &attempts(on, "r1", "contact").await[0];
        assert_eq!(attempt.outcome, "retry");
        assert!(
            attempt.detail.contains("never came to an end"),
            "{}",
            attempt.detail
        );
        on.clock.advance_ms(119_999);
        assert_eq!(worker.drain().await.unwrap(), Drained::default());
        on.clock.advance_ms(1);
        assert_eq!(worker.drain().await.unwrap().done, 1);
        assert_eq!(records(on, "contact").await.len(), 1);

        submit(on, &mapping, &[submission(on, "r2", json!({}))]).await;
        let worker = faulty_worker(on, (0..120).map(|_| Fault::Panic));
        for _ in 0..130 {
            worker.drain().await.unwrap();
            on.clock.advance_ms(3_600_000);
        }
        let delivery = deliveries(on).await.remove(1);
        assert_eq!(
            (delivery.status, delivery.attempts),
            (DeliveryStatus::Dead, 120)
        );
    }
);

on_both_engines!(
    what_was_claimed_is_put_off_where_responses_cannot_be_read,
    async |on: &TestStore| {
        let mapping = mapping(json!([contact_target()]));
        publish_form(on, &mapping).await;
        submit(on, &mapping, &[submission(on, "r1", json!({}))]).await;
        let rename = async |sql: &'static str| {
            sqlx::query(sql).execute(&on.pool).await.unwrap();
        };
        rename("ALTER TABLE link RENAME TO elsewhere").await;
        assert_eq!(worker(on).drain().await.unwrap().retried, 1);
        let attempt = &attempts(on, "r1", "contact").await[0];
        assert_eq!(attempt.detail, "the database failed");
        rename("ALTER TABLE elsewhere RENAME TO link").await;
        on.clock.advance_ms(5_000);
        assert_eq!(worker(on).drain().await.unwrap().done, 1);
    }
);
