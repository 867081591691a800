//! Workbooks written for tests.

use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workbook of sheets; a sheet is text with a line for each row and `|` between cells.
pub(crate) fn book(sheets: &[(&str, &str)]) -> Vec<u8> {
    let sheets: Vec<(String, String)> = sheets
        .iter()
        .map(|(name, text)| ((*name).to_owned(), worksheet(text)))
        .collect();
    package(&sheets)
}

/// A workbook of sheets with their XML.
pub(crate) fn package(sheets: &[(String, String)]) -> Vec<u8> {
    let mut listed = String::new();
    let mut relations = String::new();
    for (number, (name, _)) in (1..).zip(sheets) {
        listed.push_str(&format!(
            r#"<sheet name="{}" sheetId="{number}" r:id="rId{number}"/>"#,
            escaped(name)
        ));
        relations.push_str(&format!(
            r#"<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        ));
    }
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            content_types(sheets.len()),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(r#"<Relationships xmlns="{PACKAGE}">{relations}</Relationships>"#),
        ),
    ];
    for (number, (_, xml)) in (1..).zip(sheets) {
        parts.push((format!("xl/worksheets/sheet{number}.xml"), xml.clone()));
    }
    zip(&parts)
}

/// A ZIP file of parts.
pub(crate) fn zip(parts: &[(String, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A sheet as XML.
pub(crate) fn worksheet(text: &str) -> String {
    let mut rows = String::new();
    for (number, line) in (1..).zip(text.trim_matches('\n').lines()) {
        rows.push_str(&format!(r#"<row r="{number}">"#));
        for (column, cell) in ('A'..='Z').zip(line.split('|')) {
            let cell = cell.trim();
            if !cell.is_empty() {
                rows.push_str(&format!(
                    r#"<c r="{column}{number}" t="inlineStr"><is><t>{}</t></is></c>"#,
                    escaped(cell)
                ));
            }
        }
        rows.push_str("</row>");
    }
    format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#)
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

fn content_types(sheets: usize) -> String {
    let main = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let sheets: String = (1..=sheets)
        .map(|number| format!(r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{main}.worksheet+xml"/>"#))
        .collect();
    format!(
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>{sheets}</Types>"#
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
