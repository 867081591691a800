//! What the mapping check finds, each with its place.

use serde_json::{Value, json};
use sonda_domain::Content;
use sonda_server::crm::{Catalogue, Table, TableConfig, embedded_tables};
use sonda_server::mapping::{Arrival, Mapping, check_mapping};
use sonda_server::wording::is_known;

fn content() -> Content {
    let title = json!({"en": "Q"});
    let options =
        json!([{"id": "a", "title": {"en": "Alpha"}}, {"id": "b", "title": {"en": "Beta"}}]);
    serde_json::from_value(json!({
        "locales": ["en", "pl"], "fallback_locale": "en", "title": {"en": "T"},
        "questions": [
            {"id": "name", "type": "text", "title": title, "required": true},
            {"id": "email", "type": "email", "title": title},
            {"id": "story", "type": "long_text", "title": title, "max_length": 5_000},
            {"id": "stars", "type": "rating", "title": title, "required": true, "comment": {}},
            {"id": "size", "type": "number", "title": title, "decimals": 2, "min": 0, "max": 9},
            {"id": "count", "type": "number", "title": title, "required": true},
            {"id": "one", "type": "single_choice", "title": title, "options": options, "required": true},
            {"id": "many", "type": "multiple_choice", "title": title, "options": options},
            {"id": "agree", "type": "consent", "title": title, "required": true},
        ],
    }))
    .unwrap()
}

fn tables() -> Vec<Table> {
    let choices = json!([{"value": "a", "label": "A"}, {"value": "c", "label": "C"}]);
    let declared: Vec<TableConfig> = serde_json::from_value(json!([
        {"name": "unit", "columns": [
            {"name": "code", "type": "text", "length": 10, "required": true, "identifying": true},
            {"name": "note", "type": "text"},
            {"name": "whole", "type": "integer", "min": 0, "max": 100},
            {"name": "part", "type": "decimal", "scale": 1},
            {"name": "flag", "type": "boolean"},
            {"name": "day", "type": "date"},
            {"name": "choice", "type": "choice", "values": choices},
            {"name": "choices", "type": "multi_choice", "values": choices},
            {"name": "owner", "type": "lookup", "table": "contact"},
            {"name": "machine", "type": "text"},
        ]},
    ]))
    .unwrap();
    let mut tables = embedded_tables(&declared).unwrap();
    let unit = tables.last_mut().unwrap();
    unit.columns.last_mut().unwrap().read_only = true;
    tables
}

fn faults(targets: Value) -> Vec<String> {
    let mapping: Mapping = serde_json::from_value(json!({"targets": targets})).unwrap();
    let catalogue = Catalogue::default()
        .with("embedded", tables())
        .with("other", Vec::<Table>::new());
    check_mapping(&mapping, &content(), Arrival::Anyhow, &catalogue)
        .into_iter()
        .inspect(|fault| assert!(is_known(&fault.reason), "English alone: {}", fault.reason))
        .map(|fault| format!("{} {}", fault.path, fault.reason))
        .collect()
}

/// A sound target for the table `unit`, with one more column.
fn unit(column: &str, source: Value) -> Value {
    let mut target = json!({"id": "t", "table": "unit", "columns": {"code": {"constant": "X"}}});
    target["columns"][column] = source;
    target
}

#[test]
fn sound_sources_have_no_fault() {
    let values = json!({"a": "c", "b": null});
    for (column, source) in [
        ("code", json!({"context": "locale"})),
        ("note", json!({"answer": "name"})),
        ("note", json!({"answer": "stars"})),
        ("note", json!({"answer": "many"})),
        ("note", json!({"answer": "agree"})),
        ("note", json!({"context": "submitted_at"})),
        ("note", json!({"context": "page"})),
        ("whole", json!({"answer": "stars"})),
        ("part", json!({"answer": "stars"})),
        ("part", json!({"answer": "count"})),
        ("part", json!({"constant": 1.5})),
        ("flag", json!({"answer": "agree"})),
        ("flag", json!({"constant": false})),
        ("day", json!({"context": "submitted_at"})),
        ("day", json!({"constant": "2026-07-31"})),
        ("choice", json!({"constant": "c"})),
        (
            "choice",
            json!({"choice": {"answer": "one", "values": values}}),
        ),
        (
            "choices",
            json!({"choice": {"answer": "many", "values": values}}),
        ),
        ("choices", json!({"constant": ["a", "c"]})),
        ("owner", json!({"context": "contact"})),
    ] {
        assert_eq!(
            faults(json!([unit(column, source.clone())])),
            [""; 0],
            "{column} {source}"
        );
    }
}

#[test]
fn a_wrong_column_is_found_at_its_place() {
    let choice =
        |answer: &str, values: Value| json!({"choice": {"answer": answer, "values": values}});
    for (column, source, part) in [
        (
            "note",
            json!({"answer": "nmae"}),
            "no question `nmae`; did you mean `name`?",
        ),
        ("note", json!({"comment": "nobody"}), "no question"),
        ("note", json!({"comment": "name"}), "takes no comment"),
        (
            "note",
            json!({"answer": "story"}),
            "has 200 characters, but the source gives up to 5000",
        ),
        ("note", json!({"comment": "stars"}), "has 200 characters"),
        ("note", json!({"constant": 5}), "does not take 5"),
        ("note", json!({"constant": null}), "needs a value"),
        ("note", json!({"constant": ""}), "is empty"),
        ("note", json!({"row": "text"}), "per_question"),
        (
            "nte",
            json!({"answer": "name"}),
            "no column `nte`; did you mean `note`?",
        ),
        (
            "whole",
            json!({"answer": "name"}),
            "takes a whole number, but the source gives a text",
        ),
        ("whole", json!({"answer": "size"}), "2 decimal places"),
        ("whole", json!({"answer": "count"}), "can give less"),
        (
            "whole",
            json!({"constant": 101}),
            "out of the column's bounds",
        ),
        ("whole", json!({"constant": "5"}), "is not a whole number"),
        ("part", json!({"answer": "size"}), "takes 1 decimal places"),
        ("part", json!({"answer": "one"}), "takes a decimal number"),
        ("flag", json!({"answer": "name"}), "takes yes or no"),
        ("flag", json!({"constant": "yes"}), "is not yes or no"),
        ("day", json!({"answer": "name"}), "takes a date"),
        ("day", json!({"constant": "31.7.2026"}), "is not a date"),
        ("choice", json!({"answer": "one"}), "no counterpart of `b`"),
        (
            "choice",
            json!({"answer": "many"}),
            "takes one of its choices",
        ),
        (
            "choice",
            json!({"answer": "name"}),
            "takes one of its choices",
        ),
        (
            "choice",
            json!({"context": "locale"}),
            "no counterpart of `en`, `pl`",
        ),
        (
            "choice",
            choice("one", json!({"a": "c"})),
            "the option `b` has no value",
        ),
        (
            "choice",
            choice("one", json!({"a": "c", "b": "b"})),
            "not one of the column's choices",
        ),
        (
            "choice",
            choice("one", json!({"a": "c", "b": "c", "x": "c"})),
            "no option `x`",
        ),
        (
            "choice",
            choice("many", json!({"a": "c", "b": "c"})),
            "several can be chosen",
        ),
        ("choice", choice("name", json!({})), "is no choice"),
        (
            "choices",
            json!({"answer": "many"}),
            "no counterpart of `b`",
        ),
        (
            "choices",
            json!({"constant": ["b"]}),
            "not one of the column's choices",
        ),
        (
            "owner",
            json!({"answer": "name"}),
            "takes a record of `contact`",
        ),
        (
            "owner",
            json!({"record": "later"}),
            "no earlier target is called `later`",
        ),
        (
            "owner",
            json!({"record": "t"}),
            "no earlier target is called `t`",
        ),
        ("machine", json!({"constant": "x"}), "the CRM alone writes"),
        ("id", json!({"context": "contact"}), "only be found by"),
        ("code", json!({"answer": "name"}), "has 10 characters"),
        (
            "code",
            json!({"context": "utm_source"}),
            "its source can be empty",
        ),
        ("a/b", json!({"answer": "name"}), "no column"),
    ] {
        let found = faults(json!([unit(column, source.clone())]));
        let place = format!("/targets/0/columns/{} ", column.replace('/', "~1"));
        assert_eq!(found.len(), 1, "{column} {source}: {found:?}");
        assert!(
            found[0].starts_with(&place) && found[0].contains(part),
            "{source}: {found:?}"
        );
    }
}

#[test]
fn a_wrong_target_is_found_at_its_place() {
    let changed = |property: &str, value: Value| {
        let mut target = unit("note", json!({"answer": "name"}));
        target[property] = value;
        json!([target])
    };
    let contact = json!({"id": "c", "table": "contact", "columns": {"name": {"answer": "name"}}});
    let many = json!({"id": "m", "table": "lead", "rows": "per_question",
                      "columns": {"name": {"row": "question"}}});
    let lead = |source: Value| json!({"id": "l", "table": "lead", "columns": {"contact": source}});
    for (targets, place, part) in [
        (
            changed("connector", json!("embeded")),
            "/targets/0/connector",
            "did you mean `embedded`?",
        ),
        (
            changed("connector", json!("other")),
            "/targets/0/table",
            "no table `unit`",
        ),
        (
            changed("table", json!("units")),
            "/targets/0/table",
            "did you mean `unit`?",
        ),
        (
            changed("columns", json!({})),
            "/targets/0/columns",
            "at least one column",
        ),
        (
            changed("columns", json!({"note": {"constant": "x"}})),
            "/targets/0/columns",
            "required column `code` has no source",
        ),
        (
            changed("find", json!({"by": []})),
            "/targets/0/find/by",
            "at least one column",
        ),
        (
            changed("find", json!({"by": ["cod"]})),
            "/targets/0/find/by/0",
            "did you mean `code`?",
        ),
        (
            changed("find", json!({"by": ["note"]})),
            "/targets/0/find/by/0",
            "only by `id`, `code`",
        ),
        (
            changed("find", json!({"by": ["code", "code"]})),
            "/targets/0/find/by/1",
            "named twice",
        ),
        (
            changed("find", json!({"by": ["code", "id"]})),
            "/targets/0/find/by/1",
            "no source",
        ),
        (
            json!([contact, contact]),
            "/targets/1/id",
            "used by an earlier target",
        ),
        (
            json!([many, lead(json!({"record": "m"}))]),
            "/targets/1/columns/contact",
            "several records",
        ),
        (
            json!([
                {"id": "x", "table": "lead", "columns": {"name": {"answer": "name"}}},
                lead(json!({"record": "x"})),
            ]),
            "/targets/1/columns/contact",
            "takes a record of `contact`, but the source gives a record of `lead`",
        ),
        (
            json!([{"id": "c", "table": "contact", "find": {"by": ["id"]},
                    "columns": {"id": {"answer": "name"}, "city": {"answer": "name"}}}]),
            "/targets/0/columns/id",
            "never from an answer",
        ),
    ] {
        let found = faults(targets.clone());
        assert!(
            found
                .iter()
                .any(|one| one.starts_with(&format!("{place} ")) && one.contains(part)),
            "{targets}: {found:?}"
        );
    }
}

#[test]
fn a_target_found_by_its_id_alone_needs_no_required_column() {
    let target = json!({
        "id": "t", "table": "unit", "find": {"by": ["id"]},
        "columns": {"id": {"context": "contact"}, "note": {"answer": "name"}},
    });
    assert_eq!(faults(json!([target])), [""; 0]);
}

#[test]
fn find_and_rows_of_questions_exclude_each_other() {
    let target = json!({
        "id": "t", "table": "contact", "rows": "per_question", "find": {"by": ["email"]},
        "columns": {"email": {"answer": "email"}, "name": {"row": "question"}},
    });
    let found = faults(json!([target]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("/targets/0/find "));
}
