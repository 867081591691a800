//! Another name for an option, a row or a page, followed by all that refers to it. Pure.

#[cfg(test)]
mod tests;

use super::ids::{dotted, refer, sources};
use super::outline::split;
use crate::draft::text;
use serde_json::{Map, Value};

/// The operators that compare, and those that look through a list.
const COMPARING: [&str; 5] = ["==", "===", "!=", "!==", "in"];
const LOOKING: [&str; 4] = ["some", "all", "none", "filter"];

/// An option or row of a question, on its way to another name.
struct Item<'a> {
    question: String,
    /// The matrix that the question is a column of.
    matrix: Option<String>,
    is_row: bool,
    old: &'a str,
    new: &'a str,
}

/// Gives an option or row another name, in itself and wherever its question, conditions, calculations, texts and the
/// mapping refer to it.
pub(crate) fn rename_item(definition: &mut Value, place: &str, new: &str) {
    let Some((at, _)) = split(place) else { return };
    let Some((question_at, list)) = at.rsplit_once('/') else {
        return;
    };
    let old = text(definition, &format!("{place}/id")).to_owned();
    if old.is_empty() || old == new {
        return;
    }
    let (question_at, is_row) = (question_at.to_owned(), list == "rows");
    crate::draft::pointer::write(definition, &format!("{place}/id"), Value::from(new));
    // What is asked inside of another question is known there alone.
    let owner = question_at
        .rsplit_once("/questions/")
        .map_or("", |(above, _)| above)
        .to_owned();
    let is_inner = owner.contains("/questions/");
    let of = |at: &str, member: &str| text(definition, &format!("{at}/{member}")).to_owned();
    let is_column = is_inner && of(&owner, "type") == "matrix";
    let item = Item {
        question: of(&question_at, "id"),
        matrix: is_column.then(|| of(&owner, "id")),
        is_row,
        old: &old,
        new,
    };
    if let Some(question) = definition.pointer_mut(&question_at) {
        item.own(question);
    }
    let everywhere = is_column || !is_inner;
    let scope = if everywhere { "/content" } else { &owner };
    if let Some(scope) = definition.pointer_mut(scope) {
        item.compared(scope, false);
        item.named(scope);
    }
    if !everywhere {
        return;
    }
    if let Some(mapping) = definition.get_mut("mapping") {
        item.compared(mapping, false);
        item.named(mapping);
        item.tables(mapping);
        let (old, new) = item.parts();
        sources(mapping, &old, &new);
    }
    let names = definition
        .pointer_mut("/settings/field_names")
        .and_then(Value::as_object_mut);
    let (old, new) = item.parts();
    for field in names.into_iter().flat_map(|names| names.values_mut()) {
        dotted(field, &old, &new);
    }
}

impl Item<'_> {
    /// The names of the part that the item is of its question's answer: a row, or the words beside an option.
    fn parts(&self) -> (String, String) {
        let part = |name: &str| format!("{}.{name}", self.question);
        (part(self.old), part(self.new))
    }

    /// What the question itself says of it: what it begins with, and what is right.
    fn own(&self, question: &mut Value) {
        if let Some(default) = question.get_mut("default") {
            match default {
                // One member that is no row is logic.
                Value::Object(rows) if rows.contains_key("var") || rows.contains_key("val") => {}
                Value::Object(rows) if self.is_row => self.key(rows),
                Value::Object(rows) => rows.values_mut().for_each(|value| self.literal(value)),
                value => self.literal(value),
            }
        }
        if let Some(correct) = question.pointer_mut("/quiz/correct") {
            self.literal(correct);
        }
    }

    /// A value that may be the option, or a list with it.
    fn literal(&self, value: &mut Value) {
        match value {
            Value::String(said) if !self.is_row && said == self.old => self.new.clone_into(said),
            Value::Array(items) => items.iter_mut().for_each(|item| self.literal(item)),
            _ => {}
        }
    }

    fn key(&self, members: &mut Map<String, Value>) {
        if !members.contains_key(self.new)
            && let Some(value) = members.remove(self.old)
        {
            members.insert(self.new.to_owned(), value);
        }
    }

    /// Whether a name is that of an answer which the option may be.
    fn is_about(&self, name: &str) -> bool {
        let name = name.strip_prefix("$value.").unwrap_or(name);
        match &self.matrix {
            Some(matrix) => {
                let mut parts = name.split('.');
                name == self.question
                    || (parts.next() == Some(matrix.as_str())
                        && parts.next_back() == Some(self.question.as_str()))
            }
            None => name
                .strip_prefix(&self.question)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
        }
    }

    /// Whether an expression is such an answer; `inside` of a look through its list it is the element.
    fn is_answer(&self, value: &Value, inside: bool) -> bool {
        let Some(members) = value.as_object() else {
            return false;
        };
        let said = match members.get("var") {
            Some(Value::Array(items)) => items.first(),
            said => said,
        };
        if let Some(name) = said.and_then(Value::as_str) {
            return match name {
                "" => inside,
                name => self.is_about(name),
            };
        }
        match members.get("val") {
            Some(Value::String(name)) => self.is_about(name),
            Some(Value::Array(path)) => {
                let path: Option<Vec<&str>> = path.iter().map(Value::as_str).collect();
                path.is_some_and(|path| match path.is_empty() {
                    true => inside,
                    false => self.is_about(&path.join(".")),
                })
            }
            _ => false,
        }
    }

    /// What is compared with the answer.
    fn compared(&self, value: &mut Value, inside: bool) {
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    let Value::Array(items) = member else {
                        self.compared(member, inside);
                        continue;
                    };
                    let is_about = items.iter().any(|item| self.is_answer(item, inside));
                    if is_about && COMPARING.contains(&name.as_str()) {
                        items.iter_mut().for_each(|item| self.literal(item));
                    }
                    // What stands for an answer that is not there.
                    if name == "var"
                        && let [Value::String(answer), usual] = items.as_mut_slice()
                        && self.is_about(answer)
                    {
                        self.literal(usual);
                    }
                    let looks = is_about && LOOKING.contains(&name.as_str());
                    for item in items.iter_mut() {
                        self.compared(item, inside || looks);
                    }
                }
            }
            Value::Array(items) => items
                .iter_mut()
                .for_each(|item| self.compared(item, inside)),
            _ => {}
        }
    }

    /// Where a part of the answer goes by its name.
    fn named(&self, value: &mut Value) {
        let (old, new) = self.parts();
        refer(value, &old, &new);
        self.paths(value);
    }

    fn paths(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    if matches!(name.as_str(), "val" | "exists")
                        && let Value::Array(path) = member
                    {
                        let at = path.iter().position(|part| *part == self.question.as_str());
                        let part = at.and_then(|at| path.get_mut(at + 1));
                        if let Some(part) = part.filter(|part| **part == self.old) {
                            *part = Value::from(self.new);
                        }
                    }
                    self.paths(member);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.paths(item)),
            _ => {}
        }
    }

    /// Tables of a mapping from option to value.
    fn tables(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                let source = ["answer", "part"]
                    .into_iter()
                    .find_map(|name| members.get(name)?.as_str());
                if !self.is_row && source.is_some_and(|source| self.is_about(source)) {
                    if let Some(Value::Object(values)) = members.get_mut("values") {
                        self.key(values);
                    }
                    let steps = members.get_mut("through").and_then(Value::as_array_mut);
                    for step in steps.into_iter().flatten() {
                        let values = step.pointer_mut("/table/values");
                        if let Some(values) = values.and_then(Value::as_object_mut) {
                            self.key(values);
                        }
                    }
                }
                members.values_mut().for_each(|member| self.tables(member));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.tables(item)),
            _ => {}
        }
    }
}

/// Gives a page another name, in itself and in the jumps that lead to it.
pub(crate) fn rename_page(definition: &mut Value, at: &str, new: &str) {
    let old = text(definition, &format!("{at}/id")).to_owned();
    crate::draft::pointer::write(definition, &format!("{at}/id"), Value::from(new));
    if old.is_empty() {
        return;
    }
    let pages = definition
        .pointer_mut("/content/pages")
        .and_then(Value::as_array_mut);
    for page in pages.into_iter().flatten() {
        let jumps = page.get_mut("next").and_then(Value::as_array_mut);
        for jump in jumps.into_iter().flatten() {
            if jump["to"] == old.as_str() {
                jump["to"] = Value::from(new);
            }
        }
    }
}
