//! A plausible answer for each question of a form: what a dry run is tried with before anybody answered.
//!
//! The answers are made of the definition alone, always the same. They are given to the form as a visitor's are, so that
//! what would not be asked is not answered.

mod value;

use crate::link_values::{LinkValues, ValueOf};
use serde_json::{Map, Value};
use sonda_domain::{Content, Locale};

/// What somebody might send.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// By question, as a submission has them.
    pub answers: Map<String, Value>,
    /// By question.
    pub comments: Map<String, Value>,
    /// What the personal link was made with.
    pub link_values: LinkValues,
}

/// What somebody might send in that language.
#[must_use]
pub fn sample(content: &Content, locale: &Locale) -> Sample {
    let mut sample = Sample::default();
    let words = value::Words::of(locale);
    for question in content.questions() {
        let id = question.id.to_string();
        if let Some(value) = value::answer(question, &words) {
            sample.answers.insert(id.clone(), value);
        }
        if let Some(comment) = &question.comment {
            let text = value::cut(words.sentence, comment.length_limit());
            sample.comments.insert(id, text.into());
        }
    }
    for known in &content.known {
        let (of, name) = match known.split_once('.') {
            Some(("contact", name)) => (ValueOf::Contact, name),
            Some(("link", name)) => (ValueOf::Link, name),
            _ => continue,
        };
        let value = match name {
            "first_name" => words.first_name,
            "last_name" => words.last_name,
            "name" => words.name,
            "email" => value::EMAIL,
            "phone" => value::PHONE,
            _ => "1001",
        };
        // A name that is not taken was refused by the check of the definition.
        let _ = sample.link_values.give(of, name, value);
    }
    sample
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use sonda_domain::{Course, Entries, Known};

    #[test]
    fn each_type_of_question_gets_a_valid_answer() {
        let option = |id: &str| json!({"id": id, "title": {"en": id}});
        let content: Content = serde_json::from_value(json!({
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"}, "known": ["contact.first_name", "link.order"],
            "questions": [
                {"id": "a", "type": "text", "title": {"en": "Name"}, "required": true, "max_length": 5},
                {"id": "b", "type": "long_text", "title": {"en": "B"}, "required": true},
                {"id": "c", "type": "email", "title": {"en": "C"}, "required": true},
                {"id": "d", "type": "phone", "title": {"en": "D"}, "required": true, "region": "PL"},
                {"id": "e", "type": "url", "title": {"en": "E"}, "required": true},
                {"id": "f", "type": "number", "title": {"en": "F"}, "required": true, "min": 100, "max": 101},
                {"id": "g", "type": "single_choice", "title": {"en": "G"}, "required": true, "options": [option("x"), option("y")]},
                {"id": "h", "type": "multiple_choice", "title": {"en": "H"}, "required": true, "min_chosen": 2,
                 "options": [option("x"), option("y"), option("z")]},
                {"id": "i", "type": "yes_no", "title": {"en": "I"}, "required": true},
                {"id": "j", "type": "rating", "title": {"en": "J"}, "required": true, "steps": 3},
                {"id": "k", "type": "nps", "title": {"en": "K"}, "required": true},
                {"id": "l", "type": "slider", "title": {"en": "L"}, "required": true, "min": 10, "max": 20},
                {"id": "m", "type": "matrix", "title": {"en": "M"}, "required": true, "rows": [option("r"), option("s")],
                 "options": [option("x"), option("y")]},
                {"id": "n", "type": "matrix", "title": {"en": "N"}, "required": true, "rows": [option("r")], "cells": "rating"},
                {"id": "o", "type": "ranking", "title": {"en": "O"}, "required": true, "options": [option("x"), option("y")]},
                {"id": "p", "type": "date", "title": {"en": "P"}, "required": true, "earliest": "2030-01-05"},
                {"id": "q", "type": "time", "title": {"en": "Q"}, "required": true},
                {"id": "r", "type": "date_time", "title": {"en": "R"}, "required": true},
                {"id": "s", "type": "date_range", "title": {"en": "S"}, "required": true},
                {"id": "t", "type": "address", "title": {"en": "T"}, "required": true},
                {"id": "u", "type": "signature", "title": {"en": "U"}, "required": true},
                {"id": "v", "type": "consent", "title": {"en": "V"}, "required": true, "version": "1"},
                {"id": "w", "type": "group", "title": {"en": "W"}, "required": true, "questions": [
                    {"id": "w1", "type": "text", "title": {"en": "W"}, "required": true}]},
                {"id": "x", "type": "matrix", "title": {"en": "X"}, "required": true, "rows": [option("r")], "cells": "columns",
                 "questions": [{"id": "c1", "type": "text", "title": {"en": "C"}}]},
            ],
        }))
        .unwrap();
        let locale = "en".parse().unwrap();
        let sample = sample(&content, &locale);
        let mut entries = Entries::default();
        flatten(&mut entries, "", &Value::Object(sample.answers));
        let course = Course::of(&content, &entries, &Known::of(&locale));
        assert_eq!(course.errors, []);
        let answers = course.judged(&content).answers;
        for question in content.questions() {
            assert!(
                answers.answer(question.id.as_str()).is_some(),
                "{}",
                question.id
            );
        }
        assert_eq!(sample.link_values.get("link", "order"), Some("1001"));
    }

    fn flatten(entries: &mut Entries, field: &str, value: &Value) {
        let inner = |name: &str| match field {
            "" => name.to_owned(),
            field => format!("{field}.{name}"),
        };
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    flatten(entries, &inner(name), value);
                }
            }
            Value::Array(values) => {
                for (index, value) in values.iter().enumerate() {
                    match value {
                        Value::Object(_) => flatten(entries, &inner(&index.to_string()), value),
                        value => flatten(entries, field, value),
                    }
                }
            }
            Value::Bool(yes) => entries.push(field.into(), if *yes { "yes" } else { "no" }.into()),
            Value::String(text) => entries.push(field.into(), text.clone()),
            value => entries.push(field.into(), value.to_string()),
        }
    }
}
