//! The operator's side: key sets, where the providers are, and how hard the proof of work is.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The configuration of captchas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaptchaConfig {
    /// The key sets, by the name that forms know.
    pub keys: BTreeMap<String, KeySet>,
    /// How long a provider is waited for, in milliseconds.
    pub timeout_ms: u64,
    /// Where reCAPTCHA is.
    pub recaptcha: Service,
    /// Where Turnstile is.
    pub turnstile: Service,
    /// The proof of work.
    pub altcha: AltchaConfig,
}

/// A pair of keys from a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySet {
    /// The public one, which pages show.
    pub site_key: String,
    /// The secret one, which verifies.
    pub secret: String,
    /// Whether these are the provider's public test keys, whose answers name neither host nor action: neither is
    /// checked then.
    #[serde(default)]
    pub test_keys: bool,
}

/// Where a provider is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The script that pages load.
    pub script: String,
    /// Where tokens are verified.
    pub verify: String,
    /// What a page must be allowed to load scripts and frames from, as its Content-Security-Policy names it.
    pub sources: Vec<String>,
}

/// The proof of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AltchaConfig {
    /// The rounds of PBKDF2 in one try.
    pub cost: u32,
    /// The most tries that a challenge takes; half of them on average.
    pub max_tries: u32,
    /// How long a challenge can be answered, in seconds.
    pub lifetime_secs: u32,
}

impl Default for AltchaConfig {
    fn default() -> Self {
        Self {
            cost: 2_000,
            max_tries: 400,
            lifetime_secs: 1_200,
        }
    }
}

impl Default for CaptchaConfig {
    fn default() -> Self {
        let sources = |sources: &[&str]| sources.iter().map(|one| (*one).to_owned()).collect();
        Self {
            keys: BTreeMap::new(),
            timeout_ms: 5_000,
            recaptcha: Service {
                script: "https://www.google.com/recaptcha/api.js".to_owned(),
                verify: "https://www.google.com/recaptcha/api/siteverify".to_owned(),
                sources: sources(&[
                    "https://www.google.com/recaptcha/",
                    "https://www.gstatic.com/recaptcha/",
                    "https://recaptcha.google.com/recaptcha/",
                ]),
            },
            turnstile: Service {
                script: "https://challenges.cloudflare.com/turnstile/v0/api.js".to_owned(),
                verify: "https://challenges.cloudflare.com/turnstile/v0/siteverify".to_owned(),
                sources: sources(&["https://challenges.cloudflare.com"]),
            },
            altcha: AltchaConfig::default(),
        }
    }
}

impl CaptchaConfig {
    /// Everything that makes no sense, each with the setting's name.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, keys) in &self.keys {
            // A variable of the environment knows no upper case.
            let spoken =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            if name.is_empty() || !name.bytes().all(spoken) {
                faults.push(format!(
                    "captcha.keys.{name}: a name is of a-z, 0-9 and `_`"
                ));
            }
            for (part, key) in [("site_key", &keys.site_key), ("secret", &keys.secret)] {
                if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
                    faults.push(format!("captcha.keys.{name}.{part}: is not a key"));
                }
            }
        }
        for (name, service) in [
            ("recaptcha", &self.recaptcha),
            ("turnstile", &self.turnstile),
        ] {
            let places = [("script", &service.script), ("verify", &service.verify)];
            let sources = service.sources.iter().map(|source| ("sources", source));
            for (part, address) in places.into_iter().chain(sources) {
                if !is_address(address) {
                    faults.push(format!(
                        "captcha.{name}.{part}: `{address}` is not an address such as https://www.example.com/api.js"
                    ));
                }
            }
        }
        let numbers = [
            ("timeout_ms", self.timeout_ms, 60_000),
            ("altcha.cost", self.altcha.cost.into(), 1_000_000),
            ("altcha.max_tries", self.altcha.max_tries.into(), 1_000_000),
            (
                "altcha.lifetime_secs",
                self.altcha.lifetime_secs.into(),
                86_400,
            ),
        ];
        for (name, number, most) in numbers {
            if !(1..=most).contains(&number) {
                faults.push(format!("captcha.{name}: must be 1 to {most}"));
            }
        }
        faults
    }

    /// The same with its secrets hidden.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        for keys in self.keys.values_mut() {
            keys.secret = "(hidden)".to_owned();
        }
        self
    }
}

/// An address that may stand in a policy, too.
fn is_address(text: &str) -> bool {
    text.is_ascii()
        && !text.contains([' ', ';', ',', '\'', '"', '*'])
        && text.parse::<axum::http::Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
        })
}
