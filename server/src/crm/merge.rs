//! What is written to a record that was found: one rule for every CRM.

use super::connector::Cell;
use super::table::{ColumnType, Table};
use crate::mapping::{Mode, OnMatch};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The values to write to a record that holds `there`; those that change nothing are left out.
///
/// `is_older`: the record holds newer answers than these, which fill gaps and overwrite nothing. A text that is
/// appended becomes a line of its own; where the column has no room for it, the column stays as it is.
pub(super) fn merge(
    table: &Table,
    there: &Map<String, Value>,
    cells: &BTreeMap<String, Cell>,
    on_match: OnMatch,
    is_older: bool,
) -> Map<String, Value> {
    if on_match == OnMatch::Link {
        return Map::new();
    }
    let written = |(name, cell): (&String, &Cell)| {
        let own = there.get(name).filter(|value| !value.is_null());
        let column = table.column(name);
        if cell.mode == Mode::OnCreate || column.is_some_and(|column| column.write_once) {
            return None;
        }
        let value = match own {
            None => cell.value.clone(),
            Some(own) if cell.mode == Mode::Append => {
                append(column.map(|column| &column.kind), own, &cell.value)?
            }
            Some(_) if is_older || on_match == OnMatch::FillEmpty => return None,
            Some(_) if cell.mode == Mode::OnlyIfEmpty => return None,
            Some(own) if *own == cell.value => return None,
            Some(_) => cell.value.clone(),
        };
        Some((name.clone(), value))
    };
    cells.iter().filter_map(written).collect()
}

/// What is there with the value added to it; `None` if it is there already, or there is no room.
fn append(kind: Option<&ColumnType>, there: &Value, value: &Value) -> Option<Value> {
    match (there, value) {
        (Value::String(there), Value::String(value)) => {
            let has = format!("\n{there}\n").contains(&format!("\n{value}\n"));
            let whole = format!("{there}\n{value}");
            let fits = match kind {
                Some(ColumnType::Text { length, .. }) => whole.chars().count() <= *length as usize,
                _ => true,
            };
            (!has && fits).then(|| whole.into())
        }
        (Value::Array(there), Value::Array(values)) => {
            let new = values.iter().filter(|value| !there.contains(value));
            let all: Vec<Value> = there.iter().chain(new).cloned().collect();
            (all.len() > there.len()).then(|| all.into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{Column, TextFormat};
    use serde_json::json;

    fn merged(mode: Mode, on_match: OnMatch, is_older: bool, there: &Value, value: Value) -> Value {
        let kind = ColumnType::Text {
            length: 9,
            format: TextFormat::Plain,
        };
        let table = Table::new("t", vec![Column::new("c", kind)]);
        let there = there.as_object().cloned().unwrap_or_default();
        let cells = BTreeMap::from([("c".to_owned(), Cell { value, mode })]);
        merge(&table, &there, &cells, on_match, is_older).into()
    }

    #[test]
    fn each_mode_writes_what_it_may() {
        let cases = [
            (Mode::Overwrite, json!({"c": "old"}), json!({"c": "new"})),
            (Mode::Overwrite, json!({"c": "new"}), json!({})),
            (Mode::Overwrite, json!({"c": null}), json!({"c": "new"})),
            (Mode::OnlyIfEmpty, json!({"c": "old"}), json!({})),
            (Mode::OnlyIfEmpty, json!({}), json!({"c": "new"})),
            (Mode::OnCreate, json!({}), json!({})),
            (Mode::Append, json!({"c": "old"}), json!({"c": "old\nnew"})),
            (Mode::Append, json!({"c": "a\nnew"}), json!({})),
            (
                Mode::Append,
                json!({"c": "newer"}),
                json!({"c": "newer\nnew"}),
            ),
            (Mode::Append, json!({"c": "no room"}), json!({})),
            (Mode::Append, json!({}), json!({"c": "new"})),
        ];
        for (mode, there, expected) in cases {
            let written = merged(mode, OnMatch::Update, false, &there, json!("new"));
            assert_eq!(written, expected, "{mode:?} {there}");
        }
    }

    #[test]
    fn what_is_older_or_only_fills_overwrites_nothing() {
        for (on_match, is_older) in [(OnMatch::Update, true), (OnMatch::FillEmpty, false)] {
            let there = json!({"c": "old"});
            assert_eq!(
                merged(Mode::Overwrite, on_match, is_older, &there, json!("new")),
                json!({})
            );
            assert_eq!(
                merged(
                    Mode::Overwrite,
                    on_match,
                    is_older,
                    &json!({}),
                    json!("new")
                ),
                json!({"c": "new"})
            );
        }
        assert_eq!(
            merged(
                Mode::Overwrite,
                OnMatch::Link,
                false,
                &json!({}),
                json!("new")
            ),
            json!({})
        );
    }

    #[test]
    fn further_choices_are_added_to_those_there() {
        let there = json!({"c": ["a"]});
        assert_eq!(
            merged(
                Mode::Append,
                OnMatch::Update,
                false,
                &there,
                json!(["b", "a"])
            ),
            json!({"c": ["a", "b"]})
        );
    }
}
