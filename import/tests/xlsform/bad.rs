//! Files that are damaged, hostile, or something else.

use super::book::{book, package, worksheet, zip};
use super::samples::files;
use sonda_import::from_xlsform;

fn error(bytes: &[u8]) -> String {
    from_xlsform(bytes, "form").unwrap_err().to_string()
}

const SURVEY: &str = "type|name|label\ntext|t|T";

#[test]
fn what_is_no_workbook_is_refused() {
    for bytes in [
        &b""[..],
        b"type,name",
        b"PK\x03\x04",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
    ] {
        assert!(!error(bytes).is_empty());
    }
    let other = zip(&[("word/document.xml".to_owned(), "<a/>".to_owned())]);
    assert_eq!(
        error(&other),
        "this is not a workbook: it has no xl/workbook.xml"
    );
}

#[test]
fn the_sheet_that_is_missing_is_named() {
    assert_eq!(
        error(&book(&[("questions", SURVEY)])),
        "there is no sheet `survey`, but `questions`"
    );
    assert_eq!(
        error(&book(&[("survey", "kind|name\ntext|t")])),
        "survey!A1: the first row has no header `type`"
    );
}

#[test]
fn groups_too_deep_are_refused_at_their_cell() {
    let deep = "begin group|g|G\n".repeat(21);
    let error = error(&book(&[("survey", &format!("type|name|label\n{deep}"))]));
    assert!(error.starts_with("survey!A22: "), "{error}");
}

/// Wherever a file is cut off, and whichever byte is another.
#[test]
fn damaged_files_end_with_an_error_or_a_form() {
    let mut all = vec![book(&[("survey", SURVEY)])];
    all.extend(files().into_iter().map(|file| std::fs::read(file).unwrap()));
    for bytes in all {
        for length in (0..bytes.len()).step_by(bytes.len() / 50 + 1) {
            let _ = from_xlsform(&bytes[..length], "form");
        }
        for place in (0..bytes.len()).step_by(bytes.len() / 200 + 1) {
            let mut damaged = bytes.clone();
            damaged[place] ^= 0xFF;
            let _ = from_xlsform(&damaged, "form");
        }
    }
}

#[test]
fn a_file_that_unpacks_to_too_much_is_refused() {
    let bomb = format!("{}{}", worksheet(SURVEY), " ".repeat(70_000_000));
    let bytes = package(&[("survey".to_owned(), bomb)]);
    assert!(bytes.len() < 200_000);
    let error = error(&bytes);
    assert!(
        error.contains("xl/worksheets/sheet1.xml: the workbook is too large"),
        "{error}"
    );
}

#[test]
fn cells_far_apart_cost_nothing() {
    let sheet = worksheet(SURVEY).replace(
        "</sheetData>",
        r#"<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>"#,
    );
    let imported = from_xlsform(&package(&[("survey".to_owned(), sheet)]), "form").unwrap();
    assert_eq!(imported.losses[0].place, "survey!XFD1");
}

#[test]
fn too_many_cells_are_refused_at_the_first_one_too_many() {
    let rows = "text|t|T\n".repeat(70_000);
    let error = error(&book(&[("survey", &format!("type|name|label\n{rows}"))]));
    assert!(error.starts_with("survey!"), "{error}");
    assert!(error.contains("at most 200000 cells"), "{error}");
}

#[test]
fn many_questions_with_many_choices_stay_bounded() {
    let mut choices = "list_name|name|label\n".to_owned();
    let mut survey = "type|name|label|relevant\n".to_owned();
    for number in 0..900 {
        choices.push_str(&format!("l|c{number}|C\n"));
        survey.push_str(&format!("select_one l|q{number}|Q|${{q0}} = 'c1'\n"));
    }
    let bytes = book(&[("survey", &survey), ("choices", &choices)]);
    let imported = from_xlsform(&bytes, "form").unwrap();
    let options: usize = imported
        .content
        .questions()
        .map(|one| one.options.len())
        .sum();
    assert!(options <= 20_000);
    assert!(
        imported
            .losses
            .iter()
            .any(|loss| loss.reason.contains("too many options"))
    );
}

#[test]
fn too_many_questions_are_cut_off() {
    let rows: String = (0..600)
        .map(|number| format!("text|q{number}|Q\n"))
        .collect();
    let bytes = book(&[("survey", &format!("type|name|label\n{rows}"))]);
    let imported = from_xlsform(&bytes, "form").unwrap();
    assert_eq!(imported.content.questions().count(), 500);
    assert_eq!(imported.losses.len(), 1);
    assert_eq!(imported.losses[0].place, "survey!A502");
}
