//! Languages and texts of a definition.

use super::Fault;
use crate::{Content, LocalText};
use std::collections::BTreeSet;

const LONGEST_TEXT: usize = 5_000;

/// The languages a form says it speaks.
pub(super) fn check_locales(content: &Content, faults: &mut Vec<Fault>) {
    if !content.locales.contains(&content.fallback_locale) {
        faults.push(Fault::new(
            "/fallback_locale",
            format!(
                "`{}` is not among the form's locales",
                content.fallback_locale
            ),
        ));
    }
    let mut seen = BTreeSet::new();
    for (index, locale) in content.locales.iter().enumerate() {
        if !seen.insert(locale) {
            faults.push(Fault::new(
                format!("/locales/{index}"),
                format!("`{locale}` is named twice"),
            ));
        }
    }
}

/// One text in its languages.
pub(super) fn check_text(content: &Content, path: &str, text: &LocalText, faults: &mut Vec<Fault>) {
    if !text
        .iter()
        .any(|(locale, _)| *locale == content.fallback_locale)
    {
        faults.push(Fault::new(
            path,
            format!(
                "the text lacks the fallback language `{}`",
                content.fallback_locale
            ),
        ));
    }
    for (locale, words) in text.iter() {
        let mut fault =
            |reason: String| faults.push(Fault::new(format!("{path}/{locale}"), reason));
        if !content.locales.contains(locale) {
            fault(format!("`{locale}` is not among the form's locales"));
        }
        if words.trim().is_empty() {
            fault("the text is empty".into());
        }
        if words.chars().count() > LONGEST_TEXT {
            fault(format!("the text has more than {LONGEST_TEXT} characters"));
        }
        if words.chars().any(|c| c.is_control() && c != '\n') {
            fault("the text has a control character".into());
        }
    }
}
