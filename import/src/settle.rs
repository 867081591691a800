//! Takes out of a content what could not be published, and lists each part as a loss.

use crate::Loss;
use serde_json::Value;
use sonda_domain::{Content, check_content};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How often is looked again: what is taken out can leave others without what they refer to.
const ROUNDS: usize = 50;

/// Lists whose elements can go one by one.
const LISTS: &[&str] = &[
    "accept",
    "bands",
    "calculations",
    "endings",
    "known",
    "next",
    "options",
    "pages",
    "questions",
    "rows",
    "rules",
];

/// Properties without which what holds them is nothing.
const NEEDED: &[&str] = &[
    "cells",
    "correct",
    "fallback_locale",
    "id",
    "locales",
    "message",
    "options",
    "pages",
    "questions",
    "rows",
    "title",
    "to",
    "type",
    "valid_if",
    "value",
];

/// Properties that go as a whole, wherever inside of them the fault is.
const WHOLE: &[&str] = &[
    "default",
    "if",
    "required_if",
    "valid_if",
    "value",
    "visible_if",
];

/// Takes out what [`check_content`] refuses. `place` tells where in the source a part of the content comes from, given
/// its JSON Pointer.
///
/// What cannot be taken out, such as a form without questions, stays and is listed too.
pub(crate) fn settle(
    mut content: Content,
    losses: &mut Vec<Loss>,
    place: &dyn Fn(&Content, &str) -> String,
) -> Content {
    for _ in 0..ROUNDS {
        let faults = check_content(&content);
        let Ok(mut json) = serde_json::to_value(&content) else {
            break;
        };
        let mut gone = BTreeSet::new();
        let mut silenced = false;
        for fault in &faults {
            if silence(&mut json, &fault.path) {
                let reason = format!("the text is taken as it stands: {}", fault.reason);
                losses.push(Loss::new(place(&content, &fault.path), reason));
                silenced = true;
                continue;
            }
            let Some(part) = removable(&json, &fault.path) else {
                continue;
            };
            let reason = format!("left out: {}", fault.reason);
            let loss = Loss::new(place(&content, &fault.path), reason);
            if gone.insert(Reverse(part)) {
                losses.push(loss);
            }
        }
        if gone.is_empty() && !silenced {
            for fault in faults {
                losses.push(Loss::new(place(&content, &fault.path), fault.reason));
            }
            return content;
        }
        // The last first, so that the places of the others stay.
        for Reverse(part) in &gone {
            remove(&mut json, part);
        }
        match serde_json::from_value(json) {
            Ok(smaller) => content = smaller,
            Err(_) => break,
        }
    }
    content
}

/// Takes the meaning from the names in a text, where one of them has none.
fn silence(json: &mut Value, pointer: &str) -> bool {
    let Some(Value::String(text)) = json.pointer_mut(pointer) else {
        return false;
    };
    let named = text.contains("{{");
    if named {
        *text = text.replace("{{", "{").replace("}}", "}");
    }
    named
}

/// A step into JSON, in the order in which elements of a list stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Element(usize),
    Member(String),
}

/// The smallest part around a fault that can be taken out.
fn removable(json: &Value, pointer: &str) -> Option<Vec<Step>> {
    let mut found = None;
    let mut path = Vec::new();
    let mut at = json;
    for segment in pointer.split('/').skip(1) {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        let inside = path.last().cloned();
        let next = match at {
            Value::Array(_) => segment.parse().ok().map(Step::Element),
            _ => Some(Step::Member(segment)),
        };
        let Some((step, value)) = next.and_then(|step| Some((step.clone(), child(at, &step)?)))
        else {
            break;
        };
        let optional = match (&step, &inside) {
            (Step::Element(_), Some(Step::Member(list))) => LISTS.contains(&list.as_str()),
            (Step::Element(_), _) => false,
            // A text keeps the language that stands in for the others.
            (Step::Member(name), _) => {
                !NEEDED.contains(&name.as_str())
                    && json.get("fallback_locale").and_then(Value::as_str) != Some(name)
            }
        };
        let whole = matches!(&step, Step::Member(name) if WHOLE.contains(&name.as_str()));
        path.push(step);
        if optional {
            found = Some(path.clone());
        }
        at = value;
        if whole {
            break;
        }
    }
    found
}

fn child<'j>(json: &'j Value, step: &Step) -> Option<&'j Value> {
    match step {
        Step::Element(index) => json.get(index),
        Step::Member(name) => json.get(name),
    }
}

fn remove(json: &mut Value, path: &[Step]) {
    let Some((last, way)) = path.split_last() else {
        return;
    };
    let mut at = Some(json);
    for step in way {
        at = at.and_then(|json| match step {
            Step::Element(index) => json.get_mut(index),
            Step::Member(name) => json.get_mut(name),
        });
    }
    match (at, last) {
        (Some(Value::Array(elements)), Step::Element(index)) if *index < elements.len() => {
            elements.remove(*index);
        }
        (Some(Value::Object(members)), Step::Member(name)) => {
            members.remove(name);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settled(questions: &Value) -> (Vec<String>, Vec<Loss>) {
        let content = json!({
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"}, "questions": questions,
        });
        let mut losses = Vec::new();
        let content = settle(
            serde_json::from_value(content).unwrap(),
            &mut losses,
            &|_, pointer| pointer.to_owned(),
        );
        assert_eq!(check_content(&content), []);
        let ids = content.questions().map(|one| one.id.to_string());
        (ids.collect(), losses)
    }

    #[test]
    fn only_the_part_at_fault_goes() {
        let (ids, losses) = settled(&json!([
            {"id": "a", "type": "text", "title": {"en": "A"}, "min": 1},
            {"id": "b", "type": "text", "title": {"en": "B"}, "visible_if": {"and": [true, {"==": [{"var": "x"}, 1]}]}},
            {"id": "c", "type": "text", "title": {"en": "C"},
             "rules": [{"valid_if": {"wrong": []}, "message": {"en": "M"}}]},
        ]));
        assert_eq!(ids, ["a", "b", "c"]);
        let places: Vec<&str> = losses.iter().map(|loss| loss.place.as_str()).collect();
        assert_eq!(
            places,
            [
                "/questions/0/min",
                "/questions/1/visible_if/and/1/==/0/var",
                "/questions/2/rules/0/valid_if/wrong"
            ]
        );
    }

    #[test]
    fn a_text_that_names_what_there_is_not_stays() {
        let (ids, losses) = settled(&json!([
            {"id": "a", "type": "text", "title": {"en": "Dear {{nobody}}"}},
        ]));
        assert_eq!(ids, ["a"]);
        assert_eq!(losses.len(), 1, "{losses:?}");
        assert_eq!(losses[0].place, "/questions/0/title/en");
    }

    #[test]
    fn a_question_that_cannot_work_goes_and_then_what_refers_to_it() {
        let (ids, losses) = settled(&json!([
            {"id": "a", "type": "single_choice", "title": {"en": "A"}},
            {"id": "b", "type": "text", "title": {"en": "B"}, "visible_if": {"==": [{"var": "a"}, "x"]}},
        ]));
        assert_eq!(ids, ["b"]);
        assert_eq!(losses.len(), 2, "{losses:?}");
    }

    #[test]
    fn a_fault_that_nothing_can_be_taken_out_for_is_listed() {
        let content = json!({"locales": ["en"], "fallback_locale": "en", "title": {"en": "T"}});
        let mut losses = Vec::new();
        settle(
            serde_json::from_value(content).unwrap(),
            &mut losses,
            &|_, pointer| pointer.to_owned(),
        );
        assert_eq!(
            losses,
            [Loss::new(
                "/questions",
                "a form needs at least one question"
            )]
        );
    }
}
