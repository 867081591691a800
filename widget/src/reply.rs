//! What the server answered to a submission, read into the one thing that follows from it.

use crate::json;
use crate::{ShownEnding, ShownError, ShownResult};
use sonda_domain::{Refusal, Value};

/// What became of an attempt to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Stored, now or by an earlier attempt with the same key.
    Sent {
        /// The response's id.
        response: String,
        /// What is said now; `None` where the server leaves it to the form.
        ending: Option<ShownEnding>,
    },
    /// Not stored: these answers are to be corrected. The key is free.
    Invalid(Vec<ShownError>),
    /// Not stored: the form does not take it. The key is free.
    Refused(Refusal),
    /// Not stored: too many came from here. The key is free.
    RateLimited,
    /// Not stored: the captcha was not passed. The key is free.
    Captcha,
    /// Other answers were stored under this key.
    KeyReused,
    /// Not stored, for a reason that the visitor cannot mend.
    Failed,
    /// Nobody knows: to be sent again with the same key.
    Unknown,
}

#[derive(Default)]
struct Body {
    /// The response's id, and the ending, of a receipt.
    receipt: Option<(String, Option<ShownEnding>)>,
    code: String,
    fields: Vec<ShownError>,
}

impl Body {
    fn of(json: Value) -> Option<Self> {
        let mut body = Self::default();
        for (name, value) in json::members(json) {
            match &*name {
                "receipt" => body.receipt = Some(receipt(value)?),
                "code" => body.code = json::text(value)?,
                "fields" => {
                    for field in json::list(value) {
                        let [field, message] = texts(field, ["field", "message"]);
                        body.fields.push(ShownError {
                            field: field?,
                            message: message?,
                        });
                    }
                }
                _ => {}
            }
        }
        Some(body)
    }
}

fn receipt(json: Value) -> Option<(String, Option<ShownEnding>)> {
    let Value::Map(members) = json else {
        return None;
    };
    let (mut response, mut ending) = (String::new(), None);
    for (name, value) in members {
        match &*name {
            "response" => response = json::text(value)?,
            "ending" if value != Value::Null => ending = Some(self::ending(value)?),
            _ => {}
        }
    }
    Some((response, ending))
}

fn ending(json: Value) -> Option<ShownEnding> {
    let Value::Map(mut members) = json else {
        return None;
    };
    let mut results = Vec::new();
    if let Some(place) = members.iter().position(|(name, _)| name == "results") {
        for result in json::list(members.swap_remove(place).1) {
            let [title, value, band, band_text] =
                texts(result, ["title", "value", "band", "band_text"]);
            results.push(ShownResult {
                title: title?,
                value: value?,
                band,
                band_text,
            });
        }
    }
    let [title, text, link] = texts(Value::Map(members), ["title", "text", "link"]);
    Some(ShownEnding {
        title: title?,
        text,
        link,
        results,
    })
}

/// The members of those names that are texts.
fn texts<const N: usize>(json: Value, names: [&str; N]) -> [Option<String>; N] {
    let mut texts = names.map(|_| None);
    for (name, value) in json::members(json) {
        if let Some(place) = names.iter().position(|one| *one == name) {
            texts[place] = json::text(value);
        }
    }
    texts
}

impl Outcome {
    /// Reads a status and a body. A success without a receipt is not the server's word:
    /// the sign-in page of a hotel's network answers 200, too.
    pub(crate) fn read(status: u16, body: &str) -> Self {
        let body = json::read(body).ok().and_then(Body::of).unwrap_or_default();
        let refusal = Refusal::ALL.iter().find(|one| one.code() == body.code);
        if let (200 | 201, Some((response, ending))) = (status, body.receipt) {
            return Self::Sent { response, ending };
        }
        match status {
            429 => Self::RateLimited,
            422 if !body.fields.is_empty() => Self::Invalid(body.fields),
            400..500 if refusal.is_some() => {
                refusal.map_or(Self::Failed, |one| Self::Refused(*one))
            }
            422 if body.code == "idempotency_key_reused" => Self::KeyReused,
            400..500 if body.code.starts_with("captcha_") => Self::Captcha,
            // A repeat that met its first attempt still at work, or a server that gave up waiting.
            408 | 409 | 425 => Self::Unknown,
            400..500 => Self::Failed,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_a_receipt_first_or_repeated() {
        let receipt = r#"{"receipt":{"response":"0190","submitted_at":"2026-01-01T00:00:00Z"}}"#;
        let sent = Outcome::Sent {
            response: "0190".into(),
            ending: None,
        };
        assert_eq!(Outcome::read(201, receipt), sent);
        assert_eq!(Outcome::read(200, receipt), sent);
    }

    #[test]
    fn a_receipt_brings_the_ending_that_the_server_chose() {
        let receipt = r#"{"receipt":{"response":"0190","submitted_at":"2026-01-01T00:00:00Z","ending":
            {"title":"Good","results":[{"title":"Score","value":"4.7","band":"works"}]}}}"#;
        let Outcome::Sent {
            ending: Some(ending),
            ..
        } = Outcome::read(201, receipt)
        else {
            panic!("no ending");
        };
        assert_eq!(ending.title, "Good");
        assert_eq!(ending.results[0].band.as_deref(), Some("works"));
    }

    #[test]
    fn a_success_without_receipt_is_nobodys_word() {
        assert_eq!(Outcome::read(200, "<html>Sign in</html>"), Outcome::Unknown);
        assert_eq!(Outcome::read(200, "{}"), Outcome::Unknown);
        assert_eq!(Outcome::read(302, ""), Outcome::Unknown);
    }

    #[test]
    fn invalid_answers_come_with_their_fields() {
        let body = r#"{"code":"invalid_answers","status":422,"fields":[
            {"field":"email","code":"not_an_email","message":"Please…"}]}"#;
        let error = ShownError {
            field: "email".into(),
            message: "Please…".into(),
        };
        assert_eq!(Outcome::read(422, body), Outcome::Invalid(vec![error]));
    }

    #[test]
    fn every_refusal_is_recognised() {
        for refusal in Refusal::ALL {
            let body = format!(r#"{{"code":"{}"}}"#, refusal.code());
            for status in [403, 404, 409, 410] {
                assert_eq!(Outcome::read(status, &body), Outcome::Refused(refusal));
            }
        }
    }

    #[test]
    fn a_captcha_that_failed_is_told_and_one_that_is_out_of_order_is_tried_again() {
        for code in ["captcha_failed", "captcha_required"] {
            let body = format!(r#"{{"code":"{code}"}}"#);
            assert_eq!(Outcome::read(403, &body), Outcome::Captcha);
        }
        let body = r#"{"code":"captcha_unavailable"}"#;
        assert_eq!(Outcome::read(503, body), Outcome::Unknown);
    }

    #[test]
    fn failures_of_the_server_are_tried_again_and_mistakes_are_not() {
        for status in [500, 502, 503, 504, 408, 409] {
            assert_eq!(Outcome::read(status, "oops"), Outcome::Unknown);
        }
        for status in [400, 403, 404, 413, 415] {
            assert_eq!(Outcome::read(status, "{}"), Outcome::Failed);
        }
        assert_eq!(Outcome::read(429, ""), Outcome::RateLimited);
        assert_eq!(
            Outcome::read(422, r#"{"code":"idempotency_key_reused"}"#),
            Outcome::KeyReused
        );
    }
}
