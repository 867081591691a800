//! The import of SurveyJS: whatever the JSON is, it ends with a form that can be shown, and can be published but for
//! what the losses name.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sonda_domain::{Course, Entries, Known, check_content};
use sonda_import::from_surveyjs;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return;
    };
    let imported = from_surveyjs(&document);
    assert!(
        check_content(&imported.content).is_empty() || !imported.losses.is_empty(),
        "faults that no loss names"
    );
    let known = Known::of(&imported.content.fallback_locale);
    let shown = imported.content.localized(&known.locale);
    let course = Course::of(&shown, &Entries::default(), &known);
    let _ = course.steps(&shown);
});
