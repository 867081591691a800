//! The CRMs that faults are tried on: how each is connected to, what is written there, and what is there in the end.

use super::{dataverse_fake, hubspot_server, odoo_server, salesforce_server};
use crate::clock::ManualClock;
use crate::fake::Fake;
use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// Tells all that is in a CRM.
type Look = Box<dyn Fn() -> BoxFuture<'static, Vec<String>> + Send + Sync>;

/// A CRM that listens, with nothing in it.
pub(crate) struct Site {
    /// The kind of its connection.
    pub(crate) kind: &'static str,
    /// Where it listens.
    pub(crate) address: String,
    /// The connection's settings, with the address in place of `{url}`.
    pub(crate) settings: Value,
    /// The connection's secret.
    pub(crate) secret: &'static str,
    /// What must be in no reason and no transcript: the secret, and what tokens have in common.
    pub(crate) hidden: Vec<&'static str>,
    /// The targets of the mapping.
    pub(crate) targets: Value,
    /// Whether it finds a person by the address and makes a case of its.
    pub(crate) finds: bool,
    /// Whether it takes 200 with whatever body for a yes.
    pub(crate) reads_status_alone: bool,
    pub(crate) look: Look,
}

impl Site {
    /// The settings of a connection by way of that address.
    pub(crate) fn settings_by(&self, url: &str) -> Value {
        let text = self.settings.to_string().replace("{url}", url);
        serde_json::from_str(&text).unwrap()
    }
}

/// A person, as a test tells it.
pub(crate) fn person(name: &str, email: &str) -> String {
    format!("{name} <{email}>")
}

/// What a person wants, as a test tells it.
pub(crate) fn case(title: &str, of: &str) -> String {
    format!("{title}, of {of}")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A person found by the address, and a case of theirs; with what a person cannot be without.
pub(crate) fn targets(
    person: (&str, &str, &str),
    case: (&str, &str, &str),
    needs: Option<(&str, &str)>,
) -> Value {
    let (table, name, email) = person;
    let mut columns = json!({name: {"answer": "name"}, email: {"answer": "email"}});
    if let Some((column, value)) = needs {
        columns[column] = json!({"constant": value});
    }
    let (cases, title, of) = case;
    json!([
        {
            "id": "person", "connector": "crm", "table": table, "find": {"by": [email]},
            "columns": columns,
        },
        {
            "id": "case", "connector": "crm", "table": cases,
            "columns": {title: {"answer": "name"}, of: {"record": "person"}},
        },
    ])
}

pub(crate) async fn odoo() -> Site {
    let keys = json!({"res.partner": "x_sonda_id", "crm.lead": "x_sonda_id"});
    odoo_with(keys).await
}

/// Without a field for our ids.
pub(crate) async fn odoo_without_keys() -> Site {
    odoo_with(json!({})).await
}

async fn odoo_with(source_keys: Value) -> Site {
    let fake = Fake::start(odoo_server::OdooServer::new()).await;
    Site {
        kind: "odoo",
        address: fake.url.clone(),
        settings: json!({
            "url": "{url}", "database": odoo_server::DATABASE, "source_keys": source_keys,
        }),
        secret: odoo_server::KEY,
        hidden: vec![odoo_server::KEY],
        targets: targets(
            ("res.partner", "name", "email"),
            ("crm.lead", "name", "partner_id"),
            None,
        ),
        finds: true,
        reads_status_alone: false,
        look: Box::new(move || {
            let (people, leads) =
                fake.with(|odoo| (odoo.rows("res.partner"), odoo.rows("crm.lead")));
            let mut all = Vec::new();
            for one in &people {
                all.push(person(&text(&one["name"]), &text(&one["email"])));
            }
            for lead in &leads {
                let of = people
                    .iter()
                    .find(|one| lead.get("partner_id") == Some(&one["id"]));
                let of = of.map(|one| text(&one["name"])).unwrap_or_default();
                all.push(case(&text(&lead["name"]), &of));
            }
            async { all }.boxed()
        }),
    }
}

pub(crate) async fn hubspot() -> Site {
    let fake = Fake::start(hubspot_server::HubSpotServer::new()).await;
    Site {
        kind: "hubspot",
        address: fake.url.clone(),
        settings: json!({
            "url": "{url}", "objects": ["contacts", "deals"],
            "source_keys": {"contacts": "sonda_id", "deals": "sonda_id"},
        }),
        secret: hubspot_server::TOKEN,
        hidden: vec![hubspot_server::TOKEN],
        targets: targets(
            ("contacts", "firstname", "email"),
            ("deals", "dealname", "associations.contacts"),
            None,
        ),
        finds: true,
        reads_status_alone: false,
        look: Box::new(move || {
            let (people, deals) =
                fake.with(|hubspot| (hubspot.rows("contacts"), hubspot.rows("deals")));
            let mut all = Vec::new();
            for one in &people {
                let value = |name: &str| text(&one.properties[name]);
                all.push(person(&value("firstname"), &value("email")));
            }
            for deal in &deals {
                let of = deal.associations.first().map(|(id, _)| id);
                let of = people.iter().find(|one| Some(&one.id) == of);
                let of = of
                    .map(|one| text(&one.properties["firstname"]))
                    .unwrap_or_default();
                all.push(case(&text(&deal.properties["dealname"]), &of));
            }
            async { all }.boxed()
        }),
    }
}

pub(crate) async fn salesforce() -> Site {
    let fake = Fake::start(salesforce_server::SalesforceServer::new()).await;
    Site {
        kind: "salesforce",
        address: fake.url.clone(),
        settings: json!({
            "url": "{url}", "client_id": salesforce_server::CLIENT, "objects": ["Lead", "Case"],
            "source_keys": {"Lead": "Sonda_Id__c", "Case": "Sonda_Id__c"},
        }),
        secret: salesforce_server::SECRET,
        hidden: vec![salesforce_server::SECRET, "s3cret", "00D!token"],
        targets: targets(
            ("Lead", "LastName", "Email"),
            ("Case", "Subject", "Lead__c"),
            Some(("Company", "-")),
        ),
        finds: true,
        reads_status_alone: false,
        look: Box::new(move || {
            let (people, cases) =
                fake.with(|salesforce| (salesforce.rows("Lead"), salesforce.rows("Case")));
            let mut all = Vec::new();
            for one in &people {
                all.push(person(&text(&one["LastName"]), &text(&one["Email"])));
            }
            for row in &cases {
                let of = people
                    .iter()
                    .find(|one| row.get("Lead__c") == Some(&one["Id"]));
                let of = of.map(|one| text(&one["LastName"])).unwrap_or_default();
                all.push(case(&text(&row["Subject"]), &of));
            }
            async { all }.boxed()
        }),
    }
}

pub(crate) async fn dataverse(clock: Arc<ManualClock>) -> Site {
    let fake = dataverse_fake::Fake::start(clock).await;
    Site {
        kind: "dataverse",
        address: fake.address.clone(),
        settings: json!({
            "url": "{url}", "authority": "{url}", "tenant": dataverse_fake::TENANT,
            "client_id": dataverse_fake::CLIENT, "tables": ["contact", "account", "incident"],
        }),
        secret: dataverse_fake::SECRET,
        hidden: vec![dataverse_fake::SECRET, "Secret%2B", "of-the-fake"],
        targets: targets(
            ("contact", "lastname", "emailaddress1"),
            ("incident", "title", "customerid_contact"),
            None,
        ),
        finds: true,
        reads_status_alone: false,
        look: Box::new(move || {
            fake.was_asked_properly();
            let value = |row: &dataverse_fake::Row, name: &str| -> String {
                let value = row.values.get(name);
                value
                    .and_then(|value| serde_json::from_str(value).ok())
                    .unwrap_or_default()
            };
            let people = fake.rows("contact");
            let mut all = Vec::new();
            for one in &people {
                all.push(person(
                    &value(one, "lastname"),
                    &value(one, "emailaddress1"),
                ));
            }
            for row in fake.rows("incident") {
                let of = value(&row, "customerid");
                let of = people.iter().find(|one| one.id == of);
                let of = of.map(|one| value(one, "lastname")).unwrap_or_default();
                all.push(case(&value(&row, "title"), &of));
            }
            async { all }.boxed()
        }),
    }
}

/// A receiver that knows a repeat by its id, as it is told to.
pub(crate) async fn webhook() -> Site {
    const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    let received: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let own = Arc::clone(&received);
    let take = async move |headers: HeaderMap, body: Bytes| {
        let event: Value = serde_json::from_slice(&body).unwrap();
        let data = &event["data"];
        if data["name"].is_null() {
            return;
        }
        let told = person(&text(&data["name"]), &text(&data["email"]));
        let id = headers["webhook-id"].to_str().unwrap().to_owned();
        let mut received = own.lock().unwrap();
        if !received.contains(&(id.clone(), told.clone())) {
            received.push((id, told));
        }
    };
    let service = Router::new().fallback(take);
    tokio::spawn(async move { axum::serve(listener, service).await });
    Site {
        kind: "webhook",
        address,
        settings: json!({"url": "{url}/hook"}),
        secret: SECRET,
        hidden: vec![SECRET, &SECRET[6..]],
        targets: json!([{
            "id": "person", "connector": "crm", "table": "response",
            "columns": {"name": {"answer": "name"}, "email": {"answer": "email"}},
        }]),
        finds: false,
        reads_status_alone: true,
        look: Box::new(move || {
            let received = received.lock().unwrap().clone();
            async { received.into_iter().map(|(_, told)| told).collect() }.boxed()
        }),
    }
}
