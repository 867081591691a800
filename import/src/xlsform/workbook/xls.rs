//! Workbooks of Excel 97 to 2003: binary records in a compound file (MS-XLS, BIFF8).

use super::date::{date_text, is_built_in_date, is_date_format};
use super::{Filling, WorkbookError, number_text, truth_text};
use std::borrow::Cow;
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

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at + 2)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at + 4)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
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

/// Characters of one byte, or of two.
fn characters(bytes: &[u8], wide: bool) -> String {
    if wide {
        let units = bytes
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    } else {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    }
}

/// A text that stands in one record: its length in two bytes, its flags, its characters.
fn text_at(data: &[u8], at: usize) -> Option<String> {
    let length = usize::from(u16_at(data, at)?);
    counted(data, at + 2, length)
}

/// A text with its length in one byte.
fn short_text_at(data: &[u8], at: usize) -> Option<String> {
    let length = usize::from(*data.get(at)?);
    counted(data, at + 1, length)
}

fn counted(data: &[u8], at: usize, length: usize) -> Option<String> {
    let flags = *data.get(at)?;
    let wide = flags & 1 != 0;
    // Runs of formats and pronunciation follow the characters; their counts stand before.
    let skipped = usize::from(flags & 8 != 0) * 2 + usize::from(flags & 4 != 0) * 4;
    let start = at + 1 + skipped;
    let bytes = length * if wide { 2 } else { 1 };
    let end = (start + bytes).min(data.len());
    Some(characters(data.get(start..end)?, wide))
}

/// The table of strings that cells share: it goes on over several records.
struct Strings<'s> {
    parts: Vec<&'s [u8]>,
    /// The part it is in; what was read of it is cut off.
    at: usize,
}

impl<'s> Strings<'s> {
    /// All that are there; the table may be cut off.
    fn read(mut self) -> Vec<String> {
        let mut strings = Vec::new();
        while let Some(string) = self.string() {
            strings.push(string);
        }
        strings
    }

    /// The next bytes, so many at most, all of one part.
    fn some(&mut self, most: usize) -> Option<&'s [u8]> {
        while self.parts.get(self.at)?.is_empty() {
            self.at += 1;
        }
        let part = self.parts.get_mut(self.at)?;
        let (bytes, rest) = part.split_at(most.min(part.len()));
        *part = rest;
        Some(bytes)
    }

    /// The next bytes, exactly so many.
    fn bytes(&mut self, count: usize) -> Option<Cow<'s, [u8]>> {
        let first = self.some(count)?;
        if first.len() == count {
            return Some(Cow::Borrowed(first));
        }
        let mut all = first.to_vec();
        while all.len() < count {
            all.extend_from_slice(self.some(count - all.len())?);
        }
        Some(Cow::Owned(all))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            count -= self.some(count)?.len();
        }
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        let head = self.bytes(3)?;
        let length = usize::from(u16_at(&head, 0)?);
        let flags = *head.get(2)?;
        let runs = match flags & 8 {
            0 => 0,
            _ => usize::from(u16_at(&self.bytes(2)?, 0)?),
        };
        let extension = match flags & 4 {
            0 => 0,
            _ => u32_at(&self.bytes(4)?, 0)? as usize,
        };
        let text = self.characters(length, flags & 1 != 0)?;
        self.skip(runs * 4)?;
        self.skip(extension)?;
        Some(text)
    }

    /// Where the characters go on in another record, that says anew whether they have one byte or two.
    fn characters(&mut self, mut left: usize, mut wide: bool) -> Option<String> {
        let mut text = String::new();
        while left > 0 {
            let size = if wide { 2 } else { 1 };
            let bytes = self.some(left * size)?;
            text.push_str(&characters(bytes, wide));
            left -= (bytes.len() / size).min(left);
            if left > 0 {
                wide = self.some(1)?.first()? & 1 != 0;
            }
        }
        Some(text)
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

    #[test]
    fn a_string_goes_on_in_the_next_record() {
        let first = [4, 0, 0, b'a', b'b'];
        let next = [1, b'c', 0, 0x42, 0x01, 1, 0, 0, b'z'];
        let strings = Strings {
            parts: vec![&first, &next],
            at: 0,
        };
        assert_eq!(strings.read(), ["abcł", "z"]);
    }

    #[test]
    fn a_table_that_is_cut_off_ends() {
        let strings = Strings {
            parts: vec![&[255, 255, 12, 1]],
            at: 0,
        };
        assert_eq!(strings.read(), Vec::<String>::new());
    }
}
