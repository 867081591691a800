//! The operator's configuration: defaults, then a file, then the environment.
//!
//! The file is TOML. A variable of the environment is the path of its setting with `SONDA_` before it and `__`
//! between its parts: `SONDA_DATABASE__URL`, `SONDA_LIMITS__BODY_BYTES`.

mod sections;

pub use sections::{
    Admin, Config, Crm, Database, Limits, Log, LogFormat, Outgoing, Proxies, SHORTEST_TOKEN,
    SecretsKey,
};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use std::path::Path;

/// Why a configuration cannot be used: each line names the setting and where it was read.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

impl Config {
    /// Reads the configuration; `file` must exist if given, else `sonda.toml` is read where there is one.
    ///
    /// # Errors
    /// Every setting that cannot be read or makes no sense.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let toml = match file {
            Some(file) => Toml::file_exact(file),
            None => Toml::file("sonda.toml"),
        };
        let environment = Env::prefixed("SONDA_")
            .split("__")
            // These are for the programs around the server.
            .ignore(&["bin", "config", "judge_wasm", "test_postgres", "tools"]);
        let figment = Figment::from(Serialized::defaults(Self::default()))
            .merge(toml)
            .merge(environment);
        let config: Self = figment.extract().map_err(|errors| {
            ConfigError(errors.into_iter().map(|error| error.to_string()).collect())
        })?;
        let faults = config.faults();
        if faults.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(faults))
        }
    }

    /// The effective configuration as TOML-like JSON, its secrets hidden.
    ///
    /// # Errors
    /// Never in practice: every setting can be written.
    pub fn shown(&self) -> Result<String, serde_json::Error> {
        let mut config = self.clone();
        if config.admin.token.is_some() {
            config.admin.token = Some("(hidden)".to_owned());
        }
        if config.secrets.key.is_some() {
            config.secrets.key = Some("(hidden)".to_owned());
        }
        config.captcha = config.captcha.hidden();
        config.mail.smtp_url = config.mail.smtp_url.map(|url| hide_password(&url));
        config.database.url = config.database.url.map(|url| hide_password(&url));
        serde_json::to_string_pretty(&config)
    }
}

/// `postgres://user:secret@host/db?password=secret` without the secrets.
fn hide_password(url: &str) -> String {
    let (place, query) = match url.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (url, None),
    };
    let credentials = place
        .split_once("://")
        .and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?)));
    let mut shown = match credentials {
        Some((scheme, (credentials, place))) => {
            let user = credentials.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:(hidden)@{place}")
        }
        None => place.to_owned(),
    };
    if let Some(query) = query {
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if name.contains("password") => format!("{name}=(hidden)"),
            _ => pair.to_owned(),
        });
        shown.push('?');
        shown.push_str(&pairs.collect::<Vec<_>>().join("&"));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_a_sound_configuration() {
        assert_eq!(Config::default().faults(), Vec::<String>::new());
    }

    #[test]
    fn https_is_https_in_capitals_too() {
        let at = |public_url: &str| Config {
            public_url: public_url.to_owned(),
            ..Config::default()
        };
        assert!(at("https://a.example").is_https() && at("HTTPS://a.example").is_https());
        assert!(!at("http://https.example").is_https());
    }

    #[test]
    fn secrets_are_not_shown() {
        let mut config = Config::default();
        config.admin.token = Some("very-secret-token".into());
        config.database.url = Some("postgres://sonda:p@ss@db.example/sonda".into());
        let keys = crate::captcha::KeySet {
            site_key: "public".into(),
            secret: "very-secret-key".into(),
            test_keys: false,
        };
        config.captcha.keys.insert("main".into(), keys);
        config.secrets.key = Some("very-secret-master".into());
        config.mail.smtp_url = Some("smtps://me:very-secret-too@mail.example".into());
        let shown = config.shown().unwrap();
        assert!(
            !shown.contains("very-secret") && !shown.contains("p@ss"),
            "{shown}"
        );
        assert!(shown.contains("db.example"));
    }

    #[test]
    fn a_senseless_setting_is_named() {
        let mut config = Config {
            public_url: "example.com".into(),
            ..Config::default()
        };
        config.limits.body_bytes = 0;
        let faults = config.faults();
        assert!(
            faults[0].starts_with("public_url:") && faults[1].starts_with("limits.body_bytes:"),
            "{faults:?}"
        );
    }
}
