//! Dataverse: the strict fake of it, and SAP CAP.

use super::crms::{connected, text};
use super::{Case, Crm, Names};
use crate::cap::service::Cap;
use crate::clock::ManualClock;
use crate::dataverse::server::{Answer, Fake, Row, SECRET};
use crate::dataverse::{dataverse as remote, settings};
use crate::support::TestStore;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use sonda_server::crm::Connector;
use std::sync::Arc;
use uuid::Uuid;

const NAMES: Names = Names {
    person: "contact",
    name: "lastname",
    email: "emailaddress1",
    phone: "mobilephone",
    needs: None,
    case: "lead",
    title: "subject",
    note: "description",
    of: "parentcontactid",
};

/// A connector to what answers at that address, where the metadata of the fake are told.
fn connector(
    fake: &Fake,
    address: &str,
    clock: &Arc<ManualClock>,
    upsert: &[&str],
) -> BoxFuture<'static, Arc<dyn Connector>> {
    let tables = [NAMES.person, NAMES.case];
    let settings = settings(
        fake,
        json!({"url": address, "authority": address, "tables": tables, "upsert": upsert}),
    );
    connected(remote(settings, SECRET, clock))
}

pub(super) struct OnDataverse {
    fake: Fake,
    clock: Arc<ManualClock>,
    /// Where people are found by an alternate key, and changed or created without being looked at.
    upserts: bool,
}

pub(super) async fn dataverse(_: &TestStore) -> OnDataverse {
    let clock = ManualClock::new();
    let fake = Fake::start(clock.clone()).await;
    OnDataverse {
        fake,
        clock,
        upserts: false,
    }
}

pub(super) async fn upserting(on: &TestStore) -> OnDataverse {
    OnDataverse {
        upserts: true,
        ..dataverse(on).await
    }
}

impl OnDataverse {
    fn rows(&self, table: &str) -> Vec<Row> {
        self.fake.was_asked_properly();
        self.fake.rows(table)
    }
}

/// A value as the fake keeps it.
fn kept(row: &Row, column: &str) -> String {
    let raw = row.values.get(column);
    raw.and_then(|raw| serde_json::from_str(raw).ok())
        .unwrap_or_default()
}

impl Crm for OnDataverse {
    fn names(&self) -> Names {
        match self.upserts {
            true => Names {
                email: "governmentid",
                ..NAMES
            },
            false => NAMES,
        }
    }

    fn connector(&self) -> BoxFuture<'_, Arc<dyn Connector>> {
        let upsert: &[&str] = if self.upserts { &[NAMES.person] } else { &[] };
        connector(&self.fake, &self.fake.address, &self.clock, upsert)
    }

    fn people(&self) -> BoxFuture<'_, Vec<String>> {
        let people = self.rows(NAMES.person);
        async move { people.iter().map(|row| kept(row, NAMES.name)).collect() }.boxed()
    }

    fn cases(&self) -> BoxFuture<'_, Vec<Case>> {
        let people = self.rows(NAMES.person);
        let cases = self.rows(NAMES.case);
        let case = move |row: &Row| {
            let of = kept(row, NAMES.of);
            let person = people.iter().find(|one| one.id == of);
            Case {
                title: kept(row, NAMES.title),
                note: kept(row, NAMES.note),
                of: person.map(|one| kept(one, NAMES.name)).unwrap_or_default(),
            }
        };
        async move { cases.iter().map(case).collect() }.boxed()
    }

    fn loses_next_answer(&self) -> bool {
        self.fake.answers_next_write(Answer::new(504));
        true
    }

    fn writes_all_or_none(&self) -> bool {
        true
    }

    fn refuses(&self) -> (&'static str, Value) {
        (NAMES.of, json!(Uuid::from_u128(9).to_string()))
    }
}

/// CAP knows tables and columns of its own, and takes its metadata from the fake.
pub(super) struct OnCap {
    cap: Cap,
    clock: Arc<ManualClock>,
}

impl OnCap {
    pub(super) async fn start() -> Option<Self> {
        let clock = ManualClock::new();
        let cap = Cap::start(clock.clone()).await?;
        Some(Self { cap, clock })
    }

    /// Takes out what an earlier behaviour has left.
    pub(super) async fn empty(&self) {
        for (set, id) in [("leads", "leadid"), ("contacts", "contactid")] {
            for record in self.cap.records(set).await {
                self.cap.delete(set, &text(&record[id])).await;
            }
        }
    }
}

impl Crm for OnCap {
    fn names(&self) -> Names {
        NAMES
    }

    fn connector(&self) -> BoxFuture<'_, Arc<dyn Connector>> {
        connector(&self.cap.fake, &self.cap.address, &self.clock, &[])
    }

    fn people(&self) -> BoxFuture<'_, Vec<String>> {
        async {
            let people = self.cap.records("contacts").await;
            people.iter().map(|one| text(&one[NAMES.name])).collect()
        }
        .boxed()
    }

    fn cases(&self) -> BoxFuture<'_, Vec<Case>> {
        async {
            let people = self.cap.records("contacts").await;
            let cases = self.cap.records("leads").await;
            let case = |one: &Value| {
                let of = &one["_parentcontactid_value"];
                let person = people.iter().find(|person| person["contactid"] == *of);
                Case {
                    title: text(&one[NAMES.title]),
                    note: text(&one[NAMES.note]),
                    of: person
                        .map(|person| text(&person[NAMES.name]))
                        .unwrap_or_default(),
                }
            };
            cases.iter().map(case).collect()
        }
        .boxed()
    }

    fn loses_next_answer(&self) -> bool {
        self.cap.loses_next_answer();
        true
    }

    fn writes_all_or_none(&self) -> bool {
        true
    }

    /// It does not look whether a record that is pointed to is there. This is more than its own bounds, and less than
    /// those of the metadata.
    fn refuses(&self) -> (&'static str, Value) {
        ("estimatedamount", json!("2000000"))
    }
}
