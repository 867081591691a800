//! Faults at every step of a delivery over HTTP: after recovery each response is there once, or a dead letter whose
//! reason a person understands.

use crate::faulty_http::{At, FaultyHttp, HttpFault, statuses};
use crate::flow::{
    attempts, contact_target, deliveries, embedded, mapping, publish_form, records, submission,
    submit, text, worker_of,
};
use crate::support::TestStore;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use sonda_server::crm::remote::{RemoteConnector, StoreTurns};
use sonda_server::crm::{
    Connector, Connectors, DeliveryError, Finding, Guarantee, Preview, Table, Transcript,
    WriteRequest, Written,
};
use sonda_server::delivery::Worker;
use sonda_server::mapping::Mapping;
use sonda_server::store::{DeliveryStatus, ReplayScope};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Semaphore, oneshot};

fn to_crm() -> Mapping {
    let mut target = contact_target();
    target["connector"] = json!("crm");
    target["find"] = json!({"by": ["email"]});
    mapping(json!([target]))
}

fn connector(on: &TestStore, server: &FaultyHttp) -> Connectors {
    let remote = server.remote(on.shared_clock());
    connector_of(on, remote)
}

fn connector_of(on: &TestStore, remote: crate::faulty_http::TinyRemote) -> Connectors {
    let turns = Arc::new(StoreTurns::new(on.store.clone(), on.shared_clock()));
    let tables = vec![crate::small_crm::contacts()];
    let connector = RemoteConnector::new("crm", remote, tables, turns);
    Connectors::default().with("crm", Arc::new(connector))
}

async fn respond(on: &TestStore, mapping: &Mapping, id: &str) {
    let answers = json!({"email": text(&format!("{id}@example.pl")), "name": text("Ola")});
    submit(on, mapping, &[submission(on, id, answers)]).await;
}

/// Works for days, until nothing is left to do.
async fn work_until_all_has_ended(on: &TestStore, worker: &Worker) {
    for _ in 0..200 {
        worker.drain().await.unwrap();
        let is_open = |status| matches!(status, DeliveryStatus::Pending | DeliveryStatus::Waiting);
        if !deliveries(on).await.iter().any(|one| is_open(one.status)) {
            return;
        }
        on.clock.advance_ms(3_600_000);
    }
    panic!("deliveries that never end");
}

async fn status(on: &TestStore, response: &str) -> DeliveryStatus {
    let all = deliveries(on).await;
    all.iter()
        .find(|one| one.response == response)
        .unwrap()
        .status
}

on_both_engines!(
    whatever_fails_each_response_is_there_once,
    async |on: &TestStore| {
        let server = FaultyHttp::start().await;
        let mapping = to_crm();
        publish_form(on, &mapping).await;
        let worker = worker_of(on, connector(on, &server));
        let cases = [
            ("broken", HttpFault::ResetInBody, 1),
            ("silence", HttpFault::Silence, 1),
            ("drip", HttpFault::Drip, 1),
            ("huge", HttpFault::Huge, 1),
            ("not-http", HttpFault::NotHttp, 1),
            ("not-json", HttpFault::NotJson, 1),
            ("401", HttpFault::TokenEnds, 1),
            ("409", HttpFault::Status(409, ""), 1),
            ("429-secs", HttpFault::Status(429, "retry-after: 60\r\n"), 2),
            (
                "429-date",
                HttpFault::Status(429, "retry-after: {date}\r\n"),
                2,
            ),
            ("500", HttpFault::Status(500, ""), 3),
            ("503", HttpFault::Status(503, ""), 20),
        ];
        for (name, fault, times) in cases {
            for at in [At::Find, At::Write] {
                for commits in [false, true] {
                    for is_known in [false, true] {
                        // What a CRM that did nothing says in JSON is read as what it did not say.
                        if matches!(fault, HttpFault::Status(409, _)) && at == At::Find {
                            continue;
                        }
                        let id = format!("{name}-{at:?}-{commits}-{is_known}").to_lowercase();
                        let email = format!("{id}@example.pl");
                        if is_known {
                            server.add(&format!("known-{id}"), json!({"email": email}));
                        }
                        for _ in 0..times {
                            server.fail(at, fault, commits);
                        }
                        respond(on, &mapping, &id).await;
                        work_until_all_has_ended(on, &worker).await;
                        server.recover();
                        assert_eq!(status(on, &id).await, DeliveryStatus::Done, "{id}");
                        assert_eq!(server.count("email", &email), 1, "{id}");
                        let attempts = attempts(on, &id, "contact").await;
                        let last = attempts.last().unwrap();
                        assert!(!last.exchanges.is_empty(), "{id}");
                        if !matches!(fault, HttpFault::TokenEnds) {
                            // What was done all the same is not done again.
                            let expected = if commits && at == At::Write {
                                2..=times + 1
                            } else {
                                times + 1..=times + 1
                            };
                            assert!(
                                expected.contains(&attempts.len()),
                                "{id}: {}",
                                attempts.len()
                            );
                            assert!(!attempts[0].detail.is_empty());
                        }
                    }
                }
            }
        }
        let turns: i64 = sqlx::query_scalar("SELECT COUNT(owner) FROM turn")
            .fetch_one(&on.pool)
            .await
            .unwrap();
        assert_eq!(turns, 0, "every turn was given back");
    }
);

on_both_engines!(
    what_cannot_succeed_is_a_dead_letter_that_replay_heals,
    async |on: &TestStore| {
        let server = FaultyHttp::start().await;
        let mapping = to_crm();
        publish_form(on, &mapping).await;
        let worker = worker_of(on, connector(on, &server));
        let redirect = "location: http://169.254.169.254/latest\r\n";
        for (status_code, headers, reason) in [
            (400, "", "the CRM answered 400: as told"),
            (
                403,
                "",
                "the CRM lacks the privilege for this (403): as told",
            ),
            (404, "", "the CRM answered 404: as told"),
            (302, redirect, "a redirect, which is not followed"),
        ] {
            for at in [At::Find, At::Write] {
                let id = format!("{status_code}-{at:?}").to_lowercase();
                server.fail(at, HttpFault::Status(status_code, headers), false);
                respond(on, &mapping, &id).await;
                work_until_all_has_ended(on, &worker).await;
                assert_eq!(status(on, &id).await, DeliveryStatus::Dead, "{id}");
                let attempts = attempts(on, &id, "contact").await;
                assert_eq!(attempts.len(), 1, "at once");
                assert!(
                    attempts[0].detail.contains(reason),
                    "{}",
                    attempts[0].detail
                );
                // After a refusal it is looked for once more.
                assert!(statuses(&attempts[0].exchanges).contains(&Some(status_code)));
                assert_eq!(server.count("email", &format!("{id}@example.pl")), 0);
            }
        }
        let all = ReplayScope::default();
        assert_eq!(on.store.replay_dead(&all, 0).await.unwrap(), 8);
        on.clock.advance_ms(1);
        work_until_all_has_ended(on, &worker).await;
        for one in deliveries(on).await {
            assert_eq!(one.status, DeliveryStatus::Done);
            let email = format!("{}@example.pl", one.response);
            assert_eq!(server.count("email", &email), 1);
        }
    }
);

on_both_engines!(
    an_address_that_may_not_be_connected_to_is_a_dead_letter,
    async |on: &TestStore| {
        let server = FaultyHttp::start().await;
        let mapping = to_crm();
        publish_form(on, &mapping).await;
        respond(on, &mapping, "r1").await;
        let port = server.address().port();
        let inside = server.remote_at(&format!("http://127.0.0.2:{port}"), on.shared_clock());
        let worker = worker_of(on, connector_of(on, inside));
        assert_eq!(worker.drain().await.unwrap().dead, 1);
        let reason = &attempts(on, "r1", "contact").await[0].detail;
        assert!(reason.contains("outgoing.allow"), "{reason}");
        assert_eq!(server.requests(), 0);
        // Nobody there speaks TLS: that may pass.
        on.store
            .replay_dead(&ReplayScope::default(), 0)
            .await
            .unwrap();
        let secure = server.remote_at(&format!("https://127.0.0.1:{port}"), on.shared_clock());
        let worker = worker_of(on, connector_of(on, secure));
        assert_eq!(worker.drain().await.unwrap().retried, 1);
    }
);

on_both_engines!(
    a_crm_that_is_down_for_a_day_costs_delay_alone,
    async |on: &TestStore| {
        let mut server = FaultyHttp::start().await;
        let mapping = to_crm();
        publish_form(on, &mapping).await;
        let worker = worker_of(on, connector(on, &server)).with_at_once(4);
        server.go_down().await;
        for n in 0..40 {
            respond(on, &mapping, &format!("r{n}")).await;
        }
        for _ in 0..24 * 12 {
            worker.drain().await.unwrap();
            on.clock.advance_ms(300_000);
        }
        let all = deliveries(on).await;
        assert!(all.iter().all(|one| one.status == DeliveryStatus::Pending));
        let tries: i64 = all.iter().map(|one| one.attempts).sum();
        assert!(tries <= 4 * 4 + 24 * 12, "one try now and then: {tries}");
        let tried = all.iter().find(|one| one.attempts > 0).unwrap();
        let attempt = &attempts(on, &tried.response, "contact").await[0];
        assert_eq!(attempt.detail, "the server cannot be reached");
        server.come_up().await;
        work_until_all_has_ended(on, &worker).await;
        for n in 0..40 {
            assert_eq!(status(on, &format!("r{n}")).await, DeliveryStatus::Done);
            assert_eq!(server.count("email", &format!("r{n}@example.pl")), 1);
        }
    }
);

on_both_engines!(
    a_wait_that_was_asked_for_holds_for_the_whole_connector,
    async |on: &TestStore| {
        let server = FaultyHttp::start().await;
        let mapping = to_crm();
        publish_form(on, &mapping).await;
        let worker = worker_of(on, connector(on, &server)).with_at_once(1);
        server.fail(
            At::Find,
            HttpFault::Status(429, "retry-after: 60\r\n"),
            false,
        );
        for n in 0..5 {
            respond(on, &mapping, &format!("r{n}")).await;
        }
        assert_eq!(worker.drain().await.unwrap().retried, 1);
        on.clock.advance_ms(59_999);
        worker.drain().await.unwrap();
        assert_eq!(server.requests(), 1, "nobody asks before");
        on.clock.advance_ms(1);
        assert_eq!(worker.drain().await.unwrap().done, 5);
    }
);

/// A CRM that answers nobody until it is let go.
struct Stuck {
    tables: Arc<[Table]>,
    gate: Semaphore,
    under_way: AtomicUsize,
    most: AtomicUsize,
}

impl Connector for Stuck {
    fn guarantee(&self) -> Guarantee {
        Guarantee::AtLeastOnce
    }

    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        Box::pin(async { Ok(self.tables.clone()) })
    }

    fn deliver<'a>(
        &'a self,
        _: &'a WriteRequest,
        _: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        Box::pin(async {
            let number = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(number, Ordering::SeqCst);
            self.gate.acquire().await.unwrap().forget();
            self.gate.add_permits(1);
            self.under_way.fetch_sub(1, Ordering::SeqCst);
            Ok(Written::default())
        })
    }

    fn preview<'a>(&'a self, _: &'a WriteRequest) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        Box::pin(async { Ok(Preview::default()) })
    }

    fn test(&self) -> BoxFuture<'_, Vec<Finding>> {
        Box::pin(async { Vec::new() })
    }
}

on_both_engines!(
    a_crm_that_is_stuck_holds_up_no_other,
    async |on: &TestStore| {
        let target = |id: &str, connector: &str| -> Value {
            json!({"id": id, "connector": connector, "table": "contact",
                   "columns": {"name": {"answer": "name"}}})
        };
        let mapping = mapping(json!([
            target("stuck", "stuck"),
            target("fine", "embedded")
        ]));
        publish_form(on, &mapping).await;
        let stuck = Arc::new(Stuck {
            tables: vec![crate::small_crm::contacts()].into(),
            gate: Semaphore::new(0),
            under_way: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        });
        let connectors = Connectors::default()
            .with("stuck", stuck.clone())
            .with("embedded", Arc::new(embedded(on)));
        let worker = worker_of(on, connectors).with_at_once(8);
        for n in 0..60 {
            respond(on, &mapping, &format!("r{n}")).await;
        }
        let (stop, stopped) = oneshot::channel::<()>();
        let running = worker.run(async {
            let _ = stopped.await;
        });
        let count = async || {
            let done = deliveries(on).await;
            done.iter()
                .filter(|one| one.status == DeliveryStatus::Done)
                .count()
        };
        let watching = async {
            while count().await < 60 {
                tokio::task::yield_now().await;
            }
            assert_eq!(stuck.under_way.load(Ordering::SeqCst), 8);
            stuck.gate.add_permits(1);
            while count().await < 120 {
                tokio::task::yield_now().await;
            }
            stop.send(()).unwrap();
        };
        tokio::join!(running, watching);
        assert_eq!(records(on, "contact").await.len(), 60);
        assert_eq!(
            stuck.most.load(Ordering::SeqCst),
            8,
            "no more than its share"
        );
    }
);
