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

use super::builtin::builtin_tables;
use super::key::LONGEST_IDENTIFYING_TEXT;
use super::table::{Column, ColumnType, LabelledValue, Table, TextFormat};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use sonda_domain::Fault;
use std::collections::BTreeSet;

const LONGEST_TEXT: u32 = 100_000;
const DEFAULT_LENGTH: u32 = 200;
const MOST_DECIMALS: u32 = 10;
/// The most columns of a key, and the most keys of a table.
const MOST_TOGETHER: usize = 5;

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

fn read_table(config: &TableConfig, path: &str, faults: &mut Vec<Fault>) -> Table {
    if config.columns.is_empty() {
        faults.push(Fault::new(
            format!("{path}/columns"),
            "a table needs at least one column",
        ));
    }
    let mut seen = BTreeSet::new();
    let mut columns = Vec::new();
    for (index, column) in config.columns.iter().enumerate() {
        let path = format!("{path}/columns/{index}");
        if let Some(reason) = name_fault(&column.name) {
            faults.push(Fault::new(format!("{path}/name"), reason));
        }
        if column.name == "id" {
            faults.push(Fault::new(
                format!("{path}/name"),
                "every record has an `id` already",
            ));
        }
        if !seen.insert(&column.name) {
            let reason = format!("the name `{}` is used by an earlier column", column.name);
            faults.push(Fault::new(format!("{path}/name"), reason));
        }
        columns.push(read_column(column, &path, faults));
    }
    let keys = read_keys(config, path, faults);
    Table {
        keys,
        ..Table::new(&config.name, columns)
    }
}

/// The table's unique keys: columns alone, then those declared together.
fn read_keys(config: &TableConfig, path: &str, faults: &mut Vec<Fault>) -> Vec<Vec<String>> {
    let alone = config.columns.iter().filter(|column| column.unique);
    let mut keys: Vec<Vec<String>> = alone.map(|column| vec![column.name.clone()]).collect();
    for (index, key) in config.keys.iter().enumerate() {
        let path = format!("{path}/keys/{index}");
        if key.is_empty() || key.len() > MOST_TOGETHER {
            let reason = format!("a key has 1 to {MOST_TOGETHER} columns");
            faults.push(Fault::new(&path, reason));
        }
        if keys.contains(key) {
            faults.push(Fault::new(&path, "the key is declared already"));
        }
        for (place, name) in key.iter().enumerate() {
            let column = config.columns.iter().find(|column| column.name == *name);
            let reason = match column {
                None => format!("there is no column `{name}`"),
                Some(_) if key[..place].contains(name) => format!("`{name}` is named twice"),
                Some(column) if !can_identify(column) => cannot_identify(),
                Some(_) => continue,
            };
            faults.push(Fault::new(format!("{path}/{place}"), reason));
        }
        keys.push(key.clone());
    }
    if keys.len() > MOST_TOGETHER {
        let reason = format!("a table has at most {MOST_TOGETHER} keys");
        faults.push(Fault::new(format!("{path}/keys"), reason));
    }
    keys
}

/// Whether records can be told apart by the column.
fn can_identify(config: &ColumnConfig) -> bool {
    match config.kind {
        ColumnKind::Text => config.length.unwrap_or(DEFAULT_LENGTH) <= LONGEST_IDENTIFYING_TEXT,
        ColumnKind::Boolean | ColumnKind::MultiChoice => false,
        _ => true,
    }
}

fn cannot_identify() -> String {
    let most = LONGEST_IDENTIFYING_TEXT;
    format!("only a single value, of a text of at most {most} characters, identifies a record")
}

fn read_column(config: &ColumnConfig, path: &str, faults: &mut Vec<Fault>) -> Column {
    use ColumnKind::{Choice, Decimal as Dec, Integer, Lookup, MultiChoice, Text};
    let properties: [(&str, &[ColumnKind], bool); 7] = [
        ("length", &[Text], config.length.is_some()),
        ("format", &[Text], config.format.is_some()),
        ("min", &[Integer, Dec], config.min.is_some()),
        ("max", &[Integer, Dec], config.max.is_some()),
        ("scale", &[Dec], config.scale.is_some()),
        ("values", &[Choice, MultiChoice], !config.values.is_empty()),
        ("table", &[Lookup], config.table.is_some()),
    ];
    let mut fault = |property: &str, reason: &str| {
        faults.push(Fault::new(format!("{path}/{property}"), reason));
    };
    for (property, kinds, present) in properties {
        if present && !kinds.contains(&config.kind) {
            fault(property, "does not belong to this type of column");
        }
    }
    let length = config.length.unwrap_or(DEFAULT_LENGTH);
    let scale = config.scale.unwrap_or(2);
    if !(1..=LONGEST_TEXT).contains(&length) {
        fault("length", &format!("must be between 1 and {LONGEST_TEXT}"));
    }
    if scale > MOST_DECIMALS {
        fault("scale", &format!("must be between 0 and {MOST_DECIMALS}"));
    }
    if config
        .min
        .zip(config.max)
        .is_some_and(|(min, max)| min > max)
    {
        fault("min", "is more than `max`");
    }
    if matches!(config.kind, Choice | MultiChoice) && config.values.is_empty() {
        fault("values", "a choice needs at least one value");
    }
    let mut seen = BTreeSet::new();
    if !config
        .values
        .iter()
        .all(|one| !one.value.trim().is_empty() && seen.insert(&one.value))
    {
        fault("values", "a value is empty, or named twice");
    }
    if config.kind == Lookup && config.table.is_none() {
        fault("table", "a lookup needs the table it refers to");
    }
    for (property, declared) in [
        ("identifying", config.identifying),
        ("unique", config.unique),
    ] {
        if declared && !can_identify(config) {
            fault(property, &cannot_identify());
        }
    }
    let mut whole = |property: &str, bound: Option<Decimal>, default: i64| match bound {
        Some(bound) if config.kind == Integer => bound
            .is_integer()
            .then(|| bound.to_i64())
            .flatten()
            .unwrap_or_else(|| {
                fault(property, "must be a whole number");
                default
            }),
        _ => default,
    };
    let (least, most) = (
        whole("min", config.min, i64::MIN),
        whole("max", config.max, i64::MAX),
    );
    let kind = match config.kind {
        Text => ColumnType::Text {
            length,
            format: config.format.unwrap_or_default(),
        },
        Integer => ColumnType::Integer {
            min: least,
            max: most,
        },
        Dec => ColumnType::Decimal {
            min: config.min,
            max: config.max,
            scale,
        },
        ColumnKind::Boolean => ColumnType::Boolean,
        ColumnKind::Date => ColumnType::Date,
        ColumnKind::DateTime => ColumnType::DateTime,
        Choice => ColumnType::Choice {
            values: config.values.clone(),
        },
        MultiChoice => ColumnType::MultiChoice {
            values: config.values.clone(),
        },
        Lookup => ColumnType::Lookup {
            table: config.table.clone().unwrap_or_default(),
        },
    };
    Column {
        required: config.required,
        identifying: config.identifying,
        ..Column::new(&config.name, kind)
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
