//! Comma-separated values (RFC 4180).
//!
//! A text that a spreadsheet would take for a formula is written after an apostrophe (OWASP, "CSV injection"); numbers
//! are written as they are.

use super::cell::Cell;
use super::columns::{Column, Names, headers};
use crate::sheets::is_formula;
use crate::store::StoredResponse;
use jiff::Timestamp;

/// Tells Excel that what follows is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Writes responses as CSV.
#[derive(Debug)]
pub struct Csv {
    columns: Vec<Column>,
    names: Names,
}

impl Csv {
    /// Of these columns.
    #[must_use]
    pub fn new(columns: Vec<Column>, names: Names) -> Self {
        Self { columns, names }
    }

    /// The first row.
    #[must_use]
    pub fn begin(&self, byte_order_mark: bool) -> String {
        let mut text = String::new();
        if byte_order_mark {
            text.push_str(BYTE_ORDER_MARK);
        }
        let headers = headers(&self.columns, &self.names);
        write_row(&mut text, headers.into_iter().map(Cell::Text));
        text
    }

    /// A row for each response.
    #[must_use]
    pub fn rows(&self, responses: &[StoredResponse]) -> String {
        let mut text = String::new();
        for response in responses {
            let cells = self.columns.iter();
            write_row(
                &mut text,
                cells.map(|column| column.cell(response, &self.names)),
            );
        }
        text
    }
}

/// A whole table.
#[must_use]
pub fn csv_table(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = String::new();
    for row in rows {
        write_row(&mut text, row.into_iter().map(Cell::Text));
    }
    text
}

fn write_row(text: &mut String, cells: impl Iterator<Item = Cell>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            text.push(',');
        }
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => text.push_str(&number.to_string()),
            Cell::Moment(ms) => {
                if let Ok(moment) = Timestamp::from_millisecond(ms) {
                    text.push_str(&moment.to_string());
                }
            }
            Cell::Text(value) => write_text(text, &value),
        }
    }
    text.push_str("\r\n");
}

fn write_text(text: &mut String, value: &str) {
    let formula = is_formula(value);
    let quoted = formula || value.contains([',', '"', '\r', '\n', ';', '\t']);
    if quoted {
        text.push('"');
    }
    if formula {
        text.push('\'');
    }
    for letter in value.chars() {
        if letter == '"' {
            text.push('"');
        }
        text.push(letter);
    }
    if quoted {
        text.push('"');
    }
}
