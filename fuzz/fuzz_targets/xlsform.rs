//! The import of XLSForm: whatever the workbook is, it ends with an error or with a form that can be shown.
//!
//! Bytes that begin with an odd one are a file. Others are the cells of the sheets `survey`, `choices` and `settings`,
//! since few changes of a file get past its container.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sonda_domain::{Course, Entries, Known};
use sonda_import::from_xlsform;

#[path = "../../import/tests/xlsform/book.rs"]
mod book;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let imported = if first % 2 == 1 {
        from_xlsform(rest, "form")
    } else {
        let text = String::from_utf8_lossy(rest);
        let mut sheets = text.split('\u{1f}');
        let mut sheet = |name| (name, sheets.next().unwrap_or_default());
        let sheets = [sheet("survey"), sheet("choices"), sheet("settings")];
        from_xlsform(&book::book(&sheets), "form")
    };
    let Ok(imported) = imported else { return };
    let known = Known::of(&imported.content.fallback_locale);
    let shown = imported.content.localized(&known.locale);
    let course = Course::of(&shown, &Entries::default(), &known);
    let _ = course.steps(&shown);
});
