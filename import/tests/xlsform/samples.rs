//! The sample workbooks of the XLSForm project, where they are at hand.

use sonda_domain::{Kind, check_content};
use sonda_import::{Imported, from_xlsform};
use std::path::{Path, PathBuf};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/xlsform");

/// The samples; none, with a word about it, where they are not: a failure where `SONDA_SUITES_REQUIRED` is set.
pub(crate) fn files() -> Vec<PathBuf> {
    let Ok(folder) = Path::new(FOLDER).read_dir() else {
        assert!(
            std::env::var_os("SONDA_SUITES_REQUIRED").is_none(),
            "{FOLDER} is not there, and they are required"
        );
        eprintln!("{FOLDER} is not there: its workbooks are not read");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| {
        let extension = file.extension().and_then(|extension| extension.to_str());
        matches!(extension, Some("xls" | "xlsx"))
    });
    files.sort();
    assert!(!files.is_empty(), "no workbook in {FOLDER}");
    files
}

pub(crate) fn stem(file: &Path) -> &str {
    file.file_stem().unwrap().to_str().unwrap()
}

fn imported(name: &str) -> Option<Imported> {
    let file = files().into_iter().find(|file| stem(file) == name)?;
    Some(from_xlsform(&std::fs::read(&file).unwrap(), name).unwrap())
}

#[test]
fn every_sample_can_be_published() {
    for file in files() {
        let imported = from_xlsform(&std::fs::read(&file).unwrap(), stem(&file)).unwrap();
        assert_eq!(check_content(&imported.content), [], "{}", file.display());
        assert!(imported.content.questions().count() > 0);
    }
}

#[test]
fn what_a_sample_loses_is_named_with_its_cell() {
    let Some(imported) = imported("widgets") else {
        return;
    };
    let losses: Vec<String> = imported
        .losses
        .iter()
        .map(|loss| format!("{}: {}", loss.place, loss.reason))
        .collect();
    for expected in [
        "survey!E5: `. >= today()`: `today()`: logic knows no clock",
        "survey!A11: `geopoint`: Sonda asks for no position on the map",
        "survey!A12: `barcode`: Sonda scans no codes",
        "survey!H10: an answer that cannot be changed: here it can",
        "survey!J16: the appearance `numbers`",
    ] {
        assert!(
            losses.iter().any(|loss| loss == expected),
            "{expected}\n{losses:#?}"
        );
    }
    let unexpected: Vec<&String> = losses
        .iter()
        .filter(|loss| loss.contains("left out"))
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
}

#[test]
fn groups_are_pages_and_limits_are_limits() {
    let Some(Imported { content, .. }) = imported("widgets") else {
        return;
    };
    let pages: Vec<&str> = content.pages.iter().map(|page| page.id.as_str()).collect();
    assert_eq!(
        pages,
        [
            "page_1",
            "table_list_test",
            "table_list_test2",
            "happy_sad_table_2",
            "happy_sad_table"
        ]
    );
    let whole = content.question("my_int").unwrap();
    assert_eq!(whole.max, Some(9.into()));
    let decimal = content.question("my_decimal").unwrap();
    assert_eq!(decimal.rules.len(), 1);
    assert_eq!(content.question("my_trigger").unwrap().kind, Kind::Consent);
}

#[test]
fn a_repeat_is_a_group() {
    let Some(Imported { content, losses }) = imported("tutorial") else {
        return;
    };
    let member = content.question("member").unwrap();
    assert_eq!(member.kind, Kind::Group);
    assert_eq!(member.questions.len(), 10);
    assert!(member.questions[9].visible_if.is_some());
    // Only the columns of notes.
    assert_eq!(losses.len(), 2, "{losses:?}");
}
