//! What kinds of connections, and what they are told, are called. Whatever has no name here has the server's.

use super::text;
use crate::words::connections::words;
use serde_json::Value;

/// What people call a kind.
pub(super) fn title(kind: &str) -> &str {
    match kind {
        "dataverse" => "Dynamics 365 (Dataverse)",
        "hubspot" => "HubSpot",
        "odoo" => "Odoo",
        "salesforce" => "Salesforce",
        "tryton" => "Tryton",
        "webhook" => "Webhook",
        other => other,
    }
}

/// What a setting is called.
pub(super) fn label(setting: &Value) -> String {
    let words = words();
    match text(setting, "name") {
        "url" => words.setting_url.clone(),
        "tenant" => words.setting_tenant.clone(),
        "client_id" => words.setting_client_id.clone(),
        "tables" => words.setting_tables.clone(),
        "objects" => words.setting_objects.clone(),
        "models" => words.setting_models.clone(),
        "database" => words.setting_database.clone(),
        "user" => words.setting_user.clone(),
        "company" => words.setting_company.clone(),
        "source_keys" => words.setting_source_keys.clone(),
        "language" => words.setting_language.clone(),
        "at_once" | "requests_at_once" => words.setting_at_once.clone(),
        "authority" => words.setting_authority.clone(),
        "version" | "api_version" => words.setting_version.clone(),
        "detect_duplicates" => words.setting_detect_duplicates.clone(),
        "saves_duplicates" => words.setting_saves_duplicates.clone(),
        "upsert" => words.setting_upsert.clone(),
        "events" => words.setting_events.clone(),
        _ => text(setting, "title").to_owned(),
    }
}

/// What a setting is for.
pub(super) fn help(kind: &str, setting: &Value) -> String {
    let words = words();
    match (kind, text(setting, "name")) {
        ("dataverse", "url") => words.help_dataverse_url.clone(),
        ("dataverse", "tenant") => words.help_dataverse_tenant.clone(),
        ("dataverse", "client_id") => words.help_dataverse_client_id.clone(),
        ("dataverse", "tables") => words.help_dataverse_tables.clone(),
        ("webhook", "url") => words.help_webhook_url.clone(),
        (_, "objects" | "models") => words.help_list.clone(),
        (_, "source_keys") => words.help_source_keys.clone(),
        _ => text(setting, "help").to_owned(),
    }
}

/// What a secret is called, and where it is found.
pub(super) fn secret(kind: &str, secret: &Value) -> (String, String) {
    let words = words();
    let (label, help) = match kind {
        "dataverse" => (&words.secret_dataverse, Some(&words.help_secret_dataverse)),
        "hubspot" => (&words.secret_hubspot, Some(&words.help_secret_hubspot)),
        "odoo" => (&words.secret_odoo, Some(&words.help_secret_odoo)),
        "salesforce" => (&words.secret_salesforce, None),
        "tryton" => (&words.secret_tryton, None),
        "webhook" => (&words.secret_webhook, Some(&words.help_secret_webhook)),
        _ => {
            return (
                text(secret, "title").to_owned(),
                text(secret, "help").to_owned(),
            );
        }
    };
    let own = text(secret, "help").to_owned();
    (label.clone(), help.cloned().unwrap_or(own))
}
