//! Each fault at each request of a delivery, before every CRM over the network: after recovery the response is there
//! as if nothing had happened, or is a dead letter with a reason for people that a replay heals.

mod certificate;
#[expect(dead_code, reason = "the tests of the binary hold requests")]
mod proxy;
mod sites;

use crate::dataverse::server as dataverse_fake;
use crate::flow::{content, mapping, publish_form, submission, submit, text, worker_of};
use crate::hubspot::server as hubspot_server;
use crate::odoo::server as odoo_server;
use crate::salesforce::server as salesforce_server;
use crate::support::{TestStore, on_sqlite};
use crate::tryton::server::{TrytonServer, texts};
use futures::FutureExt;
use proxy::{Done, Fault, Order, Proxy};
use rustls::pki_types::CertificateDer;
use serde_json::json;
use sites::{Site, case, person};
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

/// How long an answer is waited for: longer than a busy machine needs …
const PATIENT: Duration = Duration::from_secs(30);
/// … but where none comes.
const IMPATIENT: Duration = Duration::from_millis(200);
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// What goes wrong.
#[derive(Debug, Clone, Copy)]
struct Trouble {
    fault: Fault,
    done: Done,
    lasts: Lasts,
    /// Whether it may be taken for something that only a person can mend.
    may_end_it: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lasts {
    Once,
    /// The repeat meets it as well.
    Twice,
    AnHour,
}

fn trouble(fault: Fault, done: Done) -> Trouble {
    let may_end_it = matches!(
        fault,
        Fault::Status(400 | 403 | 404 | 409 | 412) | Fault::Redirect
    );
    Trouble {
        fault,
        done,
        lasts: Lasts::Once,
        may_end_it,
    }
}

/// Every trouble.
fn troubles() -> Vec<Trouble> {
    let mut all = Vec::new();
    for done in [Done::Never, Done::Before] {
        let faults = [
            Fault::Closed,
            Fault::ResetInBody,
            Fault::Silence,
            Fault::NotHttp,
            Fault::Page,
            Fault::EmptyJson,
            Fault::Huge,
            Fault::Status(401),
            Fault::Status(403),
            Fault::Status(404),
            Fault::Status(409),
            Fault::Status(412),
            Fault::Status(500),
            Fault::Wait(429, 60),
        ];
        all.extend(faults.map(|fault| trouble(fault, done)));
    }
    all.extend([
        trouble(Fault::Refused, Done::Never),
        trouble(Fault::WaitUntil(429, 60), Done::Never),
        trouble(Fault::Redirect, Done::Never),
        trouble(Fault::Drip, Done::Before),
        trouble(Fault::Silence, Done::Late),
        Trouble {
            lasts: Lasts::AnHour,
            ..trouble(Fault::Status(503), Done::Never)
        },
        Trouble {
            lasts: Lasts::Twice,
            ..trouble(Fault::Closed, Done::Before)
        },
    ]);
    all
}

/// Those by which a change of a record that was found may be lost or made twice.
fn troubles_of_changes() -> Vec<Trouble> {
    let never = [Fault::Closed, Fault::Page, Fault::EmptyJson];
    let before = [
        Fault::Closed,
        Fault::Status(404),
        Fault::Status(412),
        Fault::Status(500),
    ];
    let never = never.map(|fault| trouble(fault, Done::Never));
    let before = before.map(|fault| trouble(fault, Done::Before));
    let mut all = [&never[..], &before[..]].concat();
    all.push(trouble(Fault::Silence, Done::Late));
    all
}

/// Somebody who has answered.
struct Person {
    name: String,
    email: String,
    /// Under the names that were given with each.
    cases: Vec<String>,
}

struct World<'a> {
    on: &'a TestStore,
    site: Site,
    proxy: Proxy,
    /// Who signs certificates, beside those whom everybody trusts.
    authorities: Vec<CertificateDer<'static>>,
    mapping: Mapping,
    keys: KeySource,
    guarantee: Guarantee,
    people: Vec<Person>,
    responses: usize,
}

impl<'a> World<'a> {
    async fn new(on: &'a TestStore, site: Site) -> Self {
        let proxy = Proxy::start(&site.address).await;
        let url = proxy.url();
        Self::at(on, site, proxy, &url, Vec::new()).await
    }

    /// With the CRM, behind the proxy, at that address.
    async fn at(
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
    fn registry(&self, patience: Duration) -> Arc<Registry> {
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

    fn worker(&self, patience: Duration) -> Worker {
        let connectors = Connectors::default().with_connections(self.registry(patience));
        worker_of(self.on, connectors)
    }

    async fn deliveries(&self, response: &str) -> Vec<Delivery> {
        let filter = DeliveryFilter {
            response: Some(response.to_owned()),
            ..DeliveryFilter::default()
        };
        self.on.store.deliveries(&filter, 10).await.unwrap()
    }

    /// Submits a response of somebody new, or again of who came last; its id.
    async fn respond(&mut self, is_known: bool) -> String {
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
    async fn requests(&mut self, is_known: bool) -> usize {
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
    async fn suffer(&mut self, is_known: bool, trouble: Trouble, at: usize) {
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
    async fn work_until_it_has_ended(&self, worker: &Worker, id: &str, label: &str) {
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
    async fn is_as_expected(&self, label: &str) {
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
    async fn reasons_are_for_people(&self, id: &str, label: &str) {
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

/// Every name and address is there, and none is longer than the shortest columns take.
async fn demand_short_answers(on: &TestStore) {
    let mut content = serde_json::to_value(content()).unwrap();
    for question in content["questions"].as_array_mut().unwrap() {
        if question["id"] == "name" || question["id"] == "email" {
            question["max_length"] = 50.into();
            question["required"] = true.into();
        }
    }
    let update = sqlx::query("UPDATE form_version SET content = $1");
    let update = update.bind(content.to_string()).execute(&on.pool);
    update.await.unwrap();
}

/// Tries every trouble at every request.
async fn nothing_is_lost_or_twice(on: &TestStore, site: Site) {
    these_lose_nothing(on, site, troubles(), troubles_of_changes()).await;
}

async fn these_lose_nothing(
    on: &TestStore,
    site: Site,
    troubles: Vec<Trouble>,
    of_changes: Vec<Trouble>,
) {
    let mut world = World::new(on, site).await;
    let of_new = world.requests(false).await;
    assert!(of_new > 0);
    for trouble in troubles {
        // A yes is believed by who hears no more than that.
        let is_yes = matches!(
            trouble.fault,
            Fault::ResetInBody | Fault::Page | Fault::EmptyJson | Fault::Huge
        );
        if is_yes && trouble.done == Done::Never && world.site.reads_status_alone {
            continue;
        }
        for at in 1..=of_new {
            world.suffer(false, trouble, at).await;
        }
    }
    if world.site.finds && world.guarantee == Guarantee::ExactlyOnce {
        let of_known = world.requests(true).await;
        for trouble in of_changes {
            for at in 1..=of_known {
                world.suffer(true, trouble, at).await;
            }
        }
    }
    assert_eq!(world.proxy.strayed(), 0, "a redirect was followed");
}

#[tokio::test]
async fn dataverse() {
    on_sqlite(async |on| {
        let site = sites::dataverse(on.clock.clone()).await;
        nothing_is_lost_or_twice(on, site).await;
    })
    .await;
}

#[tokio::test]
async fn hubspot() {
    on_sqlite(async |on| nothing_is_lost_or_twice(on, sites::hubspot().await).await).await;
}

#[tokio::test]
async fn odoo() {
    on_sqlite(async |on| nothing_is_lost_or_twice(on, sites::odoo().await).await).await;
}

#[tokio::test]
async fn odoo_without_a_field_for_our_ids() {
    on_sqlite(async |on| {
        let site = sites::odoo_without_keys().await;
        nothing_is_lost_or_twice(on, site).await;
    })
    .await;
}

#[tokio::test]
async fn salesforce() {
    on_sqlite(async |on| nothing_is_lost_or_twice(on, sites::salesforce().await).await).await;
}

#[tokio::test]
async fn webhook() {
    on_sqlite(async |on| nothing_is_lost_or_twice(on, sites::webhook().await).await).await;
}

/// Tryton itself takes its time: a few troubles of each sort, and none that is waited for.
#[tokio::test]
async fn judged_by_tryton_nothing_is_lost_or_twice() {
    let Some(server) = TrytonServer::start("faults", crate::fake::clock()).await else {
        return;
    };
    on_sqlite(async |on| {
        let site = tryton(Arc::new(server));
        let lost = trouble(Fault::Closed, Done::Before);
        let empty = trouble(Fault::EmptyJson, Done::Never);
        let refused = trouble(Fault::Status(401), Done::Never);
        these_lose_nothing(on, site, vec![lost, empty, refused], vec![lost]).await;
    })
    .await;
}

fn tryton(server: Arc<TrytonServer>) -> Site {
    let address = server.url.clone();
    let look = move || {
        let server = Arc::clone(&server);
        async move {
            let people = server
                .rows(
                    "SELECT p.name, m.value FROM party_party p \
                     LEFT JOIN party_contact_mechanism m ON m.party = p.id \
                     WHERE p.name <> 'The company'",
                )
                .await;
            let cases = server
                .rows(
                    "SELECT o.description, p.name FROM sale_opportunity o \
                     LEFT JOIN party_party p ON p.id = o.party",
                )
                .await;
            let people = texts(&people)
                .into_iter()
                .map(|row| person(row[0], row[1]))
                .collect::<Vec<_>>();
            let cases = texts(&cases).into_iter().map(|row| case(row[0], row[1]));
            people
                .into_iter()
                .chain(cases.collect::<Vec<_>>())
                .collect()
        }
        .boxed()
    };
    Site {
        kind: "tryton",
        address,
        settings: json!({
            "url": "{url}", "database": "sonda", "user": "admin",
            "source_keys": {"party.party": "identifiers.code", "sale.opportunity": "reference"},
        }),
        secret: "admin",
        hidden: vec!["password\\"],
        targets: sites::targets(
            ("party.party", "name", "email"),
            ("sale.opportunity", "description", "party"),
            None,
        ),
        finds: true,
        reads_status_alone: false,
        look: Box::new(look),
    }
}
