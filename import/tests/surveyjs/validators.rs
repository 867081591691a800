//! What validators become.

use super::{places, question, sample};
use serde_json::json;

#[test]
fn validators_become_limits_and_rules() {
    let (content, losses) = sample("validators");
    let property = |id: &str, pointer: &str| question(&content, id).pointer(pointer).cloned();
    for (id, pointer, expected) in [
        ("nick", "/max_length", json!(12)),
        (
            "nick",
            "/rules/0/valid_if",
            json!({">=": [{"length": [{"var": "nick"}]}, 3]}),
        ),
        (
            "nick",
            "/rules/0/message/pl",
            json!("Od trzech do dwunastu znaków."),
        ),
        ("mail", "/type", json!("email")),
        ("age", "/min", json!("18")),
        ("age", "/max", json!("120")),
        ("typed", "/type", json!("number")),
        ("some", "/min_chosen", json!(1)),
        ("some", "/max_chosen", json!(2)),
        (
            "to",
            "/rules/0/message/en",
            json!("The end is before the beginning."),
        ),
        (
            "limit",
            "/rules/0/valid_if",
            json!({"or": [{"===": [{"var": "age"}, null]}, {">=": [{"var": "limit"}, {"var": "age"}]}]}),
        ),
    ] {
        assert_eq!(property(id, pointer), Some(expected), "{id}{pointer}");
    }
    // SurveyJS asks the rule of an empty answer too.
    assert!(property("to", "/required_if").is_some());
    for place in [
        "/elements/7/validators/0",
        "/elements/8/validators/0",
        "/elements/9/validators/0",
        "/elements/10/validators/0",
        "/elements/11/minErrorText",
    ] {
        assert!(places(&losses).contains(&place), "{place}: {losses:?}");
    }
}
