//! Workbooks (Office Open XML), written from the first byte to the last without going back, row after row: as much
//! memory for a million responses as for one.
//!
//! Texts are stored as texts, and those that a spreadsheet would take for formulas once they are typed anew are marked
//! to stay texts (`quotePrefix`), unchanged.

use super::cell::Cell;
use super::columns::{Column, Names, headers};
use crate::sheets::is_formula;
use crate::store::StoredResponse;
use rust_decimal::Decimal;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// The most rows of a sheet.
const MOST_ROWS: u32 = 1_048_576;
/// The most columns of a sheet.
pub(crate) const MOST_COLUMNS: usize = 16_384;
/// A file inside of the archive has fewer than 2^32 bytes.
const MOST_BYTES: u64 = 3_000_000_000;
/// The most characters of a cell, as UTF-16 counts them.
const LONGEST_TEXT: usize = 32_767;
/// The day before 1970 that days are counted from.
const EPOCH_DAYS: i64 = 25_569;
const DAY_MS: i64 = 86_400_000;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const MOMENT: u8 = 1;
const TEXT_AS_IT_IS: u8 = 2;
const HEADER: u8 = 3;

/// What was written and not taken yet.
#[derive(Debug, Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A workbook on its way.
pub struct Xlsx {
    archive: ZipWriter<StreamWriter<Written>>,
    written: Written,
    columns: Vec<Column>,
    names: Names,
    headers: Vec<String>,
    sheets: Vec<String>,
    /// Of the sheet that is open.
    rows: u32,
    bytes: u64,
}

impl Xlsx {
    /// Begins a workbook with a sheet of responses.
    ///
    /// # Errors
    /// Nothing but a defect of the archive's writer.
    pub fn new(columns: Vec<Column>, names: Names) -> io::Result<Self> {
        let written = Written::default();
        let headers = headers(&columns, &names);
        let mut workbook = Self {
            archive: ZipWriter::new_stream(written.clone()),
            written,
            columns,
            names,
            headers,
            sheets: Vec::new(),
            rows: 0,
            bytes: 0,
        };
        workbook.begin_answers()?;
        Ok(workbook)
    }

    /// What is written and was not taken yet.
    #[must_use]
    pub fn take(&self) -> Vec<u8> {
        self.written.take()
    }

    /// Writes a row for each response.
    ///
    /// # Errors
    /// Nothing but a defect of the archive's writer.
    pub fn rows(&mut self, responses: &[StoredResponse]) -> io::Result<()> {
        for response in responses {
            if self.rows >= MOST_ROWS || self.bytes >= MOST_BYTES {
                self.end_sheet()?;
                self.begin_answers()?;
            }
            let mut row = String::with_capacity(64 * self.columns.len());
            self.begin_row(&mut row);
            for (index, column) in self.columns.iter().enumerate() {
                write_cell(
                    &mut row,
                    index,
                    self.rows,
                    &column.cell(response, &self.names),
                    0,
                );
            }
            self.put_row(row)?;
        }
        Ok(())
    }

    /// Adds a sheet of texts, and ends the workbook.
    ///
    /// # Errors
    /// Nothing but a defect of the archive's writer.
    pub fn end(mut self, name: &str, table: &[Vec<String>]) -> io::Result<Vec<u8>> {
        self.end_sheet()?;
        self.begin_sheet(name)?;
        for (place, row) in table.iter().enumerate() {
            let style = if place == 0 { HEADER } else { 0 };
            self.text_row(row, style)?;
        }
        self.end_sheet()?;
        self.write_rest()?;
        self.archive.finish().map_err(io::Error::other)?;
        Ok(self.written.take())
    }

    fn begin_answers(&mut self) -> io::Result<()> {
        let name = match self.sheets.len() {
            0 => "Answers".to_owned(),
            before => format!("Answers {}", before + 1),
        };
        self.begin_sheet(&name)?;
        let headers = std::mem::take(&mut self.headers);
        let begun = self.text_row(&headers, HEADER);
        self.headers = headers;
        begun
    }

    fn begin_sheet(&mut self, name: &str) -> io::Result<()> {
        self.sheets.push(name.to_owned());
        (self.rows, self.bytes) = (0, 0);
        let file = format!("xl/worksheets/sheet{}.xml", self.sheets.len());
        self.begin_file(&file)?;
        let head = format!(
            "{DECLARATION}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\">\
             <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>\
             </sheetView></sheetViews><sheetData>"
        );
        self.archive.write_all(head.as_bytes())
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        self.archive.write_all(b"</sheetData></worksheet>")
    }

    fn begin_file(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(1));
        self.archive
            .start_file(name, options)
            .map_err(io::Error::other)
    }

    fn text_row(&mut self, texts: &[String], style: u8) -> io::Result<()> {
        let mut row = String::new();
        self.begin_row(&mut row);
        for (index, text) in texts.iter().take(MOST_COLUMNS).enumerate() {
            write_cell(&mut row, index, self.rows, &Cell::Text(text.clone()), style);
        }
        self.put_row(row)
    }

    fn begin_row(&mut self, row: &mut String) {
        self.rows += 1;
        let _ = write!(row, "<row r=\"{}\">", self.rows);
    }

    fn put_row(&mut self, mut row: String) -> io::Result<()> {
        row.push_str("</row>");
        self.bytes += row.len() as u64;
        self.archive.write_all(row.as_bytes())
    }

    /// What names the sheets and says how cells look.
    fn write_rest(&mut self) -> io::Result<()> {
        let (mut types, mut sheets, mut relations) = (String::new(), String::new(), String::new());
        for (index, name) in self.sheets.iter().enumerate() {
            let number = index + 1;
            let _ = write!(
                types,
                "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
            );
            let mut shown = String::new();
            escape(&mut shown, name);
            let _ = write!(
                sheets,
                "<sheet name=\"{shown}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>"
            );
            let _ = write!(
                relations,
                "<Relationship Id=\"rId{number}\" Type=\"{DOCUMENT}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            );
        }
        let styles = self.sheets.len() + 1;
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{styles}\" Type=\"{DOCUMENT}/styles\" Target=\"styles.xml\"/>"
        );
        let files = [
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOCUMENT}\"><sheets>{sheets}</sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>"
                ),
            ),
            ("xl/styles.xml", styles_xml()),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{DOCUMENT}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>{types}</Types>"
                ),
            ),
        ];
        for (name, text) in files {
            self.begin_file(name)?;
            self.archive.write_all(DECLARATION.as_bytes())?;
            self.archive.write_all(text.as_bytes())?;
        }
        Ok(())
    }
}

fn styles_xml() -> String {
    format!(
        "<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts>\
         <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
         <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
         <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
         <cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
         <xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
         <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" quotePrefix=\"1\" applyNumberFormat=\"1\"/>\
         <xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/></cellXfs></styleSheet>"
    )
}

fn write_cell(row: &mut String, index: usize, number: u32, cell: &Cell, style: u8) {
    let place = || format!("{}{number}", letters(index));
    match cell {
        Cell::Empty => {}
        Cell::Number(value) if is_exact(*value) => {
            let _ = write!(row, "<c r=\"{}\"><v>{value}</v></c>", place());
        }
        Cell::Number(value) => write_text(row, &place(), &value.to_string(), style),
        Cell::Moment(ms) => {
            let days = ms.div_euclid(DAY_MS) + EPOCH_DAYS;
            let part = Decimal::from(ms.rem_euclid(DAY_MS)) / Decimal::from(DAY_MS);
            let value = (Decimal::from(days) + part).round_dp(10);
            let _ = write!(
                row,
                "<c r=\"{}\" s=\"{MOMENT}\"><v>{value}</v></c>",
                place()
            );
        }
        Cell::Text(text) => write_text(row, &place(), text, style),
    }
}

fn write_text(row: &mut String, place: &str, text: &str, style: u8) {
    let style = match is_formula(text) {
        true => TEXT_AS_IT_IS,
        false => style,
    };
    let _ = write!(
        row,
        "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
    );
    escape(row, text);
    row.push_str("</t></is></c>");
}

/// Whether a spreadsheet, which counts in floats, keeps all digits of a number.
fn is_exact(number: Decimal) -> bool {
    number.normalize().mantissa().unsigned_abs() < 1_000_000_000_000_000
}

/// The name of a column: A, B, … Z, AA.
fn letters(mut index: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (index % 26) as u8);
        match index / 26 {
            0 => break,
            rest => index = rest - 1,
        }
    }
    letters
        .iter()
        .rev()
        .map(|letter| char::from(*letter))
        .collect()
}

/// A text as XML, as long as a cell may be, without what XML knows no sign for.
fn escape(xml: &mut String, text: &str) {
    let mut length = 0;
    for (place, letter) in text.char_indices() {
        length += letter.len_utf16();
        if length > LONGEST_TEXT {
            break;
        }
        match letter {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\r' => xml.push_str("&#13;"),
            // A spreadsheet reads `_x0041_` as a letter.
            '_' if text[place..].starts_with("_x") => xml.push_str("_x005F_"),
            '\t' | '\n' => xml.push(letter),
            letter if letter < ' ' || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => xml.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let names = [0, 25, 26, 51, 52, 701, 702, 16_383].map(letters);
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn a_text_is_cut_where_a_cell_ends_and_says_nothing_that_xml_cannot() {
        let mut xml = String::new();
        escape(&mut xml, "a\u{0}<b>&_x0041_");
        assert_eq!(xml, "a&lt;b&gt;&amp;_x005F_x0041_");
        let mut long = String::new();
        escape(&mut long, &"💚".repeat(20_000));
        assert_eq!(long.encode_utf16().count(), LONGEST_TEXT - 1);
    }
}
