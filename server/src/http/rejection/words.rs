//! Why a request was not done, in words.

use super::{DraftRefused, Rejection};
use sonda_domain::Messages;

impl Rejection {
    /// The title and the detail, in the language of `messages` where a visitor reads them.
    pub(crate) fn words(&self, messages: &Messages) -> (String, String) {
        let text = |key: &str| {
            (
                messages.get(&format!("{key}.title")).to_owned(),
                messages.get(&format!("{key}.text")).to_owned(),
            )
        };
        let plain = |title: &str, detail: &str| (title.to_owned(), detail.to_owned());
        match self {
            Self::Refused(refusal) => text(refusal.code()),
            Self::Captcha(refused) => text(refused.code()),
            Self::RateLimited(_) => text("rate_limited"),
            Self::InvalidAnswers(_) => {
                plain("Some answers are not valid", "Each is named in `fields`.")
            }
            Self::FileRefused(fault) => (
                messages.get("file_not_taken").to_owned(),
                fault.message(messages),
            ),
            Self::InvalidDefinition(_) => plain(
                "The definition cannot work",
                "Each fault is named in `faults`.",
            ),
            Self::KeyMissing => plain(
                "The Idempotency-Key header is missing",
                "Send a new random key in quotes with each submission, and the same key with its repeats.",
            ),
            Self::KeyMalformed => plain(
                "The Idempotency-Key is malformed",
                "It is a string in quotes of 8 to 100 letters, digits, `-` and `_`, such as a UUID.",
            ),
            Self::KeyReused => plain(
                "The idempotency key was used before",
                "Other answers are stored under this key. Send these under a new one.",
            ),
            Self::OriginNotAllowed => plain(
                "This page may not send the form",
                "The page's origin is not among the form's allowed origins.",
            ),
            Self::Draft(DraftRefused::Conflict(_)) => plain(
                "Another save came first",
                "Nothing was overwritten: what is saved is not what this save follows.",
            ),
            Self::Draft(DraftRefused::Elsewhere) => plain(
                "The draft was begun on another device",
                "This device may save once the contact has confirmed it.",
            ),
            Self::Draft(DraftRefused::Gone) => plain(
                "There is no such draft any more",
                "What this save follows was sent or withdrawn.",
            ),
            Self::EditedSince(_) => plain(
                "Somebody else has saved the draft",
                "Nothing was overwritten: look at what was saved first.",
            ),
            Self::SetSince => plain(
                "Somebody else has saved this setting",
                "Read it again: what is saved now is not what this follows.",
            ),
            Self::RevisionNeeded => plain(
                "The If-Match header is missing",
                "Send the revision that this follows, as its `ETag` names it.",
            ),
            Self::Malformed(_, detail) => plain("The request cannot be read", detail),
            Self::Unprocessable(_, detail) => plain("The request makes no sense", detail),
            Self::Conflict(_, detail) => plain("It cannot be done as things are", detail),
            Self::OtherServer(_, detail) => plain("Another server did not do its part", detail),
            Self::UnsupportedMediaType(expected) => (
                "The body is of another type".to_owned(),
                format!("Expected: {expected}."),
            ),
            Self::TooLarge(limit) => (
                "The body is too large".to_owned(),
                format!("At most {limit} bytes are taken."),
            ),
            Self::Unauthorized => plain(
                "Nobody is signed in",
                "Sign in, or send `Authorization: Bearer TOKEN`.",
            ),
            Self::Forbidden(_, detail) => plain("This is not allowed", detail),
            Self::NotFound(what) => ("Not found".to_owned(), format!("There is no such {what}.")),
            Self::MethodNotAllowed => plain(
                "Method not allowed",
                "This address does not take that method.",
            ),
            Self::TimedOut => plain(
                "The request took too long",
                "Its body did not arrive in time.",
            ),
            Self::Unavailable => plain("The server is busy", "Please try again in a moment."),
            Self::Internal(_) => plain("The server failed", "The failure has been logged."),
        }
    }
}
