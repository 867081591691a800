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
    let course = Course::of(&shown, &Entries::default(), &known);
    let _ = course.steps(&shown);
});
