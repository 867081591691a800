//! The evaluator: any expression over any data ends within its budget. The input is a case as
//! the public suites have it, JSON with the members `rule` and `data`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sonda_domain::{Budget, Logic, Value};

fuzz_target!(|bytes: &[u8]| {
    let Ok(case) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return;
    };
    let logic = case.get("rule").unwrap_or(&case);
    let Ok(logic) = serde_json::from_value::<Logic>(logic.clone()) else {
        return;
    };
    let data = case.get("data").cloned().unwrap_or_default();
    let data = serde_json::from_value::<Value>(data).unwrap_or_default();
    let _ = logic.evaluate(&data, &Budget::default());
    let _ = logic.is_true(&data, &Budget::new(100));
    let written = serde_json::to_value(&logic).expect("logic is JSON");
    let again: Logic = serde_json::from_value(written).expect("logic reads back");
    assert_eq!(again, logic);
});
