//! Judges a definition: what cannot work is refused here, at import and publishing, never at a visitor.

mod calculation;
mod default;
mod fault;
mod logic;
mod nested;
mod option;
mod page;
mod pipe;
mod property;
mod question;
mod scope;
mod text;

use crate::Content;

pub use fault::Fault;
pub use logic::check_condition;

const MOST_QUESTIONS: usize = 500;

/// Every fault of a content, with paths relative to it; none means that it can be published.
#[must_use]
pub fn check_content(content: &Content) -> Vec<Fault> {
    let mut faults = Vec::new();
    text::check_locales(content, &mut faults);
    let mut texts = content.clone();
    texts.texts_mut(&mut |path, words| text::check_text(content, path, words, &mut faults));
    if content.questions().count() > MOST_QUESTIONS {
        faults.push(Fault::new(
            "/questions",
            format!("at most {MOST_QUESTIONS} questions"),
        ));
    }
    page::check_pages(content, &mut faults);
    question::check_questions(content, &mut faults);
    calculation::check_calculations(content, &mut faults);
    logic::check_all_logic(content, &mut faults);
    pipe::check_pipes(content, &mut faults);
    faults.sort();
    faults.dedup();
    faults
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
        let cases: [(Change, &str); 16] = [
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
            (
                |v| {
                    v["questions"][0]["max_chosen"] = json!(1);
                    v["questions"][0]["select_all"] = json!(true);
                },
                "/questions/0/select_all",
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
