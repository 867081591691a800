//! Workbooks of Excel 97 to 2003: binary records in a compound file (MS-XLS, BIFF8).

use super::biff_text::{Strings, short_text_at, text_at, u16_at, u32_at};
use super::date::{date_text, is_built_in_date, is_date_format};
use super::{Filling, WorkbookError, number_text, truth_text};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;
const FORMULA: u16 = 0x0006;
const STRING: u16 = 0x0207;

pub(super) fn read(bytes: &[u8], filling: &mut Filling<'_>) -> Result<(), WorkbookError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes))
        .map_err(|error| WorkbookError::broken("the compound file", error))?;
    if !file.is_stream("/Workbook") {
        let reason = if file.is_stream("/Book") {
            "the workbook is older than Excel 97: save it as .xlsx"
        } else {
            "this is not a workbook: it has no stream `Workbook`"
        };
        return Err(WorkbookError::new(reason));
    }
    let mut stream = Vec::new();
    // A stream is made of sectors of the file, and so not larger.
    file.open_stream("/Workbook")
        .and_then(|found| found.take(bytes.len() as u64).read_to_end(&mut stream))
        .map_err(|error| WorkbookError::broken("the stream `Workbook`", error))?;
    let globals = Globals::read(&stream)?;
    for (name, start) in &globals.sheets {
        if filling.sheet(name.clone())? {
            cells(
                name,
                stream.get(*start..).unwrap_or_default(),
                &globals,
                filling,
            )?;
        }
    }
    Ok(())
}

/// One record: its type, and its data.
struct Record<'s> {
    kind: u16,
    data: &'s [u8],
}

/// The records of a stream. One that is cut off ends them.
struct Records<'s>(&'s [u8]);

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let (head, rest) = self.0.split_at_checked(4)?;
        let length = usize::from(u16_at(head, 2)?);
        let (data, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        let kind = u16_at(head, 0)?;
        Some(Record { kind, data })
    }
}

impl<'s> Records<'s> {
    /// The records that continue the one before.
    fn continuations(&mut self) -> Vec<&'s [u8]> {
        let mut parts = Vec::new();
        loop {
            let rest = self.0;
            match self.next() {
                Some(record) if record.kind == CONTINUE => parts.push(record.data),
                _ => {
                    self.0 = rest;
                    return parts;
                }
            }
        }
    }
}

fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    let bytes = data.get(at..at + 8)?;
    bytes.try_into().ok().map(f64::from_le_bytes)
}

/// What the first part of a workbook says of it all.
#[derive(Default)]
struct Globals {
    /// The sheets, each with where it begins in the stream.
    sheets: Vec<(String, usize)>,
    strings: Vec<String>,
    /// The number format of each style.
    styles: Vec<u16>,
    formats: BTreeMap<u16, bool>,
    from_1904: bool,
}

impl Globals {
    fn read(stream: &[u8]) -> Result<Self, WorkbookError> {
        let mut globals = Self::default();
        let mut records = Records(stream);
        while let Some(Record { kind, data }) = records.next() {
            match kind {
                BOF if u16_at(data, 0) != Some(0x0600) => {
                    return Err(WorkbookError::new(
                        "the workbook is older than Excel 97: save it as .xlsx",
                    ));
                }
                0x002F => {
                    return Err(WorkbookError::new(
                        "the workbook is protected by a password",
                    ));
                }
                0x0022 => globals.from_1904 = u16_at(data, 0) == Some(1),
                0x041E => {
                    if let (Some(id), Some(text)) = (u16_at(data, 0), text_at(data, 2)) {
                        globals.formats.insert(id, is_date_format(&text));
                    }
                }
                0x00E0 => globals.styles.push(u16_at(data, 2).unwrap_or_default()),
                0x0085 => {
                    let start = u32_at(data, 0).unwrap_or(u32::MAX);
                    let worksheet = data.get(5) == Some(&0);
                    let name = short_text_at(data, 6);
                    if let (Some(name), true) = (name, worksheet) {
                        globals.sheets.push((name, start as usize));
                    }
                }
                0x00FC => {
                    let mut parts = vec![data.get(8..).unwrap_or_default()];
                    parts.extend(records.continuations());
                    globals.strings = Strings { parts, at: 0 }.read();
                }
                EOF => break,
                _ => {}
            }
        }
        Ok(globals)
    }

    fn number(&self, number: f64, style: Option<u16>) -> String {
        let style = style.and_then(|style| self.styles.get(usize::from(style)));
        let date = style.is_some_and(|format| match self.formats.get(format) {
            Some(date) => *date,
            None => is_built_in_date(*format),
        });
        let date = date.then(|| date_text(number, self.from_1904)).flatten();
        date.unwrap_or_else(|| number_text(number))
    }
}

fn cells(
    sheet: &str,
    stream: &[u8],
    globals: &Globals,
    filling: &mut Filling<'_>,
) -> Result<(), WorkbookError> {
    let mut records = Records(stream);
    if records.next().is_none_or(|record| record.kind != BOF) {
        return Err(WorkbookError::broken(
            sheet,
            "the sheet is not where it should be",
        ));
    }
    // Charts inside of the sheet have cells of their own.
    let mut depth = 0_usize;
    // The cell of a formula whose text follows.
    let mut computed = None;
    while let Some(Record { kind, data }) = records.next() {
        match kind {
            BOF => depth += 1,
            EOF if depth == 0 => return Ok(()),
            EOF => depth -= 1,
            _ if depth > 0 => continue,
            _ => {}
        }
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else {
            continue;
        };
        let (row, column) = (u32::from(row), u32::from(column));
        let style = u16_at(data, 4);
        match kind {
            // Shared string.
            0x00FD => {
                let index = u32_at(data, 6).unwrap_or(u32::MAX) as usize;
                if let Some(text) = globals.strings.get(index) {
                    filling.cell(row, column, text)?;
                }
            }
            // Text in place, plain or rich.
            0x0204 | 0x00D6 => {
                if let Some(text) = text_at(data, 6) {
                    filling.cell(row, column, &text)?;
                }
            }
            0x0203 => {
                if let Some(number) = f64_at(data, 6) {
                    filling.cell(row, column, &globals.number(number, style))?;
                }
            }
            // Packed number, one or a row of them.
            0x027E => {
                if let Some(packed) = u32_at(data, 6) {
                    filling.cell(row, column, &globals.number(unpacked(packed), style))?;
                }
            }
            0x00BD => {
                let packed = data
                    .get(4..data.len().saturating_sub(2))
                    .unwrap_or_default();
                for (column, one) in (column..).zip(packed.chunks_exact(6)) {
                    let number = unpacked(u32_at(one, 2).unwrap_or_default());
                    filling.cell(row, column, &globals.number(number, u16_at(one, 0)))?;
                }
            }
            0x0205 => {
                if let (Some(value), Some(0)) = (data.get(6), data.get(7)) {
                    filling.cell(row, column, truth_text(*value != 0))?;
                }
            }
            FORMULA => {
                computed = None;
                let result = data.get(6..14).unwrap_or_default();
                match result {
                    [0, .., 0xFF, 0xFF] => computed = Some((row, column)),
                    [1, _, value, .., 0xFF, 0xFF] => {
                        filling.cell(row, column, truth_text(*value != 0))?;
                    }
                    [.., 0xFF, 0xFF] => {}
                    _ => {
                        if let Some(number) = f64_at(result, 0) {
                            filling.cell(row, column, &globals.number(number, style))?;
                        }
                    }
                }
            }
            STRING => {
                if let Some((row, column)) = computed.take() {
                    let mut parts = vec![data];
                    parts.extend(records.continuations());
                    let mut strings = Strings { parts, at: 0 };
                    filling.cell(row, column, &strings.string().unwrap_or_default())?;
                }
            }
            _ => {}
        }
    }
    Err(WorkbookError::broken(sheet, "the sheet ends in the middle"))
}

/// A number in thirty bits: the upper ones of a float, or a whole one; perhaps hundredths.
fn unpacked(packed: u32) -> f64 {
    let value = if packed & 2 != 0 {
        // The two flags are not part of the number; its sign is kept.
        f64::from(packed.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(packed & !3) << 32)
    };
    if packed & 1 != 0 {
        value / 100.0
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_unpacked() {
        assert_eq!(unpacked(0x3FF0_0000), 1.0);
        assert_eq!(unpacked((1831 << 2) | 3), 18.31);
        assert_eq!(unpacked((-5_i32).cast_unsigned() << 2 | 2), -5.0);
    }
}
