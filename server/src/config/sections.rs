//! The sections of the configuration, each with its defaults and its own judgement.

use crate::captcha::CaptchaConfig;
use crate::connections::Key;
use crate::crm::{Assign, ReminderConfig, TableConfig};
use crate::mail::Mail;
use ipnet::IpNet;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The fewest characters of the administrator's token.
pub const SHORTEST_TOKEN: usize = 20;

/// What a path cannot say as it is where a URL is expected.
const IN_A_URL: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_');

/// Everything an operator can set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The address the server listens on.
    pub listen: SocketAddr,
    /// The address visitors reach it at, without a slash at the end. Links begin with it.
    pub public_url: String,
    /// The folder for the SQLite database, the server's key and the administrator's token.
    pub data_dir: PathBuf,
    /// The database.
    pub database: Database,
    /// Proxies in front of the server.
    pub proxies: Proxies,
    /// What a client may send.
    pub limits: Limits,
    /// Files of visitors.
    pub uploads: Uploads,
    /// The administrator's access to the API.
    pub admin: Admin,
    /// Logging.
    pub log: Log,
    /// The embedded CRM.
    pub crm: Crm,
    /// Captchas.
    pub captcha: CaptchaConfig,
    /// Requests to other servers.
    pub outgoing: Outgoing,
    /// Messages to people.
    pub mail: Mail,
    /// The key of the connections' secrets.
    pub secrets: SecretsKey,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8787)),
            public_url: "http://127.0.0.1:8787".to_owned(),
            data_dir: PathBuf::from("sonda-data"),
            database: Database::default(),
            proxies: Proxies::default(),
            limits: Limits::default(),
            uploads: Uploads::default(),
            admin: Admin::default(),
            log: Log::default(),
            crm: Crm::default(),
            captcha: CaptchaConfig::default(),
            outgoing: Outgoing::default(),
            mail: Mail::default(),
            secrets: SecretsKey::default(),
        }
    }
}

/// The database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite:FILE` or `postgres://USER:PASSWORD@HOST/NAME`. Default: `sonda.db` in the data folder.
    pub url: Option<String>,
}

/// Proxies in front of the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proxies {
    /// Networks whose `X-Forwarded-For` is believed. Default: none.
    pub trusted: Vec<IpNet>,
}

/// What a client may send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The most bytes of a submission's body.
    pub body_bytes: usize,
    /// The most bytes of a definition's body.
    pub definition_bytes: usize,
    /// Public submissions a minute from one address.
    pub submissions_per_minute: u32,
    /// Submissions a minute by one personal link.
    pub submissions_per_minute_by_link: u32,
    /// Unknown link codes a minute from one address; more look like guessing.
    pub unknown_codes_per_minute: u32,
    /// Tries to sign in a minute from one network, right or wrong; by a browser that is known from that browser.
    pub sign_ins_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            definition_bytes: 4 * 1024 * 1024,
            submissions_per_minute: 60,
            submissions_per_minute_by_link: 20,
            unknown_codes_per_minute: 20,
            sign_ins_per_minute: 60,
        }
    }
}

/// Files of visitors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Uploads {
    /// The most bytes of one file, whatever a question allows.
    pub file_bytes: usize,
    /// The most bytes of all files together.
    pub total_bytes: u64,
    /// The most bytes of files that no submission names yet.
    pub waiting_bytes: u64,
    /// The most of them that came by one personal link, or from one address.
    pub waiting_bytes_of_one: u64,
    /// A program and its arguments that is given each file's path: exit code 0 means clean, 1 refused.
    pub scan_command: Vec<String>,
}

impl Default for Uploads {
    fn default() -> Self {
        Self {
            file_bytes: 25_000_000,
            total_bytes: 20_000_000_000,
            waiting_bytes: 1_000_000_000,
            waiting_bytes_of_one: 250_000_000,
            scan_command: Vec::new(),
        }
    }
}

/// The administrator's access to the API.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Admin {
    /// The token, at least 20 characters. Default: a random one, kept in `admin.token` in the data folder.
    pub token: Option<String>,
}

/// Logging.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// What is logged, such as `info` or `info,sonda_server=debug`.
    pub filter: String,
    /// Text for people or JSON for machines.
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            format: LogFormat::Text,
        }
    }
}

/// The format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines of text.
    Text,
    /// A JSON object a line.
    Json,
}

/// The embedded CRM.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Crm {
    /// Custom tables beside the built-in ones.
    pub tables: Vec<TableConfig>,
    /// Who is given new records, by table. Default: nobody.
    pub assign: BTreeMap<String, Assign>,
    /// When records without activity are reminded of, by table. Default: never.
    pub reminders: BTreeMap<String, ReminderConfig>,
}

/// Requests to other servers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Outgoing {
    /// Networks that may be connected to although they are private or local. Default: none.
    pub allow: Vec<IpNet>,
}

/// The key under which the secrets of connections are stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecretsKey {
    /// The key: 32 random bytes in base64url. Default: what is in the file.
    pub key: Option<String>,
    /// The file with the key, made on first use. Default: `secrets.key` in the data folder.
    pub key_file: Option<PathBuf>,
}

impl Config {
    /// The database URL in force.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database.url.clone().unwrap_or_else(|| {
            let file = self.data_dir.join("sonda.db");
            let file = percent_encode(file.as_os_str().as_encoded_bytes(), IN_A_URL);
            format!("sqlite:{file}")
        })
    }

    /// Whether visitors reach the server by HTTPS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        let uri = self.public_url.parse::<axum::http::Uri>();
        uri.is_ok_and(|uri| uri.scheme_str() == Some("https"))
    }

    /// Everything that makes no sense, each with the setting's name.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let web = self.public_url.parse::<axum::http::Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.path_and_query().is_none_or(|path| path == "/")
        });
        if !web || self.public_url.ends_with('/') {
            faults.push(format!(
                "public_url: `{}` is not an address such as https://forms.example.com (no slash at the end)",
                self.public_url
            ));
        }
        let limits = [
            ("body_bytes", self.limits.body_bytes),
            ("definition_bytes", self.limits.definition_bytes),
            (
                "submissions_per_minute",
                self.limits.submissions_per_minute as usize,
            ),
            (
                "submissions_per_minute_by_link",
                self.limits.submissions_per_minute_by_link as usize,
            ),
            (
                "unknown_codes_per_minute",
                self.limits.unknown_codes_per_minute as usize,
            ),
            (
                "sign_ins_per_minute",
                self.limits.sign_ins_per_minute as usize,
            ),
        ];
        for (name, limit) in limits {
            if limit == 0 {
                faults.push(format!("limits.{name}: must be at least 1"));
            }
        }
        if self
            .admin
            .token
            .as_ref()
            .is_some_and(|token| token.len() < SHORTEST_TOKEN)
        {
            let fault = format!("admin.token: must have at least {SHORTEST_TOKEN} characters");
            faults.push(fault);
        }
        if let Some(url) = &self.database.url
            && let Err(error) = crate::store::Dialect::of(url)
        {
            faults.push(format!("database.url: {error}"));
        }
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&self.log.filter) {
            faults.push(format!("log.filter: {error}"));
        }
        if let Some(key) = &self.secrets.key
            && Key::read(key, "the setting").is_err()
        {
            faults.push("secrets.key: expected 43 characters of base64url (32 bytes)".to_owned());
        }
        faults.extend(self.captcha.faults());
        faults.extend(self.mail.faults());
        faults
    }
}
