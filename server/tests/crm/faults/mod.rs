//! Each fault at each request of a delivery, before every CRM over the network: after recovery the response is there
//! as if nothing had happened, or is a dead letter with a reason for people that a replay heals.

mod certificate;
#[expect(dead_code, reason = "the tests of the binary hold requests")]
mod proxy;
mod sites;
mod world;

use crate::dataverse::server as dataverse_fake;
use crate::flow::content;
use crate::hubspot::server as hubspot_server;
use crate::odoo::server as odoo_server;
use crate::salesforce::server as salesforce_server;
use crate::support::{TestStore, on_sqlite};
use crate::tryton::server::{TrytonServer, texts};
use futures::FutureExt;
use proxy::{Done, Fault};
use serde_json::json;
use sites::{Site, case, person};
use sonda_server::crm::Guarantee;
use std::sync::Arc;
use std::time::Duration;
use world::World;

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
