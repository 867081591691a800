//! Numbers in the visitor's language.

use super::*;

#[test]
fn a_default_is_written_as_the_language_reads_it() {
    let content = content(json!({"locales": ["en", "de"], "questions": [
        question("rate", "number", json!({"decimals": 3, "default": 1.125})),
        question("share", "slider", json!({"decimals": 1, "default": 1.5})),
    ]}));
    for (locale, rate) in [("en", "1.125"), ("de", "1,125")] {
        let known = Known::of(&locale.parse().unwrap());
        let begun = Course::of(&content, &Entries::default(), &known);
        let defaults = begun.defaults(&content, &known, &begun.steps(&content)[0]);
        assert_eq!(defaults.first("rate"), rate);
        assert_eq!(defaults.first("share"), "1.5");
        let judged = validate(&content, &defaults, &known).unwrap();
        assert_eq!(
            judged.answers.answer("rate"),
            Some(&Answer::Number("1.125".parse().unwrap()))
        );
    }
}

/// What a form was published with is what it is judged by after a restart.
#[test]
fn a_number_of_many_digits_in_a_rule_reads_back_as_it_was_written() {
    let written = r#"{"<":[{"var":"rate"},9196405.245326653]}"#;
    let rule: Value = serde_json::from_str(written).unwrap();
    let first = question("rate", "number", json!({}));
    let second = question("why", "text", json!({"visible_if": rule}));
    let content = content(json!({"questions": [first, second]}));
    let stored = serde_json::to_string(&content).unwrap();
    assert!(stored.contains(written), "{stored}");
    let again: Content = serde_json::from_str(&stored).unwrap();
    assert_eq!(again, content, "{stored}");
}
