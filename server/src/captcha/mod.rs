//! Captchas and quieter signals of machines: what a form demands, what a page is told, and whether a proof holds.
//!
//! The verdict is the server's alone. A proof is verified before the submission's transaction, and spent inside it
//! ([`Proof`]), so that it is used once whatever happens at the same time. Signals ([`Mark`]) never refuse anything.

mod altcha;
mod config;
mod gate;
mod settings;
mod signals;
mod siteverify;

pub use altcha::Challenge;
pub use config::{AltchaConfig, CaptchaConfig, KeySet, Service};
pub use gate::Gate;
pub use settings::{Captcha, OnOutage, Provider};
pub use signals::{Mark, Signals, TOO_FAST_SECS};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The verdict that lets one submission in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What the intake writes down so that the same proof is not taken again; nothing where the provider could not
    /// be asked and the form takes submissions all the same.
    pub spent: Option<String>,
    /// Until when that has to be remembered, in milliseconds since the epoch.
    pub until_ms: i64,
}

/// Why a submission is not let in. Each has a problem code and a text for visitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It brings no proof.
    Missing,
    /// The proof does not hold.
    Failed,
    /// The provider could not be asked.
    Unavailable,
}

impl Refused {
    /// The stable code, which is also the key of its texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "captcha_required",
            Self::Failed => "captcha_failed",
            Self::Unavailable => "captcha_unavailable",
        }
    }
}

/// Why a proof does not hold: for the log and the metrics, not for whoever sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failed {
    /// It is not what the provider gives out.
    Unreadable,
    /// This server did not sign it.
    Forged,
    /// It was made for another form.
    OtherForm,
    /// Its time is over.
    Expired,
    /// The puzzle is not solved.
    Unsolved,
    /// The provider says no.
    Rejected,
    /// It was earned on a page of another host.
    OtherHost,
    /// It was earned for another action.
    OtherAction,
    /// The score is below the form's threshold.
    LowScore,
}

impl Failed {
    fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Forged => "forged",
            Self::OtherForm => "other_form",
            Self::Expired => "expired",
            Self::Unsolved => "unsolved",
            Self::Rejected => "rejected",
            Self::OtherHost => "other_host",
            Self::OtherAction => "other_action",
            Self::LowScore => "low_score",
        }
    }
}

/// What is written down of a spent proof: a digest, for the proof itself is nobody's business any more.
fn spent(judge: &str, text: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(judge);
    digest.update([0]);
    digest.update(text);
    URL_SAFE_NO_PAD.encode(&digest.finalize()[..24])
}
