//! Why a plain form is shown again, beside what is wrong with its fields.

use super::texts::texts;
use crate::access::Language;
use crate::http::Rejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

/// What kept a form from being taken.
#[derive(Debug, Clone, Copy)]
pub(super) enum Trouble {
    /// The address or the password is not right.
    Wrong,
    /// Too many tries; so many milliseconds are to be waited.
    Locked(i64),
    /// The page was open too long, or another site's page posted.
    Stale,
    /// The server has too much to do.
    Busy,
}

impl Trouble {
    /// What passes and may be tried again with what was typed; anything else is given back.
    pub(super) fn of(rejection: Rejection) -> Result<Self, Rejection> {
        match rejection {
            Rejection::Unavailable => Ok(Self::Busy),
            Rejection::RateLimited(seconds) => {
                let wait_ms = i64::try_from(seconds)
                    .unwrap_or(i64::MAX)
                    .saturating_mul(1_000);
                // Said with a second on top.
                Ok(Self::Locked(wait_ms.saturating_sub(1_000)))
            }
            rejection => Err(rejection),
        }
    }

    /// The status of the page.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Locked(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Stale => StatusCode::FORBIDDEN,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What is said above the form.
    pub(super) fn text(self, language: Language) -> String {
        let messages = texts(language);
        match self {
            Self::Wrong => messages.get("sign_in.wrong").to_owned(),
            Self::Stale => messages.get("stale").to_owned(),
            Self::Busy => messages.get("failed.busy").to_owned(),
            Self::Locked(wait_ms) => {
                let minutes = wait_ms.unsigned_abs().div_ceil(60_000).max(1);
                messages.plural("sign_in.locked", minutes)
            }
        }
    }

    /// Tells the browser when to try again.
    pub(super) fn mark(self, response: &mut Response) {
        let seconds = match self {
            Self::Locked(wait_ms) => wait_ms / 1_000 + 1,
            Self::Busy => 2,
            Self::Wrong | Self::Stale => return,
        };
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}
