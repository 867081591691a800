//! Counterparts of values by a table.

use crate::mapping::nearest::{choose, listed};
use crate::mapping::promise::Promise;
use crate::mapping::shape::{AGREED, DENIED, Shape};
use crate::mapping::transform::ValueTable;
use crate::mapping::value::Raw;
use rust_decimal::Decimal;
use serde_json::Value;

const MOST_VALUES: usize = 1_000;

pub(super) fn promise(table: &ValueTable, promise: &Promise) -> Result<Promise, String> {
    let (all, most): (Option<Vec<String>>, usize) = match &promise.shape {
        Shape::Options { options, most } => (
            Some(options.iter().map(|(id, _)| id.clone()).collect()),
            *most,
        ),
        Shape::Words(words) => (Some(words.clone()), 1),
        Shape::YesNo => (Some(vec![AGREED.to_owned(), DENIED.to_owned()]), 1),
        Shape::Flag => (Some(vec![AGREED.to_owned()]), 1),
        Shape::Number { .. } => {
            if let Some(strange) = table.values.keys().find(|key| number_key(key).is_none()) {
                return Err(format!(
                    "the table of values compares numbers, and `{strange}` is none: write it as in `5`"
                ));
            }
            (None, 1)
        }
        Shape::Text { .. } | Shape::Cut | Shape::Calculated { .. } | Shape::Written => (None, 1),
        other => {
            return Err(format!(
                "the table of values takes options, texts, numbers, yes and no, but the source gives {}: leave it out",
                other.describe()
            ));
        }
    };
    if table.values.is_empty() {
        return Err("the table of values needs at least one: add one".into());
    }
    if table.values.len() > MOST_VALUES {
        return Err(format!(
            "the table of values takes at most {MOST_VALUES}: leave some out"
        ));
    }
    if let Some(all) = &all {
        check_keys(table, all)?;
    }
    let leaves_gaps = all.is_none() && table.otherwise.is_none();
    let given: Vec<&Value> = match &all {
        // Two options may have the same counterpart, and both be chosen.
        Some(all) => all
            .iter()
            .filter_map(|one| counterpart(table, one))
            .collect(),
        None => table.values.values().chain(&table.otherwise).collect(),
    };
    let values: Vec<Value> = given
        .iter()
        .filter(|one| !one.is_null())
        .map(|one| (*one).clone())
        .collect();
    if values.is_empty() {
        return Err("the table of values has none yet: choose one, or leave the column out".into());
    }
    Ok(Promise {
        can_be_empty: promise.can_be_empty || leaves_gaps || values.len() < given.len(),
        shape: Shape::Fixed { values, most },
    })
}

/// Every option has a counterpart, and every key is an option.
fn check_keys(table: &ValueTable, all: &[String]) -> Result<(), String> {
    let names = || all.iter().map(String::as_str);
    if let Some(strange) = table.values.keys().find(|key| !all.contains(key)) {
        let near = choose(strange, names());
        return Err(format!(
            "the table of values names `{strange}`, which the source never gives{near}"
        ));
    }
    let missing: Vec<&str> = names()
        .filter(|one| table.otherwise.is_none() && !table.values.contains_key(*one))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the table of values has no counterpart of {}: add it (null leaves the column as it is), or a value for all \
         others (`otherwise`)",
        listed(&missing)
    ))
}

fn number_key(key: &str) -> Option<Decimal> {
    Decimal::from_str_exact(key).ok()
}

fn counterpart<'a>(table: &'a ValueTable, key: &str) -> Option<&'a Value> {
    table.values.get(key).or(table.otherwise.as_ref())
}

fn key_of(table: &ValueTable, number: Decimal) -> Option<&str> {
    let mut keys = table.values.keys();
    let same = |key: &&String| number_key(key) == Some(number);
    keys.find(same).map(String::as_str)
}

pub(super) fn pass(table: &ValueTable, raw: Raw) -> Option<Raw> {
    let value = |key: &str| {
        counterpart(table, key)
            .filter(|value| !value.is_null())
            .cloned()
    };
    match raw {
        Raw::Options(options) => {
            let values: Vec<Value> = options.iter().filter_map(|(id, _)| value(id)).collect();
            (!values.is_empty()).then_some(Raw::Several(values))
        }
        Raw::Option(id, _) => value(&id).map(Raw::Fixed),
        Raw::Number(number) => value(key_of(table, number).unwrap_or("")).map(Raw::Fixed),
        Raw::Calculated(Some(number), text) => {
            let text = Raw::Calculated(Some(number), text).into_text();
            value(key_of(table, number).unwrap_or(&text)).map(Raw::Fixed)
        }
        raw => value(&raw.into_text()).map(Raw::Fixed),
    }
}
