//! Columns that take anything, contacts of links, and conditions.

use super::*;
use sonda_server::crm::DeliveryError;
use sonda_server::mapping::ComputeError;

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
            check_mapping(&mapping, &content, Arrival::Anyhow, &catalogue),
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
    let reason = alone.unwrap_err().to_string();
    assert!(
        reason.contains("was made for one of `other/contact`"),
        "{reason}"
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
            Ok(holds),
            "{condition}"
        );
    }
}

#[test]
fn a_condition_that_costs_too_much_is_no_answer() {
    let content = content();
    let response = response(&content);
    let each = |body: Value| json!({"map": [vec![1; 100], body]});
    let costly = each(each(each(json!(1))));
    for condition in [costly.clone(), json!({"!": [costly]})] {
        let mut mapping = mapping(&json!({"answer": "text"}));
        mapping.targets[0].when = Some(serde_json::from_value(condition).unwrap());
        let applies = applies(&mapping.targets[0], &content, &response);
        assert_eq!(applies, Err(ComputeError::Condition));
    }
    let reason = DeliveryError::from(ComputeError::Condition).to_string();
    assert!(reason.contains("takes more steps than it may"), "{reason}");
}
