//! Tryton's errors, which come with the status 200: `["UserError", ["what people are told", …]]`.

use crate::crm::error::DeliveryError;
use serde_json::Value;
use std::time::Duration;

/// What an error means. Tryton quotes values in its texts: they are not carried on, except for the field's label.
pub(super) fn read(error: &Value) -> DeliveryError {
    let name = error[0].as_str().unwrap_or_default();
    let text = error[1][0].as_str().unwrap_or_default();
    match name {
        "ConcurrencyException" => DeliveryError::Retry {
            after: Some(Duration::from_secs(1)),
            reason: "the record was changed in Tryton at the same moment".into(),
        },
        "UserWarning" => DeliveryError::give_up(
            "Tryton asks for a confirmation that only a person can give; see the attempt",
        ),
        "LoginException" => DeliveryError::credentials("Tryton asks for another way to log in"),
        "UserError" => user_error(text),
        name => {
            // A Python exception's own text: a name in quotes is a field or model that there is not.
            match name
                .strip_prefix('\'')
                .and_then(|rest| rest.strip_suffix('\''))
            {
                Some(field) if is_name(field) => DeliveryError::column(
                    field,
                    "is unknown to Tryton: read the connection's tables again",
                ),
                _ => DeliveryError::give_up("Tryton failed at the request; see the attempt"),
            }
        }
    }
}

fn user_error(text: &str) -> DeliveryError {
    const FIELD: &str = "field \"";
    let label = text
        .split_once(FIELD)
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(label, _)| label);
    let reason = "was refused by Tryton; the attempt shows what it said";
    match label {
        Some(label) => DeliveryError::column(label, reason),
        None if text.contains("must be unique") => {
            DeliveryError::give_up("Tryton has a record with the same unique value already")
        }
        None => DeliveryError::give_up(format!("the record {reason}")),
    }
}

fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= 100 && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn errors_are_told_apart_and_quote_no_value() {
        let said = |error: Value| read(&error).to_string();
        let digits = json!([
            "UserError",
            [
                "The number of digits in the value \"'1.23456'\" for field \"Amount\" in record \"6\" of \"Sale Opportunity\" exceeds the limit.",
                "",
                null
            ]
        ]);
        assert_eq!(
            said(digits),
            "column `Amount` was refused by Tryton; the attempt shows what it said"
        );
        assert!(said(json!(["'nme'", ""])).starts_with("column `nme` is unknown"));
        assert!(matches!(
            read(&json!(["ConcurrencyException", "Records were modified"])),
            DeliveryError::Retry { .. }
        ));
        let quoted = json!(["UserError", ["Ola Nowak is no e-mail", "", null]]);
        assert!(!said(quoted).contains("Ola"));
        assert!(!said(json!(["invalid literal 'Ola Nowak'", ""])).contains("Ola"));
        assert!(said(json!(null)).contains("failed"));
    }
}
