//! What a connection to Dataverse is told.

use super::session::METADATA_AT_ONCE;
use axum::http::Uri;
use axum::http::uri::Authority;
use serde::Deserialize;

/// The tables of a connection that names none.
const USUAL_TABLES: [&str; 11] = [
    "account",
    "contact",
    "incident",
    "lead",
    "msfp_question",
    "msfp_questionresponse",
    "msfp_survey",
    "msfp_surveyresponse",
    "opportunity",
    "phonecall",
    "task",
];
/// The most tables of a connection: the metadata of each take some twenty requests.
const MOST_TABLES: usize = 100;
/// From 52 requests at once, Dataverse refuses some.
const MOST_TAKEN: usize = 51;
/// A few of these are for metadata. Connections that were added when none were may ask for them all.
const MOST_AT_ONCE: usize = MOST_TAKEN - METADATA_AT_ONCE;

/// The settings of a connection, without its secret. Those that can be read are sound.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Given")]
pub struct Settings {
    pub(super) url: String,
    pub(super) tenant: String,
    pub(super) client_id: String,
    pub(super) authority: String,
    pub(super) api_version: String,
    pub(super) tables: Vec<String>,
    /// Whether the tables are the usual ones, of which an environment need not have all.
    pub(super) tables_are_usual: bool,
    pub(super) requests_at_once: usize,
    pub(super) detect_duplicates: bool,
    /// The tables whose records are changed or created by an alternate key without being looked at.
    pub(super) upsert: Vec<String>,
    pub(super) language: Option<u32>,
}

/// A setting that cannot be what it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{setting}` {reason}")]
pub struct SettingsFault {
    /// Its name.
    pub setting: &'static str,
    /// What is wrong, continuing "`setting` …".
    pub reason: String,
}

/// The settings as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    /// The address of the environment, such as `https://example.crm4.dynamics.com`.
    url: String,
    /// The tenant of the application: its id, or a domain.
    tenant: String,
    /// The application's (client) id.
    client_id: String,
    /// Where tokens come from.
    #[serde(default = "public_cloud")]
    authority: String,
    /// The version of the Web API.
    #[serde(default = "newest_version")]
    api_version: String,
    /// The tables that mappings may use, by their logical names.
    #[serde(default)]
    tables: Option<Vec<String>>,
    /// The most requests under way at once.
    #[serde(default = "few_at_once")]
    requests_at_once: usize,
    /// Whether the duplicate detection rules of the environment may refuse records.
    #[serde(default)]
    detect_duplicates: bool,
    /// The tables whose records, where they are found by an alternate key of one column alone, are changed or created
    /// by one request.
    #[serde(default)]
    upsert: Vec<String>,
    /// The language of labels, such as 1033 for English; absent: that of the application user.
    #[serde(default)]
    language: Option<u32>,
}

fn public_cloud() -> String {
    "https://login.microsoftonline.com".into()
}

fn newest_version() -> String {
    "v9.2".into()
}

fn few_at_once() -> usize {
    10
}

impl TryFrom<Given> for Settings {
    type Error = SettingsFault;

    fn try_from(given: Given) -> Result<Self, SettingsFault> {
        let fault = |setting, reason: &str| SettingsFault {
            setting,
            reason: reason.into(),
        };
        let is_plain = |text: &str, others: &str| {
            let mut letters = text.chars();
            !text.is_empty() && letters.all(|c| c.is_ascii_alphanumeric() || others.contains(c))
        };
        if !is_plain(&given.tenant, "-.") {
            return Err(fault("tenant", "is the id of a tenant, or its domain"));
        }
        if !is_plain(&given.client_id, "-") {
            return Err(fault("client_id", "is the id of an application"));
        }
        let version = given.api_version.strip_prefix('v').unwrap_or_default();
        if !is_plain(version, ".") {
            return Err(fault(
                "api_version",
                "is the version of the Web API, such as `v9.2`",
            ));
        }
        if !(1..=MOST_TAKEN).contains(&given.requests_at_once) {
            return Err(fault("requests_at_once", "is a number from 1 to 47"));
        }
        let tables_are_usual = given.tables.is_none();
        let mut tables = given
            .tables
            .unwrap_or_else(|| USUAL_TABLES.map(str::to_owned).into());
        tables.sort_unstable();
        tables.dedup();
        if tables.is_empty() || tables.len() > MOST_TABLES {
            return Err(fault("tables", "names 1 to 100 tables"));
        }
        let is_logical = |name: &String| is_plain(name, "_") && *name == name.to_lowercase();
        if !tables.iter().all(is_logical) {
            return Err(fault(
                "tables",
                "names tables by their logical names: small letters, digits and `_`",
            ));
        }
        if !given.upsert.iter().all(|name| tables.contains(name)) {
            return Err(fault("upsert", "names tables that `tables` names, too"));
        }
        Ok(Self {
            url: address(&given.url).map_err(|reason| fault("url", reason))?,
            authority: address(&given.authority).map_err(|reason| fault("authority", reason))?,
            tenant: given.tenant,
            client_id: given.client_id,
            api_version: given.api_version,
            tables,
            tables_are_usual,
            requests_at_once: given.requests_at_once.min(MOST_AT_ONCE),
            detect_duplicates: given.detect_duplicates,
            upsert: given.upsert,
            language: given.language,
        })
    }
}

/// The address of a server, without a slash at its end.
fn address(text: &str) -> Result<String, &'static str> {
    const EXPECTED: &str =
        "is the address of a server with nothing after it, such as `https://example.com`";
    let uri: Uri = text.parse().map_err(|_| EXPECTED)?;
    let scheme = uri.scheme_str().unwrap_or_default();
    let authority = uri.authority().map_or("", Authority::as_str);
    if !["http", "https"].contains(&scheme) || !["", "/"].contains(&uri.path()) {
        return Err(EXPECTED);
    }
    if authority.is_empty() || authority.contains('@') || uri.query().is_some() {
        return Err(EXPECTED);
    }
    Ok(format!("{scheme}://{authority}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[expect(
        clippy::needless_pass_by_value,
        reason = "a `json!` at the call reads better by value"
    )]
    fn settings(changes: Value) -> Result<Settings, String> {
        let mut given = json!({
            "url": "https://example.crm4.dynamics.com/",
            "tenant": "example.onmicrosoft.com",
            "client_id": "9b7c2f1e-0000-4000-8000-000000000001",
        });
        for (name, value) in changes.as_object().unwrap() {
            given[name] = value.clone();
        }
        serde_json::from_value(given).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        let settings = settings(json!({})).unwrap();
        assert_eq!(settings.url, "https://example.crm4.dynamics.com");
        assert_eq!(settings.api_version, "v9.2");
        assert_eq!(settings.requests_at_once, 10);
        assert!(settings.tables.contains(&"contact".to_owned()) && settings.tables_are_usual);
    }

    #[test]
    fn a_connection_that_was_added_with_more_requests_at_once_makes_fewer() {
        for (asked, made) in [(47, 47), (48, 47), (51, 47)] {
            let settings = settings(json!({"requests_at_once": asked})).unwrap();
            assert_eq!(settings.requests_at_once, made);
        }
    }

    #[test]
    fn a_setting_that_cannot_work_is_named() {
        let faulty = [
            ("url", json!("example.crm4.dynamics.com")),
            ("url", json!("https://user:password@example.com")),
            ("url", json!("https://example.com/api?x=1")),
            ("authority", json!("ftp://example.com")),
            ("tenant", json!("a/b")),
            ("client_id", json!("")),
            ("api_version", json!("9.2")),
            ("requests_at_once", json!(0)),
            ("requests_at_once", json!(52)),
            ("tables", json!([])),
            ("tables", json!(["Contact"])),
            ("tables", json!(["contact'"])),
            ("upsert", json!(["new_project"])),
            ("secret", json!("x")),
        ];
        for (setting, value) in faulty {
            let fault = settings(json!({ setting: value })).unwrap_err();
            assert!(
                fault.contains(&format!("`{setting}`")),
                "{setting}: {fault}"
            );
        }
    }
}
