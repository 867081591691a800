use super::operator::Operator;
use super::{Budget, Data, Logic, Value, Variable, number};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::json;
use std::borrow::Cow;

fn logic(json: &serde_json::Value) -> Logic {
    serde_json::from_value(json.clone()).unwrap()
}

fn value(json: serde_json::Value) -> Value {
    serde_json::from_value(json).unwrap()
}

fn evaluated(rule: serde_json::Value, data: serde_json::Value) -> serde_json::Value {
    let rule: Logic = serde_json::from_value(rule).unwrap();
    let result = rule.evaluate(&value(data), &Budget::default());
    serde_json::to_value(result).unwrap()
}

#[test]
fn decimals_are_exact() {
    assert_eq!(evaluated(json!({"+": [0.1, 0.2]}), json!(null)), json!(0.3));
    assert_eq!(
        evaluated(json!({"==": [{"+": [0.1, 0.2]}, 0.3]}), json!(null)),
        json!(true)
    );
    assert_eq!(evaluated(json!({"-": [1, 0.9]}), json!(null)), json!(0.1));
    assert_eq!(evaluated(json!({"*": [0.07, 100]}), json!(null)), json!(7));
    assert_eq!(
        evaluated(json!({"/": [2, 3]}), json!(null)),
        json!(0.666666666667)
    );
    assert_eq!(
        evaluated(json!({"/": [-2, 3]}), json!(null)),
        json!(-0.666666666667)
    );
    assert_eq!(
        evaluated(
            json!({"*": [{"/": [1, 3]}, {"/": [1, 3]}, {"/": [1, 3]}]}),
            json!(null)
        ),
        json!(0.037037037037)
    );
    assert_eq!(evaluated(json!({"%": [5.5, 2]}), json!(null)), json!(1.5));
}

#[test]
fn a_weighted_sheet_is_scored() {
    let rule = json!({"round": [{"sum": [
        {"*": [0.2, {"var": "a"}]}, {"*": [0.3, {"var": "b"}]}, {"*": [0.1, {"var": "c"}]},
        {"*": [0.3, {"var": "d"}]}, {"*": [0.1, {"var": "e"}]}
    ]}, 2]});
    let data = json!({"a": 5, "b": 4, "c": 5, "d": 5, "e": 5});
    assert_eq!(evaluated(rule, data), json!(4.7));
}

#[test]
fn mean_leaves_out_what_was_not_answered() {
    let data = json!({"m": {"a": 4, "b": null, "c": 5}, "l": [1, 2, null]});
    assert_eq!(
        evaluated(json!({"mean": {"var": "m"}}), data.clone()),
        json!(4.5)
    );
    assert_eq!(
        evaluated(
            json!({"mean": [{"var": "l"}, 3, {"var": "none"}]}),
            data.clone()
        ),
        json!(2)
    );
    assert_eq!(
        evaluated(json!({"sum": {"var": "m"}}), data.clone()),
        json!(9)
    );
    assert_eq!(
        evaluated(json!({"mean": [{"var": "none"}]}), data.clone()),
        json!(null)
    );
    assert_eq!(evaluated(json!({"sum": []}), data.clone()), json!(0));
    assert_eq!(
        evaluated(json!({"round": [{"mean": []}, 1]}), data),
        json!(null)
    );
}

#[test]
fn a_half_is_rounded_away_from_zero() {
    for (number, places, expected) in [
        (json!(2.5), 0, json!(3)),
        (json!(-2.5), 0, json!(-3)),
        (json!(2.445), 2, json!(2.45)),
        (json!(2.4449), 2, json!(2.44)),
        (json!(-0.4), 0, json!(0)),
        (json!(1200), 3, json!(1200)),
    ] {
        assert_eq!(
            evaluated(json!({"round": [number, places]}), json!(null)),
            expected
        );
    }
}

#[test]
fn length_counts() {
    let length = |of| evaluated(json!({"length": [{"var": ""}]}), of);
    assert_eq!(length(json!(["a", "b"])), json!(2));
    assert_eq!(length(json!({"a": 1})), json!(1));
    assert_eq!(length(json!("żółw")), json!(4));
    assert_eq!(length(json!(null)), json!(0));
    assert_eq!(
        evaluated(json!({"length": {"var": "l"}}), json!({"l": [1, 2, 3]})),
        json!(3)
    );
}

#[test]
fn a_failure_is_null_as_a_whole() {
    for rule in [
        json!({"+": [1, {"/": [1, 0]}]}),
        json!({"or": [{"<": ["a", 1]}, true]}),
        json!({"cat": ["a", ["b"]]}),
        json!({"*": [1e15, 1e15]}),
        json!({"if": [{"nothing": 1}, 1, 2]}),
    ] {
        assert_eq!(evaluated(rule.clone(), json!(null)), json!(null), "{rule}");
    }
}

#[test]
fn no_answer_is_no_text() {
    let data = json!({"answer": null});
    for (operator, expected) in [
        ("==", false),
        ("!=", true),
        ("<", false),
        (">=", false),
        ("===", false),
        ("!==", true),
    ] {
        for variable in ["answer", "absent"] {
            let rule = json!({operator: [{"var": variable}, "yes"]});
            assert_eq!(
                evaluated(rule.clone(), data.clone()),
                json!(expected),
                "{rule}"
            );
            let rule = json!({operator: ["yes", {"var": variable}]});
            assert_eq!(
                evaluated(rule.clone(), data.clone()),
                json!(expected),
                "{rule}"
            );
        }
    }
}

#[test]
fn numbers_are_read_from_texts() {
    let read = |text: &str| number::parse(text).map(number::text);
    for (text, expected) in [
        ("", "0"),
        (" 12 ", "12"),
        ("-1.50", "-1.5"),
        ("+7", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e2", "100"),
        ("1.5E-2", "0.015"),
        ("25e+1", "250"),
        ("-0", "0"),
        ("000.10", "0.1"),
        (
            "79228162514264337593543950335",
            "79228162514264337593543950335",
        ),
        (
            "0.0000000000000000000000000001",
            "0.0000000000000000000000000001",
        ),
    ] {
        assert_eq!(read(text).as_deref(), Some(expected), "{text:?}");
    }
    for text in [
        "-",
        ".",
        "1.2.3",
        "abc",
        "1a",
        "0x10",
        "1e",
        "1e1.5",
        "1e99",
        "Infinity",
        "NaN",
        "1,5",
        "1_0",
        "١",
        "79228162514264337593543950336",
        "--1",
        "1e999999999999999999999999999999999999999999",
    ] {
        assert_eq!(read(text), None, "{text:?}");
    }
    assert_eq!(read(&"1".repeat(65)), None);
}

#[test]
fn texts_of_numbers_are_those_of_decimal() {
    for text in [
        "0",
        "1",
        "-1",
        "0.5",
        "-0.05",
        "100",
        "1234567.891",
        "-79228162514264337593543950335",
    ] {
        let number: Decimal = text.parse().unwrap();
        assert_eq!(number::text(number), text);
    }
    assert_eq!(number::text("1.500".parse().unwrap()), "1.5");
}

proptest! {
    #[test]
    fn arithmetic_is_that_of_decimal(
        a in -1_000_000_000_i64..1_000_000_000,
        b in -1_000_000_000_i64..1_000_000_000,
        (places, more) in (0_u32..6, 0_u32..6),
    ) {
        let (a, b) = (Decimal::new(a, places), Decimal::new(b, more));
        let compute = |operator| number::compute(operator, a, b);
        prop_assert_eq!(compute(Operator::Plus), Some(a + b));
        prop_assert_eq!(compute(Operator::Minus), Some(a - b));
        prop_assert_eq!(compute(Operator::Times), Some(a * b));
        prop_assert_eq!(compute(Operator::Modulo), a.checked_rem(b));
        let half = RoundingStrategy::MidpointAwayFromZero;
        let quotient = a.checked_div(b).map(|it| it.round_dp_with_strategy(12, half));
        prop_assert_eq!(compute(Operator::Divide), quotient);
        prop_assert_eq!(number::round(a, more), a.round_dp_with_strategy(more, half));
        prop_assert_eq!(Decimal::from(number::integer(a)), a.trunc());
        prop_assert_eq!(number::text(a), a.normalize().to_string());
        prop_assert_eq!(number::parse(&a.to_string()), Some(a));
    }
}

#[test]
fn limits_of_results_hold() {
    let long = "ż".repeat(10_000);
    let cat = |text: &str| evaluated(json!({"cat": [{"var": ""}, text]}), json!(long));
    assert_eq!(cat(""), json!(long));
    assert_eq!(cat("x"), json!(null));
    let list = Value::List(vec![value(json!(1)); 5_000]);
    let merge = |more| {
        let rule = json!({"length": {"merge": [{"var": ""}, {"var": ""}, more]}});
        logic(&rule).evaluate(&list, &Budget::default())
    };
    assert_eq!(merge(json!([])), value(json!(10_000)));
    assert_eq!(merge(json!(1)), Value::Null);
}

#[test]
fn a_spent_budget_yields_null() {
    let rule = logic(&json!({"+": [1, 2]}));
    let budget = Budget::new(8);
    assert_eq!(rule.evaluate(&Value::Null, &budget), value(json!(3)));
    assert!(!budget.is_spent());
    assert_eq!(rule.evaluate(&Value::Null, &budget), value(json!(3)));
    assert_eq!(rule.evaluate(&Value::Null, &budget), Value::Null);
    assert!(budget.is_spent());
    assert!(!rule.is_true(&Value::Null, &budget));
}

#[test]
fn values_that_grow_end_with_the_budget() {
    let list = vec![1; 100];
    let grow = |body| {
        let budget = Budget::default();
        let rule = json!({"reduce": [{"var": ""}, body, "seed"]});
        let result = logic(&rule).evaluate(&value(json!(list)), &budget);
        (result, budget.is_spent())
    };
    let accumulator = json!({"var": "accumulator"});
    // Doubles its size: 2^100 values.
    assert_eq!(grow(json!([accumulator, accumulator])).0, Value::Null);
    // Doubles its text.
    assert_eq!(
        grow(json!({"cat": [accumulator, accumulator]})),
        (Value::Null, false)
    );
    // A list in a list in a list: its end would exhaust the stack.
    assert_eq!(grow(json!([accumulator])), (Value::Null, false));
    assert_eq!(
        grow(json!({"merge": [accumulator, accumulator]})),
        (Value::Null, false)
    );
}

#[test]
fn loops_in_loops_end_with_the_budget() {
    let list: Vec<i64> = (0..1_000).collect();
    let rule = json!({"map": [
        {"var": "l"},
        {"map": [{"val": [[2], "l"]}, {"map": [{"val": [[4], "l"]}, 1]}]}
    ]});
    let budget = Budget::default();
    let result = logic(&rule).evaluate(&value(json!({"l": list})), &budget);
    assert_eq!(result, Value::Null);
    assert!(budget.is_spent());
}

#[test]
fn out_of_the_outermost_scope_there_is_nothing() {
    let rule = json!({"map": [{"var": ""}, {"val": [[4], "x"]}]});
    assert_eq!(evaluated(rule, json!([1])), json!([null]));
}

#[test]
fn json_is_written_as_it_was_read() {
    for rule in [
        json!({"+": [{"var": "a"}, 0.5, -1.25, 12_345_678_901_234_i64]}),
        json!([u64::MAX, i64::MIN, 1e28, 0.1, 123_456_789.012_345_67]),
        json!({"!": true}),
        json!({"!": [true]}),
        json!({"unknown": {"x": [1, null]}}),
        json!({"zeta": 1, "alpha": {"==": [1, 0.1]}}),
        json!([1, ["a", {}], {"var": []}]),
        json!({"#": "nothing"}),
        json!(null),
    ] {
        assert_eq!(serde_json::to_value(logic(&rule)).unwrap(), rule);
        assert_eq!(
            logic(&rule),
            logic(&serde_json::to_value(logic(&rule)).unwrap())
        );
    }
}

#[test]
fn members_keep_their_order() {
    let text = r#"{"z":1,"a":2,"m":[{"y":1,"b":2}]}"#;
    let logic: Logic = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&logic).unwrap(), text);
}

#[test]
fn fractions_reach_the_browser_as_texts() {
    let rule = json!({"in": [{"*": [0.5, {"var": "a"}, 2]}, [0.25, [1.5, 1]]]});
    let sent = serde_json::to_value(logic(&rule).for_browser()).unwrap();
    let expected = json!({"in": [
        {"*": [{"#": "0.5"}, {"var": "a"}, 2]},
        [{"#": "0.25"}, [{"#": "1.5"}, 1]]
    ]});
    assert_eq!(sent, expected);
    assert_eq!(serde_json::to_value(logic(&sent)).unwrap(), sent);
    assert_eq!(evaluated(sent, json!({"a": 0.25})), json!(true));
}

#[test]
fn hostile_json_is_not_read() {
    let nested = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
    assert!(serde_json::from_str::<Logic>(&nested(40)).is_ok());
    assert!(serde_json::from_str::<Logic>(&nested(41)).is_err());
    let wide = |length: usize| serde_json::to_string(&vec![1; length]).unwrap();
    assert!(serde_json::from_str::<Logic>(&wide(1_999)).is_ok());
    assert!(serde_json::from_str::<Logic>(&wide(2_000)).is_err());
    assert!(serde_json::from_str::<Logic>("1e300").is_err());
    assert!(serde_json::from_str::<Logic>("1e-300").is_err());
}

#[test]
fn variables_of_the_form_are_found() {
    let rule = json!({"and": [
        {"==": [{"var": "a.b"}, {"var": ["c", {"var": "d"}]}]},
        {"some": [{"var": "list"}, {"==": [{"var": "element"}, {"val": [[2], "outer", "x"]}]}]},
        {"missing": ["e", "f.g"]},
        {"exists": "h"},
        {"!": {"var": ""}},
        {"var": {"cat": [{"var": "i"}]}}
    ]});
    let found = logic(&rule).variables();
    let found: Vec<_> = found
        .iter()
        .map(
            |Variable {
                 name,
                 rest,
                 pointer,
             }| (name.as_str(), rest.join("."), pointer.as_str()),
        )
        .collect();
    let expected = [
        ("a", "b", "/and/0/==/0/var"),
        ("c", "", "/and/0/==/1/var"),
        ("d", "", "/and/0/==/1/var/1/var"),
        ("list", "", "/and/1/some/0/var"),
        ("outer", "x", "/and/1/some/1/==/1/val"),
        ("e", "", "/and/2/missing"),
        ("f", "g", "/and/2/missing"),
        ("h", "", "/and/3/exists"),
        ("", "", "/and/4/!/var"),
        ("i", "", "/and/5/var/cat/0/var"),
    ];
    let expected = expected.map(|(name, rest, pointer)| (name, rest.to_owned(), pointer));
    assert_eq!(found, expected);
}

#[test]
fn data_may_be_made_when_it_is_asked_for() {
    struct Made;
    impl Data for Made {
        fn get(&self, name: &str) -> Option<Cow<'_, Value>> {
            (name == "a").then(|| Cow::Owned(value(json!({"b": [1, 2]}))))
        }
        fn whole(&self) -> Cow<'_, Value> {
            Cow::Owned(Value::Null)
        }
    }
    let rule = logic(&json!({"+": [{"var": "a.b.1"}, {"var": ["x", 5]}]}));
    assert_eq!(rule.evaluate(&Made, &Budget::default()), value(json!(7)));
}
