//! The gate: makes challenges and stamps, tells pages what they need, and judges what comes back.

use super::altcha::Altcha;
use super::signals::Stamp;
use super::siteverify::{Outage, Question, ask};
use super::{
    Captcha, CaptchaConfig, Challenge, Failed, OnOutage, Proof, Provider, Refused, Service, spent,
};
use crate::config::Config;
use crate::outgoing::{Client, Reach};
use crate::secrets::Secrets;
use axum::http::Uri;
use serde_json::json;
use sha2::{Digest, Sha256};
use sonda_domain::{FormId, Messages};
use std::time::Duration;

/// Longer than any token of the providers.
const LONGEST_TOKEN: usize = 4_096;
/// The longest action that both providers take.
const LONGEST_ACTION: usize = 32;
/// How long a provider's spent token is remembered: the provider itself takes none that is older than minutes.
const REMEMBERED_MS: i64 = 3_600_000;

/// Judges whether submissions may come in.
pub struct Gate {
    config: CaptchaConfig,
    own_host: Option<String>,
    altcha: Altcha,
    stamp: Stamp,
    client: Client,
}

impl Gate {
    /// The gate of a server with that configuration and key.
    #[must_use]
    pub fn new(config: &Config, secrets: &Secrets) -> Self {
        Self {
            own_host: host_of(&config.public_url),
            altcha: Altcha::new(
                secrets.derived_text("altcha"),
                config.captcha.altcha.clone(),
            ),
            stamp: Stamp(secrets.derived("shown")),
            client: Client::new(Reach::new(config.outgoing.allow.clone())),
            config: config.captcha.clone(),
        }
    }

    /// A proof of work for a form; `None` if the system has no randomness.
    #[must_use]
    pub fn challenge(&self, form: &FormId, now_ms: i64) -> Option<Challenge> {
        self.altcha.challenge(form, now_ms)
    }

    /// The signed time of a page.
    #[must_use]
    pub fn stamp(&self, form: &FormId, now_ms: i64) -> String {
        self.stamp.make(form, now_ms)
    }

    /// When a page was made, if it says so truly.
    #[must_use]
    pub fn shown_at_ms(&self, form: &FormId, stamp: &str) -> Option<i64> {
        self.stamp.read(form, stamp)
    }

    /// What the browser's part needs to earn a token, and what it says meanwhile, as JSON; `base` goes before this
    /// server's own addresses.
    #[must_use]
    pub fn told(
        &self,
        captcha: &Captcha,
        form: &FormId,
        base: &str,
        messages: &Messages,
    ) -> String {
        let provider = captcha.provider.as_str();
        let mut told = match self.service(captcha) {
            None => json!({
                "provider": provider,
                "challenge": format!("{base}/api/v1/public/forms/{form}/challenge"),
            }),
            Some((service, keys)) => json!({
                "provider": provider,
                "script": service.script,
                "key": keys.map(|keys| keys.site_key.as_str()),
                "action": action(form),
            }),
        };
        told["texts"] = json!({
            "working": messages.get("captcha_working"),
            "done": messages.get("captcha_done"),
            "ask": messages.get("captcha_ask"),
        });
        told.to_string()
    }

    /// What a page must be allowed to load scripts and frames from, and to connect to.
    #[must_use]
    pub fn sources(&self, captcha: &Captcha) -> String {
        self.service(captcha)
            .map(|(service, _)| service.sources.join(" "))
            .unwrap_or_default()
    }

    fn service(&self, captcha: &Captcha) -> Option<(&Service, Option<&super::KeySet>)> {
        let keys = captcha
            .keys
            .as_ref()
            .and_then(|name| self.config.keys.get(name));
        match captcha.provider {
            Provider::Altcha => None,
            Provider::RecaptchaV2 | Provider::RecaptchaV3 => Some((&self.config.recaptcha, keys)),
            Provider::Turnstile => Some((&self.config.turnstile, keys)),
        }
    }

    /// Judges a token that came with a submission of that form. `origins` are those of the pages that may send it,
    /// beside this server's own.
    ///
    /// # Errors
    /// It does not let the submission in.
    pub async fn judge(
        &self,
        captcha: &Captcha,
        form: &FormId,
        origins: &[String],
        token: Option<&str>,
        now_ms: i64,
    ) -> Result<Proof, Refused> {
        let verdict = match token {
            None => return Err(Refused::Missing),
            Some(token) if token.len() > LONGEST_TOKEN || !is_plain(token) => {
                Ok(Err(Failed::Unreadable))
            }
            Some(token) => match self.service(captcha) {
                None => Ok(self.altcha.verify(token, form, now_ms)),
                Some((service, keys)) => {
                    self.ask(captcha, service, keys, form, origins, token, now_ms)
                        .await
                }
            },
        };
        let (outcome, answer) = match verdict {
            Ok(Ok(proof)) => ("passed", Ok(proof)),
            Ok(Err(failed)) => {
                tracing::debug!(form.id = %form, captcha.failed = failed.as_str(), "a captcha failed");
                (failed.as_str(), Err(Refused::Failed))
            }
            Err(Outage(reason)) => {
                tracing::error!(form.id = %form, reason, "a captcha provider could not be asked");
                let answer = match captcha.on_outage {
                    OnOutage::Refuse => Err(Refused::Unavailable),
                    OnOutage::AcceptAndMark => Ok(Proof {
                        spent: None,
                        until_ms: now_ms,
                    }),
                };
                ("outage", answer)
            }
        };
        let provider = captcha.provider.as_str();
        metrics::counter!("sonda_captchas_total", "provider" => provider, "outcome" => outcome)
            .increment(1);
        answer
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one question")]
    async fn ask(
        &self,
        captcha: &Captcha,
        service: &Service,
        keys: Option<&super::KeySet>,
        form: &FormId,
        origins: &[String],
        token: &str,
        now_ms: i64,
    ) -> Result<Result<Proof, Failed>, Outage> {
        let keys = keys.ok_or_else(|| Outage("the form's key set is not configured".to_owned()))?;
        let mut hosts: Vec<String> = origins
            .iter()
            .filter_map(|origin| host_of(origin))
            .collect();
        hosts.extend(self.own_host.clone());
        let action = action(form);
        let question = Question {
            provider: captcha.provider,
            address: &service.verify,
            secret: &keys.secret,
            token,
            hosts: if keys.test_keys { &[] } else { &hosts },
            action: match captcha.provider {
                Provider::RecaptchaV3 | Provider::Turnstile if !keys.test_keys => Some(&action),
                _ => None,
            },
            threshold: match captcha.provider {
                Provider::RecaptchaV3 => Some(captcha.threshold()),
                _ => None,
            },
        };
        let time = Duration::from_millis(self.config.timeout_ms);
        let verdict = ask(&self.client, &question, time).await?;
        Ok(verdict.map(|()| Proof {
            spent: Some(spent(captcha.provider.as_str(), token)),
            until_ms: now_ms + REMEMBERED_MS,
        }))
    }
}

fn is_plain(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

fn host_of(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    uri.host().map(str::to_owned)
}

/// What a form's tokens are earned for: its id, as far as the providers can say it. Google's actions know no `-`,
/// Cloudflare's are short; what is cut off is told apart by a digest.
fn action(form: &FormId) -> String {
    let plain = form.as_str().replace('-', "_");
    if plain.len() <= LONGEST_ACTION && plain == form.as_str() {
        return plain;
    }
    let digest = Sha256::digest(form.as_str());
    let tail = format!("_{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2]);
    let kept = plain.len().min(LONGEST_ACTION - tail.len());
    format!("{}{tail}", &plain[..kept])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_short_plain_and_its_forms_own() {
        let action = |id: &str| action(&id.parse().unwrap());
        assert_eq!(action("contact_us"), "contact_us");
        assert!(action("contact-us").starts_with("contact_us_"));
        let long = "a".repeat(60);
        let actions = [
            action(&long),
            action(&format!("{long}b")),
            action("a-b"),
            action("a_b"),
        ];
        for (index, one) in actions.iter().enumerate() {
            assert!(one.len() <= 32 && !one.contains('-'), "{one}");
            assert!(!actions[index + 1..].contains(one), "{one}");
        }
    }
}
