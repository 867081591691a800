//! Cells with a delimiter between them, which is found out.

use super::{Encoding, Filling, Format, Sheet, SheetError};

/// What may stand between cells, the likeliest first.
const DELIMITERS: [char; 4] = [';', '\t', ',', '|'];
/// How many rows are looked at to find it out.
const LOOKED_AT: usize = 30;

pub(super) fn read(
    text: &str,
    encoding: Encoding,
    asked: Option<char>,
) -> Result<Sheet, SheetError> {
    let (said, text, skipped) = said(text);
    let asked = asked.filter(char::is_ascii).or(said);
    let delimiter = asked.unwrap_or_else(|| found(text));
    let mut filling = Filling::default();
    for record in reader(text, delimiter).records() {
        // The text is UTF-8 and rows may differ in width: nothing else fails.
        let Ok(record) = record else { break };
        let line = record.position().map_or(0, csv::Position::line);
        let number = u32::try_from(line)
            .unwrap_or(u32::MAX)
            .saturating_add(skipped);
        filling.add(number, record.iter().map(str::to_owned).collect())?;
    }
    Ok(Sheet {
        format: Format::Csv,
        encoding: Some(encoding),
        delimiter: Some(delimiter),
        rows: filling.rows,
        columns: filling.columns,
    })
}

/// What Excel writes into a first line of its own, `sep=;`, with the rest and the number of lines taken off.
fn said(text: &str) -> (Option<char>, &str, u32) {
    let line = text.lines().next().unwrap_or_default();
    let said = line.strip_prefix("sep=").map(str::trim_end);
    let mut letters = said.unwrap_or_default().chars();
    match (letters.next(), letters.next()) {
        (Some(delimiter), None) if delimiter.is_ascii() => {
            let rest = text[line.len()..].trim_start_matches('\r');
            (Some(delimiter), rest.strip_prefix('\n').unwrap_or(rest), 1)
        }
        _ => (None, text, 0),
    }
}

fn reader(text: &str, delimiter: char) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .from_reader(text.as_bytes())
}

/// The delimiter that cuts the most rows into the same number of cells: more than one, in most of them.
fn found(text: &str) -> char {
    let score = |delimiter: char| {
        let records = reader(text, delimiter).into_records().take(LOOKED_AT);
        let widths: Vec<usize> = records.flatten().map(|record| record.len()).collect();
        let count = |width: usize| widths.iter().filter(|one| **one == width).count();
        let usual = widths
            .iter()
            .copied()
            .max_by_key(|width| (count(*width), *width));
        let width = usual.unwrap_or_default();
        let same = count(width);
        match width {
            0 | 1 => (0, 0),
            _ => (same * 100 / widths.len().max(1), width),
        }
    };
    let mut best = (',', (0, 0));
    for delimiter in DELIMITERS {
        let score = score(delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        read(text, Encoding::Utf8, None).unwrap()
    }

    #[test]
    fn the_delimiter_is_found_out() {
        for (text, delimiter) in [
            ("name,e-mail\n\"Nowak, Anna\",a@b.co\n", ','),
            ("name;price\nAnna;1,50\nJan;2,50\n", ';'),
            ("a@b.co\tAnna\nc@d.co\tJan, jr\n", '\t'),
            ("a|b\nc|d\n", '|'),
            ("a@b.co\nc@d.co\n", ','),
            ("sep=|\na|b,c\nd|e,f\n", '|'),
        ] {
            assert_eq!(sheet(text).delimiter, Some(delimiter), "{text}");
        }
    }

    #[test]
    fn cells_in_quotes_hold_what_they_like() {
        let read = sheet("a;\"x;\"\"y\"\"\nz\"\r\nb;c\r\n");
        assert_eq!(read.rows[0].cells, ["a", "x;\"y\"\nz"]);
        assert_eq!(read.rows[1].cells, ["b", "c"]);
        assert_eq!(sheet("sep=;\na;b\n").rows[0].number, 2);
    }
}
