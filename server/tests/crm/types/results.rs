//! What calculations give a column.

use super::*;

#[test]
fn a_result_reaches_columns_of_numbers_and_of_text() {
    let score = || json!({"result": "score"});
    assert_eq!(gets(score(), decimal(1)), "6.8");
    assert_eq!(gets(score(), text(10)), "6.8");
    let whole = ColumnType::Integer { min: 0, max: 1_000 };
    assert_eq!(gets(json!({"result": "whole"}), whole.clone()), 900);
    assert_eq!(gets(json!({"result": "word"}), text(5)), "wwwww");
    assert!(faults(&score(), &whole)[0].contains("give it none"));
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
            let found = check_mapping(&mapping(&filled), &content(), Arrival::Anyhow, &catalogue);
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
