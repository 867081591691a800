//! A server with a CRM behind it that fails as it is told.

use super::proxy::{Fault, Order, Proxy};
use super::sites::{Site, case, person};
use super::{HOUR_MS, IMPATIENT, Lasts, MINUTE_MS, PATIENT, Trouble, demand_short_answers};
use crate::flow::{mapping, publish_form, submission, submit, text, worker_of};
use crate::support::TestStore;
use rustls::pki_types::CertificateDer;
use serde_json::json;
use sonda_server::clock::Clock;
use sonda_server::config::Config;
use sonda_server::connections::{Factory, KeySource, Put, Registry, Secret};
use sonda_server::crm::remote::StoreTurns;
use sonda_server::crm::{Connectors, Guarantee};
use sonda_server::delivery::Worker;
use sonda_server::mapping::Mapping;
use sonda_server::outgoing::{Client, Reach};
use sonda_server::store::{Delivery, DeliveryFilter, DeliveryStatus, ReplayScope};
use sonda_server::wording::is_known;
use std::sync::Arc;
use std::time::Duration;

/// Somebody who has answered.
struct Person {
    name: String,
    email: String,
    /// Under the names that were given with each.
    cases: Vec<String>,
}

pub(super) struct World<'a> {
    on: &'a TestStore,
    pub(super) site: Site,
    pub(super) proxy: Proxy,
    /// Who signs certificates, beside those whom everybody trusts.
    authorities: Vec<CertificateDer<'static>>,
    mapping: Mapping,
    keys: KeySource,
    pub(super) guarantee: Guarantee,
    people: Vec<Person>,
    responses: usize,
}

impl<'a> World<'a> {
    pub(super) async fn new(on: &'a TestStore, site: Site) -> Self {
        let proxy = Proxy::start(&site.address).await;
        let url = proxy.url();
        Self::at(on, site, proxy, &url, Vec::new()).await
    }

    /// With the CRM, behind the proxy, at that address.
    pub(super) async fn at(
        on: &'a TestStore,
        site: Site,
        proxy: Proxy,
        url: &str,
        authorities: Vec<CertificateDer<'static>>,
    ) -> Self {
        let mapping = mapping(site.targets.clone());
        publish_form(on, &mapping).await;
        demand_short_answers(on).await;
        let mut config = Config::default();
        config.secrets.key = Some("b".repeat(42) + "A");
        let mut world = Self {
            on,
            proxy,
            authorities,
            mapping,
            keys: KeySource::of(&config),
            guarantee: Guarantee::AtLeastOnce,
            people: Vec::new(),
            responses: 0,
            site,
        };
        let registry = world.registry(PATIENT);
        let settings = world.site.settings_by(url);
        let put = Put {
            name: "crm".into(),
            kind: world.site.kind.into(),
            settings: crate::fake::object(settings),
            secret: Secret::new(world.site.secret),
        };
        assert!(registry.put(put).await.unwrap());
        registry.refresh("crm").await.unwrap();
        world.guarantee = registry.get("crm").unwrap().guarantee();
        world
    }

    /// The connection as a process that has just started knows it: no token, nothing remembered.
    pub(super) fn registry(&self, patience: Duration) -> Arc<Registry> {
        let reach = Reach::new(vec!["127.0.0.0/8".parse().unwrap()]);
        let clock = self.on.shared_clock();
        let factory = Factory {
            client: Client::trusting(reach, self.authorities.iter().cloned()).within(patience),
            clock: clock.clone(),
            turns: Arc::new(StoreTurns::new(self.on.store.clone(), clock)),
            public_url: "https://forms.example".into(),
            more: &[],
        };
        Arc::new(Registry::new(
            self.on.store.clone(),
            self.keys.clone(),
            factory,
        ))
    }

    pub(super) fn worker(&self, patience: Duration) -> Worker {
        let connectors = Connectors::default().with_connections(self.registry(patience));
        worker_of(self.on, connectors)
    }

    pub(super) async fn deliveries(&self, response: &str) -> Vec<Delivery> {
        let filter = DeliveryFilter {
            response: Some(response.to_owned()),
            ..DeliveryFilter::default()
        };
        self.on.store.deliveries(&filter, 10).await.unwrap()
    }

    /// Submits a response of somebody new, or again of who came last; its id.
    pub(super) async fn respond(&mut self, is_known: bool) -> String {
        self.responses += 1;
        let number = self.responses;
        let name = format!("Zofia{number}");
        if !is_known {
            self.people.push(Person {
                name: String::new(),
                email: format!("zofia{number}@example.pl"),
                cases: Vec::new(),
            });
        }
        let person = self.people.last_mut().unwrap();
        person.name.clone_from(&name);
        person.cases.push(name.clone());
        let answers = json!({"name": text(&name), "email": text(&person.email)});
        let id = format!("r{number}");
        self.on.clock.advance_ms(1_000);
        submit(self.on, &self.mapping, &[submission(self.on, &id, answers)]).await;
        id
    }

    /// How many requests a delivery takes where nothing goes wrong.
    pub(super) async fn requests(&mut self, is_known: bool) -> usize {
        let id = self.respond(is_known).await;
        self.proxy.order(None).await;
        let worker = self.worker(PATIENT);
        worker.drain().await.unwrap();
        let all = self.deliveries(&id).await;
        assert!(
            all.iter().all(|one| one.status == DeliveryStatus::Done),
            "{all:?}"
        );
        self.is_as_expected("undisturbed").await;
        self.proxy.requests()
    }

    /// Delivers a response while that goes wrong from the given request on.
    pub(super) async fn suffer(&mut self, is_known: bool, trouble: Trouble, at: usize) {
        let id = self.respond(is_known).await;
        let kind = self.site.kind;
        let label = format!("{kind}, request {at}, known: {is_known}, {trouble:?} ({id})");
        let now_ms = self.on.clock.now_ms();
        let last = match trouble.lasts {
            Lasts::Once => at,
            Lasts::Twice => at + 1,
            Lasts::AnHour => usize::MAX,
        };
        let fault = match trouble.fault {
            // A date has no milliseconds.
            Fault::WaitUntil(status, secs) => {
                Fault::WaitUntil(status, (now_ms + 999) / 1_000 * 1_000 + secs * 1_000)
            }
            fault => fault,
        };
        let done = trouble.done;
        let order = Order {
            at: at..=last,
            fault,
            done,
        };
        self.proxy.order(Some(order)).await;
        let is_waited_for = matches!(trouble.fault, Fault::Silence | Fault::Drip);
        let mut worker = self.worker(match is_waited_for {
            true => IMPATIENT,
            false => PATIENT,
        });
        worker.drain().await.unwrap();
        self.proxy.settled().await;
        if is_waited_for {
            worker = self.worker(PATIENT);
        }
        if matches!(trouble.fault, Fault::Wait(..) | Fault::WaitUntil(..)) {
            let asked = self.proxy.requests();
            self.on.clock.advance_ms(MINUTE_MS - 1);
            worker.drain().await.unwrap();
            assert_eq!(self.proxy.requests(), asked, "nobody asks before: {label}");
        }
        if trouble.lasts == Lasts::AnHour {
            while self.on.clock.now_ms() < now_ms + HOUR_MS {
                self.on.clock.advance_ms(MINUTE_MS);
                worker.drain().await.unwrap();
            }
        }
        if trouble.lasts != Lasts::Twice {
            self.proxy.recover().await;
        }
        self.work_until_it_has_ended(&worker, &id, &label).await;
        self.proxy.recover().await;
        self.reasons_are_for_people(&id, &label).await;
        let all = self.deliveries(&id).await;
        if all.iter().any(|one| one.status == DeliveryStatus::Dead) {
            assert!(trouble.may_end_it, "it ended: {label} {all:?}");
            // Who mends something takes a minute.
            self.on.clock.advance_ms(MINUTE_MS);
            let scope = ReplayScope::default();
            let now_ms = self.on.clock.now_ms();
            self.on.store.replay_dead(&scope, now_ms).await.unwrap();
            self.work_until_it_has_ended(&worker, &id, &label).await;
        }
        let all = self.deliveries(&id).await;
        assert!(
            all.iter().all(|one| one.status == DeliveryStatus::Done),
            "{label} {all:?}"
        );
        self.is_as_expected(&label).await;
    }

    /// Works, as long as it takes: an hour at a time where nothing is due.
    pub(super) async fn work_until_it_has_ended(&self, worker: &Worker, id: &str, label: &str) {
        for _ in 0..200 {
            worker.drain().await.unwrap();
            self.proxy.settled().await;
            let all = self.deliveries(id).await;
            let pending = all
                .iter()
                .filter(|one| one.status == DeliveryStatus::Pending);
            let Some(due_at_ms) = pending.map(|one| one.due_at_ms).min() else {
                return;
            };
            let wait_ms = due_at_ms - self.on.clock.now_ms();
            self.on.clock.advance_ms(wait_ms.max(MINUTE_MS));
        }
        panic!("it never ends: {label}");
    }

    /// What is there is what would be there if nothing had gone wrong.
    pub(super) async fn is_as_expected(&self, label: &str) {
        let mut there = (self.site.look)().await;
        there.sort();
        if self.guarantee == Guarantee::AtLeastOnce && self.site.finds {
            there.dedup();
        }
        let mut expected = Vec::new();
        for one in &self.people {
            expected.push(person(&one.name, &one.email));
            if self.site.finds {
                expected.extend(one.cases.iter().map(|title| case(title, &one.name)));
            }
        }
        expected.sort();
        let missing: Vec<_> = expected.iter().filter(|one| !there.contains(one)).collect();
        let wrong: Vec<_> = there.iter().filter(|one| !expected.contains(one)).collect();
        assert!(
            there == expected,
            "{label}: missing {missing:?}, wrong {wrong:?}, {} for {}",
            there.len(),
            expected.len()
        );
    }

    /// Each reason is a sentence that quotes no answer and no secret, and so is all that was noted.
    pub(super) async fn reasons_are_for_people(&self, id: &str, label: &str) {
        let person = self.people.last().unwrap();
        for target in self.mapping.targets.iter().map(|target| &target.id) {
            let attempts = self.on.store.attempts(id, target.as_str()).await.unwrap();
            for attempt in attempts {
                let said = serde_json::to_string(&attempt.exchanges).unwrap();
                for hidden in &self.site.hidden {
                    assert!(!said.contains(hidden), "{label}: {said}");
                }
                if attempt.outcome == "done" {
                    continue;
                }
                let reason = &attempt.detail;
                let words = reason.split_whitespace().count();
                assert!((4..60).contains(&words), "{label}: {reason}");
                assert!(is_known(reason), "{label}: English alone: {reason}");
                let mut foreign = vec![person.name.as_str(), &person.email, "127.0.0.1"];
                foreign.extend(&self.site.hidden);
                foreign.extend(["{", "<", "::", "os error", "hyper"]);
                for foreign in foreign {
                    assert!(!reason.contains(foreign), "{label}: {reason}");
                }
            }
        }
    }
}
