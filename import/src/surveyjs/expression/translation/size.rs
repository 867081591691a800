//! How large a translation may become.

use super::Result;
use serde_json::Value;

/// The largest logic that is made, in values.
const LARGEST: usize = 900;

/// Refuses what has grown too large.
pub(super) fn small(logic: Value) -> Result<Value> {
    if size(&logic) > LARGEST {
        return Err("the expression is too large".to_owned());
    }
    Ok(logic)
}

fn size(logic: &Value) -> usize {
    1 + match logic {
        Value::Array(values) => values.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}
