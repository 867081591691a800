//! The reader and the judge of definitions: whatever the bytes are, they end with faults and not with a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sonda_domain::{Content, Course, Entries, Known, check_content};

fuzz_target!(|bytes: &[u8]| {
    let Ok(content) = serde_json::from_slice::<Content>(bytes) else {
        return;
    };
    let _ = check_content(&content);
    // A draft may hold faults, and is shown all the same.
    let known = Known::of(&content.fallback_locale);
    let shown = content.localized(&known.locale);
    let answered = shown.questions().map(|question| {
        let first = question.options.first().map_or("1", |option| option.id.as_str());
        (question.id.as_str().to_owned(), first.to_owned())
    });
    for entries in [Entries::default(), answered.collect()] {
        let course = Course::of(&shown, &entries, &known);
        let _ = course.steps(&shown);
    }
    let written = serde_json::to_vec(&content).expect("a definition is JSON");
    let again: Content = serde_json::from_slice(&written).expect("a definition reads back");
    assert_eq!(again, content);
});
