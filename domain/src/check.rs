//! Judges a definition: what cannot work is refused here, at import and publishing, never at a visitor.

use crate::{Choice, Content, Kind, LocalText, Question};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const MOST_QUESTIONS: usize = 500;
const MOST_OPTIONS: usize = 1_000;
const MOST_DECIMALS: u32 = 6;
const LONGEST_TEXT: usize = 5_000;
const LONGEST_ANSWER: u32 = 20_000;

/// One thing wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fault {
    /// Where, as a JSON Pointer (RFC 6901) into the definition.
    pub path: String,
    /// What is wrong and what would be right, in English.
    pub reason: String,
}

impl Fault {
    /// A fault at a path.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
        }
    }
}

/// Every fault of a content, with paths relative to it; none means that it can be published.
#[must_use]
pub fn check_content(content: &Content) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_locales(content, &mut faults);
    content.for_each_text(&mut |path, text| check_text(content, &path, text, &mut faults));
    if content.questions.is_empty() {
        faults.push(Fault::new(
            "/questions",
            "a form needs at least one question",
        ));
    }
    if content.questions.len() > MOST_QUESTIONS {
        faults.push(Fault::new(
            "/questions",
            format!("at most {MOST_QUESTIONS} questions"),
        ));
    }
    let mut seen = BTreeSet::new();
    for (index, question) in content.questions.iter().enumerate() {
        let path = format!("/questions/{index}");
        if !seen.insert(&question.id) {
            faults.push(Fault::new(
                format!("{path}/id"),
                format!("the id `{}` is used by an earlier question", question.id),
            ));
        }
        check_question(question, &path, &mut faults);
    }
    faults.sort();
    faults
}

fn check_locales(content: &Content, faults: &mut Vec<Fault>) {
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

fn check_text(content: &Content, path: &str, text: &LocalText, faults: &mut Vec<Fault>) {
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

fn check_question(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    for (property, kinds, present) in properties(question) {
        if present && !kinds.contains(&question.kind) {
            let reason = format!(
                "`{property}` does not belong to the type `{}`",
                question.kind.as_str()
            );
            faults.push(Fault::new(format!("{path}/{property}"), reason));
        }
    }
    let mut fault = |property: &str, reason: String| {
        faults.push(Fault::new(format!("{path}/{property}"), reason));
    };
    let length_limits = [
        ("max_length", question.max_length),
        (
            "comment/max_length",
            question.comment.as_ref().and_then(|c| c.max_length),
        ),
    ];
    for (property, limit) in length_limits {
        if limit.is_some_and(|limit| !(1..=LONGEST_ANSWER).contains(&limit)) {
            fault(property, format!("must be between 1 and {LONGEST_ANSWER}"));
        }
    }
    if question
        .steps
        .is_some_and(|steps| !(1..=10).contains(&steps))
    {
        fault("steps", "must be between 1 and 10".into());
    }
    if question
        .decimals
        .is_some_and(|decimals| decimals > MOST_DECIMALS)
    {
        fault("decimals", format!("must be between 0 and {MOST_DECIMALS}"));
    }
    if let (Some(min), Some(max)) = (question.min, question.max)
        && min > max
    {
        fault("min", format!("{min} is more than `max`, {max}"));
    }
    if matches!(question.kind, Kind::SingleChoice | Kind::MultipleChoice) {
        check_options(&question.options, path, faults);
    }
    check_chosen(question, path, faults);
}

/// Each property that only some types have: its name, those types, and whether it is given.
fn properties(question: &Question) -> [(&'static str, &'static [Kind], bool); 11] {
    use Kind::{Email, LongText, MultipleChoice, Nps, Number, Phone, Rating, SingleChoice, Text};
    [
        (
            "max_length",
            &[Text, LongText, Email, Phone],
            question.max_length.is_some(),
        ),
        ("autocomplete", &[Text], question.autocomplete.is_some()),
        (
            "options",
            &[SingleChoice, MultipleChoice],
            !question.options.is_empty(),
        ),
        (
            "min_chosen",
            &[MultipleChoice],
            question.min_chosen.is_some(),
        ),
        (
            "max_chosen",
            &[MultipleChoice],
            question.max_chosen.is_some(),
        ),
        ("steps", &[Rating], question.steps.is_some()),
        ("low_label", &[Rating, Nps], question.low_label.is_some()),
        ("high_label", &[Rating, Nps], question.high_label.is_some()),
        ("min", &[Number], question.min.is_some()),
        ("max", &[Number], question.max.is_some()),
        ("decimals", &[Number], question.decimals.is_some()),
    ]
}

fn check_options(options: &[Choice], path: &str, faults: &mut Vec<Fault>) {
    if options.is_empty() {
        faults.push(Fault::new(
            format!("{path}/options"),
            "a choice needs at least one option",
        ));
    }
    if options.len() > MOST_OPTIONS {
        faults.push(Fault::new(
            format!("{path}/options"),
            format!("at most {MOST_OPTIONS} options"),
        ));
    }
    let mut seen = BTreeSet::new();
    for (index, option) in options.iter().enumerate() {
        if !seen.insert(&option.id) {
            faults.push(Fault::new(
                format!("{path}/options/{index}/id"),
                format!("the id `{}` is used by an earlier option", option.id),
            ));
        }
    }
}

fn check_chosen(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    let options = u32::try_from(question.options.len()).unwrap_or(u32::MAX);
    let most = question.max_chosen.unwrap_or(options);
    if question.max_chosen.is_some() && !(1..=options).contains(&most) {
        faults.push(Fault::new(
            format!("{path}/max_chosen"),
            format!("must be between 1 and the number of options, {options}"),
        ));
    }
    if question
        .min_chosen
        .is_some_and(|fewest| fewest > most.min(options))
    {
        faults.push(Fault::new(
            format!("{path}/min_chosen"),
            format!("more than can be chosen, {}", most.min(options)),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn sound() -> Value {
        json!({
            "locales": ["en", "pl"], "fallback_locale": "en",
            "title": {"en": "Title", "pl": "Tytuł"},
            "questions": [
                {"id": "topic", "type": "multiple_choice", "title": {"en": "Topics"},
                 "options": [{"id": "a", "title": {"en": "A"}}, {"id": "b", "title": {"en": "B"}}]},
                {"id": "stars", "type": "rating", "title": {"en": "Stars"}},
                {"id": "size", "type": "number", "title": {"en": "Size"}, "min": 0, "max": 10},
            ],
        })
    }

    fn faults(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut value = sound();
        change(&mut value);
        let content: Content = serde_json::from_value(value).unwrap();
        check_content(&content)
            .into_iter()
            .map(|fault| fault.path)
            .collect()
    }

    #[test]
    fn a_sound_content_has_no_fault() {
        assert_eq!(faults(|_| ()), Vec::<String>::new());
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        type Change = fn(&mut Value);
        let cases: [(Change, &str); 15] = [
            (|v| v["fallback_locale"] = json!("uk"), "/fallback_locale"),
            (|v| v["locales"] = json!(["en", "pl", "en"]), "/locales/2"),
            (|v| v["title"] = json!({"pl": "Tytuł"}), "/title"),
            (|v| v["title"]["de"] = json!("Titel"), "/title/de"),
            (|v| v["title"]["pl"] = json!(" "), "/title/pl"),
            (|v| v["title"]["pl"] = json!("a\u{7}"), "/title/pl"),
            (|v| v["questions"] = json!([]), "/questions"),
            (
                |v| v["questions"][1]["id"] = json!("topic"),
                "/questions/1/id",
            ),
            (
                |v| v["questions"][1]["steps"] = json!(11),
                "/questions/1/steps",
            ),
            (|v| v["questions"][1]["min"] = json!(1), "/questions/1/min"),
            (
                |v| v["questions"][2]["min"] = json!(10.5),
                "/questions/2/min",
            ),
            (
                |v| v["questions"][2]["decimals"] = json!(7),
                "/questions/2/decimals",
            ),
            (
                |v| v["questions"][0]["options"][1]["id"] = json!("a"),
                "/questions/0/options/1/id",
            ),
            (
                |v| v["questions"][0]["min_chosen"] = json!(3),
                "/questions/0/min_chosen",
            ),
            (
                |v| v["questions"][0]["max_chosen"] = json!(0),
                "/questions/0/max_chosen",
            ),
        ];
        for (index, (change, path)) in cases.into_iter().enumerate() {
            let found = faults(change);
            assert!(
                found.iter().any(|one| one == path),
                "case {index}: {path} not in {found:?}"
            );
        }
    }
}
