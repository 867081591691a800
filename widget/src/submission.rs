//! A submission on its way: what is posted, and what is kept on the device until the server has it.

use crate::ids::HONEYPOT;
#[cfg(feature = "hydrate")]
use serde::Deserialize;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use sonda_domain::{Content, Entries, Kind, Locale, comment_field};

/// A submission that the server has not confirmed. Its key makes every resend the same submission,
/// so that its body never changes once it was tried.
#[cfg(feature = "hydrate")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// The idempotency key.
    pub(crate) key: String,
    /// Where it goes.
    pub(crate) url: String,
    /// The JSON that is posted, to the byte.
    pub(crate) body: String,
    /// The [`crate::Props::captcha`] that it has to pass, with another token in each attempt.
    #[serde(default)]
    pub(crate) captcha: String,
    /// The draft it came from: its form, or its personal link.
    pub(crate) draft: String,
    /// The answers as typed, to fill the form again should the server refuse them.
    pub(crate) entries: Entries,
    /// When it was first sent, in milliseconds since the epoch by the device's clock: the order of sending.
    pub(crate) at_ms: i64,
}

#[derive(Serialize)]
struct Body<'a> {
    version: i64,
    locale: &'a Locale,
    answers: Answers<'a>,
    comments: Comments<'a>,
    context: Context<'a>,
}

/// The answers, as an object by question.
struct Answers<'a>(&'a Content, &'a Entries);

impl Serialize for Answers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(content, entries) = self;
        let mut map = serializer.serialize_map(None)?;
        for question in content.questions() {
            let id = question.id.as_str();
            if question.kind == Kind::MultipleChoice {
                if !entries.values(id).is_empty() {
                    map.serialize_entry(id, entries.values(id))?;
                }
            } else if !entries.first(id).is_empty() {
                map.serialize_entry(id, entries.first(id))?;
            }
        }
        map.end()
    }
}

/// The comments, as an object by question.
struct Comments<'a>(&'a Content, &'a Entries);

impl Serialize for Comments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(content, entries) = self;
        let mut map = serializer.serialize_map(None)?;
        for question in content.questions() {
            let id = question.id.as_str();
            let comment = entries.first(&comment_field(id));
            if !comment.is_empty() {
                map.serialize_entry(id, comment)?;
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Context<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    shown: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    website: &'a str,
}

/// The JSON of a submission: the answers as the form has them, without the empty ones; `shown` is
/// [`crate::Props::shown`].
pub(crate) fn body(
    content: &Content,
    version: i64,
    locale: &Locale,
    entries: &Entries,
    page: Option<&str>,
    shown: &str,
) -> String {
    let body = Body {
        version,
        locale,
        answers: Answers(content, entries),
        comments: Comments(content, entries),
        context: Context {
            page,
            shown,
            website: entries.first(HONEYPOT),
        },
    };
    serde_json::to_string(&body).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn content() -> Content {
        let text = |text: &str| json!({ "en": text });
        serde_json::from_value(json!({
            "locales": ["en"],
            "fallback_locale": "en",
            "title": text("T"),
            "questions": [
                {"id": "name", "type": "text", "title": text("Name")},
                {"id": "stars", "type": "rating", "title": text("Stars"), "comment": {}},
                {"id": "topics", "type": "multiple_choice", "title": text("Topics"),
                 "options": [{"id": "a", "title": text("A")}, {"id": "b", "title": text("B")}]},
                {"id": "agree", "type": "consent", "title": text("Agree")}
            ]
        }))
        .unwrap()
    }

    fn sent(pairs: &[(&str, &str)], page: Option<&str>) -> serde_json::Value {
        let entries = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let body = body(&content(), 7, &"en".parse().unwrap(), &entries, page, "");
        serde_json::from_str(&body).unwrap()
    }

    #[test]
    fn answers_are_texts_and_lists_of_texts() {
        let pairs = [
            ("_key", "secret"),
            ("name", "Żaneta \"Z\""),
            ("stars", "4"),
            ("stars.comment", "fine"),
            ("topics", "a"),
            ("topics", "b"),
            ("agree", "yes"),
        ];
        assert_eq!(
            sent(&pairs, Some("https://example.org/?utm_source=x")),
            json!({
                "version": 7,
                "locale": "en",
                "answers": {"name": "Żaneta \"Z\"", "stars": "4", "topics": ["a", "b"], "agree": "yes"},
                "comments": {"stars": "fine"},
                "context": {"page": "https://example.org/?utm_source=x"}
            })
        );
    }

    #[test]
    fn what_a_page_tells_of_its_visitor_goes_along() {
        let entries = [("_website".to_owned(), "spam".to_owned())]
            .into_iter()
            .collect();
        let body = body(
            &content(),
            7,
            &"en".parse().unwrap(),
            &entries,
            None,
            "12.x",
        );
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["context"], json!({"shown": "12.x", "website": "spam"}));
        assert_eq!(body["answers"], json!({}));
    }

    #[test]
    fn what_is_empty_is_not_sent() {
        let expected =
            json!({"version": 7, "locale": "en", "answers": {}, "comments": {}, "context": {}});
        assert_eq!(sent(&[("name", ""), ("stars.comment", "")], None), expected);
    }
}
