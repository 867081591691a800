//! Wrong columns: names, types, lengths, choices, sources, modes.

use super::{Case, column, through, unit};
use serde_json::json;

pub(super) fn wrong_columns() -> Vec<Case> {
    let note = "/targets/0/columns/note";
    vec![
        (
            "unknown column",
            column("nte", json!({"answer": "name"})),
            "/targets/0/columns/nte",
            "did you mean `note`?",
        ),
        (
            "unknown question",
            column("note", json!({"answer": "nmae"})),
            note,
            "did you mean `name`?",
        ),
        (
            "a column that the CRM writes",
            column("machine", json!({"constant": "x"})),
            "/targets/0/columns/machine",
            "leave it out",
        ),
        (
            "the id as a column",
            column("id", json!({"context": "contact"})),
            "/targets/0/columns/id",
            "only be found by",
        ),
        (
            "text longer than the column",
            column("note", json!({"answer": "story"})),
            note,
            "gives up to 5000: limit the length of the answer",
        ),
        (
            "a telephone number that grows to E.164",
            json!([unit("code", json!({"answer": "name"})), {"id": "s", "connector": "hook", "table": "event",
                "columns": {"subject": {"answer": "phone"}}}]),
            "/targets/1/columns/subject",
            "has 20 characters, but the source gives up to 28",
        ),
        (
            "joined texts longer than the column",
            column(
                "note",
                json!({"join": {"of": [{"answer": "name"}, {"answer": "email"}], "separator": ", "}}),
            ),
            note,
            "gives up to 306",
        ),
        (
            "text for a number",
            column("whole", json!({"answer": "name"})),
            "/targets/0/columns/whole",
            "takes a whole number",
        ),
        (
            "decimals for a whole number",
            column("whole", json!({"answer": "size"})),
            "/targets/0/columns/whole",
            "round it to whole numbers",
        ),
        (
            "more decimals than the column",
            column("part", json!({"answer": "size"})),
            "/targets/0/columns/part",
            "round it",
        ),
        (
            "a number out of bounds",
            column("whole", json!({"constant": 101})),
            "/targets/0/columns/whole",
            "out of the column's bounds",
        ),
        (
            "text for yes or no",
            column("flag", json!({"answer": "name"})),
            "/targets/0/columns/flag",
            "takes yes or no",
        ),
        (
            "a local time for a moment",
            column("at", json!({"answer": "visit"})),
            "/targets/0/columns/at",
            "name its time zone",
        ),
        (
            "a day for a moment",
            column(
                "at",
                through("day", json!({"date": {"zone": "Europe/Warsaw"}})),
            ),
            "/targets/0/columns/at",
            "the source gives a date",
        ),
        (
            "choices without counterpart",
            column("choice", json!({"answer": "one"})),
            "/targets/0/columns/choice",
            "no counterpart of `b`",
        ),
        (
            "several choices for one",
            column("choice", json!({"answer": "many"})),
            "/targets/0/columns/choice",
            "takes one of its choices",
        ),
        (
            "a counterpart that is no choice",
            column(
                "choice",
                through("one", json!({"table": {"values": {"a": "a", "b": "b"}}})),
            ),
            "/targets/0/columns/choice",
            "not one of the column's choices",
        ),
        (
            "a choice of nothing",
            column(
                "note",
                json!({"choice": {"answer": "one", "values": {"a": null, "b": null}}}),
            ),
            note,
            "no option has a value yet",
        ),
        (
            "a constant null",
            column("note", json!({"constant": null})),
            note,
            "leave the column out",
        ),
        (
            "a version of a wording that has none",
            column("note", json!({"consent": "news"})),
            note,
            "the version of its wording: write one",
        ),
        (
            "a version that is blank",
            column("note", json!({"consent": "blank"})),
            note,
            "is blank: write it",
        ),
        (
            "a version of what is no consent",
            column("note", json!({"consent": "name"})),
            note,
            "take its answer as it is",
        ),
        (
            "a value of the link that nobody declared",
            column("note", json!({"link": "oder"})),
            note,
            "did you mean `order`?",
        ),
        (
            "a band of a calculation without",
            column("note", json!({"band": "score"})),
            note,
            "has no bands: use its value",
        ),
        (
            "a row outside of rows",
            column("note", json!({"row": "text"})),
            note,
            "per_question",
        ),
        (
            "a part of an answer that has none",
            column("note", json!({"part": "name.first"})),
            note,
            "has no parts: take the whole answer",
        ),
        (
            "a part that the address does not ask for",
            column("note", json!({"part": "home.town"})),
            note,
            "has no part `town`; choose from `city`, `region`",
        ),
        (
            "a part without a name",
            column("note", json!({"part": "stay"})),
            note,
            "names no part of the answer; choose from `from`, `to`",
        ),
        (
            "a row that there is not",
            column("note", json!({"part": "grid.c"})),
            note,
            "did you mean `a`?",
        ),
        (
            "a column of a row that has none",
            column("note", json!({"part": "grid.a.count"})),
            note,
            "take the whole row, `grid.a`",
        ),
        (
            "a row of a matrix of columns",
            column("whole", json!({"part": "sheet.a"})),
            "/targets/0/columns/whole",
            "`sheet.a` names no part of the answer; choose from `count`",
        ),
        (
            "words to an option that takes none",
            column("note", json!({"part": "one.b"})),
            note,
            "has no part `b`; there is none",
        ),
        (
            "a row whose options have no counterpart",
            column("choice", json!({"part": "grid.a"})),
            "/targets/0/columns/choice",
            "no counterpart of `b`",
        ),
        (
            "a required column from a part that need not be given",
            json!([{"id": "t", "table": "unit", "columns": {"code": {"part": "home.region", "through": ["hash", {"table": {"values": {"x": "y"}}}]}}}]),
            "/targets/0/columns/code",
            "its source can be empty",
        ),
        (
            "append to a number",
            json!([{"id": "t", "table": "unit", "find": {"by": ["code"]},
            "columns": {"code": {"answer": "name"}, "whole": {"answer": "stars", "mode": "append"}}}]),
            "/targets/0/columns/whole/mode",
            "write it always (`overwrite`) or only where it is empty",
        ),
        (
            "append to an address",
            json!([{"id": "t", "table": "contact", "find": {"by": ["email"]},
            "columns": {"email": {"answer": "email"}, "mail": {"answer": "email", "mode": "append"}}}]),
            "/targets/0/columns/mail/mode",
            "holds one address or number",
        ),
        (
            "append to what is found by",
            json!([{"id": "t", "table": "contact", "find": {"by": ["email"]},
            "columns": {"email": {"answer": "email", "mode": "append"}}}]),
            "/targets/0/columns/email/mode",
            "records are found by it",
        ),
        (
            "append to what is written once",
            json!([{"id": "t", "table": "unit", "find": {"by": ["code"]},
            "columns": {"code": {"answer": "name"}, "born": {"answer": "name", "mode": "append"}}}]),
            "/targets/0/columns/born/mode",
            "only in new records (`on_create`)",
        ),
        (
            "an id that was typed",
            json!([{"id": "t", "table": "unit", "find": {"by": ["id"]},
            "columns": {"id": {"answer": "name"}, "note": {"answer": "name"}}}]),
            "/targets/0/columns/id",
            "never from an answer",
        ),
    ]
}
