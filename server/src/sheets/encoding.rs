//! How a text file is encoded: Unicode if it says so or reads so, else one of the two code pages of Central and Eastern
//! Europe.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How a text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8, with or without a mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, the lower byte first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, the higher byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// The code page of Central European Windows.
    #[serde(rename = "windows-1250")]
    Windows1250,
    /// The code page of Cyrillic Windows.
    #[serde(rename = "windows-1251")]
    Windows1251,
}

/// The text, and how it was encoded. What a code page has no letter for becomes U+FFFD.
pub(super) fn decode(bytes: &[u8], asked: Option<Encoding>) -> (Cow<'_, str>, Encoding) {
    let encoding = asked.unwrap_or_else(|| detect(bytes));
    let table = match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
        Encoding::Windows1250 => encoding_rs::WINDOWS_1250,
        Encoding::Windows1251 => encoding_rs::WINDOWS_1251,
    };
    (table.decode_with_bom_removal(bytes).0, encoding)
}

fn detect(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => return Encoding::Utf8,
        [0xFF, 0xFE, ..] => return Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    let zeros = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    // A text of one byte a letter has no zeros; one of two has them beside its delimiters at least.
    if even + odd > 0 {
        return match even > odd {
            true => Encoding::Utf16Be,
            false => Encoding::Utf16Le,
        };
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Encoding::Utf8;
    }
    // Polish has its own letters among those of ASCII; a Ukrainian word has no other.
    let (mut alone, mut together) = (0, 0);
    for run in bytes.split(u8::is_ascii) {
        match run.len() {
            0 => {}
            1 | 2 => alone += run.len(),
            many => together += many,
        }
    }
    match together > alone {
        true => Encoding::Windows1251,
        false => Encoding::Windows1250,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLISH: &str = "imię;nazwisko\r\nŻaneta;Święcicka\r\nŁukasz;Gęś\r\n";
    const UKRAINIAN: &str = "ім'я;прізвище\r\nЮлія;Шевченко\r\nЇжак;Ґалаґан\r\n";

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
        let mark = mark.then_some(0xFEFF);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(bytes_of)
            .collect()
    }

    #[test]
    fn each_encoding_is_found_out() {
        for text in [POLISH, UKRAINIAN, "name,e-mail\nAnn,a@b.co\n"] {
            let marked = [&b"\xEF\xBB\xBF"[..], text.as_bytes()].concat();
            for (bytes, encoding) in [
                (text.as_bytes().to_vec(), Encoding::Utf8),
                (marked, Encoding::Utf8),
                (utf16(text, u16::to_le_bytes, true), Encoding::Utf16Le),
                (utf16(text, u16::to_be_bytes, true), Encoding::Utf16Be),
                (utf16(text, u16::to_le_bytes, false), Encoding::Utf16Le),
                (utf16(text, u16::to_be_bytes, false), Encoding::Utf16Be),
            ] {
                let (decoded, found) = decode(&bytes, None);
                assert_eq!((decoded.as_ref(), found), (text, encoding));
            }
        }
    }

    #[test]
    fn the_two_code_pages_are_told_apart() {
        let polish = encoding_rs::WINDOWS_1250.encode(POLISH).0;
        assert_eq!(
            decode(&polish, None),
            (POLISH.into(), Encoding::Windows1250)
        );
        let ukrainian = encoding_rs::WINDOWS_1251.encode(UKRAINIAN).0;
        assert_eq!(
            decode(&ukrainian, None),
            (UKRAINIAN.into(), Encoding::Windows1251)
        );
        let asked = decode(&polish, Some(Encoding::Windows1251));
        assert_ne!(asked.0, POLISH, "whoever knows better is believed");
    }
}
