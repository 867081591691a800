//! Reads declared tables, and says what is wrong with them.

use super::{ColumnConfig, ColumnKind, TableConfig, name_fault};
use crate::crm::key::LONGEST_IDENTIFYING_TEXT;
use crate::crm::table::{Column, ColumnType, Table};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sonda_domain::Fault;
use std::collections::BTreeSet;

const LONGEST_TEXT: u32 = 100_000;
const DEFAULT_LENGTH: u32 = 200;
const MOST_DECIMALS: u32 = 10;
/// The most columns of a key, and the most keys of a table.
const MOST_TOGETHER: usize = 5;

/// A table, and the faults of its declaration at `path`.
pub(super) fn read_table(config: &TableConfig, path: &str, faults: &mut Vec<Fault>) -> Table {
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
