//! What a form's definition says about its captcha.

use super::CaptchaConfig;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::Fault;

/// The captcha a form demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Captcha {
    /// Who judges.
    pub provider: Provider,
    /// The name of the operator's key set; not for `altcha`, which needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<String>,
    /// The least score that passes, 0 to 1; for `recaptcha_v3` alone. Default: 0.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Decimal>,
    /// What becomes of a submission while the provider cannot be asked.
    #[serde(default)]
    pub on_outage: OnOutage,
    /// Whether a personal link needs no captcha: its code is proof enough.
    #[serde(default)]
    pub exempt_personal_links: bool,
}

/// Who judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Google reCAPTCHA v2: a box to tick.
    RecaptchaV2,
    /// Google reCAPTCHA v3: a score, without interaction.
    RecaptchaV3,
    /// Cloudflare Turnstile.
    Turnstile,
    /// ALTCHA: a proof of work, made and checked by this server, without a third party.
    Altcha,
}

impl Provider {
    /// The name as definitions write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RecaptchaV2 => "recaptcha_v2",
            Self::RecaptchaV3 => "recaptcha_v3",
            Self::Turnstile => "turnstile",
            Self::Altcha => "altcha",
        }
    }

    /// The field in which the provider's own script leaves its token in a form.
    #[must_use]
    pub fn own_field(self) -> &'static str {
        match self {
            Self::RecaptchaV2 | Self::RecaptchaV3 => "g-recaptcha-response",
            Self::Turnstile => "cf-turnstile-response",
            Self::Altcha => "altcha",
        }
    }
}

/// What becomes of a submission while the provider cannot be asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnOutage {
    /// It is refused for now; the widget keeps it and sends it again.
    #[default]
    Refuse,
    /// It is accepted, and its response marked `captcha_skipped`.
    AcceptAndMark,
}

impl Captcha {
    /// The least score that passes.
    #[must_use]
    pub fn threshold(&self) -> Decimal {
        self.threshold.unwrap_or(Decimal::new(5, 1))
    }

    /// Whether a submission must bring a proof; `personal` if it comes by a personal link.
    #[must_use]
    pub fn is_demanded(&self, personal: bool) -> bool {
        !(personal && self.exempt_personal_links)
    }

    /// What makes no sense, by itself or with the operator's key sets.
    #[must_use]
    pub fn faults(&self, config: &CaptchaConfig) -> Vec<Fault> {
        let mut faults = Vec::new();
        match (&self.keys, self.provider) {
            (Some(_), Provider::Altcha) => {
                faults.push(Fault::new("/keys", "`altcha` has no keys"));
            }
            (None, Provider::Altcha) => {}
            (None, provider) => faults.push(Fault::new(
                "",
                format!(
                    "the property `keys` is missing: `{}` needs a key set",
                    provider.as_str()
                ),
            )),
            (Some(name), _) if !config.keys.contains_key(name) => {
                let known: Vec<&str> = config.keys.keys().map(String::as_str).collect();
                let known = match known.as_slice() {
                    [] => "none is configured".to_owned(),
                    names => format!("there are: {}", names.join(", ")),
                };
                faults.push(Fault::new(
                    "/keys",
                    format!("there is no key set `{name}` in `captcha.keys` ({known})"),
                ));
            }
            (Some(_), _) => {}
        }
        match self.threshold {
            Some(_) if self.provider != Provider::RecaptchaV3 => faults.push(Fault::new(
                "/threshold",
                format!("`{}` gives no score", self.provider.as_str()),
            )),
            Some(threshold) if threshold < Decimal::ZERO || threshold > Decimal::ONE => {
                faults.push(Fault::new("/threshold", "must be between 0 and 1"));
            }
            _ => {}
        }
        if self.provider == Provider::Altcha && self.on_outage != OnOutage::Refuse {
            let reason = "`altcha` has no outage: this server is its own judge";
            faults.push(Fault::new("/on_outage", reason));
        }
        faults
    }
}
