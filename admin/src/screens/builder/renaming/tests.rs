//! What follows when something gets another name.

use super::*;
use serde_json::json;

fn form() -> Value {
    json!({
        "settings": {"field_names": {"own": "q.a", "other": "q.ab"}},
        "content": {
            "questions": [
                {"id": "q", "type": "multiple_choice", "default": ["a"], "quiz": {"correct": ["a", "b"]},
                 "options": [{"id": "a", "text": true}, {"id": "b"}, {"id": "ab"}]},
                {"id": "r", "type": "single_choice", "options": [{"id": "a"}],
                 "visible_if": {"and": [{"some": [{"var": "q"}, {"in": [{"var": ""}, ["a", "b"]]}]},
                                        {"in": ["a", {"var": "q"}]}, {"==": [{"var": "r"}, "a"]}, {"==": ["a", {"val": "q"}]}]},
                 "title": {"en": "{{q.a}} and {{r.a}}"}},
                {"id": "grid", "type": "matrix", "rows": [{"id": "x"}, {"id": "y"}],
                 "options": [{"id": "a"}, {"id": "b"}], "default": {"x": "a"}}],
            "calculations": [{"id": "s", "value": {"if": [{"==": [{"var": "grid.x"}, "a"]}, "a", {"val": ["grid", "y"]}]}}]},
        "mapping": {"targets": [{"id": "a", "when": {"in": ["a", {"var": "q"}]}, "columns": {
            "v": {"choice": {"answer": "q", "values": {"a": 1, "b": 2}}}, "w": {"choice": {"answer": "r", "values": {"a": 1}}},
            "x": {"part": "q.a"}, "y": {"answer": "q", "through": [{"table": {"values": {"a": "A"}}}]}, "z": {"constant": "a"},
            "g": {"part": "grid.x", "through": [{"table": {"values": {"a": "A"}}}]}}}]}})
}

fn at<'f>(form: &'f Value, pointer: &str) -> &'f Value {
    form.pointer(pointer).unwrap()
}

#[test]
fn an_option_is_followed_by_what_refers_to_it() {
    let mut form = form();
    rename_item(&mut form, "/content/questions/0/options/0", "new");
    let question = at(&form, "/content/questions/0");
    assert_eq!(question["options"][0]["id"], "new");
    assert_eq!(question["default"], json!(["new"]));
    assert_eq!(question["quiz"]["correct"], json!(["new", "b"]));
    assert_eq!(
        at(&form, "/content/questions/1/visible_if"),
        &json!({"and": [{"some": [{"var": "q"}, {"in": [{"var": ""}, ["new", "b"]]}]},
            {"in": ["new", {"var": "q"}]}, {"==": [{"var": "r"}, "a"]}, {"==": ["new", {"val": "q"}]}]})
    );
    assert_eq!(
        at(&form, "/content/questions/1/title/en"),
        "{{q.new}} and {{r.a}}"
    );
    assert_eq!(
        at(&form, "/settings/field_names"),
        &json!({"own": "q.new", "other": "q.ab"})
    );
    let target = at(&form, "/mapping/targets/0");
    assert_eq!(
        (&target["id"], &target["when"]),
        (&json!("a"), &json!({"in": ["new", {"var": "q"}]}))
    );
    assert_eq!(
        target["columns"],
        json!({
            "v": {"choice": {"answer": "q", "values": {"new": 1, "b": 2}}}, "w": {"choice": {"answer": "r", "values": {"a": 1}}},
            "x": {"part": "q.new"}, "y": {"answer": "q", "through": [{"table": {"values": {"new": "A"}}}]},
            "z": {"constant": "a"}, "g": {"part": "grid.x", "through": [{"table": {"values": {"a": "A"}}}]}})
    );
}

#[test]
fn options_and_rows_of_a_matrix_are_told_apart() {
    let mut of_option = form();
    rename_item(&mut of_option, "/content/questions/2/options/0", "new");
    let value = at(&of_option, "/content/calculations/0/value");
    assert_eq!(
        value,
        &json!({"if": [{"==": [{"var": "grid.x"}, "new"]}, "a", {"val": ["grid", "y"]}]})
    );
    assert_eq!(
        at(&of_option, "/content/questions/2/default"),
        &json!({"x": "new"})
    );
    assert_eq!(
        at(
            &of_option,
            "/mapping/targets/0/columns/g/through/0/table/values"
        ),
        &json!({"new": "A"})
    );
    let mut of_row = form();
    rename_item(&mut of_row, "/content/questions/2/rows/0", "a");
    assert_eq!(
        at(&of_row, "/content/calculations/0/value"),
        &json!({"if": [{"==": [{"var": "grid.a"}, "a"]}, "a", {"val": ["grid", "y"]}]})
    );
    assert_eq!(
        at(&of_row, "/content/questions/2/default"),
        &json!({"a": "a"})
    );
    assert_eq!(at(&of_row, "/mapping/targets/0/columns/g/part"), "grid.a");
    rename_item(&mut of_row, "/content/questions/2/rows/1", "z");
    assert_eq!(
        at(&of_row, "/content/calculations/0/value/if/2"),
        &json!({"val": ["grid", "z"]})
    );
}

#[test]
fn inside_of_a_group_an_option_is_known_there_alone() {
    let is_a = json!({"==": [{"var": "q"}, "a"]});
    let mut form = json!({"content": {"questions": [
        {"id": "group", "type": "group", "questions": [
            {"id": "q", "type": "single_choice", "options": [{"id": "a"}]}, {"id": "n", "visible_if": is_a}]},
        {"id": "q", "type": "single_choice", "options": [{"id": "a"}], "visible_if": is_a}]}});
    rename_item(&mut form, "/content/questions/0/questions/0/options/0", "b");
    assert_eq!(
        at(&form, "/content/questions/0/questions/1/visible_if"),
        &json!({"==": [{"var": "q"}, "b"]})
    );
    assert_eq!(at(&form, "/content/questions/1/visible_if"), &is_a);
}

#[test]
fn a_column_of_a_matrix_is_known_by_its_rows() {
    let mut form = json!({"content": {"questions": [
        {"id": "m", "type": "matrix", "rows": [{"id": "x"}], "questions": [
            {"id": "c", "type": "single_choice", "options": [{"id": "a"}]}]},
        {"id": "n", "visible_if": {"and": [{"==": [{"var": "m.x.c"}, "a"]}, {"==": [{"var": "m.x.d"}, "a"]}]}}]}});
    rename_item(&mut form, "/content/questions/0/questions/0/options/0", "b");
    assert_eq!(
        at(&form, "/content/questions/1/visible_if"),
        &json!({"and": [{"==": [{"var": "m.x.c"}, "b"]}, {"==": [{"var": "m.x.d"}, "a"]}]})
    );
}

#[test]
fn a_page_is_followed_by_the_jumps_to_it() {
    let mut form = json!({"content": {"pages": [
        {"id": "one", "next": [{"to": "two"}, {"to": "three"}, {}]}, {"id": "two"}]}});
    rename_page(&mut form, "/content/pages/1", "last");
    assert_eq!(
        form["content"]["pages"],
        json!([{"id": "one", "next": [{"to": "last"}, {"to": "three"}, {}]}, {"id": "last"}])
    );
}
