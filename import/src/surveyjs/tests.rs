//! A survey in our own words, carried over.

use super::from_surveyjs;
use sonda_domain::check_content;

#[test]
fn a_survey_is_carried_over_and_can_be_published() {
    let text = include_str!("../../tests/surveyjs/service-visit.json");
    let imported = from_surveyjs(&serde_json::from_str(text).unwrap());
    assert_eq!(check_content(&imported.content), []);
    assert!(imported.content.questions().count() > 3);
    let mut locales = imported.content.locales.iter();
    assert!(locales.any(|locale| locale.as_str() == "pl"));
}
