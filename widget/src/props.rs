//! What a form component is given. The server renders it to HTML and sends the same as JSON to the browser.

use serde::{Deserialize, Serialize};
use sonda_domain::{Content, Entries, FormId, Known, Locale, Messages, Refusal};

/// Everything a form needs to be shown, filled in and sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Props {
    /// The form.
    pub form: FormId,
    /// The version these questions belong to; a submission names it.
    pub version: i64,
    /// The questions and texts, reduced to one language by [`Content::localized`].
    pub content: Content,
    /// The language of the texts.
    pub locale: Locale,
    /// What logic and texts may know beside the answers: the language, and what the content declares of a
    /// personal link.
    pub known: Known,
    /// The interface's texts in that language.
    pub messages: Messages,
    /// Where a plain HTML form posts to, such as `/f/request-a-demo` or `/s/8Jk2…`. Absolute when embedded.
    pub action: String,
    /// Where the widget posts JSON to. Absolute when embedded.
    pub submit_url: String,
    /// Where a file is sent as soon as it is chosen; `?question=` and its id are added. Absolute when embedded.
    /// Absent, files go with a plain post alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload_url: Option<String>,
    /// Names the draft kept on the device: the form, or the id (never the code) of the personal link.
    pub draft: String,
    /// Whether it was opened by a personal link: its draft outlives the tab.
    pub personal: bool,
    /// The key a plain HTML form sends, so that a double click is one submission.
    /// The widget makes its own when this is empty (embedded forms).
    #[serde(default)]
    pub key: String,
    /// How long until the form stops taking submissions, in milliseconds; absent if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_in_ms: Option<i64>,
    /// Decides the order of shuffled options: the response records it. 0 leaves them as written.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seed: u32,
    /// What was already given, on every step: a plain post, or values to begin with.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub entries: Entries,
    /// The id of the step that is shown. Default: the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub step: String,
    /// Whether all answers are shown in place of a step, to be looked over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub review: bool,
    /// Where the time spent on each step is told to; absent, it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stats_url: Option<String>,
    /// Fields that are no answers and travel with a plain post: where to return to, and what else the form of
    /// another site had.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub carried: Entries,
    /// What was wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ShownError>,
    /// A notice over the form: why a plain post was refused. The answers stay readable below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

fn is_zero(seed: &u32) -> bool {
    *seed == 0
}

/// An error beside a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownError {
    /// The name of the HTML field.
    pub field: String,
    /// The sentence, in the language of the form.
    pub message: String,
}

/// What is said instead of a form, or over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The answers are stored.
    Sent,
    /// The submission cannot be taken.
    Refused(Refusal),
    /// The submission waits in the browser.
    Waiting,
    /// The submission waits in the page: the browser keeps nothing beyond it.
    WaitingHere,
    /// Other answers were sent under this page's key: sending these as well is the visitor's decision.
    SentBefore,
    /// Too many submissions came from here.
    RateLimited,
    /// The server failed, or answered what the widget does not understand.
    Failed,
}

impl Notice {
    /// The key of its texts: `{key}.title` and `{key}.text`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Refused(refusal) => refusal.code(),
            Self::Waiting => "waiting",
            Self::WaitingHere => "waiting_here",
            Self::SentBefore => "sent_before",
            Self::RateLimited => "rate_limited",
            Self::Failed => "failed",
        }
    }
}
