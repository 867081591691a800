//! What was said between Sonda and a CRM during one attempt, for whoever looks into it later: without secrets, and
//! bounded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};

/// The most exchanges that are kept of an attempt; the last ones.
const MOST_EXCHANGES: usize = 8;
/// The most characters that are kept of a body.
const LONGEST_BODY: usize = 4_000;
/// Bodies are cut to so many characters before a whole exchange is left out.
const SHORTEST_BODY: usize = 250;

/// A request and what came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// Exchanges as JSON of at most `bytes`: of long bodies less, and where that is not enough the last exchanges alone.
#[must_use]
pub fn exchanges_within(exchanges: &[Exchange], bytes: usize) -> String {
    let mut longest = LONGEST_BODY;
    let mut kept = exchanges.to_vec();
    loop {
        let json = serde_json::to_string(&kept).unwrap_or_default();
        if json.len() <= bytes {
            return json;
        }
        if longest > SHORTEST_BODY {
            longest /= 2;
            for exchange in &mut kept {
                exchange.body = shorten_to(&exchange.body, longest);
                exchange.answer = shorten_to(&exchange.answer, longest);
            }
        } else if kept.len() > 1 {
            kept.remove(0);
        } else {
            return "[]".into();
        }
    }
}

fn shorten(text: &str) -> String {
    shorten_to(text, LONGEST_BODY)
}

fn shorten_to(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text[..end].trim_end_matches('…')),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(body: &str) -> Exchange {
        Exchange {
            request: "POST https://crm.example/contacts".into(),
            body: body.into(),
            status: Some(200),
            answer: "{}".into(),
        }
    }

    #[test]
    fn what_is_kept_is_bounded_and_says_the_last_words() {
        let short = [exchange("first"), exchange("last")];
        let kept = exchanges_within(&short, 1_000);
        assert_eq!(serde_json::from_str::<Vec<Exchange>>(&kept).unwrap(), short);
        // A character that JSON writes with six.
        for text in ["x", "\u{1}", "ż", "…"] {
            for number in [1, 3, 8] {
                for bytes in [10, 300, 2_000, 16_384] {
                    let transcript = Transcript::default();
                    for _ in 0..number {
                        transcript.note(exchange(&text.repeat(10_000)));
                    }
                    let kept = exchanges_within(&transcript.exchanges(), bytes);
                    assert!(
                        kept.len() <= bytes,
                        "{text:?} {number} {bytes}: {}",
                        kept.len()
                    );
                    let kept: Vec<Exchange> = serde_json::from_str(&kept).unwrap();
                    assert!(
                        bytes < 2_000 || !kept.is_empty(),
                        "{text:?} {number} {bytes}"
                    );
                }
            }
        }
    }
}
