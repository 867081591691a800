//! What fields, columns and tables are called.

use super::text;
use crate::words::mapping::words;
use crate::words::quoted;
use serde_json::{Map, Value};

/// What people call a table or a column.
pub(super) fn label(named: &Value) -> String {
    match text(named, "label") {
        "" => text(named, "name").to_owned(),
        label => label.to_owned(),
    }
}

/// What a column takes, in words.
pub(super) fn kind(column: &Value) -> String {
    let words = words();
    let count = |name: &str| column[name].as_array().map_or(0, Vec::len).to_string();
    match (text(column, "type"), text(column, "format")) {
        ("text", "email") => words.type_email.clone(),
        ("text", "phone") => words.type_phone.clone(),
        ("text", _) => words.type_text.replace(
            "{n}",
            &crate::figures::count(column["length"].as_u64().unwrap_or_default()),
        ),
        ("integer", _) => words.type_integer.clone(),
        ("decimal", _) => words.type_decimal.clone(),
        ("boolean", _) => words.type_boolean.clone(),
        ("date", _) => words.type_date.clone(),
        ("date_time", _) => words.type_date_time.clone(),
        ("choice", _) => words.type_choice.replace("{n}", &count("values")),
        ("multi_choice", _) => words.type_choices.replace("{n}", &count("values")),
        ("lookup", _) => words.type_lookup.replace("{table}", text(column, "table")),
        _ => String::new(),
    }
}

/// The source of a column without what becomes of it.
pub(super) fn bare(source: &Value) -> Value {
    let mut bare = source.as_object().cloned().unwrap_or_else(Map::new);
    bare.remove("through");
    bare.remove("mode");
    Value::Object(bare)
}

/// The one member that says what a source is, and its value.
pub(super) fn kind_of(source: &Value) -> (String, Value) {
    let members = source.as_object().into_iter().flatten();
    let mut members = members.filter(|(name, _)| !matches!(name.as_str(), "through" | "mode"));
    let first = members.next();
    first.map_or_else(Default::default, |(name, value)| {
        (name.clone(), value.clone())
    })
}

/// What a field is called.
pub(super) fn field(field: &Value) -> String {
    let words = words();
    let (title, part) = (text(field, "title"), text(field, "part"));
    let name = kind_of(&field["source"]).1;
    let name = name.as_str().unwrap_or_default();
    match text(field, "group") {
        "part" => format!("{title}: {}", part_name(part)),
        "comment" => format!("{title}: {}", words.comment),
        "result" if part == "band" => format!("{title}: {}", words.band),
        "link" => words.from_link.replace("{name}", title),
        "record" => words.record_of.replace("{target}", title),
        "context" => context(name),
        "row" => row(name),
        _ => title.to_owned(),
    }
}

fn part_name(part: &str) -> String {
    let words = words();
    match part {
        "street" => &words.part_street,
        "postal_code" => &words.part_postal_code,
        "city" => &words.part_city,
        "region" => &words.part_region,
        "country" => &words.part_country,
        "from" => &words.part_from,
        "to" => &words.part_to,
        "version" => &words.part_version,
        other => return other.to_owned(),
    }
    .clone()
}

fn context(name: &str) -> String {
    let words = words();
    match name {
        "form" => &words.context_form,
        "version" => &words.context_version,
        "locale" => &words.context_locale,
        "response" => &words.context_response,
        "link" => &words.context_link,
        "contact" => &words.context_contact,
        "submitted_at" => &words.context_submitted_at,
        "page" => &words.context_page,
        other => return other.to_owned(),
    }
    .clone()
}

fn row(name: &str) -> String {
    let words = words();
    match name {
        "question" => &words.row_question,
        "title" => &words.row_title,
        "type" => &words.row_type,
        "number" => &words.row_number,
        "text" => &words.row_text,
        "comment" => &words.comment,
        other => return other.to_owned(),
    }
    .clone()
}

/// The heading that a field is listed under.
pub(super) fn group(field: &Value) -> &'static str {
    let words = words();
    match text(field, "group") {
        "answer" | "part" | "comment" => &words.group_answers,
        "result" => &words.group_results,
        "link" => &words.group_link,
        "record" => &words.group_records,
        "row" => &words.group_row,
        _ => &words.group_context,
    }
}

/// A source in words: what the field is called, or what the mapping says.
pub(super) fn source(source: &Value, fields: &[Value]) -> String {
    let words = words();
    let bare = bare(source);
    if let Some(found) = fields.iter().find(|one| one["source"] == bare) {
        return field(found);
    }
    let list = |listed: &Value, between: &str| {
        let listed = listed.as_array().into_iter().flatten();
        let named: Vec<String> = listed.map(|one| self::source(one, fields)).collect();
        named.join(between)
    };
    match kind_of(source) {
        (kind, value) if kind == "constant" => quoted(&plain(&value)),
        (kind, value) if kind == "join" => list(&value["of"], " + "),
        (kind, value) if kind == "first_of" => list(&value, &words.or_else),
        (kind, value) if kind == "choice" => text(&value, "answer").to_owned(),
        (kind, value) if kind == "context" => context(value.as_str().unwrap_or_default()),
        (kind, value) => format!("{kind}: {}", plain(&value)),
    }
}

/// A value as people write it.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(true) => crate::words::words().yes.clone(),
        Value::Bool(false) => crate::words::words().no.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// What is done to a value, in a word.
pub(super) fn transform(name: &str) -> &'static str {
    let words = words();
    match name {
        "trim" => &words.through_trim,
        "lower" => &words.through_lower,
        "upper" => &words.through_upper,
        "title" => &words.through_title,
        "first_name" => &words.through_first_name,
        "last_name" => &words.through_last_name,
        "phone" => &words.through_phone,
        "number" => &words.through_number,
        "date" => &words.through_date,
        "table" => &words.through_table,
        "default" => &words.through_default,
        "hash" => &words.through_hash,
        _ => "",
    }
}

/// The name of a transform as a mapping writes it.
pub(super) fn transform_name(transform: &Value) -> String {
    match transform {
        Value::String(name) => name.clone(),
        other => kind_of(other).0,
    }
}
