//! What a connection of each kind is told: the one description that forms are made of. What it says is held to what the
//! connectors take by a test.

use crate::wording::said;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

/// A kind of connections.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct KindInfo {
    /// Its name, as connections give it.
    pub kind: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it is told beside its secret.
    pub settings: Vec<Setting>,
    /// What the secret is.
    pub secret: SecretInfo,
}

/// Something that a connection is told.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What people call it.
    #[serde(serialize_with = "said")]
    pub title: &'static str,
    /// What it is for, and where it is found.
    #[serde(serialize_with = "said")]
    pub help: &'static str,
    /// What is written there.
    pub format: SettingFormat,
    /// Whether there is no connection without it.
    pub required: bool,
    /// Whether most connections do without.
    pub rare: bool,
    /// What it is where nothing is said; absent: nothing, or what the CRM decides.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub default: Value,
    /// What it may look like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<&'static str>,
}

/// What is written to a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettingFormat {
    /// A line of text.
    Text,
    /// The address of a server.
    Url,
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// A list of names.
    List,
    /// Names, each with another.
    Pairs,
}

/// What the secret of a connection is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SecretInfo {
    /// What people call it.
    #[serde(serialize_with = "said")]
    pub title: &'static str,
    /// Where it is found.
    #[serde(serialize_with = "said")]
    pub help: &'static str,
    /// Whether it may be made up here, and given to the other side: `whsec_` and 32 random bytes in Base64.
    pub can_be_made: bool,
}

impl Setting {
    const fn new(
        name: &'static str,
        title: &'static str,
        format: SettingFormat,
        help: &'static str,
    ) -> Self {
        Self {
            name,
            title,
            help,
            format,
            required: false,
            rare: true,
            default: Value::Null,
            example: None,
        }
    }

    fn required(mut self, example: &'static str) -> Self {
        self.required = true;
        self.rare = false;
        self.example = Some(example);
        self
    }

    fn usual(mut self, default: Value) -> Self {
        self.default = default;
        self
    }

    fn shown(mut self) -> Self {
        self.rare = false;
        self
    }

    fn like(mut self, example: &'static str) -> Self {
        self.example = Some(example);
        self
    }
}

/// The kinds there are, as forms are made of them.
#[must_use]
pub fn kinds() -> Vec<KindInfo> {
    vec![
        dataverse(),
        hubspot(),
        odoo(),
        salesforce(),
        tryton(),
        webhook(),
    ]
}

use SettingFormat::{Boolean, Integer, List, Pairs, Text, Url};

fn at_once(name: &'static str, usual: u8, help: &'static str) -> Setting {
    Setting::new(name, "Requests at once", Integer, help).usual(json!(usual))
}

fn source_keys(help: &'static str, example: &'static str) -> Setting {
    Setting::new("source_keys", "Columns for Sonda's ids", Pairs, help).like(example)
}

fn dataverse() -> KindInfo {
    KindInfo {
        kind: "dataverse",
        title: "Dynamics 365 (Dataverse)",
        settings: vec![
            Setting::new(
                "url",
                "Address of the environment",
                Url,
                "In the Power Platform admin centre, under Environments: the environment's URL.",
            )
            .required("https://example.crm4.dynamics.com"),
            Setting::new(
                "tenant",
                "Tenant",
                Text,
                "In Microsoft Entra, on the application's overview: Directory (tenant) ID, or your domain.",
            )
            .required("example.onmicrosoft.com"),
            Setting::new(
                "client_id",
                "Application (client) ID",
                Text,
                "In Microsoft Entra, on the application's overview.",
            )
            .required("9b7c2f1e-0000-4000-8000-000000000001"),
            Setting::new(
                "tables",
                "Tables",
                List,
                "Logical names of the tables that forms may write to, custom ones included. Empty: the usual ones.",
            )
            .shown()
            .like("contact, lead, new_project"),
            Setting::new(
                "upsert",
                "Written without a look",
                List,
                "Tables whose records are changed or created by an alternate key with one request.",
            ),
            Setting::new(
                "detect_duplicates",
                "Duplicate detection",
                Boolean,
                "Whether the environment's duplicate detection rules may refuse records.",
            )
            .usual(json!(false)),
            at_once("requests_at_once", 10, "From 1 to 47."),
            Setting::new(
                "language",
                "Language of labels",
                Integer,
                "Such as 1033 for English or 1045 for Polish. Empty: the application user's.",
            ),
            Setting::new("authority", "Where tokens come from", Url, "National clouds have their own.")
                .usual(json!("https://login.microsoftonline.com")),
            Setting::new("api_version", "Version of the Web API", Text, "").usual(json!("v9.2")),
        ],
        secret: SecretInfo {
            title: "Client secret",
            help: "In Microsoft Entra, under Certificates & secrets: the secret's value, not its ID.",
            can_be_made: false,
        },
    }
}

fn hubspot() -> KindInfo {
    KindInfo {
        kind: "hubspot",
        title: "HubSpot",
        settings: vec![
            Setting::new(
                "objects",
                "Object types",
                List,
                "Those that forms may write to; custom ones by their full name.",
            )
            .usual(json!(["contacts", "deals", "tickets"]))
            .shown(),
            source_keys(
                "For each object type, a text property with unique values that holds Sonda's id: a record is then never \
                 made twice.",
                "deals: sonda_id",
            )
            .shown(),
            at_once("at_once", 4, "From 1 to 100."),
            Setting::new("version", "Version of the objects' API", Text, "").usual(json!("2026-03")),
            Setting::new("url", "Address", Url, "").usual(json!("https://api.hubapi.com")),
        ],
        secret: SecretInfo {
            title: "Access token",
            help: "In HubSpot, under Settings, Integrations, Private Apps.",
            can_be_made: false,
        },
    }
}

fn odoo() -> KindInfo {
    KindInfo {
        kind: "odoo",
        title: "Odoo",
        settings: vec![
            Setting::new("url", "Address", Url, "Of Odoo 19 or later.")
                .required("https://example.odoo.com"),
            Setting::new(
                "database",
                "Database",
                Text,
                "Needed where the address serves several.",
            )
            .shown(),
            Setting::new("models", "Models", List, "Those that forms may write to.")
                .usual(json!(["res.partner", "crm.lead"]))
                .shown(),
            source_keys(
                "For each model, a text field that holds Sonda's id: a record is then never made twice.",
                "crm.lead: x_sonda_id",
            ),
            Setting::new(
                "language",
                "Language of labels",
                Text,
                "Empty: the user's own.",
            )
            .like("pl_PL"),
            at_once("at_once", 4, "From 1 to 100."),
        ],
        secret: SecretInfo {
            title: "API key",
            help: "In Odoo, under Preferences, Account Security, of a user made for this.",
            can_be_made: false,
        },
    }
}

fn salesforce() -> KindInfo {
    KindInfo {
        kind: "salesforce",
        title: "Salesforce",
        settings: vec![
            Setting::new("url", "Address of the org", Url, "The org's own domain.")
                .required("https://example.my.salesforce.com"),
            Setting::new("client_id", "Consumer key", Text, "Of the connected app.").required("3MVG9example"),
            Setting::new("objects", "Objects", List, "Those that forms may write to.")
                .usual(json!(["Lead", "Contact", "Case"]))
                .shown(),
            source_keys(
                "For each object, a unique external id field that holds Sonda's id: a record is then never made twice.",
                "Lead: Sonda_Id__c",
            )
            .shown(),
            Setting::new(
                "saves_duplicates",
                "Save in spite of warnings",
                Boolean,
                "Whether records are saved that a duplicate rule warns of.",
            )
            .usual(json!(false)),
            at_once("at_once", 4, "From 1 to 100."),
            Setting::new("version", "Version of the API", Text, "").usual(json!("62.0")),
        ],
        secret: SecretInfo {
            title: "Consumer secret",
            help: "Of the connected app, beside the consumer key.",
            can_be_made: false,
        },
    }
}

fn tryton() -> KindInfo {
    KindInfo {
        kind: "tryton",
        title: "Tryton",
        settings: vec![
            Setting::new("url", "Address", Url, "").required("https://erp.example.com"),
            Setting::new("database", "Database", Text, "").required("company"),
            Setting::new(
                "user",
                "User",
                Text,
                "Its groups decide what may be read and written.",
            )
            .required("sonda"),
            Setting::new("models", "Models", List, "Those that forms may write to.")
                .usual(json!(["party.party", "sale.opportunity"]))
                .shown(),
            Setting::new(
                "company",
                "Company",
                Integer,
                "Its id. Empty: the user's own.",
            ),
            source_keys(
                "For each model, a text field that holds Sonda's id: a record is then never made twice.",
                "party.party: identifiers.code",
            ),
            Setting::new("language", "Language of labels", Text, "").usual(json!("en")),
            at_once("at_once", 4, "From 1 to 100."),
        ],
        secret: SecretInfo {
            title: "Password",
            help: "Of that user.",
            can_be_made: false,
        },
    }
}

fn webhook() -> KindInfo {
    KindInfo {
        kind: "webhook",
        title: "Webhook",
        settings: vec![
            Setting::new(
                "url",
                "Address",
                Url,
                "Where each answer is sent to, as a signed event.",
            )
            .required("https://example.com/hook"),
            Setting::new("events", "Beginning of the events' types", Text, "")
                .usual(json!("sonda")),
        ],
        secret: SecretInfo {
            title: "Signing secret",
            help: "The receiver checks signatures by it (Standard Webhooks).",
            can_be_made: true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::factory::KINDS;
    use super::*;
    use crate::crm::dataverse;
    use crate::crm::{HubSpotSettings, OdooSettings, SalesforceSettings, TrytonSettings, webhook};
    use serde::de::DeserializeOwned;
    use serde_json::Map;

    /// Whether the connector of a kind takes settings.
    fn taken(kind: &str, settings: &Map<String, Value>) -> Result<(), String> {
        fn read<T: DeserializeOwned>(settings: &Map<String, Value>) -> Result<(), String> {
            let read: Result<T, _> = serde_json::from_value(Value::Object(settings.clone()));
            read.map(|_| ()).map_err(|error| error.to_string())
        }
        match kind {
            "dataverse" => read::<dataverse::Settings>(settings),
            "hubspot" => read::<HubSpotSettings>(settings),
            "odoo" => read::<OdooSettings>(settings),
            "salesforce" => read::<SalesforceSettings>(settings),
            "tryton" => read::<TrytonSettings>(settings),
            _ => webhook::Settings::read(settings).map(|_| ()),
        }
    }

    fn usual(setting: &Setting) -> Value {
        match (&setting.default, setting.format, setting.example) {
            (Value::Null, Text | Url, Some(example)) => example.into(),
            (Value::Null, Text | Url, None) => "x".into(),
            (Value::Null, Integer, _) => 1.into(),
            (Value::Null, List, _) => json!(["contact"]),
            (Value::Null, Pairs, _) => {
                let (name, other) = setting.example.unwrap().split_once(": ").unwrap();
                json!({name: other})
            }
            (default, ..) => default.clone(),
        }
    }

    #[test]
    fn what_is_described_is_what_the_connectors_take() {
        let described: Vec<&str> = kinds().iter().map(|kind| kind.kind).collect();
        assert_eq!(described, KINDS);
        for kind in kinds() {
            let of = |wanted: &dyn Fn(&Setting) -> bool| -> Map<String, Value> {
                let settings = kind.settings.iter().filter(|one| wanted(one));
                settings
                    .map(|one| (one.name.to_owned(), usual(one)))
                    .collect()
            };
            assert_eq!(taken(kind.kind, &of(&|_| true)), Ok(()), "{}", kind.kind);
            let required = of(&|one| one.required);
            assert_eq!(taken(kind.kind, &required), Ok(()), "{}", kind.kind);
            for name in required.keys() {
                let mut less = required.clone();
                less.remove(name);
                assert!(
                    taken(kind.kind, &less).is_err(),
                    "{} without {name}",
                    kind.kind
                );
            }
        }
    }
}
