//! Why a call did not succeed.

use crate::words::words;
use gloo_net::http::Response;
use serde::Deserialize;
use serde_json::Value;

/// A problem of RFC 9457, or what kept the server from telling one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Problem {
    /// The stable code; empty where no server answered.
    #[serde(default)]
    pub(crate) code: String,
    /// What went wrong, in a few words.
    #[serde(default)]
    pub(crate) title: String,
    /// What can be done about it.
    #[serde(default)]
    pub(crate) detail: String,
}

impl Problem {
    /// What a body tells of why it was refused.
    pub(super) fn read(body: &Value, status: u16) -> Self {
        let member = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        match body["title"].is_string() {
            true => Self {
                code: member("code"),
                title: member("title"),
                detail: member("detail"),
            },
            false => Self {
                code: String::new(),
                title: words().failed.clone(),
                detail: format!("HTTP {status}"),
            },
        }
    }

    /// Reads the body of a refusal.
    pub(super) async fn of(response: Response) -> Self {
        let status = response.status();
        let read = response.json::<Self>().await;
        read.ok()
            .filter(|problem| !problem.title.is_empty())
            .unwrap_or_else(|| Self {
                code: String::new(),
                title: words().failed.clone(),
                detail: format!("HTTP {status}"),
            })
    }
}

impl From<gloo_net::Error> for Problem {
    fn from(_: gloo_net::Error) -> Self {
        Self {
            code: String::new(),
            title: words().failed.clone(),
            detail: crate::words::problems::words().unreachable.clone(),
        }
    }
}
