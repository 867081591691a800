//! Signals of machines: a field that people do not see, and a form filled in faster than anyone reads.
//!
//! They mark a response and never refuse one: an eager password manager fills hidden fields, too.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sonda_domain::FormId;

/// A submission sent within so many seconds is marked, unless the form says otherwise.
pub const TOO_FAST_SECS: u32 = 2;

/// Something about a response that its reader should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// It was accepted without the captcha that its form demands: the provider could not be asked.
    CaptchaSkipped,
    /// A field was filled in that people do not see.
    Honeypot,
    /// It was sent sooner after its page was made than a person could.
    TooFast,
}

impl Mark {
    /// The name, as stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CaptchaSkipped => "captcha_skipped",
            Self::Honeypot => "honeypot",
            Self::TooFast => "too_fast",
        }
    }
}

/// What a submission shows of its sender.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals {
    /// Whether the field was filled in that people do not see.
    pub honeypot: bool,
    /// When its page was made, in milliseconds since the epoch; unknown for posts of other sites and programs.
    pub shown_at_ms: Option<i64>,
}

impl Signals {
    /// The marks that follow, for a form that calls so many seconds too fast.
    #[must_use]
    pub fn marks(self, now_ms: i64, too_fast_secs: u32) -> Vec<Mark> {
        let mut marks = Vec::new();
        if self.honeypot {
            marks.push(Mark::Honeypot);
        }
        let least_ms = i64::from(too_fast_secs) * 1_000;
        if self
            .shown_at_ms
            .is_some_and(|shown| now_ms - shown < least_ms)
        {
            marks.push(Mark::TooFast);
        }
        marks
    }
}

/// Signs the time at which a page is made, so that only this server can say it.
pub(super) struct Stamp(pub(super) [u8; 32]);

impl Stamp {
    /// The time and its signature: `1700000000000.…`.
    pub(super) fn make(&self, form: &FormId, now_ms: i64) -> String {
        let signature = self.mac(form, now_ms).finalize().into_bytes();
        format!("{now_ms}.{}", URL_SAFE_NO_PAD.encode(&signature[..16]))
    }

    /// The time in a stamp that this server made for that form.
    pub(super) fn read(&self, form: &FormId, stamp: &str) -> Option<i64> {
        let (time, signature) = stamp.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let at_ms: i64 = time
            .parse()
            .ok()
            .filter(|at: &i64| at.to_string() == time)?;
        let genuine = signature.len() == 16
            && self
                .mac(form, at_ms)
                .verify_truncated_left(&signature)
                .is_ok();
        genuine.then_some(at_ms)
    }

    fn mac(&self, form: &FormId, at_ms: i64) -> Hmac<Sha256> {
        let mut mac =
            <Hmac<Sha256>>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(format!("{form}\n{at_ms}").as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_tells_its_time_for_its_form_alone() {
        let (stamps, form): (Stamp, FormId) = (Stamp([7; 32]), "a".parse().unwrap());
        let stamp = stamps.make(&form, 1_234);
        assert_eq!(stamps.read(&form, &stamp), Some(1_234));
        assert_eq!(stamps.read(&"b".parse().unwrap(), &stamp), None);
        assert_eq!(Stamp([8; 32]).read(&form, &stamp), None);
        let signature = stamp.split_once('.').unwrap().1;
        for bad in [
            "",
            ".",
            "1234",
            "1234.",
            "01234",
            &format!("1235.{signature}"),
            &format!("01234.{signature}"),
        ] {
            assert_eq!(stamps.read(&form, bad), None, "{bad}");
        }
    }

    #[test]
    fn signals_mark_what_they_say() {
        let shown = |shown_at_ms, honeypot| Signals {
            honeypot,
            shown_at_ms,
        };
        assert_eq!(shown(None, false).marks(9_999, 2), []);
        assert_eq!(shown(Some(8_000), false).marks(9_999, 2), [Mark::TooFast]);
        assert_eq!(shown(Some(8_000), false).marks(10_000, 2), []);
        assert_eq!(shown(Some(9_999), false).marks(9_999, 0), []);
        assert_eq!(
            shown(Some(9_999), true).marks(9_999, 2),
            [Mark::Honeypot, Mark::TooFast]
        );
    }
}
