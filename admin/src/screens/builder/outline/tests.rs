//! How a form is listed and rearranged.

use super::*;
use serde_json::{Value, json};

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
