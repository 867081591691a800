//! Nothing is dropped in silence.

use super::{imported, of, places, samples};
use serde_json::{Value, json};

/// A property that no version of SurveyJS has.
const STRANGE: &str = "frobnicate";

/// The places of the objects that say something of the form. Texts by language, and what only looks like them, are not.
fn objects(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let named = ["type", "name", "value", "expression", "elements"];
            if place.is_empty() || named.iter().any(|name| members.contains_key(*name)) {
                found.push(place.to_owned());
            }
            for (name, inner) in members {
                objects(inner, &format!("{place}/{name}"), found);
            }
        }
        Value::Array(values) => {
            for (index, inner) in values.iter().enumerate() {
                objects(inner, &format!("{place}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn losses_name_places_of_the_document() {
    for (name, document) in samples() {
        let (_, losses) = imported(&document);
        for loss in losses {
            let there = document.pointer(&loss.place).is_some();
            assert!(there, "{name}: there is no {}: {}", loss.place, loss.reason);
            assert!(!loss.reason.is_empty());
        }
    }
}

/// Whatever object gets a property that is not understood, the property is listed, or something around it is.
#[test]
fn an_unknown_property_is_listed_wherever_it_stands() {
    for (name, document) in samples() {
        let mut places_of = Vec::new();
        objects(&document, "", &mut places_of);
        assert!(places_of.len() > 10);
        for place in places_of {
            let mut changed = document.clone();
            changed.pointer_mut(&place).unwrap()[STRANGE] = json!("strange");
            let (_, losses) = imported(&changed);
            let expected = format!("{place}/{STRANGE}");
            let listed = places(&losses)
                .iter()
                .any(|listed| *listed == expected || (!listed.is_empty() && *listed == place));
            assert!(listed, "{name}: {expected} is not listed: {losses:#?}");
        }
    }
}

#[test]
fn what_is_no_survey_is_an_empty_form_and_says_why() {
    for document in [json!(null), json!([]), json!("x"), json!(5)] {
        let imported = sonda_import::from_surveyjs(&document);
        assert_eq!(imported.content.questions().count(), 0);
        assert!(!imported.losses.is_empty(), "{document}");
    }
}

#[test]
fn a_condition_on_the_columns_of_a_matrix_is_listed() {
    let columns = json!(["a", {"value": "b", "visibleIf": "{n} > 1"}]);
    let (content, losses) = of(&json!([
        {"type": "text", "name": "n", "inputType": "number"},
        {"type": "matrix", "name": "m", "columns": columns, "rows": ["r"]}
    ]));
    assert_eq!(
        content["questions"][1]["options"].as_array().unwrap().len(),
        2
    );
    assert_eq!(places(&losses), ["/elements/1/columns/1/visibleIf"]);
    assert!(losses[0].reason.contains("always offered"), "{losses:?}");
}

#[test]
fn messages_and_counts_that_do_not_come_along_are_listed() {
    let numeric = json!({"type": "numeric", "minValue": 1, "text": "1 to 5!"});
    let silent = json!({"type": "numeric", "maxValue": 5});
    let document = json!({
        "elements": [{"type": "text", "name": "n", "inputType": "number", "validators": [numeric, silent]}],
        "completedHtml": "You got {correctAnswers} out of {questionCount}",
    });
    let (_, losses) = imported(&document);
    let listed = places(&losses);
    for place in ["/elements/0/validators/0/text", "/completedHtml"] {
        assert!(listed.contains(&place), "{place}: {losses:#?}");
    }
    assert!(
        !listed
            .iter()
            .any(|one| one.starts_with("/elements/0/validators/1"))
    );
}
