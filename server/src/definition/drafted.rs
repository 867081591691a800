//! Definitions that are not finished: what can be read of them already.

use super::Document;
use super::schema::{read, shape_faults};
use crate::mapping::{EMBEDDED, Mapping, Rows, Target};
use serde_json::{Value, json};
use sonda_domain::{Content, Fault, TargetId, check_content};
use std::collections::BTreeMap;

/// Questions, calculations and endings that are passed over at most.
const MOST_UNREADABLE: usize = 100;
/// The most targets that are looked at: a mapping has no more.
const MOST_TARGETS: usize = 50;

/// What can be read of a definition that is not finished.
#[derive(Debug, Clone, PartialEq)]
pub struct Drafted {
    /// Its content, without the questions that cannot be read.
    pub content: Content,
    /// Its mapping: each target at its place, without the columns where those cannot be read.
    pub mapping: Mapping,
}

/// Reads what can be read.
///
/// # Errors
/// There is no content to speak of: why.
pub fn read_drafted(document: &Value) -> Result<Drafted, Vec<Fault>> {
    let mut content = document.get("content").cloned().unwrap_or_default();
    let mut passed_over = 0;
    let content = loop {
        match read::<Content>(&content) {
            Ok(content) => break content,
            Err(faults) => {
                let mut paths = faults.iter().map(|fault| fault.path.as_str());
                passed_over += 1;
                let is_smaller = paths.any(|path| pass_over(&mut content, path));
                if !is_smaller || passed_over > MOST_UNREADABLE {
                    let below =
                        |fault: Fault| Fault::new(format!("/content{}", fault.path), fault.reason);
                    return Err(faults.into_iter().map(below).collect());
                }
            }
        }
    };
    let targets = document.pointer("/mapping/targets");
    let targets = targets.and_then(Value::as_array).into_iter().flatten();
    let targets = targets.take(MOST_TARGETS).enumerate();
    let targets = targets.filter_map(|(place, target)| target_of(target, place));
    Ok(Drafted {
        content,
        mapping: Mapping {
            targets: targets.collect(),
        },
    })
}

/// Takes out the question, calculation or ending that a path leads into; false where there is none.
fn pass_over(content: &mut Value, path: &str) -> bool {
    let mut segments = path.split('/').skip(1);
    let mut value = content;
    let mut list = None;
    for segment in segments.by_ref() {
        match segment {
            "questions" | "calculations" | "endings" => {
                list = value.get_mut(segment).and_then(Value::as_array_mut);
                break;
            }
            segment => {
                let next = match segment.parse::<usize>() {
                    Ok(index) => value.get_mut(index),
                    Err(_) => value.get_mut(segment),
                };
                let Some(next) = next else { return false };
                value = next;
            }
        }
    }
    let index = segments.next().and_then(|index| index.parse().ok());
    match (list, index) {
        (Some(list), Some(index)) if index < list.len() => {
            list.remove(index);
            true
        }
        _ => false,
    }
}

/// A target, or what can be told of it.
fn target_of(target: &Value, place: usize) -> Option<Target> {
    if let Ok(target) = read(target) {
        return Some(target);
    }
    let plain = |name: &str| target.get(name).and_then(Value::as_str);
    let columns = target.get("columns").and_then(Value::as_object);
    let columns = columns.into_iter().flatten();
    let columns: BTreeMap<_, _> = columns
        .filter_map(|(name, source)| Some((name.clone(), read(source).ok()?)))
        .collect();
    let id: Option<TargetId> = plain("id").and_then(|id| id.parse().ok());
    let id = id.or_else(|| format!("target-{place}").parse().ok())?;
    Some(Target {
        id,
        connector: plain("connector").unwrap_or(EMBEDDED).to_owned(),
        table: plain("table").unwrap_or_default().to_owned(),
        when: None,
        rows: match target.get("rows") == Some(&json!("per_question")) {
            true => Rows::PerQuestion,
            false => Rows::One,
        },
        find: None,
        columns,
    })
}

/// Reads a definition that can be answered, whatever is wrong with its mapping and settings.
///
/// # Errors
/// Every fault of its shape or content.
pub fn read_to_try(document: &Value) -> Result<Document, Vec<Fault>> {
    let faults = shape_faults(document);
    if !faults.is_empty() {
        return Err(faults);
    }
    let document: Document = read(document)?;
    let faults = check_content(&document.content).into_iter();
    let faults: Vec<Fault> = faults
        .map(|fault| Fault::new(format!("/content{}", fault.path), fault.reason))
        .collect();
    match faults.is_empty() {
        true => Ok(document),
        false => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finished_is_passed_over_and_the_rest_is_read() {
        let drafted = read_drafted(&json!({
            "content": {
                "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"},
                "pages": [{"id": "p", "questions": [
                    {"id": "a", "type": "text", "title": {"en": "A"}},
                    {"id": "b", "type": "nonsense", "title": {"en": "B"}},
                    {"id": "c", "type": "single_choice", "title": {"en": "C"}, "options": [{"id": "x"}]},
                    {"id": "d", "type": "email", "title": {"en": "D"}}]}],
            },
            "mapping": {"targets": [
                {"id": "one", "table": "contact", "columns": {"email": {"answer": "d"}, "name": {}}},
                {"id": "two", "table": "lead", "columns": {"name": {"answer": "a"}}}]},
        }))
        .unwrap();
        let ids: Vec<&str> = drafted
            .content
            .questions()
            .map(|one| one.id.as_str())
            .collect();
        assert_eq!(ids, ["a", "d"]);
        let columns = |place: usize| drafted.mapping.targets[place].columns.len();
        assert_eq!((columns(0), columns(1)), (1, 1));
    }

    #[test]
    fn without_content_there_is_nothing_to_read() {
        assert!(read_drafted(&json!({})).is_err());
        assert!(read_drafted(&json!({"content": {"questions": [1, 2]}})).is_err());
    }
}
