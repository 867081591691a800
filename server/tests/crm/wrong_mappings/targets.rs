//! Wrong targets: connectors, tables, required columns, how records are found, references, conditions.

use super::{Case, with};
use serde_json::{Value, json};

pub(super) fn wrong_targets() -> Vec<Case> {
    let contact =
        || json!({"id": "c", "table": "contact", "columns": {"name": {"answer": "name"}}});
    let rows = json!({"id": "m", "table": "contact", "rows": "per_question",
                      "columns": {"name": {"row": "question"}}});
    let owned = |by: &str| json!({"id": "u", "table": "unit", "columns": {"code": {"answer": "name"}, "owner": {"record": by}}});
    let case = |columns: Value| json!([{"id": "t", "table": "case", "columns": columns}]);
    let person = || json!({"context": "contact"});
    vec![
        (
            "unknown connector",
            with("connector", json!("embeded")),
            "/targets/0/connector",
            "did you mean `embedded`?",
        ),
        (
            "unknown table",
            with("table", json!("units")),
            "/targets/0/table",
            "did you mean `unit`?",
        ),
        (
            "table of another connector",
            with("connector", json!("hook")),
            "/targets/0/table",
            "`hook` has no table `unit`",
        ),
        (
            "no columns",
            json!([{"id": "t", "table": "contact", "columns": {}}]),
            "/targets/0/columns",
            "at least one column",
        ),
        (
            "the same id twice",
            json!([contact(), contact()]),
            "/targets/1/id",
            "used by an earlier target",
        ),
        (
            "required column left out",
            json!([{"id": "t", "table": "unit", "columns": {"note": {"answer": "name"}}}]),
            "/targets/0/columns",
            "required column `code` has no source: add one",
        ),
        (
            "required column from a comment that nobody can give",
            json!([{"id": "t", "table": "unit", "columns": {"code": {"comment": "name"}}}]),
            "/targets/0/columns/code",
            "takes no comment",
        ),
        (
            "required column from an optional answer",
            json!([{"id": "t", "table": "unit", "columns": {"code": {"answer": "email", "through": ["hash", {"table": {"values": {"x": "y"}}}]}}}]),
            "/targets/0/columns/code",
            "its source can be empty",
        ),
        (
            "required column from a part of a name",
            json!([{"id": "t", "table": "unit", "columns": {"code": {"answer": "name", "through": ["first_name"]}}}]),
            "/targets/0/columns/code",
            "its source can be empty",
        ),
        (
            "no alternative of a required column",
            case(json!({"title": {"answer": "name"}})),
            "/targets/0/columns",
            "one of the columns `person`, `company` is required",
        ),
        (
            "two alternatives at once",
            json!([contact(), {"id": "a", "table": "account", "columns": {"name": {"answer": "name"}}},
                {"id": "t", "table": "case", "columns": {"person": {"record": "c"}, "company": {"record": "a"}}}]),
            "/targets/2/columns/person",
            "are alternatives",
        ),
        (
            "an alternative that can be empty",
            case(json!({"person": person()})),
            "/targets/0/columns/person",
            "answers that came without a personal link leave it empty",
        ),
        (
            "found by an unknown column",
            with("find", json!({"by": ["cod"]})),
            "/targets/0/find/by/0",
            "did you mean `code`?",
        ),
        (
            "found by a column that identifies nothing",
            with("find", json!({"by": ["note"]})),
            "/targets/0/find/by/0",
            "only by `id`, `code`",
        ),
        (
            "found by nothing",
            with("find", json!({"by": []})),
            "/targets/0/find/by",
            "or let every record be new",
        ),
        (
            "found twice by the same",
            with("find", json!({"by": ["code", "code"]})),
            "/targets/0/find/by/1",
            "named twice",
        ),
        (
            "found by a column without a source",
            with("find", json!({"by": ["code", "id"]})),
            "/targets/0/find/by/1",
            "no source to find by",
        ),
        (
            "rows of questions that are found",
            json!([{"id": "t", "table": "contact", "rows": "per_question", "find": {"by": ["email"]},
                 "columns": {"email": {"answer": "email"}}}]),
            "/targets/0/find",
            "are always new",
        ),
        (
            "a record of several",
            json!([rows, owned("m")]),
            "/targets/1/columns/owner",
            "several records",
        ),
        (
            "a record of another table",
            json!([{"id": "x", "table": "account", "columns": {"name": {"answer": "name"}}}, owned("x")]),
            "/targets/1/columns/owner",
            "takes a record of `contact`, but the source gives a record of `account`",
        ),
        (
            "a record of another CRM",
            json!([{"id": "x", "connector": "hook", "table": "event", "columns": {"subject": {"constant": "x"}}}, owned("x")]),
            "/targets/1/columns/owner",
            "another CRM, `hook`",
        ),
        (
            "a record of a later target",
            json!([owned("c"), contact()]),
            "/targets/0/columns/owner",
            "put `c` before this one",
        ),
        (
            "a record of nobody",
            json!([contact(), owned("d")]),
            "/targets/1/columns/owner",
            "did you mean `c`?",
        ),
        (
            "a record of its own",
            json!([owned("u")]),
            "/targets/0/columns/owner",
            "refer to itself",
        ),
        (
            "a condition on a question that there is not",
            with("when", json!({"==": [{"var": "nmae"}, "x"]})),
            "/targets/0/when/==/0/var",
            "nmae",
        ),
        (
            "a condition that compares what cannot be equal",
            with("when", json!({"==": [{"var": "one"}, "z"]})),
            "/targets/0/when/==",
            "z",
        ),
        (
            "a condition with an unknown operator",
            with("when", json!({"equals": [1, 1]})),
            "/targets/0/when/equals",
            "equals",
        ),
    ]
}
