//! Wrong transforms, and sources inside of others.

use super::{Case, column, through};
use serde_json::json;

pub(super) fn wrong_transforms() -> Vec<Case> {
    let step = "/targets/0/columns/note/through/0";
    vec![
        (
            "options without counterpart",
            column(
                "note",
                through("one", json!({"table": {"values": {"a": "x"}}})),
            ),
            step,
            "no counterpart of `b`: add it",
        ),
        (
            "counterparts of no option",
            column(
                "note",
                through(
                    "one",
                    json!({"table": {"values": {"a": "x", "b": "y", "bb": "z"}}}),
                ),
            ),
            step,
            "did you mean `b`?",
        ),
        (
            "a table of nothing",
            column("note", through("name", json!({"table": {"values": {}}}))),
            step,
            "needs at least one",
        ),
        (
            "a table of numbers with a word",
            column(
                "note",
                through("stars", json!({"table": {"values": {"five": "x"}}})),
            ),
            step,
            "`five` is none",
        ),
        (
            "letters of a number",
            column("note", through("stars", json!("upper"))),
            step,
            "takes a text, but the source gives a number",
        ),
        (
            "a name of a date",
            column("note", through("day", json!("last_name"))),
            step,
            "leave it out",
        ),
        (
            "a country that there is not",
            column("note", through("name", json!({"phone": {"region": "UK"}}))),
            step,
            "write its two capital letters, as in `PL`",
        ),
        (
            "a number format of a text",
            column("note", through("name", json!({"number": {"decimals": 2}}))),
            step,
            "only a number can be rounded",
        ),
        (
            "too many decimals",
            column("note", through("size", json!({"number": {"decimals": 11}}))),
            step,
            "at most 10",
        ),
        (
            "a decimal mark of two signs",
            column(
                "note",
                through(
                    "size",
                    json!({"number": {"decimals": 2, "decimal_mark": ",,"}}),
                ),
            ),
            step,
            "single sign",
        ),
        (
            "a time of day of a date",
            column(
                "note",
                through("day", json!({"date": {"format": "%d.%m.%Y %H:%M"}})),
            ),
            step,
            "leave out `%H`",
        ),
        (
            "a conversion that there is not",
            column("note", through("day", json!({"date": {"format": "%Q"}}))),
            step,
            "has no sign `%Q`",
        ),
        (
            "a conversion with two flags",
            column("note", through("day", json!({"date": {"format": "%--d"}}))),
            step,
            "has no sign `%--`",
        ),
        (
            "a time zone that there is not",
            column(
                "note",
                through("visit", json!({"date": {"zone": "Europe/Warszaw"}})),
            ),
            step,
            "did you mean `Europe/Warsaw`?",
        ),
        (
            "a date format of a text",
            column("note", through("name", json!({"date": {}}))),
            step,
            "only a date or a moment",
        ),
        (
            "a default of nothing",
            column("note", through("email", json!({"default": null}))),
            step,
            "leave it out",
        ),
        (
            "a default that the column does not take",
            column("whole", through("stars", json!({"default": "none"}))),
            "/targets/0/columns/whole",
            "does not take \"none\"",
        ),
        (
            "a fault inside of others",
            column(
                "note",
                json!({"first_of": [{"answer": "email"}, {"join": {"of": [{"answer": "nobody"}], "separator": ""}}]}),
            ),
            "/targets/0/columns/note/first_of/1/join/of/0",
            "no question `nobody`",
        ),
        (
            "a fault in a nested transform",
            column(
                "note",
                json!({"join": {"of": [{"answer": "name"}, {"answer": "day", "through": ["trim"]}], "separator": " "}}),
            ),
            "/targets/0/columns/note/join/of/1/through/0",
            "takes a text",
        ),
        (
            "none to choose from",
            column("note", json!({"first_of": []})),
            "/targets/0/columns/note/first_of",
            "takes 1 to 20 sources",
        ),
        (
            "a separator of control signs",
            column(
                "note",
                json!({"join": {"of": [{"answer": "name"}], "separator": "\u{7}"}}),
            ),
            "/targets/0/columns/note/join/separator",
            "at most 20 characters",
        ),
        (
            "a record among texts",
            column(
                "note",
                json!({"join": {"of": [{"context": "contact"}], "separator": ""}}),
            ),
            "/targets/0/columns/note/join/of/0",
            "no text to join",
        ),
    ]
}
