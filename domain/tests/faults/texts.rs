//! Faults of texts: names that stand for nothing that could be said.

use super::*;

#[test]
fn a_text_says_only_what_has_words() {
    let text = |id: &str, kind: &str| json!({"id": id, "type": kind, "title": {"en": id}});
    let mut table = text("table", "matrix");
    table["cells"] = json!("columns");
    table["rows"] = json!([{"id": "r", "title": {"en": "R"}}]);
    table["questions"] = json!([text("c", "text")]);
    let mut grid = text("grid", "matrix");
    grid["cells"] = json!("rating");
    grid["rows"] = table["rows"].clone();
    let mut group = text("group", "group");
    group["questions"] = json!([text("name", "text")]);
    let form = |name: &str, place: &str| {
        let mut content = json!({
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"}, "known": ["contact.name"],
            "pages": [
                {"id": "first", "questions": [text("stay", "date_range"), text("home", "address"), text("sure", "yes_no"), {
                    "id": "n", "type": "number", "title": {"en": "N"},
                    "rules": [{"valid_if": {"<": [{"var": "n"}, 5]}, "message": {"en": "Wrong"}}]}]},
                {"id": "second", "questions": [table, grid, group]},
            ],
            "calculations": [{"id": "yes", "value": {"!": {"var": "stay"}}}, {"id": "sum", "value": 1}],
            "endings": [{"id": "end", "title": {"en": "Bye"}}],
        });
        *content.pointer_mut(place).unwrap() = json!(format!("x {{{{{name}|-}}}}"));
        let content: Content = serde_json::from_value(content).unwrap();
        let faults = check_content(&content);
        assert!(faults.iter().all(|fault| fault.path == place), "{faults:?}");
        faults.len()
    };
    let ending = "/endings/0/title/en";
    for name in [
        "stay",
        "stay.from",
        "stay.to",
        "home.city",
        "table",
        "grid.r",
        "group",
        "sum",
        "$contact.name",
    ] {
        assert_eq!(form(name, ending), 0, "{name}");
    }
    for name in [
        "stay.until",
        "home.name",
        "table.r",
        "table.r.c",
        "grid.q",
        "group.0.name",
        "yes",
        "$band",
        "$contact",
        "$contact.other",
        "stay.comment",
        "sum.x",
        "$locale",
        "nobody",
    ] {
        assert_eq!(form(name, ending), 1, "{name}");
    }
    assert_eq!(form("group", "/pages/0/questions/0/title/en"), 1);
    assert_eq!(form("stay", "/pages/1/questions/0/title/en"), 0);
    let message = "/pages/0/questions/3/rules/0/message/en";
    assert_eq!(form("n", message), 0);
    assert_eq!(form("sure", message), 1);
}
