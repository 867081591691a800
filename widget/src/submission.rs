//! A submission on its way: what is posted, and what is kept on the device until the server has it.

#[cfg(feature = "hydrate")]
use crate::json;
use crate::json::write;
use sonda_domain::{Content, Entries, Locale, Shown, Source};
#[cfg(feature = "hydrate")]
use sonda_domain::{Read, Value};

/// A submission that the server has not confirmed. Its key makes every resend the same submission,
/// so that its body never changes once it was tried.
#[cfg(feature = "hydrate")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pending {
    /// The idempotency key.
    pub(crate) key: String,
    /// Where it goes.
    pub(crate) url: String,
    /// The JSON that is posted, to the byte.
    pub(crate) body: String,
    /// The [`crate::Props::captcha`] that it has to pass, with another token in each attempt.
    pub(crate) captcha: String,
    /// The draft it came from: its form, or its personal link.
    pub(crate) draft: String,
    /// The answers as typed, to fill the form again should the server refuse them.
    pub(crate) entries: Entries,
    /// When it was first sent, in milliseconds since the epoch by the device's clock: the order of sending.
    pub(crate) at_ms: i64,
}

/// The entries that were kept; what cannot be read as such is left out.
#[cfg(feature = "hydrate")]
pub(crate) fn entries_of(kept: Value) -> Entries {
    let mut entries = Entries::default();
    for (name, values) in json::members(kept) {
        let values = json::list(values).into_iter();
        entries.set(&name, values.filter_map(json::text).collect());
    }
    entries
}

#[cfg(feature = "hydrate")]
impl Pending {
    /// Reads what was kept.
    pub(crate) fn of_json(kept: &str) -> Option<Self> {
        let mut pending = Self::default();
        let mut read = 0;
        for (name, value) in json::members(json::read(kept).ok()?) {
            let place = match &*name {
                "key" => &mut pending.key,
                "url" => &mut pending.url,
                "body" => &mut pending.body,
                "draft" => &mut pending.draft,
                "captcha" => {
                    pending.captcha = json::text(value)?;
                    continue;
                }
                "entries" => {
                    pending.entries = entries_of(value);
                    continue;
                }
                _ => {
                    if let Value::Number(_) = value {
                        pending.at_ms = i64::read(value);
                    }
                    continue;
                }
            };
            *place = json::text(value)?;
            read += 1;
        }
        (read == 4).then_some(pending)
    }

    /// The JSON that is kept.
    pub(crate) fn to_json(&self) -> String {
        let mut json = "{\"at_ms\":".to_owned();
        json.push_str(&self.at_ms.to_string());
        for (name, value) in [
            ("key", &self.key),
            ("url", &self.url),
            ("body", &self.body),
            ("draft", &self.draft),
            ("captcha", &self.captcha),
        ] {
            write::member(&mut json, name, value);
        }
        write::name(&mut json, "entries");
        write::entries(&mut json, &self.entries);
        json.push('}');
        json
    }
}

/// What comes along with the answers.
#[derive(Default)]
pub(crate) struct Context<'a> {
    /// The address of the page; empty where it is nobody's business.
    pub(crate) page: &'a str,
    /// [`crate::Props::made`].
    pub(crate) made: &'a str,
    /// What is in the field that nobody sees.
    pub(crate) website: &'a str,
    /// [`crate::Props::seed`], which goes beside the others.
    pub(crate) seed: u32,
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
    let mut json = "{\"version\":".to_owned();
    json.push_str(&version.to_string());
    write::name(&mut json, "seed");
    json.push_str(&context.seed.to_string());
    write::member(&mut json, "locale", locale.as_str());
    write::name(&mut json, "answers");
    json.push('{');
    for (name, values) in entries.iter() {
        let question = content.question_of_field(name);
        let asked = question.is_some_and(|question| {
            shown.asks(question) && !matches!(question.source, Some(Source::Link(_)))
        });
        match values {
            _ if !asked => {}
            [value] if value.is_empty() => {}
            [value] => write::member(&mut json, name, value),
            values => {
                write::name(&mut json, name);
                write::texts(&mut json, values);
            }
        }
    }
    json.push('}');
    write::name(&mut json, "context");
    json.push('{');
    for (name, value) in [
        ("page", context.page),
        ("made", context.made),
        ("website", context.website),
    ] {
        if !value.is_empty() {
            write::member(&mut json, name, value);
        }
    }
    json.push_str("}}");
    json
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

    fn sent(pairs: &[(&str, &str)], page: &str) -> serde_json::Value {
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
            sent(&pairs, "https://example.org/?utm_source=x"),
            json!({
                "version": 7,
                "seed": 0,
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
            page: "",
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
        let expected =
            json!({"version": 7, "seed": 0, "locale": "en", "answers": {}, "context": {}});
        assert_eq!(sent(&[("name", ""), ("stars.comment", "")], ""), expected);
    }
}
