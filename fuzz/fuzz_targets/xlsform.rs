//! The import of XLSForm: whatever the workbook is, it ends with an error or with a form that can be shown.
//!
//! The first byte says what the others are, since few changes of a file get past its container: `F` a file, `P` the
//! parts that are to be zipped, each a name, a line's end and its content; else the cells of the sheets `survey`,
//! `choices` and `settings`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sonda_domain::{Course, Entries, Known};
use sonda_import::from_xlsform;
use std::collections::BTreeMap;

#[path = "../../import/tests/xlsform/book.rs"]
mod book;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let mut texts = text.split('\u{1f}');
    let imported = match first {
        b'F' => from_xlsform(rest, "form"),
        b'P' => {
            let named = texts.filter_map(|part| part.split_once('\n'));
            // The container refuses a second part of a name.
            let parts: BTreeMap<String, String> = named.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
            let parts: Vec<(String, String)> = parts.into_iter().collect();
            from_xlsform(&book::zip(&parts), "form")
        }
        _ => {
            let mut sheet = |name| (name, texts.next().unwrap_or_default());
            let sheets = [sheet("survey"), sheet("choices"), sheet("settings")];
            from_xlsform(&book::book(&sheets), "form")
        }
    };
    let Ok(imported) = imported else { return };
    let known = Known::of(&imported.content.fallback_locale);
    let shown = imported.content.localized(&known.locale);
    let course = Course::of(&shown, &Entries::default(), &known);
    let _ = course.steps(&shown);
});
