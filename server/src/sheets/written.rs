//! Tables as files: no cell of them is a formula.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Whether a spreadsheet program takes a text that begins like this for a formula: full-width signs count, too.
#[must_use]
pub fn is_formula(text: &str) -> bool {
    text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

/// A cell that no spreadsheet program takes for a formula: one that begins like one gets an apostrophe before.
#[must_use]
pub fn neutral(cell: &str) -> Cow<'_, str> {
    match is_formula(cell) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

/// Rows as CSV in UTF-8, with the mark by which Excel knows it.
#[must_use]
pub fn to_csv(delimiter: char, rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                text.push(delimiter);
            }
            let cell = neutral(cell);
            match cell.contains([delimiter, '"', '\n', '\r', ' ']) {
                true => {
                    let _ = write!(text, "\"{}\"", cell.replace('"', "\"\""));
                }
                false => text.push_str(&cell),
            }
        }
        text.push_str("\r\n");
    }
    text.into_bytes()
}

const TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
</Types>";
const PACKAGE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
</Relationships>";
const SHEETS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
</Relationships>";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Rows as a workbook of one sheet, every cell a text.
#[must_use]
pub fn to_xlsx(title: &str, rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>");
    let title: String = title
        .chars()
        .filter(|c| !"[]:*?/\\".contains(*c))
        .take(31)
        .collect();
    let _ = write!(
        book,
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"{}\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        xml(&title)
    );
    let mut sheet = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>");
    let _ = write!(sheet, "<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for row in rows {
        sheet.push_str("<row>");
        for cell in row {
            let cell = xml(&neutral(cell));
            let _ = write!(
                sheet,
                "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{cell}</t></is></c>"
            );
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", PACKAGE),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", SHEETS),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        let written = archive.start_file(name, options);
        written.expect("names are short and each there once");
        let written = archive.write_all(text.as_bytes());
        written.expect("memory takes what it is given");
    }
    let finished = archive.finish().expect("memory takes what it is given");
    finished.into_inner()
}

/// A text as the content of an XML element. Characters that XML has no way to write are left out.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+48 600 700 800", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(neutral(cell), format!("'{cell}"));
        }
        for cell in ["", "a=b", "'=1", "https://sonda.example/s/x"] {
            assert_eq!(neutral(cell), cell);
        }
        let rows = [vec!["=HYPERLINK(\"x\";\"y\")".to_owned(), "b".to_owned()]];
        let csv = String::from_utf8(to_csv(';', &rows)).unwrap();
        assert_eq!(csv, "\u{feff}\"'=HYPERLINK(\"\"x\"\";\"\"y\"\")\";b\r\n");
    }
}
