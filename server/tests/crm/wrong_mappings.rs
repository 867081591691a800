//! A catalogue of wrong mappings: each is found at its place, with a reason that says what to do.

use serde_json::{Value, json};
use sonda_domain::{Content, check_content};
use sonda_server::crm::{Catalogue, Column, ColumnType, LabelledValue, Table, TextFormat};
use sonda_server::mapping::{Finding, Mapping, Severity, inspect_mapping};

fn content() -> Content {
    let title = json!({"en": "Q"});
    let options =
        json!([{"id": "a", "title": {"en": "Alpha"}}, {"id": "b", "title": {"en": "Beta"}}]);
    let content: Content = serde_json::from_value(json!({
        "locales": ["en", "pl"], "fallback_locale": "en", "title": title, "known": ["link.order"],
        "questions": [
            {"id": "name", "type": "text", "title": title, "required": true, "max_length": 50},
            {"id": "email", "type": "email", "title": title},
            {"id": "phone", "type": "phone", "title": title, "region": "PL", "max_length": 9},
            {"id": "story", "type": "long_text", "title": title, "max_length": 5_000},
            {"id": "stars", "type": "rating", "title": title, "required": true},
            {"id": "size", "type": "number", "title": title, "decimals": 2, "min": 0, "max": 9},
            {"id": "one", "type": "single_choice", "title": title, "options": options, "required": true},
            {"id": "many", "type": "multiple_choice", "title": title, "options": options},
            {"id": "day", "type": "date", "title": title},
            {"id": "visit", "type": "date_time", "title": title},
            {"id": "agree", "type": "consent", "title": title, "required": true, "version": "2026-07"},
            {"id": "news", "type": "consent", "title": title},
            {"id": "blank", "type": "consent", "title": title, "version": " "},
        ],
        "calculations": [{"id": "score", "value": {"+": [{"var": "stars"}, 1]}, "decimals": 0}],
    }))
    .unwrap();
    assert_eq!(check_content(&content), []);
    content
}

fn text(length: u32) -> ColumnType {
    ColumnType::Text {
        length,
        format: TextFormat::Plain,
    }
}

fn catalogue() -> Catalogue {
    let values: Vec<LabelledValue> = ["a", "c"]
        .map(|value| LabelledValue {
            value: value.into(),
            label: value.to_uppercase(),
        })
        .into();
    let lookup = |table: &str| ColumnType::Lookup {
        table: table.into(),
    };
    let part = ColumnType::Decimal {
        min: None,
        max: None,
        scale: 1,
    };
    let group = |name: &str, table: &str| Column {
        one_of: Some("customer".into()),
        required: true,
        ..Column::new(name, lookup(table))
    };
    let contact = vec![
        Column {
            identifying: true,
            ..Column::new("email", text(254))
        },
        Column::new("name", text(200)),
        Column::new(
            "mail",
            ColumnType::Text {
                length: 600,
                format: TextFormat::Email,
            },
        ),
    ];
    let unit = vec![
        Column {
            required: true,
            identifying: true,
            ..Column::new("code", text(50))
        },
        Column::new("note", text(200)),
        Column::new("whole", ColumnType::Integer { min: 0, max: 100 }),
        Column::new("part", part),
        Column::new("flag", ColumnType::Boolean),
        Column::new("day", ColumnType::Date),
        Column::new("at", ColumnType::DateTime),
        Column::new(
            "choice",
            ColumnType::Choice {
                values: values.clone(),
            },
        ),
        Column::new("choices", ColumnType::MultiChoice { values }),
        Column::new("owner", lookup("contact")),
        Column {
            read_only: true,
            ..Column::new("machine", text(200))
        },
        Column {
            write_once: true,
            ..Column::new("born", text(200))
        },
    ];
    let case = vec![
        group("person", "contact"),
        group("company", "account"),
        Column::new("title", text(200)),
    ];
    let account = vec![Column::new("name", text(200))];
    let hook = Table {
        open: true,
        ..Table::new("event", vec![Column::new("subject", text(20))])
    };
    Catalogue::default()
        .with(
            "embedded",
            vec![
                Table::new("contact", contact),
                Table::new("unit", unit),
                Table::new("case", case),
                Table::new("account", account),
            ],
        )
        .with("hook", vec![hook])
}

fn inspect(targets: &Value) -> Vec<Finding> {
    let mapping: Mapping = serde_json::from_value(json!({"targets": targets})).unwrap();
    inspect_mapping(&mapping, &content(), &catalogue())
}

/// A sound target of the table `unit`, with one more column.
fn unit(column: &str, source: Value) -> Value {
    let mut target = json!({"id": "t", "table": "unit", "columns": {"code": {"answer": "name"}}});
    target["columns"][column] = source;
    target
}

/// The same, with another property.
fn with(property: &str, value: Value) -> Value {
    let mut target = unit("note", json!({"answer": "name"}));
    target[property] = value;
    json!([target])
}

fn column(column: &str, source: Value) -> Value {
    json!([unit(column, source)])
}

fn through(answer: &str, transform: Value) -> Value {
    json!({"answer": answer, "through": [transform]})
}

/// Name, targets, path and words of the reason.
type Case = (&'static str, Value, &'static str, &'static str);

#[track_caller]
fn each_is_found(severity: Severity, cases: Vec<Case>) {
    for (name, targets, path, words) in cases {
        let found = inspect(&targets);
        let as_expected = |one: &Finding| {
            one.severity == severity && one.path == path && one.reason.contains(words)
        };
        assert!(
            found.len() == 1 && as_expected(&found[0]),
            "{name}: {found:#?}"
        );
    }
}

fn wrong_targets() -> Vec<Case> {
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
            "can be empty",
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
            "or leave `find` out",
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
            "always created",
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

fn wrong_columns() -> Vec<Case> {
    let note = "/targets/0/columns/note";
    let step = "/targets/0/columns/note/through/0";
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
            "gives up to 5000: limit the answer",
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
            "round it by `{\"number\": {\"decimals\": 0}}`",
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
            "no value but null",
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
            "give it `version`",
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
            "use `answer`",
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
            "use `result`",
        ),
        (
            "a row outside of rows",
            column("note", json!({"row": "text"})),
            note,
            "per_question",
        ),
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
            "at least one value",
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
            "two capital letters, such as PL",
        ),
        (
            "a number format of a text",
            column("note", through("name", json!({"number": {"decimals": 2}}))),
            step,
            "takes a number",
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
            "no conversion `%Q`",
        ),
        (
            "a conversion with two flags",
            column("note", through("day", json!({"date": {"format": "%--d"}}))),
            step,
            "no conversion `%--`",
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
            "takes a date",
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
        (
            "append to a number",
            json!([{"id": "t", "table": "unit", "find": {"by": ["code"]},
            "columns": {"code": {"answer": "name"}, "whole": {"answer": "stars", "mode": "append"}}}]),
            "/targets/0/columns/whole/mode",
            "use `overwrite` or `only_if_empty`",
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
            "use `on_create`",
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

#[test]
fn every_wrong_target_is_found() {
    each_is_found(Severity::Error, wrong_targets());
}

#[test]
fn every_wrong_column_is_found() {
    each_is_found(Severity::Error, wrong_columns());
}

#[test]
fn the_catalogue_is_long_enough() {
    assert!(wrong_targets().len() + wrong_columns().len() >= 70);
}

#[test]
fn what_hardly_works_as_it_was_meant_is_a_warning() {
    let moded = |mode: &str| json!({"answer": "name", "mode": mode});
    let found = |find: Value, note: Value| json!([{"id": "t", "table": "unit", "find": find, "columns": {"code": {"answer": "name"}, "note": note}}]);
    let place = "/targets/0/columns/note/mode";
    each_is_found(
        Severity::Warning,
        vec![
            (
                "a mode without find",
                column("note", moded("only_if_empty")),
                place,
                "every record is new",
            ),
            (
                "a mode of a link",
                found(json!({"by": ["code"], "on_match": "link"}), moded("append")),
                place,
                "`on_match: link`",
            ),
            (
                "on create without creating",
                found(
                    json!({"by": ["code"], "on_none": "skip"}),
                    moded("on_create"),
                ),
                place,
                "never creates",
            ),
            (
                "written once, only if empty",
                json!([{"id": "t", "table": "unit", "find": {"by": ["code"]},
                     "columns": {"code": {"answer": "name"}, "born": moded("only_if_empty")}}]),
                "/targets/0/columns/born/mode",
                "use `on_create`",
            ),
            (
                "written once, by a mode that overwrites",
                json!([{"id": "t", "table": "unit", "find": {"by": ["code"]},
                     "columns": {"code": {"answer": "name"}, "born": {"answer": "name"}}}]),
                "/targets/0/columns/born/mode",
                "`on_create`",
            ),
            (
                "a source that is never reached",
                column(
                    "note",
                    json!({"first_of": [{"answer": "name"}, {"answer": "one"}]}),
                ),
                "/targets/0/columns/note/first_of/1",
                "never reached",
            ),
        ],
    );
}

#[test]
fn a_cycle_is_found_at_both_its_ends() {
    let target = |id: &str, of: &str| json!({"id": id, "table": "unit", "columns": {"code": {"answer": "name"}, "owner": {"record": of}}});
    let found = inspect(&json!([target("x", "y"), target("y", "x")]));
    let paths: Vec<&str> = found.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(
        paths,
        ["/targets/0/columns/owner", "/targets/1/columns/owner"]
    );
    assert!(
        found[0]
            .reason
            .contains("a cycle, for `y` refers to `x`, too"),
        "{found:?}"
    );
}

#[test]
fn sources_inside_each_other_have_an_end() {
    let nested = |depth: usize| {
        (0..depth).fold(
            json!({"answer": "name"}),
            |inner, _| json!({"first_of": [inner]}),
        )
    };
    assert_eq!(inspect(&column("note", nested(8))), []);
    let found = inspect(&column("note", nested(9)));
    assert!(found[0].reason.contains("at most 8 deep"), "{found:?}");
    let many = json!({"join": {"of": vec![json!({"constant": "x"}); 21], "separator": ""}});
    assert!(inspect(&column("note", many))[0].reason.contains("1 to 20"));
}

#[test]
fn an_open_table_takes_any_column() {
    let target = json!([{"id": "t", "connector": "hook", "table": "event", "columns": {
        "subject": {"context": "locale"}, "anything": {"answer": "many"}, "else": {"constant": {"deep": [1]}},
    }}]);
    assert_eq!(inspect(&target), []);
    let known = json!([{"id": "t", "connector": "hook", "table": "event", "columns": {"subject": {"answer": "name"}}}]);
    assert!(inspect(&known)[0].reason.contains("has 20 characters"));
}

#[test]
fn a_target_that_never_creates_needs_no_required_column() {
    let target = json!([{"id": "t", "table": "unit", "find": {"by": ["code"], "on_none": "skip"},
                         "columns": {"code": {"answer": "email", "through": ["hash", {"table": {"values": {"x": "y"}}}]}}}]);
    assert_eq!(inspect(&target), []);
}

#[test]
fn either_alternative_fills_a_required_column() {
    let target = json!([
        {"id": "a", "table": "account", "columns": {"name": {"answer": "name"}}},
        {"id": "t", "table": "case", "columns": {"company": {"record": "a"}}},
    ]);
    assert_eq!(inspect(&target), []);
    let mut conditional = target.clone();
    conditional[0]["when"] = json!({"==": [{"var": "one"}, "a"]});
    let found = inspect(&conditional);
    assert!(
        found.len() == 1 && found[0].reason.contains("can be empty"),
        "{found:?}"
    );
}

#[test]
fn an_address_that_is_none_is_a_warning() {
    let mail = |source: Value| {
        inspect(&json!([{"id": "t", "table": "contact", "columns": {"mail": source}}]))
    };
    for fine in [
        json!({"answer": "email", "through": ["lower"]}),
        json!({"link": "order"}),
        json!({"first_of": [{"answer": "email"}, {"constant": "a@b.co"}]}),
    ] {
        assert_eq!(mail(fine), []);
    }
    for strange in [
        json!({"answer": "name"}),
        json!({"answer": "email", "through": ["hash"]}),
        json!({"first_of": [{"answer": "email"}, {"answer": "name"}]}),
    ] {
        let found = mail(strange);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].severity, Severity::Warning);
        assert!(found[0].reason.contains("of e-mail addresses"), "{found:?}");
    }
}

#[test]
fn contacts_of_two_crms_are_a_warning() {
    let target = |connector: &str, table: &str, column: &str, source: Value| {
        json!({"id": connector, "connector": connector, "table": table, "columns": {
            column: source, "code": {"constant": "x"}}})
    };
    let contact = || json!({"context": "contact"});
    let hook = || target("hook", "event", "who", contact());
    let found = inspect(&json!([
        target("embedded", "unit", "owner", contact()),
        hook()
    ]));
    assert!(
        found[0].severity == Severity::Warning && found[0].path == "/targets/0/columns/owner",
        "{found:?}"
    );
    let first = json!({"first_of": [contact()]});
    let found = inspect(&json!([target("embedded", "unit", "owner", first), hook()]));
    assert!(
        found
            .iter()
            .all(|one| one.path != "/targets/0/columns/owner"),
        "{found:?}"
    );
    let alone = json!([target("embedded", "unit", "owner", contact())]);
    assert_eq!(inspect(&alone), []);
}

#[test]
fn a_counterpart_of_nothing_is_given_all_the_same() {
    let table = json!({"table": {"values": {"a": "x"}, "otherwise": null}});
    assert_eq!(inspect(&column("note", through("one", table.clone()))), []);
    let read: sonda_server::mapping::Transform = serde_json::from_value(table.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), table);
}
