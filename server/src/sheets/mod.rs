//! Tables of people: read from CSV and workbooks within bounds, and written.
//!
//! Files come from anywhere. What they take of memory is counted before it is taken; a workbook is unpacked under the
//! bounds of the importer.

mod delimited;
mod encoding;
mod written;

pub use encoding::Encoding;
pub use written::{is_formula, neutral, to_csv, to_xlsx};

use serde::{Deserialize, Serialize};

/// The largest file, in bytes.
pub const MOST_BYTES: usize = 8_000_000;
/// The most rows with something in them.
pub const MOST_ROWS: usize = 20_000;
/// The most columns.
pub const MOST_COLUMNS: usize = 100;
/// The most characters of a cell.
pub const LONGEST_CELL: usize = 2_000;

/// What kind of file a table came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with a delimiter between cells.
    Csv,
    /// A workbook of a spreadsheet program; its first sheet is read.
    Workbook,
}

/// A row with the number that spreadsheets and editors show beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number, the first being 1.
    pub number: u32,
    /// Its cells, trimmed, as many as the widest row has.
    pub cells: Vec<String>,
}

/// A table that was read. Rows without any text are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it came in.
    pub format: Format,
    /// How its text is encoded; absent in a workbook.
    pub encoding: Option<Encoding>,
    /// What stands between its cells; absent in a workbook.
    pub delimiter: Option<char>,
    /// Its rows.
    pub rows: Vec<SheetRow>,
    /// How many columns it has.
    pub columns: usize,
}

/// What is known of a file beforehand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints {
    /// How its text is encoded.
    pub encoding: Option<Encoding>,
    /// What stands between its cells.
    pub delimiter: Option<char>,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// It has too many bytes.
    #[error("the file has more than {MOST_BYTES} bytes")]
    TooLarge,
    /// It has too many rows.
    #[error("the table has more than {MOST_ROWS} rows: split it")]
    TooManyRows,
    /// It has too many columns.
    #[error("row {0} has more than {MOST_COLUMNS} columns")]
    TooManyColumns(u32),
    /// A cell has too many characters.
    #[error("row {row}, column {column}: the cell has more than {LONGEST_CELL} characters")]
    CellTooLong {
        /// The row's number.
        row: u32,
        /// The column's number, the first being 1.
        column: usize,
    },
    /// There is nothing in it.
    #[error("there is no text in the table")]
    Empty,
    /// It is no workbook, or a damaged one.
    #[error("{0}")]
    Workbook(String),
}

/// Reads a table, whatever it came in.
///
/// # Errors
/// A file that is too large, empty, or damaged.
pub fn read_sheet(bytes: &[u8], hints: Hints) -> Result<Sheet, SheetError> {
    if bytes.len() > MOST_BYTES {
        return Err(SheetError::TooLarge);
    }
    let is_workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
    let mut sheet = match is_workbook {
        true => read_workbook(bytes)?,
        false => {
            let (text, encoding) = encoding::decode(bytes, hints.encoding);
            delimited::read(&text, encoding, hints.delimiter)?
        }
    };
    if sheet.rows.is_empty() {
        return Err(SheetError::Empty);
    }
    for row in &mut sheet.rows {
        row.cells.resize(sheet.columns, String::new());
    }
    Ok(sheet)
}

fn read_workbook(bytes: &[u8]) -> Result<Sheet, SheetError> {
    let rows = sonda_import::first_sheet(bytes);
    let rows = rows.map_err(|error| SheetError::Workbook(error.to_string()))?;
    let mut filling = Filling::default();
    for (row, cells) in rows {
        let number = row.saturating_add(1);
        let last = cells.keys().next_back().copied().unwrap_or_default() as usize;
        if last >= MOST_COLUMNS {
            return Err(SheetError::TooManyColumns(number));
        }
        let mut texts = vec![String::new(); last + 1];
        for (column, text) in cells {
            texts[column as usize] = text;
        }
        filling.add(number, texts)?;
    }
    Ok(Sheet {
        format: Format::Workbook,
        encoding: None,
        delimiter: None,
        rows: filling.rows,
        columns: filling.columns,
    })
}

/// Rows as they come, within bounds.
#[derive(Debug, Default)]
struct Filling {
    rows: Vec<SheetRow>,
    columns: usize,
}

impl Filling {
    fn add(&mut self, number: u32, mut cells: Vec<String>) -> Result<(), SheetError> {
        for cell in &mut cells {
            let text = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            if text.len() != cell.len() {
                *cell = text.to_owned();
            }
        }
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if self.rows.len() == MOST_ROWS + 1 {
            return Err(SheetError::TooManyRows);
        }
        if cells.len() > MOST_COLUMNS {
            return Err(SheetError::TooManyColumns(number));
        }
        let is_long =
            |cell: &String| cell.len() > LONGEST_CELL && cell.chars().count() > LONGEST_CELL;
        if let Some(column) = cells.iter().position(is_long) {
            let column = column + 1;
            return Err(SheetError::CellTooLong {
                row: number,
                column,
            });
        }
        self.columns = self.columns.max(cells.len());
        self.rows.push(SheetRow { number, cells });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let sheet = read_sheet(bytes, Hints::default()).unwrap();
        sheet.rows.into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn what_was_written_as_a_workbook_is_read_again() {
        let rows = vec![
            vec!["e-mail".to_owned(), "name".to_owned()],
            vec!["a@example.com".to_owned(), "Żaneta <Ж> & co".to_owned()],
        ];
        let bytes = to_xlsx("Links", &rows);
        let sheet = read_sheet(&bytes, Hints::default()).unwrap();
        assert_eq!(sheet.format, Format::Workbook);
        assert_eq!(sheet.rows[1].number, 2);
        assert_eq!(cells(&bytes), rows);
    }

    #[test]
    fn rows_keep_their_numbers_where_others_are_empty() {
        let sheet = read_sheet(b"a,b\n\n,\n c ,d\n", Hints::default()).unwrap();
        let numbers: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 4]);
        assert_eq!(sheet.rows[1].cells, ["c", "d"]);
    }

    #[test]
    fn files_beyond_the_bounds_are_refused() {
        let refused = |bytes: &[u8]| read_sheet(bytes, Hints::default()).unwrap_err();
        assert_eq!(refused(&vec![b'a'; MOST_BYTES + 1]), SheetError::TooLarge);
        assert_eq!(refused(b" \n;;\n"), SheetError::Empty);
        assert_eq!(
            refused(&b"a\n".repeat(MOST_ROWS + 2)),
            SheetError::TooManyRows
        );
        let wide = b"a,".repeat(MOST_COLUMNS + 1);
        let wide = [&wide[..], b"b"].concat();
        assert_eq!(refused(&wide), SheetError::TooManyColumns(1));
        let long = format!("x;{}", "y".repeat(LONGEST_CELL + 1));
        let fault = SheetError::CellTooLong { row: 1, column: 2 };
        assert_eq!(refused(long.as_bytes()), fault);
        for damaged in [&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"] {
            assert!(matches!(refused(damaged), SheetError::Workbook(_)));
        }
    }

    #[test]
    fn a_workbook_that_unpacks_without_end_is_refused() {
        use std::io::Write;
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("_rels/.rels", options).unwrap();
        archive.write_all(&vec![b' '; 65_000_000]).unwrap();
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 100_000, "it is packed well");
        let error = read_sheet(&bytes, Hints::default()).unwrap_err();
        assert!(error.to_string().contains("too large"), "{error}");
    }
}
