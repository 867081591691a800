//! JSON Lines: a response a line, as the API shows it.

use crate::store::StoredResponse;
use jiff::Timestamp;
use serde_json::{Value, json};

/// A response as a line.
#[must_use]
pub fn json_line(response: &StoredResponse) -> String {
    let mut value = json!(response);
    let submitted = Timestamp::from_millisecond(response.submitted_at_ms);
    value["submitted_at"] = submitted.map_or(Value::Null, |moment| json!(moment.to_string()));
    let mut line = value.to_string();
    line.push('\n');
    line
}
