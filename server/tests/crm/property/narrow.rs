//! The narrowest table that the check still lets pass: whatever it promises must be enough.

use rust_decimal::Decimal;
use sonda_server::crm::{Column, ColumnType, Table};
use std::collections::BTreeSet;

/// The table with every column required that can be, every text as short as it can be, every number as bounded, and
/// with no choice more than needed. `faults` are the paths of what the check finds.
pub(super) fn narrowest(mut table: Table, faults: &dyn Fn(&Table) -> Vec<String>) -> Table {
    let try_each = |table: &mut Table, change: &dyn Fn(&mut Column)| {
        let before = table.columns.clone();
        table.columns.iter_mut().for_each(change);
        if table.columns == before {
            return;
        }
        let faulty: BTreeSet<String> = faults(table)
            .iter()
            .filter_map(|path| column_of(path))
            .collect();
        for (column, before) in table.columns.iter_mut().zip(before) {
            if faulty.contains(&column.name) {
                *column = before;
            }
        }
    };
    try_each(&mut table, &|column| column.required = !column.read_only);
    for size in (0..11).rev().map(|exponent| 1_i64 << exponent) {
        for low in [true, false] {
            try_each(&mut table, &|column| tighten(&mut column.kind, size, low));
        }
    }
    for _ in 0..4 {
        try_each(&mut table, &|column| {
            if let ColumnType::Decimal { scale, .. } = &mut column.kind {
                *scale = scale.saturating_sub(1);
            }
        });
    }
    for place in 0..4 {
        try_each(&mut table, &|column| {
            if let ColumnType::Choice { values } | ColumnType::MultiChoice { values } =
                &mut column.kind
                && place < values.len()
            {
                values.remove(place);
            }
        });
    }
    table
}

fn tighten(kind: &mut ColumnType, size: i64, low: bool) {
    match kind {
        ColumnType::Text { length, .. } if low && i64::from(*length) > size => {
            *length -= u32::try_from(size).unwrap();
        }
        ColumnType::Integer { min, max } if min.saturating_add(size) <= *max => match low {
            true => *min += size,
            false => *max -= size,
        },
        ColumnType::Decimal { min, max, .. } => match low {
            true => *min = min.map(|min| min + Decimal::from(size)),
            false => *max = max.map(|max| max - Decimal::from(size)),
        },
        _ => {}
    }
}

fn column_of(path: &str) -> Option<String> {
    let (_, column) = path.split_once("/columns/")?;
    Some(column.split('/').next()?.to_owned())
}
