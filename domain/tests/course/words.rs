//! What was given, in words.

use super::*;

fn said(content: &Content, locale: &str, fields: &[(&str, &str)]) -> Vec<String> {
    let known = Known::of(&locale.parse().unwrap());
    let messages = interface_messages(&known.locale);
    let course = Course::of(content, &entries(fields), &known);
    let questions = content.questions().enumerate();
    let said = questions.map(|(index, question)| {
        let given = course.given(index);
        given.map(|given| course.words(content, &known, &messages, question, given))
    });
    said.map(Option::unwrap_or_default).collect()
}

#[test]
fn a_review_says_what_was_chosen() {
    let rows = [("a", "Speed"), ("b", "Care")]
        .map(|(id, title)| json!({"id": id, "title": {"en": title}}));
    let content = content(json!({"questions": [
        question("agree", "agreement", json!({})),
        question("stars", "rating", json!({})),
        question("weights", "matrix", json!({"cells": "weighted", "rows": rows})),
        question("grid", "matrix", json!({"cells": "rating", "rows": rows})),
        question("cv", "file", json!({"max_files": 2})),
    ]}));
    let fields = [
        ("agree", "3"),
        ("stars", "3"),
        ("weights.a", "4"),
        ("weights.a.weight", "0.4"),
        ("weights.b", "2"),
        ("weights.b.weight", "0.6"),
        ("grid.a", "1"),
        ("grid.b", "5"),
        ("cv", "00000000-0000-4000-8000-000000000001"),
        ("cv", "00000000-0000-4000-8000-000000000002"),
    ];
    assert_eq!(
        said(&content, "en", &fields),
        [
            "Neither agree nor disagree",
            "3 of 5",
            "Speed: 4 of 5, Weight 0.4\nCare: 2 of 5, Weight 0.6",
            "Speed: 1 of 5\nCare: 5 of 5",
            "File 1, File 2",
        ]
    );
    // In a sentence there are no lines, and its own words stand around a step.
    let known = known();
    let messages = interface_messages(&known.locale);
    let course = Course::of(&content, &entries(&fields), &known);
    let piped = course.pipe(&content, &known, &messages, "{{stars}} stars, {{grid}}");
    assert_eq!(piped, "3 stars, Speed: 1, Care: 5");
}

#[test]
fn own_words_in_an_entry_are_those_of_the_entry() {
    let other = json!([{"id": "other", "title": {"en": "Other"}, "text": true}]);
    let kind = question("kind", "single_choice", json!({"options": other}));
    let name = question("name", "text", json!({}));
    let content = content(json!({"questions": [
        kind, question("pets", "group", json!({"questions": [name, kind]})),
    ]}));
    let fields = [
        ("kind", "other"),
        ("kind.other", "A van"),
        ("pets.0.name", "Rex"),
        ("pets.0.kind", "other"),
        ("pets.0.kind.other", "A dog"),
        ("pets.1.name", "Tom"),
    ];
    assert_eq!(said(&content, "en", &fields), ["A van", "Rex, A dog\nTom"]);
}

#[test]
fn what_was_typed_keeps_its_order_between_words_from_right_to_left() {
    let content = content(json!({"questions": [
        question("phone", "phone", json!({})),
        question("name", "text", json!({})),
    ]}));
    let fields = [("phone", "+48 601 234 567"), ("name", "C++")];
    assert_eq!(said(&content, "en", &fields), ["+48 601 234 567", "C++"]);
    assert_eq!(
        said(&content, "ar", &fields),
        ["\u{2066}+48 601 234 567\u{2069}", "\u{2068}C++\u{2069}"]
    );
}

#[test]
fn a_text_of_another_direction_is_set_apart() {
    let content = content(
        json!({"locales": ["en", "ar", "pl"], "title": {"en": "Again?\nYes!", "pl": "Znów?"}}),
    );
    let title = |locale: &str| {
        content
            .localized(&locale.parse().unwrap())
            .title
            .only()
            .to_owned()
    };
    assert_eq!(title("ar"), "\u{2068}Again?\u{2069}\n\u{2068}Yes!\u{2069}");
    assert_eq!(title("en"), "Again?\nYes!");
    assert_eq!(title("de"), "Again?\nYes!");
}

#[test]
fn an_agreement_keeps_the_wording_it_was_given_to() {
    let content = content(json!({"questions": [
        question("news", "consent", json!({"version": "2026-05"})),
        question("terms", "consent", json!({})),
    ]}));
    let judged = validate(
        &content,
        &entries(&[("news", "yes"), ("terms", "yes")]),
        &known(),
    )
    .unwrap();
    let kept = serde_json::to_value(&judged.answers).unwrap();
    let agreed = json!({"type": "consent", "value": true});
    assert_eq!(
        kept,
        json!({"news": {"answer": agreed, "version": "2026-05"}, "terms": {"answer": agreed}})
    );
}
