//! What each type of question gives a column.

use super::*;

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
fn a_part_of_an_answer_is_a_value_of_its_own() {
    let choice = || ColumnType::Choice {
        values: ["a", "b"]
            .map(|value| LabelledValue {
                value: value.into(),
                label: value.into(),
            })
            .into(),
    };
    for (part, kind, expected) in [
        ("address.city", text(200), json!("Warszawa")),
        ("range.from", ColumnType::Date, json!("2026-02-01")),
        ("range.to", text(10), json!("2026-02-28")),
        ("matrix.r2", choice(), json!("b")),
        ("matrix.r2", text(20), json!("B")),
        ("table.r1.c1", decimal(0), json!("3")),
        ("table.r1.c2", ColumnType::Boolean, json!(true)),
        ("other.x", text(200), json!("my own")),
        (
            "weighed.r1",
            ColumnType::Integer { min: 1, max: 5 },
            json!(4),
        ),
        ("weighed.r1.weight", decimal(4), json!("0.25")),
    ] {
        assert_eq!(gets(json!({"part": part}), kind), expected, "{part}");
    }
    let whole = gets(json!({"answer": "weighed"}), text(60));
    assert_eq!(whole, "r1: 4, 0.25; r2: 5, 0.75");
}
