//! A form as a list of what it consists of, and how that list is rearranged. Pure: of the definition alone.
//!
//! A question is inside the form, a page, or another question (a group, or the columns of a matrix).

mod change;
mod lines;
#[cfg(test)]
mod tests;

pub(crate) use change::{add_page, duplicate, insert, put, relocate, remove, shift, take};
pub(crate) use lines::{Line, What, lines, said};

use crate::draft::text;
use serde_json::Value;

const ENDINGS: &str = "/content/endings";
const PAGES: &str = "/content/pages";
const QUESTIONS: &str = "/content/questions";

fn items<'a>(definition: &'a Value, list: &str) -> &'a [Value] {
    definition
        .pointer(list)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A place in its list: `/content/questions` and 3.
pub(crate) fn split(pointer: &str) -> Option<(&str, usize)> {
    let (list, index) = pointer.rsplit_once('/')?;
    Some((list, index.parse().ok()?))
}

/// Whether what is there is a question.
pub(crate) fn is_question(pointer: &str) -> bool {
    split(pointer).is_some_and(|(list, _)| list.ends_with("/questions"))
}

/// The question that it is inside of.
pub(crate) fn outer(pointer: &str) -> Option<&str> {
    let above = pointer.rsplit_once("/questions/")?.0;
    is_question(above).then_some(above)
}

/// The lists of questions of the form, in the order asked; those inside of questions are not among them.
fn lists(definition: &Value) -> Vec<String> {
    match items(definition, PAGES).len() {
        0 => vec![QUESTIONS.to_owned()],
        pages => (0..pages)
            .map(|page| format!("{PAGES}/{page}/questions"))
            .collect(),
    }
}

/// The line that a place belongs to: the innermost question, page or ending around it.
pub(crate) fn line_of(pointer: &str) -> String {
    let parts: Vec<&str> = pointer.split('/').collect();
    let mut found = String::new();
    for end in (2..=parts.len()).rev() {
        let (list, index) = (parts[end - 2], parts[end - 1]);
        let is_line =
            matches!(list, "questions" | "pages" | "endings") && index.parse::<usize>().is_ok();
        if is_line && pointer.starts_with("/content/") {
            found = parts[..end].join("/");
            break;
        }
    }
    found
}

fn ids(definition: &Value, list: &str) -> Vec<String> {
    items(definition, list)
        .iter()
        .map(|item| text(item, "/id").to_owned())
        .collect()
}

/// The names that a question there may not have: of those beside it, inside another question, or of all.
pub(crate) fn question_ids(definition: &Value, pointer: &str) -> Vec<String> {
    match outer(pointer) {
        Some(outer) => ids(definition, &format!("{outer}/questions")),
        None => {
            let all = lists(definition);
            all.iter().flat_map(|list| ids(definition, list)).collect()
        }
    }
}
