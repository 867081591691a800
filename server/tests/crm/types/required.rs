//! What fills a required column.

use super::*;

#[test]
fn a_required_question_that_may_be_hidden_does_not_fill_a_required_column() {
    let title = json!({"en": "Q"});
    let question =
        json!({"id": "q", "type": "text", "title": title, "required": true, "max_length": 10});
    let page = |id: &str, question: Value| json!({"id": id, "questions": [question]});
    let first = json!({"id": "first", "type": "yes_no", "title": title});
    let condition = json!({"==": [{"var": "first"}, true]});
    let (mut hidden, mut hidden_page) = (question.clone(), page("b", question.clone()));
    hidden["visible_if"] = condition.clone();
    hidden_page["visible_if"] = condition.clone();
    let mut jumping = page("a", first.clone());
    jumping["next"] = json!([{"if": condition}]);
    let plain = || page("a", first.clone());
    for (pages, fine) in [
        (json!([plain(), page("b", question.clone())]), true),
        (json!([plain(), page("b", hidden)]), false),
        (json!([plain(), hidden_page]), false),
        (json!([jumping, page("b", question)]), false),
    ] {
        let content: Content = serde_json::from_value(json!({
            "locales": ["en"], "fallback_locale": "en", "title": title, "pages": pages,
        }))
        .unwrap();
        assert_eq!(check_content(&content), []);
        let mut required = column(text(10));
        required.required = true;
        let table = Table::new("t", vec![required]);
        let catalogue = Catalogue::default().with("embedded", vec![table]);
        let found = check_mapping(&mapping(&json!({"answer": "q"})), &content, &catalogue);
        assert_eq!(found.is_empty(), fine, "{content:?}: {found:?}");
    }
}

#[test]
fn a_required_choice_whose_options_may_all_be_hidden_does_not_fill_a_required_column() {
    let title = json!({"en": "Q"});
    let condition = json!({"==": [{"var": "first"}, true]});
    let part = |id: &str, hidden: bool| match hidden {
        true => json!({"id": id, "title": title, "visible_if": condition}),
        false => json!({"id": id, "title": title}),
    };
    let parts = |second: bool| json!([part("a", true), part("b", second)]);
    let choice = |second: bool| json!({"id": "q", "type": "single_choice", "title": title, "required": true, "options": parts(second)});
    let matrix = |second: bool| {
        json!({"id": "q", "type": "matrix", "title": title, "required": true, "rows": parts(second),
               "options": [part("x", false)]})
    };
    let group = |required: bool| {
        json!({"id": "q", "type": "group", "title": title, "required": true,
               "questions": [{"id": "who", "type": "text", "title": title, "required": required}]})
    };
    let hidden = json!({"id": "q", "type": "hidden", "title": title, "required": true, "source": {"url": "q"}});
    for (question, fine) in [
        (choice(false), true),
        (choice(true), false),
        (matrix(false), true),
        (matrix(true), false),
        (group(true), true),
        (group(false), false),
        (hidden, false),
    ] {
        let content: Content = serde_json::from_value(json!({
            "locales": ["en"], "fallback_locale": "en", "title": title,
            "questions": [{"id": "first", "type": "yes_no", "title": title}, question],
        }))
        .unwrap();
        let mut required = column(text(4_000));
        required.required = true;
        let catalogue =
            Catalogue::default().with("embedded", vec![Table::new("t", vec![required])]);
        let found = check_mapping(&mapping(&json!({"answer": "q"})), &content, &catalogue);
        assert_eq!(found.is_empty(), fine, "{content:?}: {found:?}");
    }
}

#[test]
fn a_hidden_question_takes_what_its_link_brings_along() {
    let title = json!({"en": "Q"});
    let content: Content = serde_json::from_value(json!({
        "locales": ["en"], "fallback_locale": "en", "title": title, "known": ["link.order"],
        "questions": [{"id": "q", "type": "hidden", "title": title, "source": {"link": "order"}, "max_length": 10}],
    }))
    .unwrap();
    assert_eq!(check_content(&content), []);
    let tables = |length| vec![Table::new("t", vec![column(text(length))])];
    let mapping = mapping(&json!({"answer": "q"}));
    let faults = |length| {
        let catalogue = Catalogue::default().with("embedded", tables(length));
        check_mapping(&mapping, &content, &catalogue)
    };
    assert!(faults(499)[0].reason.contains("gives up to 500"));
    assert_eq!(faults(500), []);
    for (value, expected) in [("   ", None), ("a long number of an order", Some(()))] {
        let mut known = Known::of(&content.fallback_locale);
        known.values.insert("link.order".into(), value.into());
        let judged = validate(&content, &Entries::default(), &known).unwrap();
        let mut response = response(&self::content());
        response.answers = judged.answers;
        let none = EarlierRecords::new();
        let rows = compute(
            &mapping.targets[0],
            &tables(500)[0],
            &content,
            &response,
            &none,
        );
        let cell = rows.unwrap().remove(0).values.remove("c");
        assert_eq!(cell.map(drop), expected, "{value:?}");
    }
}
