//! Each kind as it is described.

use super::SettingFormat::{Boolean, Integer, List, Pairs, Text, Url};
use super::{KindInfo, SecretInfo, Setting};
use serde_json::json;

fn at_once(name: &'static str, usual: u8, help: &'static str) -> Setting {
    Setting::new(name, "Requests at once", Integer, help).usual(json!(usual))
}

fn source_keys(help: &'static str, example: &'static str) -> Setting {
    Setting::new("source_keys", "Columns for Sonda's ids", Pairs, help).like(example)
}

pub(super) fn dataverse() -> KindInfo {
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

pub(super) fn hubspot() -> KindInfo {
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

pub(super) fn odoo() -> KindInfo {
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

pub(super) fn salesforce() -> KindInfo {
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

pub(super) fn tryton() -> KindInfo {
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

pub(super) fn webhook() -> KindInfo {
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
