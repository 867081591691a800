//! The examples of docs/definition.md are definitions that can work.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use serde_json::{Value, json};
use sonda_domain::{Content, Kind, check_content};

const DEFINITION: &str = include_str!("../../docs/definition.md");

/// Gives a title to everything that the document leaves without one.
fn with_titles(value: &mut Value) {
    let Some(members) = value.as_object_mut() else {
        return;
    };
    members.entry("title").or_insert(json!({"en": "T"}));
    for list in ["options", "rows", "questions"] {
        let items = members.get_mut(list).and_then(Value::as_array_mut);
        items.into_iter().flatten().for_each(with_titles);
    }
}

/// The examples at the ends of the table's rows.
fn examples() -> Vec<Value> {
    let rows = DEFINITION
        .lines()
        .filter(|line| line.contains("| `{\"id\": "));
    let examples = rows.map(|row| row.rsplit("| `").next().unwrap().trim_end_matches("` |"));
    examples
        .map(|text| serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}")))
        .collect()
}

fn content(questions: &Value) -> Content {
    let content = json!({
        "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"}, "questions": questions,
    });
    serde_json::from_value(content).unwrap()
}

#[test]
fn every_example_can_be_published() {
    for mut example in examples() {
        with_titles(&mut example);
        assert_eq!(check_content(&content(&json!([example]))), [], "{example}");
    }
}

#[test]
fn every_type_has_an_example() {
    let examples = examples();
    for kind in Kind::ALL {
        assert!(
            examples.iter().any(|one| one["type"] == kind.as_str()),
            "{kind:?}"
        );
    }
    assert_eq!(examples.len(), Kind::ALL.len());
}
