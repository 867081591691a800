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
