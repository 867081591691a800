//! What was said between Sonda and a CRM during one attempt, for whoever looks into it later: without secrets, and
//! bounded.

use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};

/// The most exchanges that are kept of an attempt; the last ones.
const MOST_EXCHANGES: usize = 8;
/// The most characters that are kept of a body.
const LONGEST_BODY: usize = 4_000;

/// A request and what came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Method and address, without credentials.
    pub request: String,
    /// The request's body, cut; what is secret in it was left out by who sent it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// The answer's HTTP status; absent where none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The answer's body, cut; or why there is no answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
}

/// The exchanges of one attempt. It keeps what was said even where the attempt is given up halfway.
#[derive(Debug, Default)]
pub struct Transcript(Mutex<Vec<Exchange>>);

impl Transcript {
    /// Notes an exchange; of long bodies the beginning.
    pub fn note(&self, mut exchange: Exchange) {
        exchange.body = shorten(&exchange.body);
        exchange.answer = shorten(&exchange.answer);
        let mut exchanges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if exchanges.len() == MOST_EXCHANGES {
            exchanges.remove(0);
        }
        exchanges.push(exchange);
    }

    /// Notes of exchanges that hold secrets only that they were, as `what`, and how they ended.
    pub fn note_secret(&self, what: &str, exchanges: &Self) {
        for exchange in exchanges.exchanges() {
            let answer = match exchange.status {
                Some(_) => String::new(),
                None => exchange.answer,
            };
            self.note(Exchange {
                request: format!("{} ({what})", exchange.request),
                body: String::new(),
                status: exchange.status,
                answer,
            });
        }
    }

    /// What was noted, in its order.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(LONGEST_BODY) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
