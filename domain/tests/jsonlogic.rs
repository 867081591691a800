//! The public compatibility suites of JSON Logic.
//!
//! They lie beside the checkout, in `../shared/data/jsonlogic`, and are not to be copied into it; where they are
//! not, the test says so and passes, unless `CI` is set.

use serde::Deserialize;
use serde_json::Value as Json;
use sonda_domain::{Budget, Logic, Value};
use std::fs;
use std::path::PathBuf;

/// A case of a suite. An error is expected where there is an `error`: with us the value is null then.
#[derive(Deserialize)]
struct Case {
    rule: Json,
    #[serde(default)]
    data: Json,
    #[serde(default)]
    result: Json,
}

/// The cases that are left out: the suite, what is in the rule of those meant, how many they are, and why.
const LEFT_OUT: &[(&str, &str, usize, &str)] = &[
    (
        "",
        r#"{"preserve":"#,
        31,
        "one engine's own operator; a list is a literal anyway",
    ),
    (
        "",
        r#"{"try":"#,
        19,
        "nothing is thrown in a form: `if` and `??` say what else it is",
    ),
    ("throw.json", r#"{"throw":"#, 3, "the same"),
    ("array/all.json", r#"[{"var":"missing"}"#, 1, NO_LIST),
    ("array/some.json", r#"[{"var":"missing"}"#, 1, NO_LIST),
    ("array/none.json", r#"[{"var":"missing"}"#, 1, NO_LIST),
];

/// An error would decide the whole condition around it.
const NO_LIST: &str = "a question without an answer is an empty list, as it is to `map` and `filter` in the suites, \
                       and as json-logic-js has it";

#[test]
fn the_suites_hold() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/jsonlogic/suites"
    );
    let folder = PathBuf::from(folder);
    if !folder.is_dir() {
        let missing = format!("there are no suites in {}", folder.display());
        assert!(
            std::env::var_os("SONDA_SUITES_REQUIRED").is_none(),
            "{missing}, and they are required"
        );
        println!("skipped: {missing}");
        return;
    }
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let names: Vec<String> = serde_json::from_str(&read("index.json")).unwrap();
    let mut left_out = vec![0; LEFT_OUT.len()];
    let mut wrong = Vec::new();
    let mut passed = 0;
    for name in names {
        let entries: Vec<Json> = serde_json::from_str(&read(&name)).unwrap();
        for entry in entries.into_iter().filter(|entry| !entry.is_string()) {
            let case: Case = serde_json::from_value(entry).unwrap();
            match left_out_by(&name, &case.rule) {
                Some(index) => left_out[index] += 1,
                None => match fault(&case) {
                    Some(fault) => wrong.push(format!("{name}: {fault}")),
                    None => passed += 1,
                },
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let expected: Vec<usize> = LEFT_OUT.iter().map(|(_, _, cases, _)| *cases).collect();
    assert_eq!(left_out, expected, "how many cases are left out");
    assert!(passed > 1_000, "only {passed} cases were found");
}

fn left_out_by(suite: &str, rule: &Json) -> Option<usize> {
    let rule = rule.to_string();
    let mut entries = LEFT_OUT.iter();
    entries.position(|(of, part, _, _)| suite.starts_with(of) && rule.contains(part))
}

/// What is wrong, if the case does not hold.
fn fault(case: &Case) -> Option<String> {
    let value = |json: &Json| serde_json::from_value::<Value>(json.clone()).expect("a value");
    let logic: Logic = serde_json::from_value(case.rule.clone()).expect("logic");
    let actual = logic.evaluate(&value(&case.data), &Budget::default());
    if actual != value(&case.result) {
        return Some(format!(
            "{} of {} is {actual:?}, not {}",
            case.rule, case.data, case.result
        ));
    }
    let written = serde_json::to_value(&logic).expect("JSON");
    (written != case.rule).then(|| format!("{} is written as {written}", case.rule))
}
