//! All texts of a form, by their place.

use crate::screens::panels::form::{self, Reader};
use crate::words::panels::Words;
use serde_json::Value;

/// A text of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// Where it is.
    pub(crate) pointer: String,
    /// What it belongs to: a question, a page, an ending.
    pub(crate) of: String,
    /// What it is there.
    pub(crate) what: String,
    /// Whether it may have several lines.
    pub(crate) is_long: bool,
}

struct Collecting<'a> {
    reader: Reader<'a>,
    words: &'a Words,
    texts: Vec<Text>,
}

/// The texts there are, in the order that visitors meet them.
pub(crate) fn texts(reader: Reader<'_>, words: &Words) -> Vec<Text> {
    let mut all = Collecting {
        reader,
        words,
        texts: Vec::new(),
    };
    let content = &reader.definition["content"];
    let of_form = [
        ("title", words.texts_title.as_str(), false, true),
        ("intro", words.texts_intro.as_str(), true, false),
    ];
    all.texts("/content", &words.texts_form, content, &of_form);
    for (number, question) in form::list(content, "questions").iter().enumerate() {
        all.question(&format!("/content/questions/{number}"), question, "");
    }
    let of_page = [
        ("title", words.texts_title.as_str(), false, false),
        ("text", words.texts_text.as_str(), true, false),
    ];
    for (number, page) in form::list(content, "pages").iter().enumerate() {
        let path = format!("/content/pages/{number}");
        let of = words.texts_page.replace("{n}", &(number + 1).to_string());
        all.texts(&path, &of, page, &of_page);
        for (number, question) in form::list(page, "questions").iter().enumerate() {
            all.question(&format!("{path}/questions/{number}"), question, "");
        }
    }
    let submit = ("submit_label", words.texts_submit.as_str(), false, false);
    all.texts("/content", &words.texts_form, content, &[submit]);
    for (number, one) in form::list(content, "calculations").iter().enumerate() {
        let path = format!("/content/calculations/{number}");
        let of = words.texts_score.replace("{n}", &reader.name(one));
        let title = ("title", words.texts_title.as_str(), false, false);
        all.texts(&path, &of, one, &[title]);
        for (number, band) in form::list(one, "bands").iter().enumerate() {
            let numbered = |what: &str| format!("{what} {}", number + 1);
            let (title, text) = (
                numbered(&words.texts_band),
                numbered(&words.texts_band_text),
            );
            let of_band = [
                ("title", title.as_str(), false, true),
                ("text", text.as_str(), true, false),
            ];
            all.texts(&format!("{path}/bands/{number}"), &of, band, &of_band);
        }
    }
    let of_ending = [
        ("title", words.texts_title.as_str(), false, true),
        ("text", words.texts_text.as_str(), true, false),
    ];
    for (number, ending) in form::list(content, "endings").iter().enumerate() {
        let path = format!("/content/endings/{number}");
        let of = words.texts_ending.replace("{n}", &(number + 1).to_string());
        all.texts(&path, &of, ending, &of_ending);
    }
    all.texts
}

/// A text that something may have: its member, what it is there, whether it may have several lines, and whether it is
/// asked for where there is none.
type Kind<'w> = (&'static str, &'w str, bool, bool);

impl Collecting<'_> {
    fn texts(&mut self, path: &str, of: &str, owner: &Value, kinds: &[Kind<'_>]) {
        for (name, what, is_long, is_needed) in kinds {
            if *is_needed || owner[*name].is_object() {
                self.texts.push(Text {
                    pointer: format!("{path}/{name}"),
                    of: of.to_owned(),
                    what: (*what).to_owned(),
                    is_long: *is_long,
                });
            }
        }
    }

    fn question(&mut self, path: &str, question: &Value, above: &str) {
        let words = self.words;
        let of = match above {
            "" => self.reader.name(question),
            above => format!("{above} – {}", self.reader.name(question)),
        };
        let is_statement = question["type"] == "statement" || question["type"] == "consent";
        let own = [
            ("title", words.texts_question.as_str(), is_statement, true),
            ("help", words.texts_help.as_str(), true, false),
            ("low_label", words.texts_low.as_str(), false, false),
            ("high_label", words.texts_high.as_str(), false, false),
        ];
        self.texts(path, &of, question, &own);
        for (list, what) in [("options", &words.texts_option), ("rows", &words.texts_row)] {
            for (number, one) in form::list(question, list).iter().enumerate() {
                let what = what.replace("{n}", &(number + 1).to_string());
                let (low, high) = (
                    format!("{what}, {}", words.texts_low),
                    format!("{what}, {}", words.texts_high),
                );
                let of_item = [
                    ("title", what.as_str(), false, true),
                    ("low_label", low.as_str(), false, false),
                    ("high_label", high.as_str(), false, false),
                ];
                self.texts(&format!("{path}/{list}/{number}"), &of, one, &of_item);
            }
        }
        let comment = ("title", words.texts_comment.as_str(), false, false);
        let place = format!("{path}/comment");
        self.texts(&place, &of, &question["comment"], &[comment]);
        for (number, rule) in form::list(question, "rules").iter().enumerate() {
            let message = ("message", words.texts_rule.as_str(), false, true);
            self.texts(&format!("{path}/rules/{number}"), &of, rule, &[message]);
        }
        for (number, inner) in form::list(question, "questions").iter().enumerate() {
            self.question(&format!("{path}/questions/{number}"), inner, &of);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::panels::words_of;
    use serde_json::json;

    fn form() -> Value {
        json!({"content": {
            "locales": ["en", "pl"], "fallback_locale": "en",
            "title": {"en": "Visit", "pl": "Wizyta"}, "submit_label": {"en": "Send"},
            "pages": [{"id": "one", "title": {"en": "First"}, "questions": [
                {"id": "q", "type": "single_choice", "title": {"en": "Topic"}, "help": {"en": "Choose"},
                 "comment": {"title": {"en": "Why"}},
                 "rules": [{"valid_if": true, "message": {"en": "No"}}],
                 "options": [{"id": "a", "title": {"en": "A"}}, {"id": "b", "title": {"en": "B"}}]},
                {"id": "g", "type": "group", "title": {"en": "Children"}, "questions": [
                    {"id": "name", "type": "text", "title": {"en": "Name"}}]},
            ]}],
            "calculations": [{"id": "s", "title": {"en": "Score"}, "bands": [
                {"id": "low", "title": {"en": "Low"}, "text": {"en": "Oh"}}]}],
            "endings": [{"id": "e", "title": {"en": "Thanks"}}],
        }})
    }

    fn of(form: &Value) -> Vec<Text> {
        let reader = Reader {
            definition: form,
            locale: "en",
        };
        texts(reader, &words_of("en"))
    }

    /// Every object of the form that is a text, found without knowing what has one.
    fn local_texts(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(members) if members.contains_key("en") => found.push(path.to_owned()),
            Value::Object(members) => {
                for (name, value) in members {
                    local_texts(value, &format!("{path}/{name}"), found);
                }
            }
            Value::Array(values) => {
                for (number, value) in values.iter().enumerate() {
                    local_texts(value, &format!("{path}/{number}"), found);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_text_of_a_form_is_found_once() {
        let demos = [
            form(),
            serde_json::from_str(include_str!(
                "../../../../../demo/after-the-service-visit.json"
            ))
            .unwrap(),
            serde_json::from_str(include_str!("../../../../../demo/report-a-problem.json"))
                .unwrap(),
            serde_json::from_str(include_str!("../../../../../demo/request-a-demo.json")).unwrap(),
        ];
        for form in demos {
            let mut expected = Vec::new();
            local_texts(&form["content"], "/content", &mut expected);
            let mut found: Vec<String> = of(&form).into_iter().map(|text| text.pointer).collect();
            expected.sort();
            found.sort();
            assert_eq!(found, expected);
        }
    }
}
