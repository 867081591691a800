use super::*;
use crate::crm::{Catalogue, LabelledValue};
use crate::mapping::{Arrival, EMBEDDED, Find, OnMatch, OnNone, OnSeveral, Target, check_mapping};
use serde_json::{Value, json};

#[expect(
    clippy::needless_pass_by_value,
    reason = "a `json!` at the call reads better by value"
)]
fn content(questions: Value) -> Content {
    serde_json::from_value(json!({
        "locales": ["en", "pl", "uk"], "fallback_locale": "en", "title": {"en": "T"}, "questions": questions,
        "known": ["link.order"],
    }))
    .unwrap()
}

fn column(name: &str, kind: ColumnType) -> Column {
    Column::new(name, kind)
}

fn text(name: &str, length: u32, format: TextFormat) -> Column {
    let mut column = column(name, ColumnType::Text { length, format });
    column.identifying = format != TextFormat::Plain;
    column
}

fn person() -> Table {
    let choice = |value: &str, label: &str| LabelledValue {
        value: value.into(),
        label: label.into(),
    };
    let mut last = text("lastname", 200, TextFormat::Plain);
    last.required = true;
    let mut owner = text("ownername", 200, TextFormat::Plain);
    owner.read_only = true;
    Table::new(
        "contact",
        vec![
            owner,
            text("firstname", 200, TextFormat::Plain),
            last,
            text("emailaddress1", 254, TextFormat::Email),
            text("emailaddress2", 254, TextFormat::Email),
            text("mobilephone", 50, TextFormat::Phone),
            text("company", 200, TextFormat::Plain),
            text("description", 2_000, TextFormat::Plain),
            text("address1_city", 200, TextFormat::Plain),
            column(
                "new_size",
                ColumnType::Choice {
                    values: vec![choice("1", "Small"), choice("2", "Large")],
                },
            ),
            column("new_score", ColumnType::Integer { min: 0, max: 10 }),
            text("new_order", 500, TextFormat::Plain),
        ],
    )
}

fn suggested(content: &Content, mapping: &Mapping, place: usize) -> BTreeMap<String, Value> {
    let suggestions = suggest(
        content,
        mapping,
        place,
        (EMBEDDED, &person()),
        &"en".parse().unwrap(),
    );
    let columns = suggestions.columns.into_iter();
    columns
        .map(|one| (one.column, serde_json::to_value(one.source).unwrap()))
        .collect()
}

fn questions() -> Value {
    json!([
        {"id": "kto", "type": "text", "title": {"pl": "Imię i nazwisko"}},
        {"id": "q2", "type": "email", "title": {"en": "Where do we write to?"}},
        {"id": "q3", "type": "phone", "title": {"uk": "Телефон"}, "region": "UA"},
        {"id": "q4", "type": "text", "title": {"uk": "Назва компанії"}},
        {"id": "q5", "type": "long_text", "title": {"pl": "Wiadomość"}},
        {"id": "home", "type": "address", "title": {"en": "Address"}},
        {"id": "size", "type": "single_choice", "title": {"en": "Size"}, "options": [
            {"id": "s", "title": {"en": "small"}}, {"id": "l", "title": {"en": "Large"}}]},
        {"id": "nps", "type": "nps", "title": {"en": "Would you recommend us?"}},
        {"id": "cv", "type": "file", "title": {"en": "Your file"}},
    ])
}

#[test]
fn fields_find_their_columns_in_three_languages_and_by_type() {
    let found = suggested(&content(questions()), &Mapping::default(), 0);
    let expected = [
        (
            "firstname",
            json!({"answer": "kto", "through": ["first_name"]}),
        ),
        (
            "lastname",
            json!({"answer": "kto", "through": ["last_name"]}),
        ),
        (
            "emailaddress1",
            json!({"answer": "q2", "through": ["lower"]}),
        ),
        (
            "mobilephone",
            json!({"answer": "q3", "through": [{"phone": {"region": "UA"}}]}),
        ),
        ("company", json!({"answer": "q4"})),
        ("description", json!({"answer": "q5"})),
        ("address1_city", json!({"part": "home.city"})),
        (
            "new_size",
            json!({"answer": "size", "through": [{"table": {"values": {"s": "1", "l": "2"}}}]}),
        ),
        ("new_score", json!({"answer": "nps"})),
        ("new_order", json!({"link": "order"})),
    ];
    for (column, source) in &expected {
        assert_eq!(found.get(*column), Some(source), "{column}: {found:#?}");
    }
    // Nothing is suggested twice, nor for what the CRM alone writes.
    assert!(!found.contains_key("emailaddress2") && !found.contains_key("ownername"));
}

#[test]
fn what_is_suggested_passes_the_check() {
    let content = content(questions());
    let locale = "en".parse().unwrap();
    let suggestions = suggest(
        &content,
        &Mapping::default(),
        0,
        (EMBEDDED, &person()),
        &locale,
    );
    assert_eq!(suggestions.find_by, ["emailaddress1", "mobilephone"]);
    let columns = suggestions.columns.into_iter();
    let mapping = Mapping {
        targets: vec![Target {
            id: "contact".parse().unwrap(),
            connector: EMBEDDED.into(),
            table: "contact".into(),
            when: None,
            rows: Rows::One,
            find: Some(Find {
                by: suggestions.find_by,
                on_match: OnMatch::Update,
                on_none: OnNone::Create,
                on_several: OnSeveral::Refuse,
            }),
            columns: columns.map(|one| (one.column, one.source)).collect(),
        }],
    };
    let catalogue = Catalogue::default().with(EMBEDDED, vec![person()]);
    let faults = check_mapping(&mapping, &content, Arrival::Anyhow, &catalogue);
    // The name need not be given, which no suggestion can mend.
    let reasons: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(reasons, ["/targets/0/columns/lastname"], "{faults:?}");
}

#[test]
fn a_form_that_does_not_ask_who_answers_finds_the_contact_of_its_link() {
    let rating = json!([{"id": "stars", "type": "rating", "title": {"en": "How was our visit?"}}]);
    let of = |connector, questions| {
        let found = suggest(
            &content(questions),
            &Mapping::default(),
            0,
            (connector, &person()),
            &"en".parse().unwrap(),
        );
        found.find_by
    };
    assert_eq!(of(EMBEDDED, rating.clone()), ["id"]);
    // Links are made for contacts of the CRM that is built in.
    assert_eq!(of("another", rating), [""; 0]);
    assert_eq!(of(EMBEDDED, questions()), ["emailaddress1", "mobilephone"]);
}

#[test]
fn the_record_of_an_earlier_target_goes_before_a_field_of_the_same_name() {
    let mapping: Mapping = serde_json::from_value(json!({"targets": [
        {"id": "first", "table": "contact", "columns": {"lastname": {"answer": "kto"}}}]}))
    .unwrap();
    let lookup = ColumnType::Lookup {
        table: "contact".into(),
    };
    let visit = Table::new("visit", vec![column("contact", lookup)]);
    let locale = "en".parse().unwrap();
    let found = suggest(
        &content(questions()),
        &mapping,
        1,
        (EMBEDDED, &visit),
        &locale,
    );
    assert_eq!(
        serde_json::to_value(&found.columns[0].source).unwrap(),
        json!({"record": "first"})
    );
}

#[test]
fn a_table_that_takes_any_column_is_given_the_answers_by_their_names() {
    let mut events = Table::new("response", Vec::new());
    events.open = true;
    let mapping: Mapping = serde_json::from_value(json!({"targets": [
        {"id": "event", "connector": "hook", "table": "response", "columns": {"kto": {"answer": "kto"}}}]}))
    .unwrap();
    let locale = "en".parse().unwrap();
    let found = suggest(
        &content(questions()),
        &mapping,
        0,
        ("hook", &events),
        &locale,
    );
    let columns: Vec<&str> = found
        .columns
        .iter()
        .map(|one| one.column.as_str())
        .collect();
    assert_eq!(
        columns,
        ["q2", "q3", "q4", "q5", "home", "size", "nps", "cv"]
    );
    let size = serde_json::to_value(&found.columns[5].source).unwrap();
    assert_eq!(size, json!({"answer": "size"}));
}

#[test]
fn what_has_a_source_and_what_does_not_fit_is_left_alone() {
    let long = json!([{"id": "company", "type": "long_text", "title": {"en": "Company"}}]);
    assert_eq!(
        suggested(&content(long), &Mapping::default(), 0).get("company"),
        None
    );
    let mapping: Mapping = serde_json::from_value(json!({"targets": [
        {"id": "a", "table": "contact", "columns": {"emailaddress2": {"answer": "q2"}}}]}))
    .unwrap();
    let found = suggested(&content(questions()), &mapping, 0);
    assert!(
        !found.values().any(|source| source["answer"] == "q2"),
        "{found:#?}"
    );
}

#[test]
fn everything_that_a_form_gives_is_listed() {
    let content = content(questions());
    let locale = "pl".parse().unwrap();
    let listed = suggest(
        &content,
        &Mapping::default(),
        0,
        (EMBEDDED, &person()),
        &locale,
    )
    .fields;
    let of = |source: Value| {
        let mut listed = listed.iter();
        listed
            .find(|one| serde_json::to_value(&one.source).unwrap() == source)
            .unwrap_or_else(|| panic!("{source}"))
    };
    assert_eq!(of(json!({"answer": "kto"})).title, "Imię i nazwisko");
    assert_eq!(
        of(json!({"part": "home.city"})).part.as_deref(),
        Some("city")
    );
    assert_eq!(of(json!({"answer": "nps"})).gives, Gives::Number);
    assert_eq!(of(json!({"link": "order"})).group, FieldGroup::Link);
    assert_eq!(
        of(json!({"context": "submitted_at"})).gives,
        Gives::DateTime
    );
    assert_eq!(of(json!({"answer": "size"})).options.len(), 2);
}

#[test]
fn the_record_of_an_earlier_target_is_suggested_for_what_refers_to_its_table() {
    let mapping: Mapping = serde_json::from_value(json!({"targets": [
        {"id": "first", "table": "contact", "columns": {"lastname": {"answer": "kto"}}}]}))
    .unwrap();
    let lookup = ColumnType::Lookup {
        table: "contact".into(),
    };
    let table = Table::new("lead", vec![column("customer", lookup)]);
    let locale = "en".parse().unwrap();
    let of = |connector| {
        suggest(
            &content(questions()),
            &mapping,
            1,
            (connector, &table),
            &locale,
        )
        .columns
    };
    assert_eq!(
        serde_json::to_value(&of(EMBEDDED)[0].source).unwrap(),
        json!({"record": "first"})
    );
    assert_eq!(of("another"), []);
}
