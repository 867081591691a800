//! Mappings of the wrong shape: each mistake is told once, at its place.

use serde_json::{Value, json};
use sonda_server::definition::read_mapping;
use sonda_server::wording::is_known;

fn column(source: Value) -> Value {
    json!({"targets": [{"id": "t", "table": "unit", "columns": {"note": source}}]})
}

#[track_caller]
fn found(mapping: &Value) -> Vec<(String, String)> {
    let faults = read_mapping(mapping).unwrap_err();
    faults
        .into_iter()
        .inspect(|fault| assert!(is_known(&fault.reason), "English alone: {}", fault.reason))
        .map(|fault| (fault.path, fault.reason))
        .collect()
}

#[test]
fn a_mistake_inside_of_others_is_one_fault_at_its_place() {
    let note = "/targets/0/columns/note";
    for (source, path, words) in [
        (
            json!({"answr": "name"}),
            "/answr",
            "there is no such property; did you mean `answer`?",
        ),
        (
            json!({"first_of": [{"answr": "name"}]}),
            "/first_of/0/answr",
            "did you mean `answer`?",
        ),
        (
            json!({"join": {"of": [{"first_of": [{"context": "pge"}]}], "separator": ""}}),
            "/join/of/0/first_of/0/context",
            "`pge` is none of `contact`, ",
        ),
        (
            json!({"join": {"of": [{"answer": "a"}], "seperator": ""}}),
            "/join/seperator",
            "did you mean `separator`?",
        ),
        (
            json!({"answer": "name", "trough": ["trim"]}),
            "/trough",
            "did you mean `through`?",
        ),
        (
            json!({"answer": "name", "through": ["lowr"]}),
            "/through/0",
            "; did you mean `lower`?",
        ),
        (
            json!({"answer": "name", "through": [{"fone": {"region": "PL"}}]}),
            "/through/0/fone",
            "did you mean `phone`?",
        ),
        (
            json!({"answer": "name", "through": [{"number": {"decimal": 2}}]}),
            "/through/0/number/decimal",
            "did you mean `decimals`?",
        ),
        (
            json!({"answer": "name", "mode": "apend"}),
            "/mode",
            "did you mean `append`?",
        ),
        (
            json!({"answer": 5}),
            "/answer",
            "5 is not of type \"string\"",
        ),
        (json!({}), "", "add one of the properties `answer`"),
        (
            json!({"answer": "name", "constant": 1}),
            "",
            "keep one of them",
        ),
        (
            json!({"something_else": 1}),
            "/something_else",
            "there is no such property; name one of `answer`",
        ),
    ] {
        let found = found(&column(source.clone()));
        let [(at, reason)] = &found[..] else {
            panic!("{source}: {found:#?}")
        };
        assert_eq!(*at, format!("{note}{path}"), "{source}: {reason}");
        assert!(reason.contains(words), "{source}: {reason}");
    }
}

#[test]
fn a_mistake_in_a_target_is_one_fault_at_its_place() {
    let target = |name: &str, value: Value| {
        let mut target = json!({"id": "t", "table": "unit", "columns": {}});
        target[name] = value;
        json!({"targets": [target]})
    };
    for (mapping, path, words) in [
        (
            target("finds", json!({"by": ["code"]})),
            "/targets/0/finds",
            "did you mean `find`?",
        ),
        (
            target("find", json!({"by": ["code"], "on_match": "updat"})),
            "/targets/0/find/on_match",
            "did you mean `update`?",
        ),
        (
            target("find", json!({"on_match": "update"})),
            "/targets/0/find",
            "the property `by` is missing: add it",
        ),
        (
            target("rows", json!("many")),
            "/targets/0/rows",
            "`many` is none of `one`, `per_question`",
        ),
        (json!({"target": []}), "/target", "did you mean `targets`?"),
    ] {
        let found = found(&mapping);
        let [(at, reason)] = &found[..] else {
            panic!("{mapping}: {found:#?}")
        };
        assert_eq!(at, path, "{reason}");
        assert!(reason.contains(words), "{mapping}: {reason}");
    }
}

#[test]
fn what_no_schema_says_has_a_place_too() {
    for (source, path) in [
        (
            json!({"answer": "a", "through": ["trim", {"number": {"decimals": 2.0}}]}),
            "/through/1/number/decimals",
        ),
        (
            json!({"first_of": [{"answer": "a", "through": [{"number": {"decimals": 9_000_000_000_u64}}]}]}),
            "/first_of/0/through/0/number/decimals",
        ),
    ] {
        let found = found(&column(source.clone()));
        assert_eq!(
            found[0].0,
            format!("/targets/0/columns/note{path}"),
            "{source}: {found:?}"
        );
    }
}

#[test]
fn what_is_read_is_written_as_it_was() {
    let mapping = column(json!({
        "first_of": [
            {"answer": "a", "through": ["trim", {"table": {"values": {"a": 1, "b": null}, "otherwise": null}}]},
            {"join": {"of": [{"constant": {"any": [1]}}, {"context": "utm_term"}], "separator": "; "}},
        ],
        "through": [{"default": "x"}],
        "mode": "append",
    }));
    let read = read_mapping(&mapping).unwrap();
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(
        written["targets"][0]["columns"],
        mapping["targets"][0]["columns"]
    );
}
