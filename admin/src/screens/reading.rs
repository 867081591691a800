//! How stored answers are read: questions and options by what they were called.

use crate::api::{Definition, Question, text_in};
use crate::words::{language, words};
use serde_json::Value;

/// The form's name in the reader's language.
pub(super) fn form_title(definition: &Definition) -> String {
    let title = text_in(&definition.title, language(), &definition.fallback_locale);
    title.unwrap_or_default().to_owned()
}

/// What a field was asked as; its id where the newest version does not ask it any more.
pub(super) fn field_title(definition: &Definition, field: &str) -> String {
    let (id, rest) = field.split_once('.').unwrap_or((field, ""));
    let question = definition
        .questions
        .iter()
        .find(|question| question.id == id);
    let title = question
        .and_then(|question| text_in(&question.title, language(), &definition.fallback_locale));
    match (title, rest) {
        (None, _) => field.to_owned(),
        (Some(title), "") => title.to_owned(),
        (Some(title), rest) => format!("{title} – {rest}"),
    }
}

/// An answer in words.
pub(super) fn answer_text(definition: &Definition, field: &str, value: &Value) -> String {
    let id = field.split('.').next().unwrap_or(field);
    let question = definition
        .questions
        .iter()
        .find(|question| question.id == id);
    text(definition, question, value)
}

fn text(definition: &Definition, question: Option<&Question>, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => words().yes.clone(),
        Value::Bool(false) => words().no.clone(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => option_title(definition, question, text),
        Value::Array(values) => {
            let texts = values.iter().map(|value| text(definition, question, value));
            texts.collect::<Vec<_>>().join(", ")
        }
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                format!("{name}: {}", text(definition, question, value))
            };
            members.iter().map(member).collect::<Vec<_>>().join(", ")
        }
    }
}

fn option_title(definition: &Definition, question: Option<&Question>, id: &str) -> String {
    let options = question.map_or(&[][..], |question| question.options.as_slice());
    let chosen = options.iter().find(|option| option.id == id);
    let title =
        chosen.and_then(|option| text_in(&option.title, language(), &definition.fallback_locale));
    title.unwrap_or(id).to_owned()
}
