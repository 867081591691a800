//! Workbooks since Excel 2007: XML in a ZIP file (ECMA-376).

use super::date::{date_text, is_built_in_date, is_date_format};
use super::xml::{attribute, broken, push_reference, push_text};
use super::{Filling, MOST_UNPACKED, WorkbookError, number_text, truth_text};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The parts of a workbook.
struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// How many bytes may still be unpacked.
    left: usize,
}

impl Package<'_> {
    /// A part as text, if it is there.
    fn part(&mut self, name: &str) -> Result<Option<String>, WorkbookError> {
        let Ok(file) = self.archive.by_name(name) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        // Counted while it is unpacked: what the file says of its size may be wrong.
        let limit = self.left as u64 + 1;
        file.take(limit)
            .read_to_end(&mut bytes)
            .map_err(|error| WorkbookError::broken(name, error))?;
        let Some(left) = self.left.checked_sub(bytes.len()) else {
            return Err(WorkbookError::new(format!(
                "{name}: the workbook is too large: it has more than {MOST_UNPACKED} bytes once unpacked"
            )));
        };
        self.left = left;
        let text = String::from_utf8(bytes).map_err(|error| WorkbookError::broken(name, error))?;
        Ok(Some(text))
    }

    fn needed(&mut self, name: &str) -> Result<String, WorkbookError> {
        let part = self.part(name)?;
        part.ok_or_else(|| WorkbookError::new(format!("this is not a workbook: it has no {name}")))
    }
}

/// What cells refer to.
struct Shared {
    strings: Vec<String>,
    /// Whether the cells of a style show dates.
    dates: Vec<bool>,
    from_1904: bool,
}

pub(super) fn read(bytes: &[u8], filling: &mut Filling<'_>) -> Result<(), WorkbookError> {
    let archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| WorkbookError::broken("the ZIP file", error))?;
    let mut package = Package {
        archive,
        left: MOST_UNPACKED,
    };
    let relations = package.part("_rels/.rels")?.unwrap_or_default();
    let relations = relations_of("_rels/.rels", &relations)?;
    let main = relations.iter().find(|one| one.kind == "officeDocument");
    let main = main.map_or("xl/workbook.xml", |one| one.target.trim_start_matches('/'));
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
    let resolved = |target: &str| match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let text = package.needed(main)?;
    let (sheets, from_1904) = sheets_of(main, &text)?;
    let name = resolved(&format!("_rels/{file}.rels"));
    let text = package.needed(&name)?;
    let relations = relations_of(&name, &text)?;
    let mut shared = Shared {
        strings: Vec::new(),
        dates: Vec::new(),
        from_1904,
    };
    for relation in &relations {
        let name = resolved(&relation.target);
        match relation.kind.as_str() {
            "sharedStrings" => {
                if let Some(text) = package.part(&name)? {
                    shared.strings = strings_of(&name, &text)?;
                }
            }
            "styles" => {
                if let Some(text) = package.part(&name)? {
                    shared.dates = dates_of(&name, &text)?;
                }
            }
            _ => {}
        }
    }
    for (name, relation) in sheets {
        if !filling.sheet(name)? {
            continue;
        }
        let target = relations.iter().find(|one| one.id == relation);
        if let Some(target) = target.filter(|one| one.kind == "worksheet") {
            let name = resolved(&target.target);
            let text = package.needed(&name)?;
            cells(&name, &text, &shared, filling)?;
        }
    }
    Ok(())
}

struct Relation {
    id: String,
    /// The last segment of its type.
    kind: String,
    target: String,
}

fn relations_of(part: &str, text: &str) -> Result<Vec<Relation>, WorkbookError> {
    let mut relations = Vec::new();
    each_element(part, text, |element| {
        if element.local_name().as_ref() == "Relationship" {
            let kind = attribute(element, "Type").unwrap_or_default();
            relations.push(Relation {
                id: attribute(element, "Id").unwrap_or_default(),
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: attribute(element, "Target").unwrap_or_default(),
            });
        }
    })?;
    Ok(relations)
}

type Sheets = Vec<(String, String)>;

/// The sheets with their relations, and whether days are counted from 1904.
fn sheets_of(part: &str, text: &str) -> Result<(Sheets, bool), WorkbookError> {
    let mut sheets = Vec::new();
    let mut from_1904 = false;
    each_element(part, text, |element| match element.local_name().as_ref() {
        "sheet" => {
            let name = attribute(element, "name").unwrap_or_default();
            sheets.push((name, attribute(element, "id").unwrap_or_default()));
        }
        "workbookPr" => {
            let value = attribute(element, "date1904");
            from_1904 = matches!(value.as_deref(), Some("1" | "true"));
        }
        _ => {}
    })?;
    Ok((sheets, from_1904))
}

/// Which styles of cells show dates.
fn dates_of(part: &str, text: &str) -> Result<Vec<bool>, WorkbookError> {
    let mut formats = BTreeMap::new();
    let mut dates = Vec::new();
    let mut inside = false;
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|error| broken(part, &error))? {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse::<u16>().ok());
                    let code = attribute(&element, "formatCode").unwrap_or_default();
                    if let Some(id) = id {
                        formats.insert(id, is_date_format(&code));
                    }
                }
                "cellXfs" => inside = true,
                "xf" if inside => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse::<u16>().ok());
                    let id = id.unwrap_or_default();
                    let own = formats.get(&id).copied();
                    dates.push(own.unwrap_or_else(|| is_built_in_date(id)));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => inside = false,
            Event::Eof => return Ok(dates),
            _ => {}
        }
    }
}

fn each_element(
    part: &str,
    text: &str,
    mut visit: impl FnMut(&BytesStart<'_>),
) -> Result<(), WorkbookError> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|error| broken(part, &error))? {
            Event::Start(element) | Event::Empty(element) => visit(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The strings that cells share.
fn strings_of(part: &str, text: &str) -> Result<Vec<String>, WorkbookError> {
    let mut strings = Vec::new();
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|error| broken(part, &error))? {
            Event::Start(element) if element.local_name().as_ref() == "si" => {
                strings.push(string(part, &mut reader, "si")?);
            }
            Event::Empty(element) if element.local_name().as_ref() == "si" => {
                strings.push(String::new());
            }
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// The text inside an element that was just begun: its `t`s, without those that say how to pronounce it.
fn string(part: &str, reader: &mut Reader<&[u8]>, end: &str) -> Result<String, WorkbookError> {
    let mut text = String::new();
    let (mut inside, mut aloud) = (false, false);
    loop {
        match reader.read_event().map_err(|error| broken(part, &error))? {
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => inside = true,
                "rPh" => aloud = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "t" => inside = false,
                "rPh" => aloud = false,
                name if name == end => return Ok(text),
                _ => {}
            },
            Event::Text(event) if inside && !aloud => push_text(&mut text, &event),
            Event::CData(event) if inside && !aloud => text.push_str(&event.xml10_content()),
            Event::GeneralRef(event) if inside && !aloud => push_reference(&mut text, &event),
            Event::Eof => return Err(WorkbookError::broken(part, "it ends in the middle")),
            _ => {}
        }
    }
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    row: u32,
    column: u32,
    kind: String,
    style: usize,
    value: String,
}

fn cells(
    part: &str,
    text: &str,
    shared: &Shared,
    filling: &mut Filling<'_>,
) -> Result<(), WorkbookError> {
    let mut reader = Reader::from_str(text);
    let mut row = 0;
    let mut column = 0;
    let mut cell = Cell::default();
    let mut in_value = false;
    loop {
        match reader.read_event().map_err(|error| broken(part, &error))? {
            Event::Start(element) => match element.local_name().as_ref() {
                "row" => {
                    let number = attribute(&element, "r").and_then(|number| number.parse().ok());
                    // Rows count from 1; one without a number follows the one before.
                    row = number.unwrap_or(row).max(1);
                    column = 0;
                }
                "c" => {
                    cell = cell_of(&element, row, column);
                    column = cell.column.saturating_add(1);
                }
                "v" => in_value = true,
                "is" => cell.value = string(part, &mut reader, "is")?,
                _ => {}
            },
            Event::Empty(element) if element.local_name().as_ref() == "c" => {
                column = cell_of(&element, row, column).column.saturating_add(1);
            }
            Event::Empty(element) if element.local_name().as_ref() == "row" => {
                row = row.saturating_add(1);
            }
            Event::Text(event) if in_value => push_text(&mut cell.value, &event),
            Event::CData(event) if in_value => cell.value.push_str(&event.xml10_content()),
            Event::GeneralRef(event) if in_value => push_reference(&mut cell.value, &event),
            Event::End(element) => match element.local_name().as_ref() {
                "v" => in_value = false,
                "c" => {
                    let cell = std::mem::take(&mut cell);
                    match cell.kind.as_str() {
                        "s" => {
                            let index = cell.value.trim().parse::<usize>().ok();
                            let text = index.and_then(|index| shared.strings.get(index));
                            let text = text.map(String::as_str).unwrap_or_default();
                            filling.cell(cell.row, cell.column, text)?;
                        }
                        "b" => {
                            let text = truth_text(cell.value.trim() == "1");
                            filling.cell(cell.row, cell.column, text)?;
                        }
                        "str" | "inlineStr" | "e" | "d" => {
                            filling.cell(cell.row, cell.column, &cell.value)?;
                        }
                        _ => filling.cell(cell.row, cell.column, &number(&cell, shared))?,
                    }
                }
                "row" => row = row.saturating_add(1),
                "sheetData" => return Ok(()),
                _ => {}
            },
            Event::Eof => return Err(WorkbookError::broken(part, "it ends in the middle")),
            _ => {}
        }
    }
}

fn cell_of(element: &BytesStart<'_>, row: u32, column: u32) -> Cell {
    let place = attribute(element, "r").and_then(|name| place_of(&name));
    let (row, column) = place.unwrap_or((row.saturating_sub(1), column));
    let style = attribute(element, "s").and_then(|style| style.parse().ok());
    Cell {
        row,
        column,
        kind: attribute(element, "t").unwrap_or_default(),
        style: style.unwrap_or_default(),
        value: String::new(),
    }
}

/// The row and column of `C5`, from 0.
fn place_of(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = name[..letters].bytes().fold(0, |column, letter| {
        column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row = name[letters..].parse::<u32>().ok()?.checked_sub(1)?;
    Some((row, column - 1))
}

fn number(cell: &Cell, shared: &Shared) -> String {
    let Ok(number) = cell.value.trim().parse::<f64>() else {
        return cell.value.clone();
    };
    let date = shared.dates.get(cell.style).copied().unwrap_or_default();
    let date = date.then(|| date_text(number, shared.from_1904)).flatten();
    date.unwrap_or_else(|| number_text(number))
}
