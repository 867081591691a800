//! The CRMs that the behaviours are tried on.

use super::{Case, Crm, Names};
use crate::fake::{self, Fake, Fault};
use crate::hubspot::server::HubSpotServer;
use crate::odoo::server::OdooServer;
use crate::salesforce::server::SalesforceServer;
use crate::support::{START_MS, TestStore};
use crate::tryton::server::{TrytonServer, texts};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;
use sonda_server::clock::Clock;
use sonda_server::crm::remote::Remote;
use sonda_server::crm::{
    Column, ColumnType, Connector, Embedded, Table, TextFormat, builtin_tables,
};
use sonda_server::store::Store;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A connector to a fake.
pub(super) fn connected<R: Remote>(remote: R) -> BoxFuture<'static, Arc<dyn Connector>> {
    async {
        let connector: Arc<dyn Connector> = Arc::new(fake::connector(remote).await);
        connector
    }
    .boxed()
}

/// A clock by which everything happens later than what was before it.
pub(super) struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now_ms(&self) -> i64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

pub(super) struct OnEmbedded {
    crm: Embedded,
    store: Store,
}

pub(super) async fn embedded(on: &TestStore) -> OnEmbedded {
    let column = |name, length| {
        let format = TextFormat::Plain;
        Column::new(name, ColumnType::Text { length, format })
    };
    let contact = ColumnType::Lookup {
        table: "contact".into(),
    };
    let title = Column {
        identifying: true,
        required: true,
        ..column("title", 254)
    };
    let wish = Table::new(
        "wish",
        vec![title, column("note", 20_000), Column::new("of", contact)],
    );
    let mut tables = builtin_tables();
    tables.push(wish);
    OnEmbedded {
        crm: Embedded::new(on.store.clone(), tables, Arc::new(Ticking(START_MS.into()))),
        store: on.store.clone(),
    }
}

impl Crm for OnEmbedded {
    fn names(&self) -> Names {
        Names {
            person: "contact",
            name: "name",
            email: "email",
            phone: "phone",
            needs: None,
            case: "wish",
            title: "title",
            note: "note",
            of: "of",
        }
    }

    fn connector(&self) -> BoxFuture<'_, Arc<dyn Connector>> {
        let connector: Arc<dyn Connector> = Arc::new(self.crm.clone());
        async { connector }.boxed()
    }

    fn people(&self) -> BoxFuture<'_, Vec<String>> {
        async {
            let people = self.store.records("contact", None, 100).await.unwrap();
            people.iter().map(|one| text(&one.values["name"])).collect()
        }
        .boxed()
    }

    fn cases(&self) -> BoxFuture<'_, Vec<Case>> {
        async {
            let people = self.store.records("contact", None, 100).await.unwrap();
            let wishes = self.store.records("wish", None, 100).await.unwrap();
            let value = |one: &serde_json::Map<String, Value>, name: &str| {
                one.get(name).map(text).unwrap_or_default()
            };
            let case = |one: &sonda_server::store::StoredRecord| {
                let of = value(&one.values, "of");
                let person = people.iter().find(|person| person.id == of);
                Case {
                    title: value(&one.values, "title"),
                    note: value(&one.values, "note"),
                    of: person
                        .map(|person| value(&person.values, "name"))
                        .unwrap_or_default(),
                }
            };
            wishes.iter().map(case).collect()
        }
        .boxed()
    }

    fn writes_all_or_none(&self) -> bool {
        true
    }
}

pub(super) struct OnOdoo(Fake<OdooServer>);

pub(super) async fn odoo(_: &TestStore) -> OnOdoo {
    OnOdoo(Fake::start(OdooServer::new()).await)
}

impl Crm for OnOdoo {
    fn names(&self) -> Names {
        Names {
            person: "res.partner",
            name: "name",
            email: "email",
            phone: "phone",
            needs: None,
            case: "crm.lead",
            title: "name",
            note: "description",
            of: "partner_id",
        }
    }

    fn connector(&self) -> BoxFuture<'_, Arc<dyn Connector>> {
        let settings = crate::odoo::settings(&self.0);
        connected(crate::odoo::odoo(settings))
    }

    fn people(&self) -> BoxFuture<'_, Vec<String>> {
        let rows = self.0.with(|odoo| odoo.rows("res.partner"));
        async move { rows.iter().map(|row| text(&row["name"])).collect() }.boxed()
    }

    fn cases(&self) -> BoxFuture<'_, Vec<Case>> {
        let people = self.0.with(|odoo| odoo.rows("res.partner"));
        let leads = self.0.with(|odoo| odoo.rows("crm.lead"));
        let case = move |row: &serde_json::Map<String, Value>| {
            let person = people
                .iter()
                .find(|one| row.get("partner_id") == Some(&one["id"]));
            // As Odoo's own editor shows it.
            let note = row.get("description").map(text).unwrap_or_default();
            let note = note
                .replace("<p>", "")
                .replace("</p>", "")
                .replace("<br>", "\n");
            Case {
                title: text(&row["name"]),
                note: note.replace("&lt;", "<").replace("&amp;", "&"),
                of: person.map(|one| text(&one["name"])).unwrap_or_default(),
            }
        };
        async move { leads.iter().map(case).collect() }.boxed()
    }

    fn loses_next_answer(&self) -> bool {
        self.0.fail("/create", Fault::LoseAnswer);
        true
    }

    fn writes_all_or_none(&self) -> bool {
        true
    }
}

pub(super) struct OnHubSpot(Fake<HubSpotServer>);

pub(super) async fn hubspot(_: &TestStore) -> OnHubSpot {
    OnHubSpot(Fake::start(HubSpotServer::new()).await)
}

impl Crm for OnHubSpot {
    fn names(&self) -> Names {
        Names {
            person: "contacts",
            name: "firstname",
            email: "email",
            phone: "phone",
            needs: None,
            case: "deals",
            title: "dealname",
            note: "description",
            of: "associations.contacts",
        }
    }

    fn connector(&self) -> BoxFuture<'_, Arc<dyn Connector>> {
        let settings = crate::hubspot::settings(&self.0);
        connected(crate::hubspot::hubspot(settings))
    }

    fn people(&self) -> BoxFuture<'_, Vec<String>> {
        let rows = self.0.with(|hubspot| hubspot.rows("contacts"));
        async move {
            rows.iter()
                .map(|row| text(&row.properties["firstname"]))
                .collect()
        }
        .boxed()
    }

    fn cases(&self) -> BoxFuture<'_, Vec<Case>> {
        let people = self.0.with(|hubspot| hubspot.rows("contacts"));
        let deals = self.0.with(|hubspot| hubspot.rows("deals"));
        let case = move |row: &crate::hubspot::server::Row| {
            let of = row.associations.first().map(|(id, _)| id);
            let person = people.iter().find(|one| Some(&one.id) == of);
            let value = |name: &str| row.properties.get(name).map(text).unwrap_or_default();
            Case {
                title: value("dealname"),
                note: value("description"),
                of: person
                    .map(|one| text(&one.properties["firstname"]))
                    .unwrap_or_default(),
            }
        };
        async move { deals.iter().map(case).collect() }.boxed()
    }

    fn loses_next_answer(&self) -> bool {
        self.0.fail("/batch/upsert", Fault::LoseAnswer);
        true
    }

    /// What is right of a batch is written, and what is mended later joins it.
    fn writes_all_or_none(&self) -> bool {
        false
    }
}

pub(super) struct OnSalesforce(Fake<SalesforceServer>);

pub(super) async fn salesforce(_: &TestStore) -> OnSalesforce {
    OnSalesforce(Fake::start(SalesforceServer::new()).await)
}

impl Crm for OnSalesforce {
    fn names(&self) -> Names {
        Names {
            person: "Lead",
            name: "LastName",
            email: "Email",
            phone: "Phone",
            needs: Some(("Company", "-")),
            case: "Case",
            title: "Subject",
            note: "Description",
            of: "Lead__c",
        }
    }

    fn connector(&self) -> BoxFuture<'_, Arc<dyn Connector>> {
        let settings = crate::salesforce::settings(&self.0);
        connected(crate::salesforce::salesforce(settings))
    }

    fn people(&self) -> BoxFuture<'_, Vec<String>> {
        let rows = self.0.with(|salesforce| salesforce.rows("Lead"));
        async move { rows.iter().map(|row| text(&row["LastName"])).collect() }.boxed()
    }

    fn cases(&self) -> BoxFuture<'_, Vec<Case>> {
        let people = self.0.with(|salesforce| salesforce.rows("Lead"));
        let cases = self.0.with(|salesforce| salesforce.rows("Case"));
        let case = move |row: &serde_json::Map<String, Value>| {
            let person = people
                .iter()
                .find(|one| row.get("Lead__c") == Some(&one["Id"]));
            let value = |name: &str| row.get(name).map(text).unwrap_or_default();
            Case {
                title: value("Subject"),
                note: value("Description"),
                of: person.map(|one| text(&one["LastName"])).unwrap_or_default(),
            }
        };
        async move { cases.iter().map(case).collect() }.boxed()
    }

    fn loses_next_answer(&self) -> bool {
        self.0.fail("sobjects/", Fault::LoseAnswer);
        true
    }

    fn writes_all_or_none(&self) -> bool {
        true
    }
}

pub(super) struct OnTryton(TrytonServer);

impl OnTryton {
    pub(super) async fn start() -> Option<Self> {
        let server = TrytonServer::start("conformance", fake::clock()).await?;
        Some(Self(server))
    }

    /// Takes out what an earlier behaviour has left.
    pub(super) async fn empty(&self) {
        for sql in [
            "DELETE FROM sale_opportunity",
            "DELETE FROM party_identifier",
            "DELETE FROM party_contact_mechanism",
            "DELETE FROM party_address WHERE party NOT IN (SELECT party FROM company_company)",
            "DELETE FROM party_party WHERE id NOT IN (SELECT party FROM company_company)",
        ] {
            self.0.execute(sql).await;
        }
    }
}

impl Crm for OnTryton {
    fn names(&self) -> Names {
        Names {
            person: "party.party",
            name: "name",
            email: "email",
            phone: "phone",
            needs: None,
            case: "sale.opportunity",
            title: "description",
            note: "comment",
            of: "party",
        }
    }

    fn connector(&self) -> BoxFuture<'_, Arc<dyn Connector>> {
        async {
            let connector: Arc<dyn Connector> = Arc::new(self.0.connector().await);
            connector
        }
        .boxed()
    }

    fn people(&self) -> BoxFuture<'_, Vec<String>> {
        async {
            let people = "SELECT name FROM party_party WHERE name <> 'The company' ORDER BY id";
            let people = self.0.rows(people).await;
            texts(&people)
                .concat()
                .into_iter()
                .map(str::to_owned)
                .collect()
        }
        .boxed()
    }

    fn cases(&self) -> BoxFuture<'_, Vec<Case>> {
        async {
            let deals = "SELECT o.description, COALESCE(o.comment, ''), COALESCE(p.name, '') \
                FROM sale_opportunity o LEFT JOIN party_party p ON p.id = o.party ORDER BY o.id";
            let deals = self.0.rows(deals).await;
            let case = |row: &Vec<&str>| Case {
                title: row[0].to_owned(),
                note: row[1].to_owned(),
                of: row[2].to_owned(),
            };
            texts(&deals).iter().map(case).collect()
        }
        .boxed()
    }

    fn demands_title(&self) -> bool {
        false
    }

    /// It takes ids of records that are not there.
    fn writes_all_or_none(&self) -> bool {
        false
    }
}
