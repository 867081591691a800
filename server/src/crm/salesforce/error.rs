//! Salesforce's errors: a code, and the fields it is about.

use crate::crm::error::DeliveryError;
use crate::crm::remote::Answered;
use serde_json::Value;
use std::time::Duration;

/// How long is waited where the org's requests of the last 24 hours are used up.
const USED_UP: Duration = Duration::from_secs(15 * 60);

/// What an error means: a list of `{"errorCode", "message", "fields"}`. Messages quote values: they are not carried on.
pub(super) fn read(answer: &Answered, now_ms: i64) -> DeliveryError {
    let errors: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let error = &errors[0];
    match answer.status.as_u16() {
        300 => DeliveryError::give_up(
            "several records of Salesforce hold the same of Sonda's ids: make the field unique",
        ),
        401 => DeliveryError::credentials(
            "Salesforce does not take its own access token: see the connected app's policies",
        ),
        429 | 500..=599 => answer.failure("", now_ms),
        _ => match error["errorCode"].as_str() {
            Some(code) => refused(code, &error["fields"], error["message"].as_str()),
            None => answer.failure("", now_ms),
        },
    }
}

/// Why no token is given: `{"error", "error_description"}`.
pub(super) fn read_token(answer: &Answered, now_ms: i64) -> DeliveryError {
    let error: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match error["error"].as_str() {
        Some("invalid_client_id") => DeliveryError::credentials(
            "Salesforce does not know the consumer key: correct `client_id` in the connection",
        ),
        Some("invalid_client" | "invalid_client_credentials") => DeliveryError::credentials(
            "Salesforce does not take the consumer secret: correct it in the connection",
        ),
        Some("invalid_grant") => DeliveryError::credentials(
            "Salesforce gives no token: choose the user that the connected app's client credentials flow runs as",
        ),
        Some("unsupported_grant_type") => DeliveryError::credentials(
            "Salesforce gives no token: use the org's own address (My Domain), and allow the client credentials flow",
        ),
        _ => match answer.failure("", now_ms) {
            // Such as `unknown_error`, which passes.
            DeliveryError::GiveUp { reason, .. } if matches!(answer.status.as_u16(), 400 | 401) => {
                DeliveryError::credentials(format!("Salesforce gives no token: {reason}"))
            }
            error => error,
        },
    }
}

/// What a code means; `message` is looked into for the name of an unknown field alone.
pub(super) fn refused(code: &str, fields: &Value, message: Option<&str>) -> DeliveryError {
    let reason = match code {
        "REQUEST_LIMIT_EXCEEDED" => {
            return DeliveryError::Retry {
                after: Some(USED_UP),
                reason: "the org's requests to Salesforce of the last 24 hours are used up".into(),
            };
        }
        "UNABLE_TO_LOCK_ROW"
        | "SERVER_UNAVAILABLE"
        | "QUERY_TIMEOUT"
        | "TXN_SECURITY_METERING_ERROR" => {
            return DeliveryError::retry(format!("Salesforce asks to try again ({code})"));
        }
        "DUPLICATES_DETECTED" => {
            return DeliveryError::give_up(
                "a duplicate rule of Salesforce found a record like this one: find it by the rule's fields in the \
                 mapping, or let the connection save duplicates",
            );
        }
        "INSUFFICIENT_ACCESS"
        | "INSUFFICIENT_ACCESS_OR_READONLY"
        | "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"
        | "API_DISABLED_FOR_ORG"
        | "API_CURRENTLY_DISABLED" => {
            return DeliveryError::give_up(format!(
                "Salesforce lacks the privilege for this ({code}): give the user access to the object"
            ));
        }
        "INVALID_TYPE" | "NOT_FOUND" => {
            return DeliveryError::give_up(format!(
                "Salesforce has no such object, or the user may not see it ({code})"
            ));
        }
        "ENTITY_IS_DELETED" if names(fields).is_empty() => {
            return DeliveryError::retry(
                "the record that was found is gone from Salesforce: it is looked for again",
            );
        }
        "INVALID_CROSS_REFERENCE_KEY" if names(fields).is_empty() => {
            return DeliveryError::give_up("the record is not in Salesforce any more");
        }
        "CANNOT_UPDATE_CONVERTED_LEAD" => {
            return DeliveryError::give_up("the lead was converted in Salesforce and is closed");
        }
        "REQUIRED_FIELD_MISSING" => "is required by Salesforce and has no value",
        "STRING_TOO_LONG" => "is longer than Salesforce takes",
        "INVALID_EMAIL_ADDRESS" => "is no e-mail address to Salesforce",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" | "BAD_VALUE_FOR_RESTRICTED_PICKLIST" => {
            "is not one of the picklist's values"
        }
        "NUMBER_OUTSIDE_VALID_RANGE" => "is out of the field's bounds",
        "INVALID_CROSS_REFERENCE_KEY" | "MALFORMED_ID" => "names no record of Salesforce",
        "DUPLICATE_VALUE" => {
            "is the same as in another record of Salesforce, where it must be unique"
        }
        "INVALID_FIELD_FOR_INSERT_UPDATE" => {
            "may not be written: give the user access to the field"
        }
        "JSON_PARSER_ERROR" => "has a value of another type than Salesforce's",
        "FIELD_CUSTOM_VALIDATION_EXCEPTION" => {
            "was refused by a validation rule of Salesforce; the attempt shows which"
        }
        "INVALID_FIELD" => {
            return match message.and_then(unknown_field) {
                Some(field) => DeliveryError::column(
                    field,
                    "is unknown to Salesforce, or the user may not see it: read the connection's tables again",
                ),
                None => DeliveryError::give_up(
                    "Salesforce does not know a field (INVALID_FIELD): see the attempt",
                ),
            };
        }
        _ => "was refused by Salesforce; the attempt shows what it said",
    };
    let code = match is_code(code) {
        true => format!(" ({code})"),
        false => String::new(),
    };
    match names(fields).first() {
        Some(field) => DeliveryError::column(*field, format!("{reason}{code}")),
        None => DeliveryError::give_up(format!("the record {reason}{code}")),
    }
}

fn names(fields: &Value) -> Vec<&str> {
    let names = fields.as_array().map(Vec::as_slice).unwrap_or_default();
    names
        .iter()
        .filter_map(Value::as_str)
        .filter(|name| is_name(name))
        .collect()
}

fn is_code(text: &str) -> bool {
    text.len() <= 60 && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The field of `No such column 'Colour__c' on sobject of type Lead`.
fn unknown_field(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("o such column '")?;
    let (field, _) = rest.split_once('\'')?;
    is_name(field).then_some(field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderMap, StatusCode};
    use serde_json::json;

    fn said(status: u16, body: &Value) -> DeliveryError {
        let answer = Answered {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: body.to_string().into(),
        };
        read(&answer, 0)
    }

    #[test]
    fn errors_are_told_apart_and_quote_no_value() {
        let error = |code: &str, fields: Value| json!([{"errorCode": code, "message": "Ola: data value too large", "fields": fields}]);
        let cases = [
            (
                400,
                error("STRING_TOO_LONG", json!(["City"])),
                "column `City` is longer than Salesforce takes",
            ),
            (
                400,
                error("REQUIRED_FIELD_MISSING", json!(["LastName", "Company"])),
                "column `LastName` is required",
            ),
            (
                400,
                error("DUPLICATES_DETECTED", json!([])),
                "a duplicate rule of Salesforce",
            ),
            (
                403,
                error("INSUFFICIENT_ACCESS", json!([])),
                "Salesforce lacks the privilege",
            ),
            (
                404,
                error("NOT_FOUND", json!([])),
                "Salesforce has no such object",
            ),
            (
                300,
                json!(["/services/data/v62.0/sobjects/Lead/1"]),
                "several records of Salesforce",
            ),
            (
                400,
                error("SOMETHING_NEW", json!(["Ola Nowak"])),
                "the record was refused by Salesforce",
            ),
        ];
        for (status, body, expected) in cases {
            let error = said(status, &body);
            assert!(matches!(error, DeliveryError::GiveUp { .. }), "{error:?}");
            assert!(error.to_string().starts_with(expected), "{error}");
            assert!(!error.to_string().contains("Ola"), "{error}");
        }
        let unknown = json!([{
            "errorCode": "INVALID_FIELD", "message": "No such column 'Colour__c' on sobject of type Lead",
        }]);
        assert!(
            said(400, &unknown)
                .to_string()
                .starts_with("column `Colour__c` is unknown")
        );
        let limit = said(403, &error("REQUEST_LIMIT_EXCEEDED", json!([])));
        assert!(
            matches!(limit, DeliveryError::Retry { after: Some(_), .. }),
            "{limit:?}"
        );
        for (status, body) in [
            (400, error("UNABLE_TO_LOCK_ROW", json!([]))),
            (404, error("ENTITY_IS_DELETED", json!([]))),
            (503, error("SERVER_UNAVAILABLE", json!([]))),
            (502, json!("<html>")),
        ] {
            assert!(matches!(said(status, &body), DeliveryError::Retry { .. }));
        }
    }

    #[test]
    fn refused_credentials_wait_until_they_are_mended() {
        let cases = [
            (400, "invalid_client_id", "does not know the consumer key"),
            (400, "invalid_client", "does not take the consumer secret"),
            (400, "invalid_grant", "gives no token"),
            (400, "unknown_error", "gives no token"),
            (401, "Ola", "gives no token"),
        ];
        for (status, error, expected) in cases {
            let answer = Answered {
                status: StatusCode::from_u16(status).unwrap(),
                headers: HeaderMap::new(),
                body: json!({"error": error}).to_string().into(),
            };
            let refused = read_token(&answer, 0);
            assert!(
                matches!(refused, DeliveryError::Retry { after: Some(_), .. }),
                "{refused:?}"
            );
            let said = refused.to_string();
            assert!(said.contains(expected) && !said.contains("Ola"), "{said}");
        }
    }
}
