//! What each type of question gives a column, and what calculations give.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use sonda_domain::{Content, Entries, Judged, Known, check_content, validate};
use sonda_server::crm::{Catalogue, Column, ColumnType, LabelledValue, Table, TextFormat};
use sonda_server::link_values::ValueOf;
use sonda_server::mapping::{EarlierRecords, Mapping, applies, check_mapping, compute};
use sonda_server::store::StoredResponse;

fn content() -> Content {
    let t = |text: &str| json!({"en": text});
    let list = |ids: &[&str]| -> Value {
        let named = ids
            .iter()
            .map(|id| json!({"id": id, "title": {"en": id.to_uppercase()}}));
        named.collect()
    };
    let title = t("Q");
    let content: Content = serde_json::from_value(json!({
        "locales": ["en", "pl"], "fallback_locale": "en", "title": title, "known": ["link.order"],
        "questions": [
            {"id": "text", "type": "text", "title": title},
            {"id": "long", "type": "long_text", "title": title},
            {"id": "mail", "type": "email", "title": title},
            {"id": "phone", "type": "phone", "title": title},
            {"id": "url", "type": "url", "title": title},
            {"id": "number", "type": "number", "title": title, "decimals": 2},
            {"id": "one", "type": "single_choice", "title": title, "options": list(&["a", "b"])},
            {"id": "many", "type": "multiple_choice", "title": title, "options": list(&["a", "b"])},
            {"id": "yes", "type": "yes_no", "title": title},
            {"id": "no", "type": "yes_no", "title": title},
            {"id": "rating", "type": "rating", "title": title},
            {"id": "nps", "type": "nps", "title": title},
            {"id": "csat", "type": "csat", "title": title},
            {"id": "ces", "type": "ces", "title": title},
            {"id": "agreement", "type": "agreement", "title": title},
            {"id": "bipolar", "type": "bipolar", "title": title, "low_label": t("cold"), "high_label": t("warm")},
            {"id": "slider", "type": "slider", "title": title},
            {"id": "matrix", "type": "matrix", "title": title, "rows": list(&["r1", "r2"]),
             "options": list(&["a", "b"])},
            {"id": "table", "type": "matrix", "cells": "columns", "title": title, "rows": list(&["r1"]),
             "questions": [{"id": "c1", "type": "number", "title": title}, {"id": "c2", "type": "yes_no", "title": title}]},
            {"id": "ranking", "type": "ranking", "title": title, "options": list(&["a", "b"])},
            {"id": "date", "type": "date", "title": title},
            {"id": "time", "type": "time", "title": title},
            {"id": "moment", "type": "date_time", "title": title},
            {"id": "range", "type": "date_range", "title": title},
            {"id": "address", "type": "address", "title": title},
            {"id": "signature", "type": "signature", "title": title},
            {"id": "drawing", "type": "signature", "title": title},
            {"id": "consent", "type": "consent", "title": title},
            {"id": "hidden", "type": "hidden", "title": title, "source": {"url": "ref"}},
            {"id": "group", "type": "group", "title": title, "questions": [
                {"id": "who", "type": "text", "title": title}, {"id": "age", "type": "number", "title": title}]},
        ],
        "calculations": [
            {"id": "score", "value": {"+": [{"var": "rating"}, {"var": "number"}]}, "decimals": 1, "bands": [
                {"id": "low", "to": 4.9, "title": t("Not yet")}, {"id": "high", "from": 5, "title": t("Works")}]},
            {"id": "whole", "value": {"*": [{"var": "nps"}, 100]}, "decimals": 0},
            {"id": "word", "value": {"if": [{"var": "yes"}, "w".repeat(300), "-"]}},
            {"id": "empty", "value": {"var": "nothing.at.all"}},
        ],
    }))
    .unwrap();
    let faults = check_content(&content);
    assert!(
        faults
            .iter()
            .all(|fault| fault.path.starts_with("/calculations/3")),
        "{faults:?}"
    );
    content
}

fn judged(content: &Content) -> Judged {
    let entries: Entries = [
        ("text", "Żaneta"),
        ("long", "a\nb"),
        ("mail", "a@b.co"),
        ("phone", "+48 601 234 567"),
        ("url", "https://example.com/"),
        ("number", "2,75"),
        ("one", "b"),
        ("many", "a"),
        ("many", "b"),
        ("yes", "yes"),
        ("no", "no"),
        ("rating", "4"),
        ("nps", "9"),
        ("csat", "5"),
        ("ces", "7"),
        ("agreement", "3"),
        ("bipolar", "1"),
        ("slider", "50"),
        ("matrix.r1", "a"),
        ("matrix.r2", "b"),
        ("table.r1.c1", "3"),
        ("table.r1.c2", "yes"),
        ("ranking.a", "2"),
        ("ranking.b", "1"),
        ("date", "2026-02-28"),
        ("time", "14:05"),
        ("moment", "2026-02-28T14:05"),
        ("range.from", "2026-02-01"),
        ("range.to", "2026-02-28"),
        ("address.street", "Długa 1"),
        ("address.postal_code", "00-001"),
        ("address.city", "Warszawa"),
        ("address.country", "Polska"),
        ("signature.name", "Jan Żak"),
        ("drawing", "M10 20L30 40"),
        ("consent", "yes"),
        ("hidden", "news"),
        ("group", "2"),
        ("group.0.who", "Jan"),
        ("group.0.age", "7"),
        ("group.1.who", "Ola"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    validate(content, &entries, &Known::of(&content.fallback_locale)).unwrap()
}

fn column(kind: ColumnType) -> Column {
    Column::new("c", kind)
}

fn faults(source: &Value, kind: &ColumnType) -> Vec<String> {
    let table = Table::new("t", vec![column(kind.clone())]);
    let catalogue = Catalogue::default().with("embedded", vec![table]);
    let faults = check_mapping(&mapping(source), &content(), &catalogue);
    faults.into_iter().map(|fault| fault.reason).collect()
}

fn mapping(source: &Value) -> Mapping {
    serde_json::from_value(
        json!({"targets": [{"id": "t", "table": "t", "columns": {"c": source}}]}),
    )
    .unwrap()
}

/// What a column of that type gets of a source that passes the check.
#[track_caller]
fn gets(source: Value, kind: ColumnType) -> Value {
    assert_eq!(faults(&source, &kind), [""; 0], "{source} {kind:?}");
    let table = Table::new("t", vec![column(kind)]);
    let content = content();
    let response = response(&content);
    let target = &mapping(&source).targets[0];
    let mut rows = compute(target, &table, &content, &response, &EarlierRecords::new()).unwrap();
    rows.remove(0)
        .values
        .remove("c")
        .map(|cell| cell.value)
        .unwrap_or_default()
}

/// A response with every answer.
fn response(content: &Content) -> StoredResponse {
    let judged = judged(content);
    StoredResponse {
        seed: 0,
        id: "r".into(),
        form: "f".parse().unwrap(),
        version: 1,
        link: None,
        contact: None,
        link_values: Default::default(),
        locale: "en".parse().unwrap(),
        answers: judged.answers,
        conclusion: judged.conclusion,
        context: Default::default(),
        marks: Vec::new(),
        submitted_at_ms: 0,
    }
}

fn text(length: u32) -> ColumnType {
    ColumnType::Text {
        length,
        format: TextFormat::Plain,
    }
}

fn decimal(scale: u32) -> ColumnType {
    ColumnType::Decimal {
        min: None,
        max: None,
        scale,
    }
}

#[test]
fn every_type_is_one_line_of_text() {
    for (question, line) in [
        ("text", "Żaneta"),
        ("mail", "a@b.co"),
        ("phone", "+48 601 234 567"),
        ("url", "https://example.com/"),
        ("number", "2.75"),
        ("one", "B"),
        ("many", "A; B"),
        ("yes", "yes"),
        ("no", "no"),
        ("rating", "4"),
        ("nps", "9"),
        ("csat", "5"),
        ("ces", "7"),
        ("agreement", "3"),
        ("bipolar", "1"),
        ("slider", "50"),
        ("matrix", "r1: A; r2: B"),
        ("table", "r1: 3, yes"),
        ("ranking", "B; A"),
        ("date", "2026-02-28"),
        ("time", "14:05"),
        ("moment", "2026-02-28T14:05"),
        ("range", "2026-02-01 – 2026-02-28"),
        ("address", "Długa 1; 00-001; Warszawa; Polska"),
        ("signature", "Jan Żak"),
        ("drawing", "signed"),
        ("consent", "yes"),
        ("hidden", "news"),
        ("group", "Jan, 7; Ola"),
    ] {
        assert_eq!(
            gets(json!({"answer": question}), text(4_000)),
            line,
            "{question}"
        );
    }
}

#[test]
fn what_has_parts_is_cut_to_its_column() {
    assert_eq!(gets(json!({"answer": "address"}), text(9)), "Długa 1;");
    assert_eq!(gets(json!({"answer": "group"}), text(3)), "Jan");
}

#[test]
fn what_would_be_another_answer_is_not_cut() {
    for (question, length, line) in [
        ("time", 5, "14:05"),
        ("range", 23, "2026-02-01 – 2026-02-28"),
        ("ranking", 4, "B; A"),
    ] {
        let source = || json!({"answer": question});
        assert_eq!(gets(source(), text(length)), line);
        let found = faults(&source(), &text(length - 1));
        assert!(
            found[0].contains(&format!("gives up to {length}")),
            "{found:?}"
        );
    }
}

#[test]
fn yes_and_no_are_a_boolean() {
    assert_eq!(gets(json!({"answer": "yes"}), ColumnType::Boolean), true);
    assert_eq!(gets(json!({"answer": "no"}), ColumnType::Boolean), false);
    assert_eq!(gets(json!({"answer": "no"}), text(3)), "no");
    assert!(faults(&json!({"answer": "yes"}), &text(2))[0].contains("gives up to 3"));
    assert!(faults(&json!({"answer": "yes"}), &ColumnType::Date)[0].contains("gives yes or no"));
}

#[test]
fn dates_are_dates_and_times_without_a_zone_are_no_moments() {
    assert_eq!(
        gets(json!({"answer": "date"}), ColumnType::Date),
        "2026-02-28"
    );
    assert_eq!(
        gets(json!({"answer": "moment"}), ColumnType::Date),
        "2026-02-28"
    );
    for question in ["date", "moment"] {
        let found = faults(&json!({"answer": question}), &ColumnType::DateTime);
        assert!(
            found[0].contains("but the source gives a date"),
            "{found:?}"
        );
    }
    assert!(faults(&json!({"answer": "date"}), &text(9))[0].contains("gives up to 10"));
}

#[test]
fn a_result_reaches_columns_of_numbers_and_of_text() {
    let score = || json!({"result": "score"});
    assert_eq!(gets(score(), decimal(1)), "6.8");
    assert_eq!(gets(score(), text(10)), "6.8");
    let whole = ColumnType::Integer { min: 0, max: 1_000 };
    assert_eq!(gets(json!({"result": "whole"}), whole.clone()), 900);
    assert_eq!(gets(json!({"result": "word"}), text(5)), "wwwww");
    assert!(faults(&score(), &whole)[0].contains("give it `decimals`: 0"));
    assert!(faults(&score(), &decimal(0))[0].contains("the calculation gives 1"));
    assert!(faults(&score(), &ColumnType::Boolean)[0].contains("gives a calculated value"));
}

#[test]
fn a_result_that_the_column_does_not_take_is_left_out() {
    let narrow = ColumnType::Integer { min: 0, max: 10 };
    assert_eq!(gets(json!({"result": "whole"}), narrow), Value::Null);
    let most = Some(Decimal::ONE);
    let bounded = ColumnType::Decimal {
        min: None,
        max: most,
        scale: 2,
    };
    assert_eq!(gets(json!({"result": "score"}), bounded), Value::Null);
    assert_eq!(gets(json!({"result": "word"}), decimal(2)), Value::Null);
    // A part of a number is another number.
    let whole = |through: Value| json!({"result": "whole", "through": through});
    let comma = || json!([{"number": {"decimals": 1, "decimal_mark": ","}}, "trim"]);
    for (source, length) in [(whole(json!([])), 3), (whole(comma()), 5)] {
        assert_eq!(gets(source.clone(), text(length - 1)), Value::Null);
        assert_ne!(gets(source.clone(), text(length)), Value::Null);
        let mut required = column(text(40));
        required.required = true;
        let mut filled = source.clone();
        filled["through"]
            .as_array_mut()
            .unwrap()
            .push(json!({"default": "-"}));
        for (length, fine) in [(40, false), (41, true)] {
            required.kind = text(length);
            let tables = vec![Table::new("t", vec![required.clone()])];
            let catalogue = Catalogue::default().with("embedded", tables);
            let found = check_mapping(&mapping(&filled), &content(), &catalogue);
            assert_eq!(found.is_empty(), fine, "{filled}: {found:?}");
        }
    }
    assert_eq!(gets(json!({"result": "empty"}), decimal(2)), Value::Null);
}

#[test]
fn a_version_fits_a_column_of_32_bits() {
    let kind = ColumnType::Integer {
        min: i64::from(i32::MIN),
        max: i64::from(i32::MAX),
    };
    assert_eq!(gets(json!({"context": "version"}), kind), 1);
}

#[test]
fn a_band_is_its_title_in_a_text_and_its_id_in_a_choice() {
    let choice = |ids: &[&str]| ColumnType::Choice {
        values: ids
            .iter()
            .map(|&id| LabelledValue {
                value: id.into(),
                label: id.into(),
            })
            .collect(),
    };
    let band = || json!({"band": "score"});
    assert_eq!(gets(band(), text(20)), "Works");
    assert_eq!(gets(band(), choice(&["low", "high"])), "high");
    assert!(faults(&band(), &choice(&["low"]))[0].contains("no counterpart of `high`"));
    assert!(faults(&json!({"band": "whole"}), &text(20))[0].contains("has no bands"));
}

#[test]
fn a_calculation_that_there_is_not_is_a_fault_with_a_suggestion() {
    for source in ["result", "band"] {
        let found = faults(&json!({source: "scoer"}), &text(20));
        assert!(
            found[0].contains("no calculation `scoer`; did you mean `score`?"),
            "{found:?}"
        );
    }
}

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

fn through(answer: &str, transforms: Value) -> Value {
    json!({"answer": answer, "through": transforms})
}

#[test]
fn a_value_goes_through_its_transforms_in_order() {
    for (source, kind, expected) in [
        (
            through("text", json!(["upper"])),
            text(200),
            json!("ŻANETA"),
        ),
        (
            through("signature", json!(["lower", "title"])),
            text(200),
            json!("Jan Żak"),
        ),
        (
            through("signature", json!(["first_name"])),
            text(200),
            json!("Jan"),
        ),
        (
            through("signature", json!(["last_name"])),
            text(200),
            json!("Żak"),
        ),
        (
            through("phone", json!([{"phone": {"region": "PL"}}])),
            text(40),
            json!("+48601234567"),
        ),
        (
            through("number", json!([{"number": {"decimals": 1}}])),
            decimal(1),
            json!("2.8"),
        ),
        (
            through("number", json!([{"number": {"decimals": 0}}])),
            decimal(0),
            json!("3"),
        ),
        (
            through(
                "number",
                json!([{"number": {"decimals": 3, "decimal_mark": ","}}]),
            ),
            text(40),
            json!("2,750"),
        ),
        (
            through("date", json!([{"date": {"format": "%d.%m.%Y"}}])),
            text(11),
            json!("28.02.2026"),
        ),
        (
            through("moment", json!([{"date": {"zone": "Europe/Warsaw"}}])),
            ColumnType::DateTime,
            json!("2026-02-28T13:05:00Z"),
        ),
        (
            json!({"context": "submitted_at", "through": [{"date": {"format": "%F %H:%M", "zone": "Asia/Kathmandu"}}]}),
            text(20),
            json!("1970-01-01 05:30"),
        ),
        (
            through("one", json!([{"table": {"values": {"a": 1, "b": 2}}}])),
            ColumnType::Integer { min: 1, max: 2 },
            json!(2),
        ),
        (
            through(
                "many",
                json!([{"table": {"values": {"b": null}, "otherwise": "x"}}]),
            ),
            text(4),
            json!("x"),
        ),
        (
            through(
                "rating",
                json!([{"table": {"values": {"4": "good"}, "otherwise": "bad"}}]),
            ),
            text(4),
            json!("good"),
        ),
        (
            json!({"result": "whole", "through": [{"table": {"values": {"900.0": "full"}}}]}),
            text(4),
            json!("full"),
        ),
        (
            through(
                "yes",
                json!([{"table": {"values": {"yes": "Y", "no": "N"}}}]),
            ),
            text(1),
            json!("Y"),
        ),
        (
            through(
                "text",
                json!(["lower", {"table": {"values": {"żaneta": "Z"}}}, {"default": "-"}]),
            ),
            text(1),
            json!("Z"),
        ),
    ] {
        assert_eq!(gets(source.clone(), kind), expected, "{source}");
    }
}

#[test]
fn a_hash_is_sha_256_in_small_letters() {
    // printf %s a@b.co | sha256sum
    let expected = "80305c9bb1bb2480e03894350e0a8a366dcbdeb302e69e0817aa0743abd77054";
    assert_eq!(gets(through("mail", json!(["hash"])), text(64)), expected);
    assert!(faults(&through("mail", json!(["hash"])), &text(63))[0].contains("gives up to 64"));
}

#[test]
fn the_first_source_with_a_value_is_taken() {
    let first = |of: Value| json!({"first_of": of});
    assert_eq!(
        gets(
            first(json!([{"context": "utm_source"}, {"answer": "hidden"}])),
            text(2_000)
        ),
        "news"
    );
    assert_eq!(
        gets(
            first(json!([{"context": "utm_source"}, {"link": "order"}, {"constant": "-"}])),
            text(500)
        ),
        "-"
    );
    let mixed = first(json!([{"answer": "number"}, {"constant": 1.25}]));
    assert_eq!(gets(mixed.clone(), decimal(2)), "2.75");
    assert!(faults(&mixed, &decimal(1))[0].contains("takes 1 decimal places"));
}

#[test]
fn joined_texts_are_as_long_as_all_of_them() {
    let join = json!({"join": {"of": [{"answer": "rating"}, {"context": "utm_term"}, {"constant": "of"}, {"answer": "yes"}], "separator": ", "}});
    assert_eq!(gets(join, text(200)), "4, of, yes");
    let bounded = json!({"join": {"of": [{"constant": "four"}, {"answer": "yes"}, {"answer": "date"}], "separator": " - "}});
    assert_eq!(gets(bounded.clone(), text(23)), "four - yes - 2026-02-28");
    assert!(faults(&bounded, &text(22))[0].contains("gives up to 23"));
    let unbounded =
        json!({"join": {"of": [{"answer": "address"}, {"answer": "text"}], "separator": "\n"}});
    assert_eq!(
        gets(unbounded, text(7)),
        "Długa 1",
        "what nobody promised a length of is cut"
    );
}

#[test]
fn an_open_column_keeps_what_a_value_is() {
    let table = Table {
        open: true,
        ..Table::new("t", Vec::new())
    };
    let catalogue = Catalogue::default().with("embedded", vec![table.clone()]);
    let content = content();
    for (source, expected) in [
        (json!({"answer": "text"}), json!("Żaneta")),
        (json!({"answer": "number"}), json!(2.75)),
        (json!({"answer": "rating"}), json!(4)),
        (json!({"answer": "one"}), json!("b")),
        (json!({"answer": "many"}), json!(["a", "b"])),
        (json!({"answer": "no"}), json!(false)),
        (json!({"answer": "consent"}), json!(true)),
        (json!({"answer": "date"}), json!("2026-02-28")),
        (
            json!({"context": "submitted_at"}),
            json!("1970-01-01T00:00:00Z"),
        ),
        (json!({"constant": {"any": [1]}}), json!({"any": [1]})),
        (
            json!({"answer": "many", "through": [{"table": {"values": {"a": 1, "b": 2}}}]}),
            json!([1, 2]),
        ),
    ] {
        let mapping = mapping(&source);
        assert_eq!(
            check_mapping(&mapping, &content, &catalogue),
            [],
            "{source}"
        );
        let response = response(&content);
        let target = &mapping.targets[0];
        let mut rows =
            compute(target, &table, &content, &response, &EarlierRecords::new()).unwrap();
        assert_eq!(
            rows.remove(0).values.remove("c").unwrap().value,
            expected,
            "{source}"
        );
    }
}

#[test]
fn a_contact_of_another_crm_is_none_where_there_is_another_source() {
    let lookup = ColumnType::Lookup { table: "t".into() };
    let table = Table::new("t", vec![column(lookup), Column::new("mail", text(254))]);
    let content = content();
    let mut response = response(&content);
    response.contact = Some("other/contact/42".parse().unwrap());
    let compute = |target: Value| {
        let mapping: Mapping = serde_json::from_value(json!({"targets": [target]})).unwrap();
        let none = EarlierRecords::new();
        compute(&mapping.targets[0], &table, &content, &response, &none)
    };
    let contact = || json!({"context": "contact"});
    let alone = compute(json!({"id": "t", "table": "t", "columns": {"c": contact()}}));
    assert!(
        alone
            .unwrap_err()
            .reason
            .contains("was made for one of `other/contact`")
    );
    let first =
        compute(json!({"id": "t", "table": "t", "columns": {"c": {"first_of": [contact()]}}}));
    assert!(first.unwrap()[0].values.is_empty());
    let by = |by: Value| {
        compute(json!({"id": "t", "table": "t", "find": {"by": by},
                       "columns": {"id": contact(), "mail": {"answer": "mail"}}}))
    };
    assert_eq!(by(json!(["id", "mail"])).unwrap()[0].existing, None);
    assert!(by(json!(["id"])).is_err());
}

#[test]
fn a_condition_looks_at_answers_results_language_and_link() {
    let content = content();
    let mut response = response(&content);
    response
        .link_values
        .give(ValueOf::Link, "order", "7")
        .unwrap();
    for (condition, holds) in [
        (json!({"==": [{"var": "one"}, "b"]}), true),
        (json!({"==": [{"var": "one"}, "a"]}), false),
        (json!({">": [{"var": "score"}, 6]}), true),
        (json!({"==": [{"var": "$band.score"}, "low"]}), false),
        (json!({"==": [{"var": "$locale"}, "en"]}), true),
        (json!({"==": [{"var": "$link.order"}, "7"]}), true),
    ] {
        let mut mapping = mapping(&json!({"answer": "text"}));
        mapping.targets[0].when = Some(serde_json::from_value(condition.clone()).unwrap());
        assert_eq!(
            applies(&mapping.targets[0], &content, &response),
            holds,
            "{condition}"
        );
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
