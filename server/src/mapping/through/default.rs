//! A value where there is none.

use crate::mapping::promise::Promise;
use crate::mapping::shape::Shape;
use serde_json::Value;

pub(super) fn promise(value: &Value, promise: Promise) -> Result<Promise, String> {
    if value.is_null() {
        return Err("what is written where there is no value (`default`) is empty: write it, or leave it out".into());
    }
    if matches!(promise.shape, Shape::Record { .. } | Shape::Contact) {
        return Err(
            "nothing can stand in for a record that is not there: leave the value out (`default`)"
                .into(),
        );
    }
    let fixed = Shape::Fixed {
        values: vec![value.clone()],
        most: 1,
    };
    Ok(Promise {
        shape: promise.shape.or(fixed),
        can_be_empty: false,
    })
}
