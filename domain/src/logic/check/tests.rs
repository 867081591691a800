#[path = "../../../tests/faults/listed.rs"]
mod listed;

use super::{check, type_of};
use crate::logic::{Logic, Type};
use listed::listed;
use serde_json::json;

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

fn scope(name: &str) -> Option<Type> {
    Some(match name {
        "age" => Type::Number,
        "name" => Type::Text,
        "born" => Type::Date,
        "at" => Type::Time,
        "start" => Type::DateTime,
        "agrees" => Type::Bool,
        "colour" => Type::Choice(ids(&["red", "green", "blue"])),
        "size" => Type::Choice(ids(&["s", "m", "l"])),
        "colours" => Type::Choices(ids(&["red", "green", "blue"])),
        "ratings" => Type::Map(vec![
            ("speed".into(), Type::Number),
            ("price".into(), Type::Number),
        ]),
        "children" => Type::List(Box::new(Type::Map(vec![
            ("name".into(), Type::Text),
            ("age".into(), Type::Number),
        ]))),
        "numbers" => Type::List(Box::new(Type::Number)),
        "url" => Type::Any,
        _ => return None,
    })
}

fn logic(json: serde_json::Value) -> Logic {
    serde_json::from_value(json).unwrap()
}

/// The faults, as one text.
fn faults(json: serde_json::Value) -> String {
    let faults = check(&logic(json), &scope);
    faults.iter().for_each(|(_, why)| listed(why));
    let lines: Vec<_> = faults
        .iter()
        .map(|(at, why)| format!("{at}: {why}"))
        .collect();
    lines.join("\n")
}

fn assert_fine(logic: serde_json::Value) {
    let text = logic.to_string();
    assert_eq!(faults(logic), "", "{text}");
}

#[test]
fn sensible_logic_is_fine() {
    assert_fine(json!(true));
    assert_fine(json!({"==": [{"var": "colour"}, "red"]}));
    assert_fine(json!({"!=": [{"var": "colour"}, null]}));
    assert_fine(json!({"===": [{"var": "age"}, null]}));
    assert_fine(json!({"==": [{"var": "name"}, "Anna"]}));
    assert_fine(json!({"<": ["2000-02-29", {"var": "born"}, "2026-01-31"]}));
    assert_fine(json!({">=": [{"var": "at"}, "09:30"]}));
    assert_fine(json!({">=": [{"var": "start"}, "2026-01-31T09:30"]}));
    assert_fine(json!({"<=": [1, {"var": "age"}, 120]}));
    assert_fine(json!({"and": [{"var": "agrees"}, {"!": {"var": "name"}}, {"var": "colours"}]}));
    assert_fine(json!({"in": ["red", {"var": "colours"}]}));
    assert_fine(json!({"in": [{"var": "colour"}, ["red", "blue"]]}));
    assert_fine(json!({"in": [{"var": "colour"}, {"merge": [["red"], ["blue"]]}]}));
    assert_fine(json!({"in": ["an", {"var": "name"}]}));
    assert_fine(json!({"==": [{"var": "colour"}, {"if": [{"var": "agrees"}, "red", "blue"]}]}));
    assert_fine(json!({"mean": {"var": "ratings"}}));
    assert_fine(json!({"sum": [{"*": [0.2, {"var": "ratings.speed"}]}, {"var": "numbers"}]}));
    assert_fine(json!({"+": {"map": [{"var": "children"}, {"var": "age"}]}}));
    assert_fine(json!({"+": {"var": "url"}}));
    assert_fine(json!({"+": {"var": "name"}}));
    assert_fine(json!({"round": [{"/": [{"var": "age"}, 3]}, 2]}));
    assert_fine(json!({"cat": ["Hello ", {"var": "name"}, {"var": "age"}]}));
    assert_fine(json!({">=": [{"length": {"var": "colours"}}, 2]}));
    assert_fine(json!({"??": [{"var": "age"}, 0]}));
    assert_fine(json!({"missing": ["name", "ratings.speed"]}));
    assert_fine(json!({"missing_some": [1, ["name", "age"]]}));
    assert_fine(json!({"exists": ["ratings", "price"]}));
    assert_fine(json!({"val": ["ratings", "price"]}));
    assert_fine(json!({"some": [{"var": "colours"}, {"==": [{"var": ""}, "red"]}]}));
    assert_fine(json!({"filter": [
        {"var": "children"},
        {"<": [{"var": "age"}, {"val": [[2], "age"]}, {"+": [{"val": [[1], "index"]}, 1]}]}
    ]}));
    assert_fine(json!({"reduce": [
        {"var": "children"},
        {"max": [{"var": "accumulator"}, {"var": "current.age"}]},
        0
    ]}));
}

#[test]
fn mistakes_are_named_at_their_place() {
    let cases = [
        (
            json!({"and": [true, {"xor": [1, 2]}]}),
            "/and/1/xor: unknown operator `xor`",
        ),
        (
            json!({"/": [{"foo": 1}, 2]}),
            "/~1/0/foo: unknown operator `foo`",
        ),
        (
            json!({"==": [{"var": "nome"}, "x"]}),
            "/==/0/var: unknown variable `nome`",
        ),
        (
            json!({"var": "ratings.taste"}),
            "/var: there is no `taste`, but `speed`, `price`",
        ),
        (json!({"var": "age.x"}), "/var: a number has no part `x`"),
        (
            json!({"var": {"cat": ["a", "ge"]}}),
            "/var: the name of a variable cannot be computed",
        ),
        (
            json!({"missing": {"merge": ["name"]}}),
            "/missing: the name of a variable cannot be computed",
        ),
        (
            json!({"missing": ["name", "x"]}),
            "/missing: unknown variable `x`",
        ),
        (
            json!({"var": ""}),
            "/var: the name of a variable is missing",
        ),
        (
            json!({"val": [[2], "age"]}),
            "/val: there are not so many lists around this",
        ),
        (json!({"#": "0.5"}), "/#: write the number itself"),
        (
            json!({"+": [1], "-": [2]}),
            ": an object holds one operator, not 2 members",
        ),
        (
            json!({"==": [1]}),
            "/==: `==` takes 2 or more arguments, not 1",
        ),
        (json!({"in": "x"}), "/in: `in` takes 2 arguments, not 1"),
        (
            json!({"!": [true, false]}),
            "/!: `!` takes 1 argument, not 2",
        ),
        (
            json!({"substr": []}),
            "/substr: `substr` takes 2 to 3 arguments, not 0",
        ),
        (
            json!({"and": true}),
            "/and: `and` takes a list of arguments",
        ),
    ];
    for (logic, expected) in cases {
        let text = logic.to_string();
        assert_eq!(faults(logic), expected, "{text}");
    }
}

#[test]
fn what_would_be_bent_into_a_result_is_refused() {
    let cases = [
        (
            json!({"==": [{"var": "age"}, "18"]}),
            "/==: a number cannot be compared with a text",
        ),
        (
            json!({"<": [{"var": "age"}, "18"]}),
            "/<: a number cannot be compared with a text",
        ),
        (
            json!({"==": [{"var": "colour"}, "pink"]}),
            "/==: `pink` is not an option: `red`, `green`, `blue`",
        ),
        (
            json!({"!==": ["pink", {"var": "colour"}]}),
            "/!==: `pink` is not an option: `red`, `green`, `blue`",
        ),
        (
            json!({"==": [{"var": "colour"}, {"var": "size"}]}),
            "/==: the two choices have no option in common",
        ),
        (
            json!({"==": [{"var": "colour"}, {"var": "name"}]}),
            "/==: a choice cannot be compared with a text",
        ),
        (
            json!({"<": [{"var": "colour"}, 3]}),
            "/</0: a choice has no order: only numbers, dates and times have",
        ),
        (
            json!({"<": [{"var": "name"}, "b"]}),
            "/</0: a text has no order: only numbers, dates and times have",
        ),
        (
            json!({"<": ["a", "b"]}),
            "/<: a text has no order: only numbers, dates and times have",
        ),
        (
            json!({"<": [{"var": "born"}, "31.01.2026"]}),
            "/<: `31.01.2026` is not a date as in `2026-01-31`",
        ),
        (
            json!({"<": [{"var": "born"}, "2026-02-29"]}),
            "/<: `2026-02-29` is not a date as in `2026-01-31`",
        ),
        (
            json!({"<": [{"var": "at"}, "24:00"]}),
            "/<: `24:00` is not a time as in `09:30`",
        ),
        (
            json!({"==": [{"var": "colours"}, "red"]}),
            "/==: several choices cannot be compared with a text: use `in`",
        ),
        (
            json!({"==": [{"var": "colours"}, ["red"]]}),
            "/==: lists are not compared: use `in`, `all`, `some`, `none` or `length`",
        ),
        (
            json!({"==": [{"var": "numbers"}, {"var": "name"}]}),
            "/==: a list cannot be compared with a text",
        ),
        (
            json!({"==": [{"var": "age"}, null]}),
            "/==: null counts as 0 here: write `===` to tell them apart",
        ),
        (
            json!({"+": [{"var": "name"}, 1]}),
            "/+/0: a text is not a number",
        ),
        (
            json!({"*": [2, {"var": "colour"}]}),
            "/*/1: a choice is not a number",
        ),
        (
            json!({"+": [{"var": "agrees"}, 1]}),
            "/+/0: a truth value is not a number",
        ),
        (
            json!({"+": [1, {"var": "numbers"}]}),
            "/+/1: a list is not a number",
        ),
        (
            json!({"max": {"var": "colours"}}),
            "/max: a choice is not a number",
        ),
        (
            json!({"mean": {"var": "children"}}),
            "/mean: a group of values is not a number",
        ),
        (json!({"/": [{"var": "age"}, 0]}), "/~1/1: division by zero"),
        (
            json!({"round": [{"var": "age"}, 0.5]}),
            "/round/1: decimal places are an integer from 0 to 12",
        ),
        (
            json!({"in": ["pink", {"var": "colours"}]}),
            "/in: `pink` is not an option: `red`, `green`, `blue`",
        ),
        (
            json!({"in": [{"var": "colour"}, ["red", "pink"]]}),
            "/in: `pink` is not an option: `red`, `green`, `blue`",
        ),
        (
            json!({"in": ["red", {"var": "colour"}]}),
            "/in: a choice is neither a list nor a text",
        ),
        (
            json!({"in": [{"var": "age"}, {"var": "name"}]}),
            "/in: a text does not contain a number",
        ),
        (
            json!({"cat": ["a", {"var": "colours"}]}),
            "/cat/1: several choices is not a text",
        ),
        (
            json!({"map": [{"var": "name"}, 1]}),
            "/map/0: a text is not a list",
        ),
        (json!({"map": [null, 1]}), "/map/0: null is not a list"),
        (
            json!({"filter": [{"var": "numbers"}, null]}),
            "/filter/1: nothing is done with the elements",
        ),
        (
            json!({"length": {"var": "age"}}),
            "/length: a number has no length: a list or text has",
        ),
        (
            json!({"some": [{"var": "colours"}, {"==": [{"var": ""}, "pink"]}]}),
            "/some/1/==: `pink` is not an option: `red`, `green`, `blue`",
        ),
        (
            json!({"all": [{"var": "children"}, {"var": "size"}]}),
            "/all/1/var: there is no `size`, but `name`, `age`",
        ),
        (
            json!({"reduce": [{"var": "numbers"}, {"cat": [{"var": "current"}]}, 0]}),
            "/reduce: the accumulator begins as a number and becomes a text",
        ),
    ];
    for (logic, expected) in cases {
        let text = logic.to_string();
        assert_eq!(faults(logic), expected, "{text}");
    }
}

#[test]
fn types_are_inferred() {
    let cases = [
        (json!({"+": [1, {"var": "age"}]}), Type::Number),
        (json!({"if": [true, {"var": "age"}, 0]}), Type::Number),
        (json!({"if": [true, {"var": "age"}]}), Type::Number),
        (json!({"if": [true, {"var": "age"}, "none"]}), Type::Any),
        (json!({"??": [{"var": "name"}, ""]}), Type::Text),
        (json!({"in": ["a", "abc"]}), Type::Bool),
        (
            json!({"var": "colour"}),
            Type::Choice(ids(&["red", "green", "blue"])),
        ),
        (
            json!({"map": [{"var": "children"}, {"var": "name"}]}),
            Type::List(Box::new(Type::Text)),
        ),
        (json!({"var": ["children.0.age", 1]}), Type::Number),
        (json!({"nothing": []}), Type::Any),
        (json!(null), Type::Null),
    ];
    for (json, expected) in cases {
        let text = json.to_string();
        assert_eq!(type_of(&logic(json), &scope), expected, "{text}");
    }
}

#[test]
fn what_is_too_deep_or_too_large_is_refused() {
    let nested = |levels: usize| (0..levels).fold(json!(true), |inner, _| json!({"!": [inner]}));
    assert_fine(nested(16));
    assert_eq!(
        faults(nested(17)),
        ": logic is nested at most 32 arrays and objects deep"
    );
    let list = |length: usize| json!({"merge": vec![1; length]});
    assert_fine(list(998));
    assert_eq!(faults(list(999)), ": at most 1000 values in one expression");
}
