//! Compared with pyxform, which everybody takes as the meaning of a workbook.
//!
//! `cargo xtask test` names its Python in `SONDA_PYXFORM`.

use super::forms::CLINIC;
use super::judges;
use super::samples::{files, stem};
use serde::Deserialize;
use sonda_domain::{Content, Kind, Locale, Question};
use sonda_import::{Imported, from_xlsform};
use std::path::Path;
use std::process::Command;

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Judged {
    Refused { refused: String },
    Form(Form),
}

#[derive(Debug, Deserialize)]
struct Form {
    title: String,
    languages: Vec<String>,
    questions: Vec<Understood>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Understood {
    name: String,
    repeat: Option<String>,
    tag: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    media: Option<String>,
    conditional: bool,
    required: Option<String>,
    constraint: Option<String>,
    calculated: bool,
    read_only: bool,
    preloaded: bool,
    choices: Vec<String>,
    filtered: bool,
}

/// The verdict of pyxform; none, with a word about it, where it is not installed.
fn judge(file: &Path) -> Option<Judged> {
    let otherwise = "imported workbooks are not compared with pyxform";
    let python = judges::judge("SONDA_PYXFORM", otherwise)?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/xlsform/judge.py");
    let output = Command::new(python)
        .args([script.as_ref(), file])
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {complaint}", file.display());
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// What of a sample is not carried over: questions, and constraints.
const LOST: &[(&str, &[&str], &[&str])] = &[
    (
        "widgets",
        &["my_geopoint", "my_barcode", "locationMap"],
        &["my_date"],
    ),
    ("clinic", &["begun", "here"], &["birth_date"]),
];

#[test]
fn samples_are_understood_as_pyxform_does() {
    for file in files() {
        let bytes = std::fs::read(&file).unwrap();
        let name = stem(&file);
        match judge(&file) {
            None => return,
            // Two columns for one thing.
            Some(Judged::Refused { refused }) => {
                assert_eq!(name, "unknown_question_type", "{refused}");
            }
            Some(Judged::Form(form)) => {
                compare(name, &form, &from_xlsform(&bytes, name).unwrap());
            }
        }
    }
}

#[test]
fn a_workbook_of_everything_is_understood_as_pyxform_does() {
    let folder = std::env::temp_dir().join(format!("sonda-xlsform-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("clinic.xlsx");
    let bytes = super::book::book(CLINIC);
    std::fs::write(&file, &bytes).unwrap();
    let judged = judge(&file);
    std::fs::remove_dir_all(&folder).unwrap();
    match judged {
        None => {}
        Some(Judged::Refused { refused }) => panic!("{refused}"),
        Some(Judged::Form(form)) => {
            compare("clinic", &form, &from_xlsform(&bytes, "clinic").unwrap());
        }
    }
}

fn compare(name: &str, form: &Form, imported: &Imported) {
    let content = &imported.content;
    assert_eq!(title(content), form.title, "{name}");
    let (_, lost, unconstrained) = LOST
        .iter()
        .find(|(file, ..)| *file == name)
        .copied()
        .unwrap_or((name, &[], &[]));
    let mut ours = questions(content).into_iter();
    for understood in &form.questions {
        let id = understood.name.to_lowercase();
        let place = format!("{name}: {id}");
        // What pyxform adds to lay out a table, and the text of another choice.
        let added =
            understood.name.starts_with("generated_") || understood.name.starts_with("reserved_");
        let other = id
            .strip_suffix("_other")
            .and_then(|id| content.question(id));
        if added || other.is_some_and(|question| question.options.iter().any(|one| one.text)) {
            continue;
        }
        if lost.contains(&understood.name.as_str()) {
            assert!(content.question(&id).is_none(), "{place} is not lost");
            continue;
        }
        if understood.tag.is_none() && understood.calculated {
            let calculated = content.calculations.iter().any(|one| one.id.as_str() == id);
            assert!(calculated, "{place} is not calculated");
            continue;
        }
        assert!(!understood.preloaded, "{place} is not among what is lost");
        let (repeat, question, conditional) = ours.next().unwrap_or_else(|| panic!("no {place}"));
        assert_eq!(question.id.as_str(), id, "{place}");
        assert_eq!(repeat, understood.repeat.as_deref(), "{place}");
        assert!(
            kinds(understood).contains(&question.kind),
            "{place}: {:?} of {understood:?}",
            question.kind
        );
        assert_eq!(conditional, understood.conditional, "{place}: condition");
        let required = match understood.required.as_deref() {
            None | Some("false()") => (false, false),
            Some("true()") => (true, false),
            Some(_) => (false, true),
        };
        assert_eq!(
            (question.required, question.required_if.is_some()),
            required,
            "{place}"
        );
        let constrained =
            understood.constraint.is_some() && !unconstrained.contains(&understood.name.as_str());
        assert_eq!(is_constrained(question), constrained, "{place}: constraint");
        let options: Vec<&str> = question.options.iter().map(|one| one.id.as_str()).collect();
        let choices: Vec<String> = understood.choices.iter().map(|name| slug(name)).collect();
        assert_eq!(options, choices, "{place}: choices");
        let conditional = question.options.iter().any(|one| one.visible_if.is_some());
        assert_eq!(conditional, understood.filtered, "{place}: choice filter");
    }
    let more: Vec<&str> = ours.map(|(_, question, _)| question.id.as_str()).collect();
    assert!(more.is_empty(), "{name}: pyxform knows nothing of {more:?}");
    compare_languages(name, form, content);
}

/// The languages by their tags; `default` is what names none.
fn compare_languages(name: &str, form: &Form, content: &Content) {
    let fallback = content.fallback_locale.as_str();
    let mut theirs: Vec<&str> = form
        .languages
        .iter()
        .map(|language| match language.to_lowercase().as_str() {
            "english" | "english (en)" => "en",
            "polish (pl)" => "pl",
            "default" => fallback,
            other => panic!("{name}: what is {other}?"),
        })
        .collect();
    if theirs.is_empty() {
        theirs.push(fallback);
    }
    theirs.sort_unstable();
    let mut ours: Vec<&str> = content.locales.iter().map(Locale::as_str).collect();
    ours.sort_unstable();
    assert_eq!(ours, theirs, "{name}: languages");
}

fn title(content: &Content) -> &str {
    content
        .title
        .get(&content.fallback_locale, &content.fallback_locale)
}

/// The questions with those of repeats after them: the repeat, the question, and whether it has a condition. Headings
/// of groups are not among them, as pyxform has no question for these.
fn questions(content: &Content) -> Vec<(Option<&str>, &Question, bool)> {
    let mut all = Vec::new();
    let own = content.questions.iter().map(|question| (question, false));
    let paged = content.pages.iter().flat_map(|page| {
        let conditional = page.visible_if.is_some();
        page.questions
            .iter()
            .map(move |question| (question, conditional))
    });
    for (question, conditional) in own.chain(paged) {
        if question.id.as_str().ends_with("_heading") {
            continue;
        }
        all.push((None, question, conditional || question.visible_if.is_some()));
        for inner in &question.questions {
            let repeat = Some(question.id.as_str());
            all.push((repeat, inner, inner.visible_if.is_some()));
        }
    }
    all
}

fn kinds(understood: &Understood) -> &'static [Kind] {
    let tag = understood.tag.as_deref();
    match (understood.kind.as_str(), tag, understood.media.as_deref()) {
        (_, Some("repeat"), _) => &[Kind::Group],
        (_, None, _) => &[Kind::Hidden],
        ("string", Some("input"), _) if understood.read_only => &[Kind::Statement, Kind::Text],
        ("string", Some("input"), _) => &[Kind::Text, Kind::LongText],
        ("int" | "decimal", Some("input"), _) => &[Kind::Number],
        ("int" | "decimal", Some("range"), _) => &[Kind::Slider, Kind::Rating],
        (_, Some("select1"), _) => &[Kind::SingleChoice],
        (_, Some("select"), _) => &[Kind::MultipleChoice],
        (_, Some("rank"), _) => &[Kind::Ranking],
        ("date", ..) => &[Kind::Date],
        ("time", ..) => &[Kind::Time],
        ("dateTime", ..) => &[Kind::DateTime],
        (_, Some("trigger"), _) => &[Kind::Consent],
        ("binary", Some("upload"), Some("image/*")) => &[Kind::File, Kind::Signature],
        ("binary", Some("upload"), _) => &[Kind::File],
        _ => &[],
    }
}

fn is_constrained(question: &Question) -> bool {
    let exclusive = question.options.iter().any(|one| one.exclusive);
    let limits =
        question.kind == Kind::Number && (question.min.is_some() || question.max.is_some());
    let dates = question.earliest.is_some() || question.latest.is_some();
    let counts = question.min_chosen.is_some() || question.max_chosen.is_some();
    !question.rules.is_empty()
        || limits
        || dates
        || counts
        || exclusive
        || question.max_length.is_some()
}

/// The id that the name of a choice becomes.
fn slug(name: &str) -> String {
    let id = name.to_lowercase().replace(' ', "_");
    if id.starts_with(|c: char| c.is_ascii_lowercase()) {
        id
    } else {
        format!("o_{id}")
    }
}
