//! The kinds of connections, each to a fake behind a mirror, with a secret that is like no other text.

use super::mirror::Mirror;
use super::tryton::{PASSWORD, SmallTryton};
use crate::clock::ManualClock;
use crate::fake::{Asked, Fake, Reply, Service};
use crate::hubspot::{HubSpotServer, TOKEN};
use crate::odoo::{DATABASE, KEY, OdooServer};
use crate::salesforce::SalesforceServer;
use crate::{dataverse_fake, salesforce};
use serde_json::{Value, json};

/// What secrets end with: letters that encodings change.
const LETTERS: &str = "-0/1+2=3\"4\\5<6&7'8%9";

/// A connection of one kind.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) secret: String,
    pub(super) wrong: String,
    pub(super) settings: Value,
    pub(super) target: Value,
    pub(super) mirror: Mirror,
}

/// Takes every event.
struct Receiver;

impl Service for Receiver {
    fn answer(&mut self, _: &Asked) -> Reply {
        Reply::new(204, Value::Null)
    }
}

async fn kind(
    name: &'static str,
    upstream: &str,
    theirs: &str,
    settings: Value,
    target: Value,
) -> Kind {
    let of = |which: &str| match name {
        "webhook" if which == "right" => "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD".to_owned(),
        "webhook" => "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".to_owned(),
        name => format!("the-{which}-secret-of-{name}{LETTERS}"),
    };
    let mirror = Mirror::start(upstream, &of("right"), theirs).await;
    let settings = settings.to_string().replace("URL", &mirror.url);
    Kind {
        name,
        secret: of("right"),
        wrong: of("wrong"),
        settings: serde_json::from_str(&settings).unwrap(),
        target,
        mirror,
    }
}

fn target(table: &str, name: &str, email: &str) -> Value {
    json!({"table": table, "find": {"by": [email]}, "columns": {
        name: {"answer": "name"}, email: {"answer": "email"},
    }})
}

/// One of each.
pub(super) async fn kinds() -> Vec<Kind> {
    let dataverse = dataverse_fake::Fake::start(ManualClock::new()).await;
    let hubspot = Fake::start(HubSpotServer::new()).await;
    let odoo = Fake::start(OdooServer::new()).await;
    let salesforce = Fake::start(SalesforceServer::new()).await;
    let tryton = Fake::start(SmallTryton::default()).await;
    let receiver = Fake::start(Receiver).await;
    let mut lead = target("Lead", "LastName", "Email");
    lead["columns"]["Company"] = json!({"constant": "-"});
    let mut event = target("response", "name", "email");
    event.as_object_mut().unwrap().remove("find");
    vec![
        kind(
            "dataverse",
            &dataverse.address,
            dataverse_fake::SECRET,
            json!({
                "url": "URL", "authority": "URL", "tenant": dataverse_fake::TENANT,
                "client_id": dataverse_fake::CLIENT, "tables": ["contact"],
            }),
            target("contact", "lastname", "emailaddress1"),
        )
        .await,
        kind(
            "hubspot",
            &hubspot.url,
            TOKEN,
            json!({"url": "URL", "objects": ["contacts"]}),
            target("contacts", "firstname", "email"),
        )
        .await,
        kind(
            "odoo",
            &odoo.url,
            KEY,
            json!({"url": "URL", "database": DATABASE, "models": ["res.partner"]}),
            target("res.partner", "name", "email"),
        )
        .await,
        kind(
            "salesforce",
            &salesforce.url,
            salesforce::SECRET,
            json!({"url": "URL", "client_id": salesforce::CLIENT, "objects": ["Lead"]}),
            lead,
        )
        .await,
        kind(
            "tryton",
            &tryton.url,
            PASSWORD,
            json!({
                "url": "URL", "database": "sonda", "user": "admin", "models": ["party.party"],
                "source_keys": {},
            }),
            target("party.party", "name", "email"),
        )
        .await,
        kind(
            "webhook",
            &receiver.url,
            "nothing is sent",
            json!({"url": "URL/hook"}),
            event,
        )
        .await,
    ]
}
