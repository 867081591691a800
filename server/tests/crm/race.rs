//! Many at once.

use crate::flow::{
    contact_target, deliveries, embedded, mapping, publish_form, records, submission, submit, text,
    worker, worker_of,
};
use crate::support::{START_MS, TestStore};
use futures::future::{BoxFuture, join_all};
use serde_json::{Value, json};
use sonda_server::clock::Clock;
use sonda_server::crm::{
    Connector, Connectors, DeliveryError, Embedded, Finding, Guarantee, Preview, RecordWrite,
    Table, Transcript, WriteRequest, Written,
};
use sonda_server::mapping::{Find, OnMatch, OnNone, OnSeveral};
use sonda_server::store::{Cancelled, DeliveryStatus, ReplayScope};
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

fn ola(round: i64, n: i64) -> WriteRequest {
    WriteRequest {
        response: "r".into(),
        form: "visit".into(),
        is_repeat: false,
        table: "contact".into(),
        find: Some(Find {
            by: vec!["email".into(), "phone".into()],
            on_match: OnMatch::Update,
            on_none: OnNone::Create,
            on_several: OnSeveral::Refuse,
        }),
        answered_at_ms: START_MS + n,
        rows: vec![RecordWrite {
            id: Uuid::new_v4(),
            existing: None,
            values: [
                (
                    "email".to_owned(),
                    Value::from(format!("ola{round}@example.pl")).into(),
                ),
                ("name".to_owned(), Value::from(format!("Ola {n}")).into()),
            ]
            .into(),
        }],
    }
}

on_both_engines!(
    deliveries_with_one_email_at_once_make_one_contact,
    async |on: &TestStore| {
        let crm = embedded(on);
        // While connections are opened one after the other, nothing races: hence several rounds.
        for round in 0..10 {
            let transcript = Transcript::default();
            let requests: Vec<WriteRequest> = (0..40).map(|n| ola(round, n)).collect();
            let deliveries = requests.iter();
            let deliveries = deliveries.map(|request| crm.deliver(request, &transcript));
            let outcomes = join_all(deliveries).await;
            assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        }
        let contacts = records(on, "contact").await;
        assert_eq!(contacts.len(), 10);
        for contact in contacts {
            assert_eq!(contact.values["name"], "Ola 39", "the newest answer stays");
        }
    }
);

on_both_engines!(
    answers_that_are_there_already_are_the_newest_all_the_same,
    async |on: &TestStore| {
        let crm = embedded(on);
        for (n, name) in [(1, "Ola"), (9, "Ola"), (5, "Older")] {
            let mut request = ola(0, n);
            let name = ("name".to_owned(), Value::from(name).into());
            request.rows[0].values.extend([name]);
            crm.deliver(&request, &Transcript::default()).await.unwrap();
        }
        assert_eq!(records(on, "contact").await[0].values["name"], "Ola");
    }
);

on_both_engines!(
    a_delivery_that_fails_takes_no_other_with_it,
    async |on: &TestStore| {
        let crm = embedded(on);
        let mut requests: Vec<WriteRequest> = (0..20).map(|n| ola(n, n)).collect();
        for request in requests.iter_mut().step_by(2) {
            let nowhere = ("city".to_owned(), Value::from("x".repeat(101)).into());
            request.rows[0].values.extend([nowhere]);
        }
        let transcript = Transcript::default();
        let deliveries = requests.iter();
        let deliveries = deliveries.map(|request| crm.deliver(request, &transcript));
        let outcomes = join_all(deliveries).await;
        for (n, outcome) in outcomes.iter().enumerate() {
            assert_eq!(outcome.is_ok(), n % 2 == 1, "{n}: {outcome:?}");
        }
        assert_eq!(records(on, "contact").await.len(), 10);
    }
);

on_both_engines!(
    two_workers_share_the_queue_and_deliver_each_once,
    async |on: &TestStore| {
        let mapping = mapping(json!([
            {"id": "lead", "table": "lead", "columns": {"name": {"answer": "name"}}},
            contact_target(),
        ]));
        publish_form(on, &mapping).await;
        let submissions: Vec<_> = (0..150)
            .map(|n| {
                let answers =
                    json!({"name": text(&format!("N{n}")), "email": text(&format!("n{n}@b.co"))});
                submission(on, &format!("r{n:03}"), answers)
            })
            .collect();
        submit(on, &mapping, &submissions).await;
        let (one, other) = (worker(on), worker(on));
        let (first, second) = tokio::join!(one.drain(), other.drain());
        // A worker that found nothing due may have stopped while the other still held the rest.
        let rest = one.drain().await.unwrap();
        assert_eq!(first.unwrap().done + second.unwrap().done + rest.done, 300);
        assert_eq!(records(on, "lead").await.len(), 150);
        assert_eq!(records(on, "contact").await.len(), 150);
        let all = deliveries(on).await;
        assert!(
            all.iter()
                .all(|one| one.status == DeliveryStatus::Done && one.attempts == 1)
        );
    }
);

/// How many deliveries the workers share; `SONDA_QUEUE_DELIVERIES` asks for more.
fn queue_length() -> usize {
    let asked = std::env::var("SONDA_QUEUE_DELIVERIES").ok();
    asked.map_or(3_000, |asked| asked.parse().unwrap())
}

/// Counts what is delivered, by response.
struct Counting {
    crm: Embedded,
    counts: Mutex<HashMap<String, u32>>,
}

impl Connector for Counting {
    fn guarantee(&self) -> Guarantee {
        self.crm.guarantee()
    }

    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        self.crm.tables()
    }

    fn deliver<'a>(
        &'a self,
        request: &'a WriteRequest,
        _: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        Box::pin(async {
            tokio::task::yield_now().await;
            let mut counts = self.counts.lock().unwrap();
            *counts.entry(request.response.clone()).or_default() += 1;
            Ok(Written::default())
        })
    }

    fn preview<'a>(
        &'a self,
        request: &'a WriteRequest,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        self.crm.preview(request)
    }

    fn test(&self) -> BoxFuture<'_, Vec<Finding>> {
        self.crm.test()
    }
}

on_both_engines!(
    two_workers_share_a_long_queue_and_neither_starves,
    async |on: &TestStore| {
        let mapping = mapping(json!([
            {"id": "lead", "table": "lead", "columns": {"name": {"constant": "N"}}},
        ]));
        publish_form(on, &mapping).await;
        let length = queue_length();
        for part in (0..length).collect::<Vec<_>>().chunks(1_000) {
            let submissions = part
                .iter()
                .map(|n| submission(on, &format!("r{n:06}"), json!({})));
            submit(on, &mapping, &submissions.collect::<Vec<_>>()).await;
        }
        let counting = Arc::new(Counting {
            crm: embedded(on),
            counts: Mutex::default(),
        });
        let worker = || {
            let connectors = Connectors::default().with("embedded", counting.clone());
            worker_of(on, connectors)
        };
        let (one, other) = (worker(), worker());
        let (first, second) = tokio::join!(one.drain(), other.drain());
        let rest = one.drain().await.unwrap().done;
        let (first, second) = (first.unwrap().done, second.unwrap().done);
        assert_eq!(first + second + rest, length);
        assert!(first.min(second) >= length / 10, "{first} and {second}");
        let counts = counting.counts.lock().unwrap();
        assert_eq!(counts.len(), length);
        assert!(counts.values().all(|count| *count == 1));
    }
);

/// Whoever ends, calls off or brings back deliveries waits for the response first: two that each held what the other
/// wants would wait for ever.
#[tokio::test]
async fn what_changes_deliveries_locks_their_response_first() {
    crate::support::on_postgres(async |on: &TestStore| {
        let mapping = mapping(json!([contact_target()]));
        publish_form(on, &mapping).await;
        submit(on, &mapping, &[submission(on, "r1", json!({}))]).await;
        let scope = ReplayScope::default();
        for change in ["cancel", "replay", "cancel all", "replay all"] {
            let mut other = on.pool.begin().await.unwrap();
            sqlx::query("SELECT id FROM response WHERE id = 'r1' FOR UPDATE")
                .fetch_one(&mut *other)
                .await
                .unwrap();
            let now_ms = on.clock.now_ms();
            let is_over = Cell::new(false);
            let changing = async {
                match change {
                    "cancel" => {
                        let changed = on.store.cancel_delivery("r1", "contact", now_ms).await;
                        assert_eq!(changed.unwrap(), Cancelled::Cancelled);
                    }
                    "replay" => {
                        let changed = on.store.replay_delivery("r1", "contact", now_ms).await;
                        assert!(changed.unwrap());
                    }
                    "cancel all" => {
                        let changed = on.store.cancel_deliveries(&scope, now_ms).await;
                        assert_eq!(changed.unwrap().cancelled, 1);
                    }
                    _ => {
                        let changed = on.store.replay_cancelled(&scope, now_ms).await;
                        assert_eq!(changed.unwrap(), 1);
                    }
                }
                is_over.set(true);
            };
            let looking = async {
                let waits = "SELECT COUNT(*) FROM pg_stat_activity \
                     WHERE datname = current_database() AND wait_event_type = 'Lock'";
                while sqlx::query_scalar::<_, i64>(waits)
                    .fetch_one(&on.pool)
                    .await
                    .unwrap()
                    == 0
                {
                    assert!(!is_over.get(), "{change}: the response is not waited for");
                    tokio::task::yield_now().await;
                }
                sqlx::query(
                    "SELECT target FROM delivery WHERE response_id = 'r1' FOR UPDATE NOWAIT",
                )
                .fetch_one(&mut *other)
                .await
                .unwrap_or_else(|error| panic!("{change}: {error}"));
                other.rollback().await.unwrap();
            };
            tokio::join!(changing, looking);
        }
    })
    .await;
}
