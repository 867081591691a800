//! What was given up: its causes, and its replay.

use super::{claim, dead, finished, queue};
use crate::support::{START_MS, TestStore};
use sonda_server::store::{AttemptResult, DeliveryFilter, DeliveryStatus, Finished, ReplayScope};

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
        let replay = async |form: Option<&str>, connector: Option<&str>| {
            let scope = ReplayScope {
                form: form.map(|form| form.parse().unwrap()),
                connector: connector.map(Into::into),
                ..ReplayScope::default()
            };
            on.store.replay_dead(&scope, START_MS + 9).await.unwrap()
        };
        assert_eq!(replay(Some("other"), None).await, 0);
        assert_eq!(replay(None, Some("other")).await, 0);
        assert_eq!(replay(Some("other"), Some("embedded")).await, 0);
        assert_eq!(replay(Some("visit"), Some("embedded")).await, 2);
        assert_eq!(replay(None, None).await, 0);
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
    a_replay_queues_nothing_before_what_it_refers_to,
    async |on: &TestStore| {
        queue(on, 400).await;
        sqlx::query("UPDATE delivery SET status = 'dead'")
            .execute(&on.pool)
            .await
            .unwrap();
        let all = ReplayScope::default();
        assert_eq!(on.store.replay_dead(&all, START_MS).await.unwrap(), 800);
        let claimed = claim(on, "a", START_MS).await;
        assert!(claimed.iter().all(|one| one.target.as_str() == "contact"));
        let states = on.store.queue_states().await.unwrap();
        assert_eq!((states[0].pending, states[0].dead), (400, 0));
    }
);

#[tokio::test]
async fn what_is_given_up_again_meanwhile_is_not_replayed_again() {
    crate::support::on_sqlite(async |on: &TestStore| {
        queue(on, 600).await;
        for (connector, pattern) in [("broken", "r00%"), ("fine", "r0%")] {
            sqlx::query(
                "UPDATE delivery SET connector = $1, status = 'dead' \
                 WHERE response_id LIKE $2 AND status <> 'dead'",
            )
            .bind(connector)
            .bind(pattern)
            .execute(&on.pool)
            .await
            .unwrap();
        }
        // What is queued dies at once.
        sqlx::query(
            "CREATE TRIGGER dies AFTER UPDATE ON delivery WHEN NEW.status = 'waiting' BEGIN \
             UPDATE delivery SET status = 'dead', updated_at_ms = updated_at_ms + 5 \
             WHERE response_id = NEW.response_id AND target = NEW.target; END",
        )
        .execute(&on.pool)
        .await
        .unwrap();
        let broken = ReplayScope {
            form: None,
            connector: Some("broken".into()),
            ..ReplayScope::default()
        };
        let replayed = on.store.replay_dead(&broken, START_MS).await.unwrap();
        assert_eq!(replayed, 200);
    })
    .await;
}

on_both_engines!(
    dead_letters_are_told_by_their_cause,
    async |on: &TestStore| {
        queue(on, 5).await;
        let all = claim(on, "a", START_MS).await;
        let other = || AttemptResult::Dead {
            column: None,
            reason: "the form has no mapping".into(),
        };
        let ends: Vec<Finished> = all
            .iter()
            .enumerate()
            .map(|(n, one)| finished(one, if n == 2 { other() } else { dead() }))
            .collect();
        on.store
            .finish_deliveries("a", START_MS + 5, &ends)
            .await
            .unwrap();
        let causes = on.store.delivery_causes(10).await.unwrap();
        let found: Vec<_> = causes
            .iter()
            .map(|cause| (cause.deliveries, cause.column.as_deref(), cause.last_at_ms))
            .collect();
        assert_eq!(
            found,
            [(4, Some("title"), START_MS + 5), (1, None, START_MS + 5)]
        );
        assert_eq!(
            (&*causes[0].connector, &*causes[0].form, &*causes[0].target),
            ("embedded", "visit", "contact")
        );
        assert_eq!(on.store.delivery_causes(1).await.unwrap().len(), 1);
    }
);
