//! The importer against survey-core itself: for generated surveys and answers, both show the same and find the same
//! answers sound.
//!
//! `cargo xtask test` installs survey-core and names its folder in `SONDA_SURVEY_CORE`; without that, the test
//! says so and does nothing. `SONDA_SURVEY_CASES` asks for more cases than usual.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod chance;
mod expression;
mod fields;
#[path = "../../../server/tests/support/judges.rs"]
mod judges;
mod survey;

use serde_json::{Value, json};
use sonda_domain::{
    Content, Course, Entries, FieldFault, Kind, Known, OptionId, Question, check_content,
    interface_messages,
};
use std::io::Write;
use std::process::{Command, Stdio};
use survey::{Case, case};

const CASES: usize = 400;

/// Losses that change nothing for these surveys.
const HARMLESS: [&str; 3] = [
    "texts are compared with regard to upper and lower case",
    "it is hidden while it is disabled",
    "choices are hidden while they are disabled",
];

/// Whether a difference applies to a question, by what survey-core says of it.
type Applies = fn(&Value) -> bool;

/// What is known to differ. Where it applies, the rest of the case is not compared.
const KNOWN: [(&str, Applies); 2] = [
    (
        "an answer that is not sound does not count for what comes after it",
        |theirs| theirs["sound"] == false && !theirs["value"].is_null(),
    ),
    (
        "an answer in a row that is hidden by now does not count",
        |theirs| {
            let Some(rows) = theirs["rows"].as_array() else {
                return false;
            };
            let answered = theirs["value"].as_object().into_iter().flatten();
            answered
                .into_iter()
                .any(|(row, _)| !rows.contains(&json!(row)))
        },
    ),
];

#[test]
fn imported_surveys_behave_as_in_survey_core() {
    let otherwise = "imported surveys are not compared with survey-core";
    let Some(modules) = judges::judge("SONDA_SURVEY_CORE", otherwise) else {
        return;
    };
    let wanted = std::env::var("SONDA_SURVEY_CASES").ok();
    let count = wanted.and_then(|count| count.parse().ok()).unwrap_or(CASES);
    let cases: Vec<Case> = (0..count as u64).map(case).collect();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/survey_core/answer.mjs");
    let outcomes = outcomes(modules.as_ref(), script, &cases);
    let mut compared = 0;
    let mut differences = Vec::new();
    for (seed, (case, outcome)) in cases.iter().zip(&outcomes).enumerate() {
        let imported = sonda_import::from_surveyjs(&case.survey);
        assert_eq!(check_content(&imported.content), [], "of case {seed}");
        let harmless = |reason: &str| HARMLESS.iter().any(|one| reason.starts_with(one));
        if imported.losses.iter().any(|loss| !harmless(&loss.reason)) {
            continue;
        }
        compared += 1;
        compare(seed, case, outcome, &imported.content, &mut differences);
    }
    println!("{compared} of {count} surveys were compared");
    assert!(
        differences.is_empty(),
        "{} differences, such as:\n{}",
        differences.len(),
        differences[..differences.len().min(12)].join("\n")
    );
    assert!(
        compared > count / 2,
        "only {compared} surveys were carried over whole"
    );
}

/// What survey-core makes of the cases.
fn outcomes(modules: &std::ffi::OsStr, script: &str, cases: &[Case]) -> Vec<Value> {
    let mut node = Command::new("node")
        .args([std::ffi::OsStr::new(script), modules])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = node.stdin.take().unwrap();
    let lines: String = cases
        .iter()
        .map(|case| {
            format!(
                "{}\n",
                json!({"survey": case.survey, "answers": case.answers, "locale": case.locale})
            )
        })
        .collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let outcomes: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(outcomes.len(), cases.len());
    outcomes
}

/// All questions of a survey, those in panels too.
fn questions<'s>(container: &'s Value, all: &mut Vec<&'s Value>) {
    for page in container["pages"].as_array().into_iter().flatten() {
        questions(page, all);
    }
    for element in container["elements"].as_array().into_iter().flatten() {
        if element["type"] == "panel" {
            questions(element, all);
        } else {
            all.push(element);
        }
    }
}

/// The values of a question's choices, in the order of its options.
fn values(element: &Value) -> Vec<Value> {
    let plain = |one: &Value| one.get("value").unwrap_or(one).clone();
    let list = |name: &str| {
        element[name]
            .as_array()
            .map(|all| all.iter().map(plain).collect::<Vec<_>>())
    };
    match element["type"].as_str().unwrap() {
        "boolean" => vec![
            element.get("valueTrue").cloned().unwrap_or(json!(true)),
            element.get("valueFalse").cloned().unwrap_or(json!(false)),
        ],
        "matrix" => list("columns").unwrap(),
        "rating" => list("rateValues").unwrap_or_default(),
        _ => {
            let mut all = list("choices").unwrap_or_default();
            if element["showNoneItem"] == true {
                all.push(json!("none"));
            }
            all
        }
    }
}

fn rows(element: &Value) -> Vec<&str> {
    let rows = element["rows"].as_array().into_iter().flatten();
    rows.map(|row| row.get("value").unwrap_or(row).as_str().unwrap())
        .collect()
}

/// Whether a question is answered by one field.
fn is_simple(question: &Question) -> bool {
    !matches!(
        question.kind,
        Kind::Matrix | Kind::Group | Kind::Ranking | Kind::Statement
    )
}

/// What the questions that are always asked begin with.
fn compare_defaults(
    all: &[&Value],
    outcome: &Value,
    content: &Content,
    differ: &mut dyn FnMut(&str, &Value, &Value),
) {
    let known = Known::of(&content.fallback_locale);
    let course = Course::of(content, &Entries::default(), &known);
    let steps = course.steps(content);
    let begun: Vec<Entries> = steps
        .iter()
        .map(|step| course.defaults(content, &known, step))
        .collect();
    for element in all {
        let name = element["name"].as_str().unwrap();
        let always = content.question(name).is_some_and(|question| {
            let paged =
                |page: &&sonda_domain::Page| page.questions.iter().any(|one| one.id == question.id);
            let page = content.pages.iter().find(paged);
            question.visible_if.is_none()
                && page.is_none_or(|page| page.visible_if.is_none())
                && is_simple(question)
        });
        if !always || course.shown.hidden.has(name) {
            continue;
        }
        let theirs = &outcome["questions"][name]["initial"];
        let mut expected = Entries::default();
        if !theirs.is_null() {
            fields::fill(
                &mut expected,
                content,
                name,
                &values(element),
                &rows(element),
                theirs,
            );
        }
        // What a default chooses and is not offered yet counts here once it is; there it does not.
        let offered = |value: &&String| !course.shown.hidden.has_part(name, value);
        let ours = begun.iter().flat_map(|one| one.values(name));
        let ours: Vec<&String> = ours.filter(offered).collect();
        if !ours.iter().copied().eq(expected.values(name)) {
            differ(name, &json!(ours), theirs);
        }
    }
}

fn compare(
    seed: usize,
    case: &Case,
    outcome: &Value,
    content: &Content,
    differences: &mut Vec<String>,
) {
    let mut all = Vec::new();
    questions(&case.survey, &mut all);
    let mut entries = Entries::default();
    for element in &all {
        let name = element["name"].as_str().unwrap();
        let answer = &outcome["questions"][name]["value"];
        if !answer.is_null() && outcome["questions"][name]["shown"] == true {
            fields::fill(
                &mut entries,
                content,
                name,
                &values(element),
                &rows(element),
                answer,
            );
        }
    }
    let locale = content
        .locales
        .iter()
        .find(|locale| locale.as_str() == case.locale);
    let known = Known::of(locale.unwrap_or(&content.fallback_locale));
    let messages = interface_messages(&known.locale);
    let course = Course::of(content, &entries, &known);
    compare_defaults(&all, outcome, content, &mut |name, ours, theirs| {
        differences.push(format!(
            "case {seed}, {name}: begins with {ours} here, {theirs} in SurveyJS\n  {}",
            all.iter().find(|one| one["name"] == name).unwrap()
        ));
    });
    for element in &all {
        let name = element["name"].as_str().unwrap();
        let theirs = &outcome["questions"][name];
        let mut differ = |what: &str, ours: &Value, theirs: &Value| {
            differences.push(format!("case {seed}, {name}: {what}: {ours} here, {theirs} in SurveyJS\n  {element}\n  data {entries:?}"));
        };
        let shown = !course.shown.hidden.has(name);
        if theirs["shown"] != shown {
            differ("shown", &json!(shown), &theirs["shown"]);
            return;
        }
        if !shown {
            continue;
        }
        if let Some(question) = content.question(name) {
            let title = question.title.get(&known.locale, &content.fallback_locale);
            let title = course.pipe(content, &known, &messages, title);
            if theirs["title"] != title.as_str() {
                differ("title", &json!(title), &theirs["title"]);
            }
        }
        let lost = KNOWN[1].1(theirs);
        let parts = element["items"].as_array().into_iter().flatten();
        let parts = parts.map(|item| format!("{name}_{}", item["name"].as_str().unwrap()));
        let sound = parts
            .chain([name.to_owned()])
            .all(|id| course.errors_of(&id).next().is_none());
        if theirs["sound"] != sound && !lost {
            differ("sound", &json!(sound), &theirs["sound"]);
        }
        let missing = course
            .errors_of(name)
            .any(|error| error.fault.code() == FieldFault::Required.code());
        let simple = content.question(name).is_some_and(is_simple);
        if simple && theirs["missing"] != missing && (!missing || !theirs["value"].is_null()) {
            differ("missing", &json!(missing), &theirs["missing"]);
        }
        if KNOWN.iter().any(|(_, applies)| applies(theirs)) {
            return;
        }
        let question = content.question(name).unwrap();
        let visible = |id: &OptionId| !course.shown.hidden.has_part(name, id.as_str());
        if let Some(choices) = theirs["choices"]
            .as_array()
            .filter(|_| element["type"] != "rating")
        {
            let ours = question.options.iter().zip(values(element));
            let ours: Vec<Value> = ours
                .filter(|(option, _)| visible(&option.id))
                .map(|(_, value)| value)
                .collect();
            if *choices != ours {
                differ("choices", &json!(ours), &theirs["choices"]);
            }
        }
        if let Some(theirs) = theirs["rows"].as_array() {
            let ours = question.rows.iter().zip(rows(element));
            let ours: Vec<_> = ours
                .filter(|(row, _)| visible(&row.id))
                .map(|(_, name)| json!(name))
                .collect();
            if *theirs != ours {
                differ("rows", &json!(ours), &json!(theirs));
            }
        }
    }
    for (calculation, outcome_here) in content.calculations.iter().zip(&course.outcomes) {
        let theirs = &outcome["sums"][calculation.id.as_str()];
        let ours = match &outcome_here.value {
            sonda_domain::Value::Number(number) => number.to_string().parse::<f64>().ok(),
            _ => None,
        };
        let near = match (ours, theirs.as_f64()) {
            (Some(ours), Some(theirs)) => (ours - theirs).abs() < 1e-5,
            (ours, theirs) => ours == theirs,
        };
        if !near {
            differences.push(format!(
                "case {seed}: {}: {ours:?} here, {theirs} in SurveyJS\n  {}\n  data {entries:?}",
                calculation.id, case.survey["calculatedValues"]
            ));
        }
    }
}
