//! What holds for any logic, however senseless.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sonda_domain::{Budget, Logic, Type, Value, check_logic, type_of_logic};

const OPERATORS: [&str; 42] = [
    "==",
    "!=",
    "===",
    "!==",
    "<",
    "<=",
    ">",
    ">=",
    "!",
    "!!",
    "and",
    "or",
    "if",
    "?:",
    "??",
    "var",
    "val",
    "exists",
    "missing",
    "missing_some",
    "+",
    "-",
    "*",
    "/",
    "%",
    "max",
    "min",
    "cat",
    "substr",
    "in",
    "merge",
    "map",
    "filter",
    "reduce",
    "all",
    "some",
    "none",
    "length",
    "sum",
    "mean",
    "round",
    "nothing",
];

/// Names that mean something in some place, and some that do not.
const TEXTS: [&str; 16] = [
    "",
    "a",
    "b",
    "c",
    "a.b",
    "c.0",
    "current",
    "accumulator",
    "index",
    "12",
    "-0.5",
    "1e9",
    "ż.ó",
    "2026-01-31",
    "x",
    "79228162514264337593543950335",
];

/// A scalar; numbers as JSON has them, with at most 15 digits.
fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-3_i64..4).prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        (-1_000_i32..1_000, 1..1_000)
            .prop_map(|(whole, part)| json!(f64::from(whole * 1_000 + part) / 1_000.0)),
        prop::sample::select(&TEXTS[..]).prop_map(Json::from),
        "\\PC{0,6}".prop_map(Json::from),
    ]
}

fn data() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(3, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::vec((prop::sample::select(&TEXTS[..]), inner), 0..5).prop_map(
                |members| {
                    members
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect::<Json>()
                }
            ),
        ]
    })
}

fn rule() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(6, 80, 4, |inner| {
        let operator = || prop::sample::select(&OPERATORS[..]);
        prop_oneof![
            6 => (operator(), prop::collection::vec(inner.clone(), 0..4))
                .prop_map(|(operator, arguments)| json!({operator: arguments})),
            2 => (operator(), inner.clone()).prop_map(|(operator, argument)| json!({operator: argument})),
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            1 => (operator(), operator(), inner)
                .prop_map(|(one, other, value)| json!({one: value.clone(), other: value})),
        ]
    })
}

fn logic(rule: &Json) -> Logic {
    serde_json::from_value(rule.clone()).expect("logic")
}

fn value(data: &Json) -> Value {
    serde_json::from_value(data.clone()).expect("data")
}

/// How many values there are in it, and the bytes of its texts.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Text(text) => text.len(),
        Value::List(values) => values.iter().map(size).sum(),
        Value::Map(members) => members
            .iter()
            .map(|(name, value)| name.len() + size(value))
            .sum(),
        _ => 0,
    }
}

/// `PROPTEST_CASES` may ask for more.
fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: config.cases.max(2_000),
        failure_persistence: None,
        ..config
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn json_survives_logic(rule in rule()) {
        let logic = logic(&rule);
        prop_assert_eq!(serde_json::to_value(&logic).expect("JSON"), rule);
    }

    #[test]
    fn the_browser_evaluates_the_same(rule in rule(), data in data()) {
        let logic = logic(&rule);
        let sent = serde_json::to_value(logic.for_browser()).expect("JSON");
        prop_assert!(!has_fraction(&sent), "{sent}");
        let received: Logic = serde_json::from_value(sent).expect("logic");
        let data = value(&data);
        let there = received.evaluate(&data, &Budget::default());
        let here = logic.evaluate(&data, &Budget::default());
        prop_assert!(there == here || has_object_of_values(&rule), "{here:?} here, {there:?} there");
    }

    #[test]
    fn evaluation_ends_within_its_budget(rule in rule(), data in data(), steps in 0_u32..300) {
        let logic = logic(&rule);
        let data = value(&data);
        let budget = Budget::new(steps);
        let result = logic.evaluate(&data, &budget);
        prop_assert!(size(&result) <= 100 * (steps as usize + 1), "{} of {steps} steps", size(&result));
        if budget.is_spent() {
            prop_assert_eq!(result, Value::Null);
        } else {
            prop_assert_eq!(result, logic.evaluate(&data, &Budget::default()));
        }
    }

    #[test]
    fn checks_end(rule in rule()) {
        let logic = logic(&rule);
        let scope = |name: &str| match name {
            "a" => Some(Type::Map(vec![("b".into(), Type::Number)])),
            "b" => Some(Type::Choice(vec!["x".into(), "12".into()])),
            "c" => Some(Type::List(Box::new(Type::Any))),
            _ => None,
        };
        let faults = check_logic(&logic, &scope);
        let _ = type_of_logic(&logic, &scope);
        for (pointer, reason) in faults {
            prop_assert!(rule.pointer(&pointer).is_some(), "{pointer}: {reason}");
        }
        for variable in logic.variables() {
            prop_assert!(rule.pointer(&variable.pointer).is_some(), "{}", variable.pointer);
        }
    }
}

/// Whether a fraction stands in JSON as a number, which the browser's reader would not take.
fn has_fraction(json: &Json) -> bool {
    match json {
        Json::Number(number) => number.is_f64(),
        Json::Array(values) => values.iter().any(has_fraction),
        Json::Object(members) => members.values().any(has_fraction),
        _ => false,
    }
}

/// Whether there is an object that is no logic; its fractions become texts.
fn has_object_of_values(json: &Json) -> bool {
    match json {
        Json::Array(values) => values.iter().any(has_object_of_values),
        Json::Object(members) => members.len() != 1 || members.values().any(has_object_of_values),
        _ => false,
    }
}
