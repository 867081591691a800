//! The rules of a form in one sentence.

use crate::words::panels::Words;
use serde_json::Value;

/// What the rules say, with moments as the reader's language writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// When it opens, if it does not at once.
    pub(crate) opens: Option<String>,
    /// When it closes, if ever.
    pub(crate) closes: Option<String>,
    /// The most answers, as a counted text.
    pub(crate) most: Option<String>,
    /// The zone's name as it follows a time; empty where neither is said.
    pub(crate) zone: String,
}

/// The sentence for settings.
pub(crate) fn sentence(facts: &Facts, settings: &Value, words: &Words) -> String {
    let mut parts = Vec::new();
    let opening = match (&facts.opens, &facts.closes) {
        (Some(opens), Some(closes)) => words
            .rules_open_between
            .replace("{from}", opens)
            .replace("{to}", closes),
        (Some(opens), None) => words.rules_open_from.replace("{from}", opens),
        (None, Some(closes)) => words.rules_open_until.replace("{to}", closes),
        (None, None) => words.rules_open_always.clone(),
    };
    let zoned = match facts.opens.is_some() || facts.closes.is_some() {
        true if !facts.zone.is_empty() => format!("{opening}, {}", facts.zone),
        _ => opening,
    };
    parts.push(zoned);
    parts.extend(facts.most.clone());
    let once = match settings["once"].as_str() {
        Some("per_link") => &words.rules_said_per_link,
        Some("per_contact") => &words.rules_said_per_contact,
        _ => &words.rules_said_unlimited,
    };
    parts.push(once.clone());
    match (
        &settings["captcha"]["provider"],
        settings["captcha"]["exempt_personal_links"] == true,
    ) {
        (Value::Null, _) => {}
        (_, true) => parts.push(words.rules_said_captcha_public.clone()),
        (_, false) => parts.push(words.rules_said_captcha.clone()),
    }
    format!("{}.", parts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::panels::words_of;
    use serde_json::json;

    fn closing() -> Facts {
        Facts {
            closes: Some("31 December 2026 at 23:59".to_owned()),
            zone: "Warsaw time".to_owned(),
            ..Facts::default()
        }
    }

    #[test]
    fn the_rules_are_one_sentence() {
        let said = sentence(&closing(), &json!({"once": "per_contact"}), &words_of("en"));
        assert_eq!(
            said,
            "Closes on 31 December 2026 at 23:59, Warsaw time; each customer once."
        );
    }

    #[test]
    fn a_form_without_rules_is_always_open() {
        let said = |language| sentence(&Facts::default(), &json!({}), &words_of(language));
        assert_eq!(
            said("en"),
            "Always open; anyone may answer, as often as they like."
        );
        for language in ["pl", "uk"] {
            assert!(said(language).ends_with('.') && said(language).contains("; "));
        }
    }

    #[test]
    fn every_rule_is_said() {
        let facts = Facts {
            opens: Some("1 June 2026 at 08:00".to_owned()),
            most: Some("up to 100 answers in all".to_owned()),
            ..closing()
        };
        let settings = json!({"once": "per_link", "captcha": {"provider": "altcha", "exempt_personal_links": true}});
        let said = sentence(&facts, &settings, &words_of("en"));
        assert_eq!(
            said,
            "Open from 1 June 2026 at 08:00 to 31 December 2026 at 23:59, Warsaw time; up to 100 answers in all; \
             each personal link once; a check against robots, but not for personal links."
        );
    }
}
