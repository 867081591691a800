//! SurveyJS documents as forms: every type, validator and operator that is carried over, and that the rest is listed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod losses;
mod operators;
mod texts;
mod types;
mod validators;

use serde_json::{Value, json};
use sonda_domain::check_content;
use sonda_import::{Loss, from_surveyjs};

/// The samples of this folder.
fn samples() -> [(&'static str, Value); 3] {
    [
        ("service-visit", include_str!("service-visit.json")),
        ("every-type", include_str!("every-type.json")),
        ("validators", include_str!("validators.json")),
    ]
    .map(|(name, text)| (name, serde_json::from_str(text).unwrap()))
}

fn sample(name: &str) -> (Value, Vec<Loss>) {
    let found = samples().into_iter().find(|(one, _)| *one == name);
    imported(&found.unwrap().1)
}

/// What becomes of a document: it can be published, whatever is lost.
fn imported(document: &Value) -> (Value, Vec<Loss>) {
    let imported = from_surveyjs(document);
    assert_eq!(check_content(&imported.content), [], "{document}");
    let content = serde_json::to_value(&imported.content).unwrap();
    (content, imported.losses)
}

/// What becomes of a survey of these elements.
fn of(elements: &Value) -> (Value, Vec<Loss>) {
    imported(&json!({"elements": elements, "clearInvisibleValues": "onHidden"}))
}

/// A question, wherever it stands.
fn question<'c>(content: &'c Value, id: &str) -> &'c Value {
    let own = content["questions"].as_array().into_iter().flatten();
    let pages = content["pages"].as_array().into_iter().flatten();
    let paged = pages.flat_map(|page| page["questions"].as_array().unwrap());
    let found = own.chain(paged).find(|one| one["id"] == id);
    found.unwrap_or_else(|| panic!("there is no `{id}` in {content}"))
}

fn places(losses: &[Loss]) -> Vec<&str> {
    losses.iter().map(|loss| loss.place.as_str()).collect()
}
