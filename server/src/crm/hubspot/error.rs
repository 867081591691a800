//! HubSpot's errors: a category, and for each fault a code and the property it is about.

use crate::crm::error::DeliveryError;
use crate::crm::remote::Answered;
use axum::http::StatusCode;
use serde_json::Value;

/// What an error means. HubSpot quotes values in its messages: they are not carried on.
pub(super) fn read(answer: &Answered, now_ms: i64) -> DeliveryError {
    let error: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match answer.status.as_u16() {
        401 => DeliveryError::credentials(
            "HubSpot does not take the access token: correct it in the connection",
        ),
        403 => DeliveryError::give_up(format!(
            "HubSpot lacks the privilege for this{}: give the private app its scopes",
            scopes(&error)
        )),
        429 => answer.failure(limit(&error), now_ms),
        400 | 409 => refused(&error),
        404 => DeliveryError::give_up(
            "HubSpot has no such object type or record (404): see the attempt",
        ),
        _ => answer.failure("", now_ms),
    }
}

/// Whether an answer says that a record is not there.
pub(super) fn is_missing(answer: &Answered) -> bool {
    let error: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    answer.status == StatusCode::NOT_FOUND && is_of_missing(&error)
}

/// Whether an error is that a record is not there.
pub(super) fn is_of_missing(error: &Value) -> bool {
    error["category"] == "OBJECT_NOT_FOUND"
}

/// What is wrong with a part of a batch, or with all of a request.
pub(super) fn refused(error: &Value) -> DeliveryError {
    let Fault { code, property } = fault(error);
    let category = error["category"].as_str().unwrap_or_default();
    let reason = match code.as_str() {
        "PROPERTY_DOESNT_EXIST" => "is unknown to HubSpot: read the connection's tables again",
        "INVALID_EMAIL" => "is no e-mail address to HubSpot",
        "INVALID_OPTION" => "is not one of the property's options",
        "INVALID_LONG" | "INVALID_INTEGER" | "INVALID_NUMBER" => "is no number to HubSpot",
        "INVALID_DATE" => "is no date to HubSpot",
        "READ_ONLY_VALUE" => "is written by HubSpot alone",
        "REQUIRED_PROPERTY" | "REQUIRED_PROPERTIES_MISSING" => {
            "is required by HubSpot and has no value"
        }
        "VALUE_TOO_LONG" | "PROPERTY_VALUE_TOO_LONG" => "is longer than HubSpot takes",
        "DUPLICATE_UNIQUE_PROPERTY_VALUE" | "CONFLICTING_UNIQUE_VALUE" => {
            "is the same as in another record of HubSpot, where it must be unique"
        }
        _ if category == "CONFLICT" => {
            return DeliveryError::give_up(format!(
                "HubSpot has a record with the same unique value already{}",
                existing(error)
            ));
        }
        _ if is_of_missing(error) => {
            return DeliveryError::give_up("the record is not in HubSpot any more");
        }
        _ => "was refused by HubSpot; the attempt shows what it said",
    };
    match property {
        Some(property) => DeliveryError::column(property, reason),
        None => DeliveryError::give_up(format!("the record {reason}")),
    }
}

#[derive(Default)]
struct Fault {
    code: String,
    property: Option<String>,
}

/// The first fault that names a property: in `errors`, in the context, or as JSON within the message.
fn fault(error: &Value) -> Fault {
    let one = |about: &Value| {
        let context = &about["context"];
        let named = [
            &context["propertyName"],
            &context["propertyName"][0],
            &context["name"][0],
            &about["name"],
            &about["in"],
        ];
        let property = named
            .into_iter()
            .filter_map(Value::as_str)
            .find(|name| is_name(name));
        let code = [&about["code"], &about["error"], &about["subCategory"]];
        let code = code.into_iter().find_map(Value::as_str).unwrap_or_default();
        Fault {
            code: code.rsplit('.').next().unwrap_or_default().to_owned(),
            property: property.map(str::to_owned),
        }
    };
    let listed = |list: &Value| {
        let all = list.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut faults = all.iter().map(one);
        faults.find(|fault| fault.property.is_some())
    };
    let message = error["message"].as_str().unwrap_or_default();
    let within = || {
        let (_, list) = message.split_once("not valid: ")?;
        listed(&serde_json::from_str(list).ok()?)
    };
    listed(&error["errors"])
        .or_else(within)
        .unwrap_or_else(|| one(error))
}

fn is_name(text: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    !text.is_empty() && text.len() <= 100 && text.bytes().all(is_part)
}

/// The scopes that an error asks for.
fn scopes(error: &Value) -> String {
    let lists = [
        &error["errors"][0]["context"]["requiredGranularScopes"],
        &error["errors"][0]["context"]["requiredScopes"],
        &error["context"]["missingScopes"],
    ];
    let names = lists.into_iter().find_map(Value::as_array);
    let names = names.map(Vec::as_slice).unwrap_or_default().iter();
    let is_scope = |name: &&str| {
        name.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
    };
    let names: Vec<&str> = names.filter_map(Value::as_str).filter(is_scope).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!(" ({})", names.join(", ")),
    }
}

/// Which of its limits was reached.
fn limit(error: &Value) -> &'static str {
    match error["policyName"].as_str() {
        Some("DAILY") => "the account's requests of the day are used up",
        _ => "",
    }
}

/// The id in `Contact already exists. Existing ID: 512`.
fn existing(error: &Value) -> String {
    let message = error["message"].as_str().unwrap_or_default();
    let id = message
        .rsplit_once("xisting ID: ")
        .map(|(_, rest)| rest.trim());
    match id.filter(|id| id.bytes().all(|b| b.is_ascii_digit())) {
        Some(id) => format!(": {id}"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderMap;
    use serde_json::json;

    fn said(status: u16, error: &Value) -> DeliveryError {
        let answer = Answered {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: error.to_string().into(),
        };
        read(&answer, 0)
    }

    #[test]
    fn the_property_at_fault_is_found_wherever_it_is_named() {
        let listed = json!({
            "category": "VALIDATION_ERROR", "message": "Ola is no address",
            "errors": [{"code": "INVALID_EMAIL", "message": "Ola", "context": {"propertyName": ["email"]}}],
        });
        let within = json!({
            "category": "VALIDATION_ERROR",
            "message": "Property values were not valid: [{\"isValid\":false,\"message\":\"Ola\",\
                        \"error\":\"INVALID_EMAIL\",\"name\":\"email\"}]",
        });
        for error in [listed, within] {
            let expected = DeliveryError::column("email", "is no e-mail address to HubSpot");
            assert_eq!(said(400, &error), expected);
        }
    }

    #[test]
    fn errors_are_told_apart_and_quote_no_value() {
        let conflict = json!({
            "category": "CONFLICT", "message": "Contact already exists. Existing ID: 512",
        });
        let scopes = json!({
            "category": "MISSING_SCOPES",
            "errors": [{"context": {"requiredGranularScopes": ["crm.objects.deals.write"]}}],
        });
        let cases = [
            (
                409,
                conflict,
                "HubSpot has a record with the same unique value already: 512",
            ),
            (
                403,
                scopes,
                "HubSpot lacks the privilege for this (crm.objects.deals.write)",
            ),
            (
                400,
                json!({"message": "Ola"}),
                "the record was refused by HubSpot",
            ),
            (404, json!(null), "HubSpot has no such object type"),
        ];
        for (status, error, expected) in cases {
            let error = said(status, &error);
            assert!(matches!(error, DeliveryError::GiveUp { .. }), "{error:?}");
            assert!(error.to_string().starts_with(expected), "{error}");
            assert!(!error.to_string().contains("Ola"), "{error}");
        }
        let ended = said(401, &json!({"message": "Ola"}));
        assert!(
            ended
                .to_string()
                .starts_with("HubSpot does not take the access token"),
            "{ended}"
        );
        assert!(
            matches!(ended, DeliveryError::Retry { after: Some(_), .. }),
            "{ended:?}"
        );
        let daily = said(429, &json!({"policyName": "DAILY"})).to_string();
        assert!(daily.contains("of the day"), "{daily}");
        assert!(matches!(
            said(502, &json!(null)),
            DeliveryError::Retry { .. }
        ));
    }
}
