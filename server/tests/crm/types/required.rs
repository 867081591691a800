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
        let found = check_mapping(
            &mapping(&json!({"answer": "q"})),
            &content,
            Arrival::Anyhow,
            &catalogue,
        );
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
        let found = check_mapping(
            &mapping(&json!({"answer": "q"})),
            &content,
            Arrival::Anyhow,
            &catalogue,
        );
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
        check_mapping(&mapping, &content, Arrival::Anyhow, &catalogue)
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

/// The faults of these targets, where the table `t` needs the record or the text that its column `c` takes.
fn required_faults(kind: ColumnType, targets: &Value, arrival: Arrival) -> Vec<String> {
    let mut required = column(kind);
    required.required = true;
    let person = Table::new("person", vec![Column::new("mail", text(254))]);
    let catalogue =
        Catalogue::default().with("embedded", vec![Table::new("t", vec![required]), person]);
    let mapping: Mapping = serde_json::from_value(json!({"targets": targets})).unwrap();
    let faults = check_mapping(&mapping, &content(), arrival, &catalogue);
    let reasons = faults.into_iter().map(|fault| fault.reason);
    reasons
        .inspect(|reason| assert!(is_known(reason), "English alone: {reason}"))
        .collect()
}

#[test]
fn what_only_comes_by_links_has_a_contact_and_nothing_else() {
    let person = || ColumnType::Lookup {
        table: "person".into(),
    };
    for (kind, source, fine) in [
        (person(), json!({"context": "contact"}), true),
        (text(500), json!({"context": "contact"}), true),
        (text(100), json!({"context": "link"}), true),
        // The contact may be one of another table.
        (
            person(),
            json!({"first_of": [{"context": "contact"}]}),
            false,
        ),
        // The maker of a link may give nothing along.
        (text(500), json!({"link": "order"}), false),
    ] {
        let targets = json!([{"id": "t", "table": "t", "columns": {"c": source}}]);
        let found = required_faults(kind.clone(), &targets, Arrival::ByLink);
        assert_eq!(found.is_empty(), fine, "{source}: {found:?}");
        assert_ne!(
            required_faults(kind, &targets, Arrival::Anyhow),
            [""; 0],
            "{source}"
        );
    }
}

#[test]
fn a_record_that_is_found_by_the_contact_of_a_link_is_always_there() {
    let lookup = ColumnType::Lookup {
        table: "person".into(),
    };
    let mail = || json!({"answer": "mail"});
    let person = |find: Value, id: Value| json!({"id": "person", "table": "person", "find": find, "columns": {"id": id, "mail": mail()}});
    let contact = || json!({"context": "contact"});
    let by_id = || person(json!({"by": ["id"], "on_match": "link"}), contact());
    let of = |record: &str| json!({"id": "t", "table": "t", "columns": {"c": {"record": record}}});
    let mut sometimes = by_id();
    sometimes["when"] = json!({"==": [{"var": "rating"}, 5]});
    let again = json!({"id": "again", "table": "person", "find": {"by": ["id"]},
                       "columns": {"id": {"record": "person"}, "mail": mail()}});
    for (targets, fine) in [
        (json!([by_id(), of("person")]), true),
        (json!([by_id(), again, of("again")]), true),
        (json!([sometimes, of("person")]), false),
        (
            json!([
                person(json!({"by": ["id"]}), json!({"first_of": [contact()]})),
                of("person")
            ]),
            false,
        ),
        // The contact may be one of another table, and the address nobody's.
        (
            json!([
                person(json!({"by": ["id", "mail"], "on_none": "skip"}), contact()),
                of("person")
            ]),
            false,
        ),
    ] {
        let mut found = required_faults(lookup.clone(), &targets, Arrival::ByLink);
        found.retain(|reason| reason.contains("required"));
        assert_eq!(found.is_empty(), fine, "{targets}: {found:?}");
    }
    let found = required_faults(lookup, &json!([by_id(), of("person")]), Arrival::Anyhow);
    assert!(
        found[0].contains("let each customer answer once"),
        "{found:?}"
    );
}
