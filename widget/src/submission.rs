//! A submission on its way: what is posted, and what is kept on the device until the server has it.

#[cfg(feature = "hydrate")]
use serde::Deserialize;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use sonda_domain::{Content, Entries, Locale, Shown, Source};

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
    #[serde(skip_serializing_if = "is_zero")]
    seed: i64,
    answers: Answers<'a>,
    context: &'a Context<'a>,
}

/// What was given to the questions that are asked, as an object by field.
struct Answers<'a>(&'a Content, &'a Entries, &'a Shown);

impl Serialize for Answers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(content, entries, shown) = self;
        let mut map = serializer.serialize_map(None)?;
        for (name, values) in entries.iter() {
            let question = content.question_of_field(name);
            let asked = question.is_some_and(|question| {
                shown.asks(question) && !matches!(question.source, Some(Source::Link(_)))
            });
            match values {
                _ if !asked => {}
                [value] if value.is_empty() => {}
                [value] => map.serialize_entry(name, value)?,
                values => map.serialize_entry(name, values)?,
            }
        }
        map.end()
    }
}

/// What comes along with the answers.
#[derive(Default, Serialize)]
pub(crate) struct Context<'a> {
    /// The address of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<&'a str>,
    /// [`crate::Props::made`].
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) made: &'a str,
    /// What is in the field that nobody sees.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) website: &'a str,
    /// [`crate::Props::seed`], which goes beside the others.
    #[serde(skip)]
    pub(crate) seed: i64,
}

fn is_zero(seed: &i64) -> bool {
    *seed == 0
}

/// The JSON of a submission: the fields as the form has them, without the empty ones and those of questions that are
/// not asked.
pub(crate) fn body(
    content: &Content,
    version: i64,
    locale: &Locale,
    entries: &Entries,
    shown: &Shown,
    context: &Context<'_>,
) -> String {
    let body = Body {
        version,
        locale,
        seed: context.seed,
        answers: Answers(content, entries, shown),
        context,
    };
    serde_json::to_string(&body).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use sonda_domain::{Course, Known};

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
                {"id": "agree", "type": "consent", "title": text("Agree")},
                {"id": "why", "type": "text", "title": text("Why"), "visible_if": {"==": [{"var": "stars"}, 1]}}
            ]
        }))
        .unwrap()
    }

    fn sent(pairs: &[(&str, &str)], page: Option<&str>) -> serde_json::Value {
        let entries = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let (content, locale) = (content(), "en".parse().unwrap());
        let course = Course::of(&content, &entries, &Known::of(&locale));
        let context = Context {
            page,
            ..Context::default()
        };
        let body = body(&content, 7, &locale, &entries, &course.shown, &context);
        serde_json::from_str(&body).unwrap()
    }

    #[test]
    fn what_was_given_to_questions_that_are_asked_goes_by_field() {
        let pairs = [
            ("_key", "secret"),
            ("name", "Żaneta \"Z\""),
            ("stars", "4"),
            ("stars.comment", "fine"),
            ("topics", "a"),
            ("topics", "b"),
            ("agree", "yes"),
            ("why", "hidden by now"),
        ];
        assert_eq!(
            sent(&pairs, Some("https://example.org/?utm_source=x")),
            json!({
                "version": 7,
                "locale": "en",
                "answers": {"name": "Żaneta \"Z\"", "stars": "4", "stars.comment": "fine", "topics": ["a", "b"],
                    "agree": "yes"},
                "context": {"page": "https://example.org/?utm_source=x"}
            })
        );
    }

    #[test]
    fn what_a_page_tells_of_its_visitor_goes_along() {
        let (content, locale) = (content(), "en".parse().unwrap());
        let entries = Entries::default();
        let course = Course::of(&content, &entries, &Known::of(&locale));
        let context = Context {
            page: None,
            made: "12.x",
            website: "spam",
            seed: 77,
        };
        let body = body(&content, 7, &locale, &entries, &course.shown, &context);
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["context"], json!({"made": "12.x", "website": "spam"}));
        assert_eq!(body["seed"], 77);
    }

    #[test]
    fn what_is_empty_is_not_sent() {
        let expected = json!({"version": 7, "locale": "en", "answers": {}, "context": {}});
        assert_eq!(sent(&[("name", ""), ("stars.comment", "")], None), expected);
    }
}
