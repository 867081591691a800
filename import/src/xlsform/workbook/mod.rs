//! Reads spreadsheets: the texts of their cells, within bounds.
//!
//! Written for files of strangers. What takes memory is counted before it is taken, whatever a file says of itself;
//! other readers believe a sheet's dimensions, and a file of two kilobytes makes them ask for gigabytes.

mod biff_text;
mod date;
mod xls;
mod xlsx;
mod xml;

use std::collections::BTreeMap;
use std::fmt;

/// The largest file, in bytes.
const MOST_BYTES: usize = 16_000_000;

/// The most bytes that the parts of a workbook may have once unpacked, together.
const MOST_UNPACKED: usize = 64_000_000;

/// The most cells with something in them, in all sheets that are read.
const MOST_CELLS: usize = 200_000;

/// The most bytes of text in all cells.
const MOST_TEXT: usize = 16_000_000;

/// The most sheets.
const MOST_SHEETS: usize = 200;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkbookError(String);

impl WorkbookError {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    /// A fault in a part of the file.
    fn broken(what: &str, why: impl fmt::Display) -> Self {
        Self(format!("the file is damaged: {what}: {why}"))
    }
}

impl fmt::Display for WorkbookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WorkbookError {}

/// A sheet: its cells with text, by row and column from 0.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) rows: BTreeMap<u32, BTreeMap<u32, String>>,
}

/// The sheets of a workbook in their order; those that nobody asked for are without cells.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Workbook {
    pub(super) sheets: Vec<Sheet>,
}

impl Workbook {
    /// Reads a workbook, old or new; of the sheets those whose lower-case names are `wanted`.
    pub(super) fn read(bytes: &[u8], wanted: &[&str]) -> Result<Self, WorkbookError> {
        Self::read_wanted(bytes, Wanted::Named(wanted))
    }

    fn read_wanted(bytes: &[u8], wanted: Wanted<'_>) -> Result<Self, WorkbookError> {
        if bytes.len() > MOST_BYTES {
            let reason = format!("the file has more than {MOST_BYTES} bytes");
            return Err(WorkbookError::new(reason));
        }
        let mut filling = Filling {
            workbook: Self::default(),
            wanted,
            cells: 0,
            text: 0,
        };
        if bytes.starts_with(b"PK\x03\x04") {
            xlsx::read(bytes, &mut filling)?;
        } else if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            xls::read(bytes, &mut filling)?;
        } else {
            return Err(WorkbookError::new(
                "this is not a workbook: an .xlsx or .xls file is needed",
            ));
        }
        Ok(filling.workbook)
    }

    /// The sheet of that name, in any case.
    pub(super) fn sheet(&self, name: &str) -> Option<&Sheet> {
        let mut sheets = self.sheets.iter();
        sheets.find(|sheet| sheet.name.trim().eq_ignore_ascii_case(name))
    }
}

/// Whose cells are read.
#[derive(Debug, Clone, Copy)]
enum Wanted<'w> {
    /// Sheets of these lower-case names.
    Named(&'w [&'w str]),
    /// The first sheet.
    First,
}

/// The first sheet of a workbook, old or new: the texts of its cells, by row and column from 0.
///
/// # Errors
/// A file that is no workbook, is damaged, or is larger than is read.
pub fn first_sheet(bytes: &[u8]) -> Result<BTreeMap<u32, BTreeMap<u32, String>>, WorkbookError> {
    let workbook = Workbook::read_wanted(bytes, Wanted::First)?;
    let first = workbook.sheets.into_iter().next();
    Ok(first.map(|sheet| sheet.rows).unwrap_or_default())
}

/// A workbook that is being read, with what it has taken so far.
struct Filling<'w> {
    workbook: Workbook,
    wanted: Wanted<'w>,
    cells: usize,
    text: usize,
}

impl Filling<'_> {
    /// Begins a sheet; whether its cells are wanted.
    fn sheet(&mut self, name: String) -> Result<bool, WorkbookError> {
        if self.workbook.sheets.len() == MOST_SHEETS {
            let reason = format!("the workbook has more than {MOST_SHEETS} sheets");
            return Err(WorkbookError::new(reason));
        }
        let wanted = match self.wanted {
            Wanted::Named(names) => names
                .iter()
                .any(|wanted| name.trim().eq_ignore_ascii_case(wanted)),
            Wanted::First => self.workbook.sheets.is_empty(),
        };
        self.workbook.sheets.push(Sheet {
            name,
            rows: BTreeMap::new(),
        });
        Ok(wanted)
    }

    /// Puts a text into a cell of the sheet begun last.
    fn cell(&mut self, row: u32, column: u32, text: &str) -> Result<(), WorkbookError> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let Some(sheet) = self.workbook.sheets.last_mut().filter(|_| !text.is_empty()) else {
            return Ok(());
        };
        self.cells += 1;
        self.text += text.len();
        if self.cells > MOST_CELLS || self.text > MOST_TEXT {
            return Err(WorkbookError::new(format!(
                "{}: the workbook is too large: at most {MOST_CELLS} cells and {MOST_TEXT} bytes of text are read",
                cell_name(&sheet.name, row, column)
            )));
        }
        let row = sheet.rows.entry(row).or_default();
        row.insert(column, text.to_owned());
        Ok(())
    }
}

/// The name of a cell as spreadsheets show it, such as `survey!C5`; row and column count from 0.
pub(super) fn cell_name(sheet: &str, row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        left -= 1;
        letters.insert(0, char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    let letters: String = letters.into_iter().collect();
    format!("{sheet}!{letters}{}", u64::from(row) + 1)
}

/// A number as a spreadsheet shows it: whole ones without a point.
fn number_text(number: f64) -> String {
    if number.is_finite() && number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

fn truth_text(truth: bool) -> &'static str {
    if truth { "TRUE" } else { "FALSE" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        assert_eq!(cell_name("survey", 4, 2), "survey!C5");
        assert_eq!(cell_name("survey", 0, 25), "survey!Z1");
        assert_eq!(cell_name("survey", 0, 26), "survey!AA1");
        assert_eq!(cell_name("survey", 1_048_575, 16_383), "survey!XFD1048576");
    }

    #[test]
    fn whole_numbers_are_without_a_point() {
        assert_eq!(number_text(18.0), "18");
        assert_eq!(number_text(-0.5), "-0.5");
        assert_eq!(number_text(18.31), "18.31");
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        for bytes in [
            &b""[..],
            b"PK",
            b"type,name\n",
            b"{}",
            b"PK\x03\x04",
            &[0xD0, 0xCF, 0x11, 0xE0],
        ] {
            assert!(Workbook::read(bytes, &["survey"]).is_err());
        }
        let large = vec![b' '; MOST_BYTES + 1];
        let error = Workbook::read(&large, &[]).unwrap_err().to_string();
        assert!(error.contains("more than"), "{error}");
    }
}
