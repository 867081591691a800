//! A form as a list of what it consists of, and how that list is rearranged. Pure: of the definition alone.
//!
//! A question is inside the form, a page, or another question (a group, or the columns of a matrix).

use super::ids::unique;
use crate::draft::text;
use serde_json::{Value, json};

const ENDINGS: &str = "/content/endings";
const PAGES: &str = "/content/pages";
const QUESTIONS: &str = "/content/questions";

/// What a line of the list stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// A page, with its number.
    Page(usize),
    /// A question of a type; numbered where it is not inside of another, and asks something.
    Question(String, Option<usize>),
    /// An ending.
    Ending,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Where in the definition.
    pub(crate) pointer: String,
    pub(crate) what: What,
    /// In the language shown, or what stands in; empty where there is none.
    pub(crate) title: String,
    /// Whether it is inside of another question.
    pub(crate) is_inner: bool,
    pub(crate) is_required: bool,
    /// Whether a condition decides over it.
    pub(crate) has_logic: bool,
}

/// A text in the language, or in what stands in for it.
pub(crate) fn said(texts: &Value, locale: &str, fallback: &str) -> String {
    let text = [locale, fallback]
        .into_iter()
        .find_map(|locale| texts[locale].as_str());
    let any = || {
        texts
            .as_object()
            .into_iter()
            .flatten()
            .find_map(|(_, text)| text.as_str())
    };
    text.or_else(any).unwrap_or_default().to_owned()
}

/// All lines, in the order asked; endings last.
pub(crate) fn lines(definition: &Value, locale: &str, fallback: &str) -> Vec<Line> {
    let mut listed = Listed {
        lines: Vec::new(),
        number: 0,
        locale,
        fallback,
    };
    listed.questions(definition, QUESTIONS, false);
    for (index, page) in items(definition, PAGES).iter().enumerate() {
        let pointer = format!("{PAGES}/{index}");
        listed.line(page, &pointer, What::Page(index + 1), false);
        listed.questions(definition, &format!("{pointer}/questions"), false);
    }
    for (index, ending) in items(definition, ENDINGS).iter().enumerate() {
        listed.line(ending, &format!("{ENDINGS}/{index}"), What::Ending, false);
    }
    listed.lines
}

struct Listed<'a> {
    lines: Vec<Line>,
    number: usize,
    locale: &'a str,
    fallback: &'a str,
}

impl Listed<'_> {
    fn questions(&mut self, definition: &Value, list: &str, is_inner: bool) {
        for (index, question) in items(definition, list).iter().enumerate() {
            let pointer = format!("{list}/{index}");
            let kind = text(question, "/type").to_owned();
            let is_asked = !is_inner && !matches!(kind.as_str(), "statement" | "hidden");
            self.number += usize::from(is_asked);
            let number = is_asked.then_some(self.number);
            self.line(question, &pointer, What::Question(kind, number), is_inner);
            if !is_inner {
                self.questions(definition, &format!("{pointer}/questions"), true);
            }
        }
    }

    fn line(&mut self, of: &Value, pointer: &str, what: What, is_inner: bool) {
        let has = |name: &str| of.get(name).is_some_and(|value| *value != json!([]));
        self.lines.push(Line {
            pointer: pointer.to_owned(),
            what,
            title: said(&of["title"], self.locale, self.fallback),
            is_inner,
            is_required: of["required"] == json!(true),
            has_logic: ["visible_if", "required_if", "next", "rules"]
                .into_iter()
                .any(has),
        });
    }
}

fn items<'a>(definition: &'a Value, list: &str) -> &'a [Value] {
    definition
        .pointer(list)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The list there, made where it is missing.
fn list_mut<'a>(definition: &'a mut Value, list: &str) -> &'a mut Vec<Value> {
    if definition.pointer(list).and_then(Value::as_array).is_none() {
        crate::draft::pointer::write(definition, list, json!([]));
    }
    let found = definition.pointer_mut(list).and_then(Value::as_array_mut);
    found.expect("it was made")
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

/// Puts a question after the line, or at the end where the line is none that questions come after; where it is then.
pub(crate) fn insert(definition: &mut Value, after: &str, question: Value) -> String {
    let after = outer(after).unwrap_or(after).to_owned();
    let lists = lists(definition);
    let (list, index) = match split(&after) {
        Some((list, index)) if lists.iter().any(|known| known == list) => {
            (list.to_owned(), index + 1)
        }
        Some((PAGES, _)) => {
            let list = format!("{after}/questions");
            let end = items(definition, &list).len();
            (list, end)
        }
        _ => {
            let list = lists.last().cloned().unwrap_or_default();
            let end = items(definition, &list).len();
            (list, end)
        }
    };
    put(definition, &list, index, question)
}

/// Puts something into a list; where it is then.
pub(crate) fn put(definition: &mut Value, list: &str, index: usize, item: Value) -> String {
    let items = list_mut(definition, list);
    let index = index.min(items.len());
    items.insert(index, item);
    format!("{list}/{index}")
}

/// Takes something out.
pub(crate) fn take(definition: &mut Value, pointer: &str) -> Option<Value> {
    let (list, index) = split(pointer)?;
    let items = definition.pointer_mut(list)?.as_array_mut()?;
    (index < items.len()).then(|| items.remove(index))
}

/// Moves it one place on or back; a question goes over to the next page or the one before. Where it is then, if it moved.
pub(crate) fn shift(definition: &mut Value, pointer: &str, forward: bool) -> Option<String> {
    let (list, index) = split(pointer)?;
    let list = list.to_owned();
    let last = items(definition, &list).len().checked_sub(1)?;
    let inside = match forward {
        true => (index < last).then(|| index + 1),
        false => index.checked_sub(1),
    };
    if let Some(to) = inside {
        list_mut(definition, &list).swap(index, to);
        return Some(format!("{list}/{to}"));
    }
    let lists = lists(definition);
    let here = lists.iter().position(|known| *known == list)?;
    let there = match forward {
        true => here + 1,
        false => here.checked_sub(1)?,
    };
    let there = lists.get(there)?.clone();
    let item = take(definition, pointer)?;
    let to = match forward {
        true => 0,
        false => items(definition, &there).len(),
    };
    Some(put(definition, &there, to, item))
}

/// Moves a line before or after another of its sort, or a question onto a page. Where it is then, if it can be there.
pub(crate) fn relocate(
    definition: &mut Value,
    from: &str,
    onto: &str,
    is_after: bool,
) -> Option<String> {
    let (from_list, from_index) = split(from)?;
    let (onto_list, onto_index) = split(onto)?;
    if from == onto {
        return None;
    }
    let tops = lists(definition);
    let is_top = |list: &str| tops.iter().any(|known| known == list);
    let (list, index) = match onto_list {
        PAGES if is_top(from_list) => (format!("{onto}/questions"), 0),
        list if list == from_list || (is_top(list) && is_top(from_list)) => {
            (list.to_owned(), onto_index + usize::from(is_after))
        }
        _ => return None,
    };
    // What comes after it in its own list moves up.
    let index = index - usize::from(list == from_list && from_index < index);
    let item = take(definition, from)?;
    Some(put(definition, &list, index, item))
}

/// Puts another like it after it, with names of its own. Where that is.
pub(crate) fn duplicate(definition: &mut Value, pointer: &str) -> Option<String> {
    let (list, index) = split(pointer)?;
    let mut copy = definition.pointer(pointer)?.clone();
    if list == PAGES {
        let questions = copy["questions"]
            .as_array_mut()
            .map(std::mem::take)
            .unwrap_or_default();
        let mut taken = question_ids(definition, "");
        let renamed = questions.into_iter().map(|mut question| {
            let id = unique(text(&question, "/id"), |id| {
                taken.iter().any(|one| one == id)
            });
            question["id"] = json!(id);
            taken.push(id);
            question
        });
        copy["questions"] = renamed.collect();
    }
    let taken = match is_question(pointer) {
        true => question_ids(definition, pointer),
        false => ids(definition, list),
    };
    copy["id"] = json!(unique(text(&copy, "/id"), |id| taken
        .iter()
        .any(|one| one == id)));
    let list = list.to_owned();
    Some(put(definition, &list, index + 1, copy))
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

/// Adds a page after the line's. The first page of a form without any takes what there is. Where the new one is.
pub(crate) fn add_page(definition: &mut Value, after: &str) -> String {
    if items(definition, PAGES).is_empty() {
        let questions = list_mut(definition, QUESTIONS).split_off(0);
        crate::draft::pointer::write(definition, QUESTIONS, Value::Null);
        list_mut(definition, PAGES).push(json!({"id": "page_1", "questions": questions}));
    }
    let place = after
        .strip_prefix(PAGES)
        .and_then(|rest| rest.split('/').nth(1)?.parse::<usize>().ok());
    let index = place.map_or(items(definition, PAGES).len(), |place| place + 1);
    let taken = ids(definition, PAGES);
    let number = taken.len() + 1;
    let id = unique(&format!("page_{number}"), |id| {
        taken.iter().any(|one| one == id)
    });
    put(definition, PAGES, index, json!({"id": id, "questions": []}))
}

/// Removes a line. The questions of a page join the page beside it; those of the only page are the form's.
pub(crate) fn remove(definition: &mut Value, pointer: &str) {
    let page = split(pointer).filter(|(list, _)| *list == PAGES);
    let Some(mut taken) = take(definition, pointer) else {
        return;
    };
    let Some((_, index)) = page else { return };
    let questions = taken["questions"]
        .as_array_mut()
        .map(std::mem::take)
        .unwrap_or_default();
    if items(definition, PAGES).is_empty() {
        crate::draft::pointer::write(definition, PAGES, Value::Null);
        crate::draft::pointer::write(definition, QUESTIONS, Value::from(questions));
        return;
    }
    match index.checked_sub(1) {
        Some(before) => {
            list_mut(definition, &format!("{PAGES}/{before}/questions")).extend(questions);
        }
        None => {
            list_mut(definition, &format!("{PAGES}/0/questions")).splice(0..0, questions);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paged() -> Value {
        json!({"content": {
            "pages": [
                {"id": "p1", "questions": [{"id": "a", "type": "text"}, {"id": "b", "type": "statement"}]},
                {"id": "p2", "questions": [{"id": "g", "type": "group", "questions": [{"id": "x"}, {"id": "y"}]}]}],
            "endings": [{"id": "end", "title": {"en": "Bye"}}]}})
    }

    fn order(definition: &Value) -> String {
        let ids = lists(definition)
            .iter()
            .map(|list| ids(definition, list).join(" "))
            .collect::<Vec<_>>();
        ids.join(" | ")
    }

    #[test]
    fn lines_are_numbered_where_something_is_asked() {
        let lines = lines(&paged(), "en", "en");
        let numbers: Vec<Option<usize>> = lines
            .iter()
            .map(|line| match line.what {
                What::Question(_, number) => number,
                _ => None,
            })
            .collect();
        assert_eq!(
            numbers,
            [None, Some(1), None, None, Some(2), None, None, None]
        );
        assert_eq!(lines[0].what, What::Page(1));
        assert!(lines[5].is_inner);
        assert_eq!(lines[7].title, "Bye");
    }

    #[test]
    fn a_question_moves_over_the_edge_of_its_page() {
        let mut form = paged();
        assert_eq!(
            shift(&mut form, "/content/pages/0/questions/1", true).as_deref(),
            Some("/content/pages/1/questions/0")
        );
        assert_eq!(order(&form), "a | b g");
        assert_eq!(
            shift(&mut form, "/content/pages/1/questions/0", false).as_deref(),
            Some("/content/pages/0/questions/1")
        );
        assert_eq!(order(&form), "a b | g");
    }

    #[test]
    fn the_first_and_the_last_stay() {
        let mut form = paged();
        assert_eq!(
            shift(&mut form, "/content/pages/0/questions/0", false),
            None
        );
        assert_eq!(shift(&mut form, "/content/pages/1/questions/0", true), None);
        assert_eq!(
            shift(&mut form, "/content/pages/1/questions/0/questions/1", true),
            None
        );
        assert_eq!(form, paged());
    }

    #[test]
    fn a_question_is_dropped_before_after_and_onto_a_page() {
        let mut form = paged();
        let (a, b) = (
            "/content/pages/0/questions/0",
            "/content/pages/0/questions/1",
        );
        assert_eq!(relocate(&mut form, a, b, true).as_deref(), Some(b));
        assert_eq!(order(&form), "b a | g");
        assert_eq!(relocate(&mut form, b, a, false).as_deref(), Some(a));
        assert_eq!(order(&form), "a b | g");
        relocate(&mut form, a, "/content/pages/1", false);
        assert_eq!(order(&form), "b | a g");
    }

    #[test]
    fn what_is_inside_a_question_stays_there() {
        let mut form = paged();
        let inner = "/content/pages/1/questions/0/questions/0";
        assert_eq!(
            relocate(&mut form, inner, "/content/pages/0/questions/0", false),
            None
        );
        assert_eq!(
            relocate(&mut form, "/content/pages/0/questions/0", inner, false),
            None
        );
        assert_eq!(form, paged());
    }

    #[test]
    fn a_new_question_comes_after_the_line() {
        let mut form = paged();
        insert(
            &mut form,
            "/content/pages/0/questions/0",
            json!({"id": "n"}),
        );
        insert(&mut form, "/content/pages/0", json!({"id": "m"}));
        insert(
            &mut form,
            "/content/pages/1/questions/0/questions/0",
            json!({"id": "o"}),
        );
        insert(&mut form, "", json!({"id": "z"}));
        assert_eq!(order(&form), "a n b m | g o z");
    }

    #[test]
    fn a_copy_has_names_of_its_own() {
        let mut form = paged();
        duplicate(&mut form, "/content/pages/0/questions/0");
        assert_eq!(order(&form), "a a_2 b | g");
        duplicate(&mut form, "/content/pages/0");
        assert_eq!(order(&form), "a a_2 b | a_3 a_4 b_2 | g");
        assert_eq!(ids(&form, PAGES), ["p1", "p1_2", "p2"]);
        duplicate(&mut form, "/content/pages/2/questions/0/questions/0");
        assert_eq!(
            ids(&form, "/content/pages/2/questions/0/questions"),
            ["x", "x_2", "y"]
        );
    }

    #[test]
    fn pages_come_and_go_without_losing_questions() {
        let mut form = json!({"content": {"questions": [{"id": "a"}, {"id": "b"}]}});
        assert_eq!(add_page(&mut form, ""), "/content/pages/1");
        assert_eq!(order(&form), "a b | ");
        assert!(form["content"].get("questions").is_none());
        insert(&mut form, "/content/pages/1", json!({"id": "c"}));
        assert_eq!(
            add_page(&mut form, "/content/pages/0/questions/1"),
            "/content/pages/1"
        );
        assert_eq!(order(&form), "a b |  | c");
        remove(&mut form, "/content/pages/1");
        remove(&mut form, "/content/pages/0");
        assert_eq!(order(&form), "a b c");
        remove(&mut form, "/content/pages/0");
        assert_eq!(
            form,
            json!({"content": {"questions": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}})
        );
    }

    #[test]
    fn the_line_of_a_place_is_the_innermost() {
        assert_eq!(
            line_of("/content/pages/1/questions/0/options/2/title/en"),
            "/content/pages/1/questions/0"
        );
        assert_eq!(
            line_of("/content/questions/0/questions/1/title"),
            "/content/questions/0/questions/1"
        );
        assert_eq!(line_of("/content/pages/1/title"), "/content/pages/1");
        assert_eq!(line_of("/content/title"), "");
        assert_eq!(line_of("/settings/opens_at"), "");
    }
}
