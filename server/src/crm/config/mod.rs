//! Tables that the operator declares, as the configuration writes them.
//!
//! ```toml
//! [[crm.tables]]
//! name = "installation"
//! columns = [
//!   { name = "serial", type = "text", length = 40, required = true, identifying = true },
//!   { name = "owner", type = "lookup", table = "contact" },
//! ]
//! ```

mod read;

use super::builtin::builtin_tables;
use super::table::{LabelledValue, Table, TextFormat};
use read::read_table;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sonda_domain::Fault;
use std::collections::BTreeSet;

/// A table that the operator declares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableConfig {
    /// Its name: `a-z`, `0-9` and `_`, starting with a letter.
    pub name: String,
    /// Its columns.
    pub columns: Vec<ColumnConfig>,
    /// Columns whose values together no two records share, beside those that are `unique`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Vec<String>>,
}

/// A column of a declared table. A property that does not belong to the column's type is a fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnConfig {
    /// Its name, of the same alphabet as the table's; not `id`.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ColumnKind,
    /// Whether a record cannot be created without it. Default: no.
    #[serde(default)]
    pub required: bool,
    /// Whether records can be found by it. Default: no.
    #[serde(default)]
    pub identifying: bool,
    /// Whether no two records share a value of it. Default: no.
    #[serde(default)]
    pub unique: bool,
    /// The most characters of a `text`. Default: 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// What a `text` is. Default: plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<TextFormat>,
    /// The least an `integer` or `decimal` may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// The most an `integer` or `decimal` may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// The most decimal places of a `decimal`, 0 to 10. Default: 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<u32>,
    /// The values of a `choice` or `multi_choice`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<LabelledValue>,
    /// The table of a `lookup`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

/// The type of a declared column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A decimal number.
    Decimal,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// A moment.
    DateTime,
    /// One of some values.
    Choice,
    /// Any of some values.
    MultiChoice,
    /// A record of another table.
    Lookup,
}

/// All tables of the embedded CRM: the built-in ones and those declared.
///
/// # Errors
/// Every fault of the declaration, with paths relative to the list of declared tables.
pub fn embedded_tables(declared: &[TableConfig]) -> Result<Vec<Table>, Vec<Fault>> {
    let mut tables = builtin_tables();
    let mut faults = Vec::new();
    for (index, config) in declared.iter().enumerate() {
        let path = format!("/{index}");
        if let Some(reason) = name_fault(&config.name) {
            faults.push(Fault::new(format!("{path}/name"), reason));
        }
        if tables.iter().any(|table| table.name == config.name) {
            let reason = format!("there is a table `{}` already", config.name);
            faults.push(Fault::new(format!("{path}/name"), reason));
        }
        tables.push(read_table(config, &path, &mut faults));
    }
    let names: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    for (index, config) in declared.iter().enumerate() {
        for (place, column) in config.columns.iter().enumerate() {
            if let Some(table) = &column.table
                && !names.contains(table.as_str())
            {
                let path = format!("/{index}/columns/{place}/table");
                faults.push(Fault::new(path, format!("there is no table `{table}`")));
            }
        }
    }
    if faults.is_empty() {
        Ok(tables)
    } else {
        Err(faults)
    }
}

fn name_fault(name: &str) -> Option<String> {
    let sound = name.len() <= 63
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    (!sound)
        .then(|| "a name takes 1 to 63 of a-z, 0-9 and `_`, and starts with a letter".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::ColumnType;
    use serde_json::{Value, json};

    fn paths(tables: Value) -> Vec<String> {
        let declared: Vec<TableConfig> = serde_json::from_value(tables).unwrap();
        match embedded_tables(&declared) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.into_iter().map(|fault| fault.path).collect(),
        }
    }

    #[test]
    fn a_declared_table_joins_the_built_in_ones() {
        let declared: Vec<TableConfig> = serde_json::from_value(json!([
            {"name": "installation", "columns": [
                {"name": "serial", "type": "text", "length": 40, "required": true, "identifying": true},
                {"name": "litres", "type": "integer", "min": 0, "max": 500, "unique": true},
                {"name": "owner", "type": "lookup", "table": "contact"},
                {"name": "part_of", "type": "lookup", "table": "installation"},
                {"name": "plan", "type": "choice", "values": [{"value": "s", "label": "Small"}]},
            ], "keys": [["owner", "plan"]]},
        ]))
        .unwrap();
        let tables = embedded_tables(&declared).unwrap();
        let table = tables.last().unwrap();
        assert_eq!(tables.len(), 6);
        assert_eq!(table.keys, [vec!["litres"], vec!["owner", "plan"]]);
        assert!(
            table
                .column("serial")
                .is_some_and(|column| column.required && column.identifying)
        );
        assert_eq!(
            table.column("litres").unwrap().kind,
            ColumnType::Integer { min: 0, max: 500 }
        );
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let column = |column: Value| json!([{"name": "t", "columns": [column]}]);
        let keyed = |keys: Value| {
            json!([{"name": "t", "keys": keys, "columns": [
                {"name": "a", "type": "text", "unique": true}, {"name": "flag", "type": "boolean"},
            ]}])
        };
        let cases = [
            (
                json!([{"name": "lead", "columns": [{"name": "a", "type": "text"}]}]),
                "/0/name",
            ),
            (
                json!([{"name": "T", "columns": [{"name": "a", "type": "text"}]}]),
                "/0/name",
            ),
            (json!([{"name": "t", "columns": []}]), "/0/columns"),
            (
                column(json!({"name": "id", "type": "text"})),
                "/0/columns/0/name",
            ),
            (
                column(json!({"name": "a", "type": "text", "length": 0})),
                "/0/columns/0/length",
            ),
            (
                column(json!({"name": "a", "type": "date", "length": 9})),
                "/0/columns/0/length",
            ),
            (
                column(json!({"name": "a", "type": "integer", "min": 2, "max": 1})),
                "/0/columns/0/min",
            ),
            (
                column(json!({"name": "a", "type": "integer", "max": 1.5})),
                "/0/columns/0/max",
            ),
            (
                column(json!({"name": "a", "type": "decimal", "scale": 11})),
                "/0/columns/0/scale",
            ),
            (
                column(json!({"name": "a", "type": "choice"})),
                "/0/columns/0/values",
            ),
            (
                column(json!({"name": "a", "type": "lookup"})),
                "/0/columns/0/table",
            ),
            (
                column(json!({"name": "a", "type": "lookup", "table": "x"})),
                "/0/columns/0/table",
            ),
            (
                column(json!({"name": "a", "type": "boolean", "identifying": true})),
                "/0/columns/0/identifying",
            ),
            (
                column(json!({"name": "a", "type": "text", "length": 255, "unique": true})),
                "/0/columns/0/unique",
            ),
            (keyed(json!([["b"]])), "/0/keys/0/0"),
            (keyed(json!([["a", "a"]])), "/0/keys/0/1"),
            (keyed(json!([["a", "flag"]])), "/0/keys/0/1"),
            (keyed(json!([["a"]])), "/0/keys/0"),
            (keyed(json!([[]])), "/0/keys/0"),
        ];
        for (tables, path) in cases {
            assert_eq!(paths(tables.clone()), [path], "{tables}");
        }
    }
}
