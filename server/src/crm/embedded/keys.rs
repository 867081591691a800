//! The normalised values of a record: by which it is found, and which no other record has.

use crate::crm::key::identifying_value;
use crate::crm::table::Table;
use crate::store::{RecordKey, RecordKeys};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

pub(super) fn keys(table: &Table, values: &Map<String, Value>) -> RecordKeys {
    let unique = table.keys.iter().filter_map(|columns| {
        Some(RecordKey {
            column: columns.join(","),
            value: unique_value(table, columns, values)?,
        })
    });
    let mut unique: Vec<RecordKey> = unique.collect();
    // In one order for everybody, so that two deliveries cannot wait for each other.
    unique.sort();
    RecordKeys {
        found_by: found_by(table, values),
        unique,
    }
}

/// The values that a record is found by.
pub(super) fn found_by(table: &Table, values: &Map<String, Value>) -> Vec<RecordKey> {
    table
        .columns
        .iter()
        .filter(|column| column.identifying)
        .filter_map(|column| {
            let value = identifying_value(column, values.get(&column.name)?)?;
            Some(RecordKey {
                column: column.name.clone(),
                value,
            })
        })
        .collect()
}

/// What is compared of these columns; `None` where one of them has no value: then nothing is shared.
fn unique_value(table: &Table, columns: &[String], values: &Map<String, Value>) -> Option<String> {
    let part = |name: &String| identifying_value(table.column(name)?, values.get(name)?);
    let parts: Vec<String> = columns.iter().map(part).collect::<Option<_>>()?;
    if let [alone] = &parts[..] {
        return Some(alone.clone());
    }
    // Several together may be longer than an index takes.
    let together = serde_json::to_vec(&parts).ok()?;
    let digest = Sha256::digest(&together);
    Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::table::{Column, ColumnType, TextFormat};
    use serde_json::json;

    fn unique(values: &Value) -> Vec<RecordKey> {
        let text = |name| {
            let format = TextFormat::Email;
            Column::new(name, ColumnType::Text { length: 50, format })
        };
        let table = Table {
            keys: vec![vec!["a".into()], vec!["a".into(), "b".into()]],
            ..Table::new("t", vec![text("a"), text("b")])
        };
        keys(&table, values.as_object().unwrap()).unique
    }

    #[test]
    fn values_together_are_compared_in_their_one_form() {
        let one = unique(&json!({"a": " X@b.co", "b": "y"}));
        assert_eq!(one, unique(&json!({"a": "x@b.co ", "b": "Y"})));
        assert_eq!(one.len(), 2);
        assert_eq!(
            (one[0].column.as_str(), one[0].value.as_str()),
            ("a", "x@b.co")
        );
        // The border between two values belongs to them.
        let (left, right) = (json!({"a": "xy", "b": "z"}), json!({"a": "x", "b": "yz"}));
        assert_ne!(unique(&left)[1], unique(&right)[1]);
    }

    #[test]
    fn what_lacks_a_value_shares_nothing() {
        assert_eq!(unique(&json!({"a": "x"})).len(), 1);
        assert_eq!(unique(&json!({"b": "x"})), []);
    }
}
