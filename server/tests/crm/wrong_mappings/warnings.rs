//! What hardly works as it was meant.

use super::{column, each_is_found, inspect, says_what_to_do};
use serde_json::{Value, json};
use sonda_server::mapping::Severity;

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
                "only in new records (`on_create`)",
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
fn contacts_of_two_tables_are_a_warning() {
    let contact = || json!({"context": "contact"});
    let unit = |source: Value| json!({"id": "u", "table": "unit", "columns": {"code": {"answer": "name"}, "owner": source}});
    let account = json!({"id": "a", "table": "account", "find": {"by": ["id"]},
        "columns": {"id": contact(), "name": {"answer": "name"}}});
    let found = inspect(&json!([unit(contact()), account]));
    let paths: Vec<&str> = found.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(
        paths,
        ["/targets/0/columns/owner", "/targets/1/columns/id"],
        "{found:#?}"
    );
    for one in &found {
        assert_eq!(one.severity, Severity::Warning);
        assert!(one.reason.contains("`embedded/account`"), "{one:?}");
        assert!(says_what_to_do(&one.reason), "{one:?}");
    }
    // What takes a contact of the other's as none is left alone; so is what takes any.
    let first = json!({"first_of": [contact()]});
    let found = inspect(&json!([unit(first), account]));
    let paths: Vec<&str> = found.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["/targets/1/columns/id"]);
    let hook =
        json!({"id": "h", "connector": "hook", "table": "event", "columns": {"who": contact()}});
    assert_eq!(inspect(&json!([unit(contact()), hook])), []);
    assert_eq!(inspect(&json!([unit(contact())])), []);
}
