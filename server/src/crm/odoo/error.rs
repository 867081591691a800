//! Odoo's errors: a status of HTTP, and the Python exception's name and message.

use crate::crm::error::DeliveryError;
use crate::crm::remote::Answered;
use crate::crm::table::Table;
use serde_json::Value;

/// What an error means. Odoo quotes values in its messages: of those, only the names of columns are carried on.
pub(super) fn read(answer: &Answered, table: Option<&Table>, now_ms: i64) -> DeliveryError {
    let error: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let name = error["name"].as_str().unwrap_or_default();
    let message = error["message"].as_str().unwrap_or_default();
    let kind = name.rsplit('.').next().unwrap_or_default();
    let column = || table.and_then(|table| column_named(message, table));
    let refused = |reason: &str| match column() {
        Some(column) => DeliveryError::column(column, reason),
        None => DeliveryError::give_up(format!("the record {reason}")),
    };
    match (answer.status.as_u16(), kind) {
        (401, _) => DeliveryError::credentials(
            "Odoo does not take the API key, or it has expired: correct it in the connection",
        ),
        (_, "AccessError" | "AccessDenied") => DeliveryError::give_up(
            "Odoo lacks the privilege for this: give the key's user access to the model",
        ),
        (_, "ValidationError") if message.contains("must be unique") => {
            refused("is the same as in another record of Odoo, where it must be unique")
        }
        (_, "ValidationError") if is_about_missing(message) => {
            refused("is required by Odoo and has no value")
        }
        (_, "ValidationError" | "UserError" | "RedirectWarning") => {
            refused("was refused by Odoo; the attempt shows what it said")
        }
        (_, "MissingError") if table.is_some_and(|table| is_about(message, table)) => {
            DeliveryError::retry(
                "the record that was found is gone from Odoo: it is looked for again",
            )
        }
        (_, "MissingError") => {
            DeliveryError::give_up("the record is not in Odoo any more, or the user may not see it")
        }
        // Errors of Python: the same request fails the same way.
        (_, "ValueError" | "TypeError" | "KeyError") => match unknown_field(message) {
            Some(field) => match table.and_then(|table| table.column(field)) {
                Some(column) => DeliveryError::column(
                    &column.name,
                    "is unknown to Odoo: read the connection's tables again",
                ),
                // A name that no column has may be part of an answer.
                None => DeliveryError::give_up(
                    "Odoo does not know a field: read the connection's tables again",
                ),
            },
            None => refused("was refused by Odoo; the attempt shows what it said"),
        },
        (404, "NotFound") => {
            DeliveryError::give_up("Odoo has no such model or database (404): see the attempt")
        }
        (404, _) => DeliveryError::give_up(
            "Odoo has no JSON-2 at this address (404): it is there from version 19 on",
        ),
        (409, _) => DeliveryError::retry("Odoo was changing the record at the same moment (409)"),
        (422, _) => DeliveryError::give_up(
            "Odoo does not know the method's arguments (422): see the attempt",
        ),
        _ => answer.failure("", now_ms),
    }
}

/// Whether a record of that table is meant, and none that it refers to: `(Record: crm.lead(5,), User: 2)`.
fn is_about(message: &str, table: &Table) -> bool {
    message.contains(&format!("(Record: {}(", table.name))
}

fn is_about_missing(message: &str) -> bool {
    ["mandatory field is not set", "issing required value"]
        .iter()
        .any(|text| message.contains(text))
}

/// The column that a message names in quotes or brackets.
fn column_named<'a>(message: &str, table: &'a Table) -> Option<&'a str> {
    let names = message.split(['\'', '"', '`', '(', ')']).skip(1);
    let mut columns = names.filter_map(|name| table.column(name.trim()));
    columns.next().map(|column| column.name.as_str())
}

/// The field of `Invalid field 'colour' on model 'crm.lead'`.
fn unknown_field(message: &str) -> Option<&str> {
    let (_, rest) = message
        .split_once("nvalid field '")
        .or_else(|| message.split_once("nvalid field `"))?;
    let (field, _) = rest.split_once(['\'', '`'])?;
    field.rsplit('.').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::table::{Column, ColumnType};
    use axum::http::{HeaderMap, StatusCode};
    use serde_json::json;

    fn said(status: u16, name: &str, message: &str) -> DeliveryError {
        let answer = Answered {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: json!({"name": name, "message": message}).to_string().into(),
        };
        let table = Table::new("crm.lead", vec![Column::new("name", ColumnType::Boolean)]);
        read(&answer, Some(&table), 0)
    }

    #[test]
    fn errors_are_told_apart_and_quote_no_value() {
        let missing = "The operation cannot be completed: a mandatory field is not set\n\
                       Model: Lead (crm.lead)\nField: Opportunity (name)";
        let cases = [
            (
                422,
                "odoo.exceptions.ValidationError",
                missing,
                "column `name` is required by Odoo",
            ),
            (
                422,
                "odoo.exceptions.UserError",
                "Ola is no name",
                "the record was refused",
            ),
            (
                500,
                "builtins.ValueError",
                "Invalid field 'name' on model 'crm.lead'",
                "column `name` is unknown",
            ),
            (
                500,
                "builtins.ValueError",
                "Invalid field 'Ola' on model 'crm.lead'",
                "Odoo does not know a field",
            ),
            (
                403,
                "odoo.exceptions.AccessError",
                "Ola may not",
                "Odoo lacks the privilege",
            ),
            (
                404,
                "odoo.exceptions.MissingError",
                "Record does not exist",
                "the record is not in Odoo",
            ),
            (404, "", "", "Odoo has no JSON-2 at this address"),
        ];
        for (status, name, message, expected) in cases {
            let error = said(status, name, message);
            assert!(matches!(error, DeliveryError::GiveUp { .. }), "{error:?}");
            let text = error.to_string();
            assert!(text.starts_with(expected), "{text}");
            assert!(!text.contains("Ola"), "{text}");
        }
        let ended = said(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey");
        assert!(
            ended
                .to_string()
                .starts_with("Odoo does not take the API key"),
            "{ended}"
        );
        assert!(
            matches!(ended, DeliveryError::Retry { after: Some(_), .. }),
            "{ended:?}"
        );
        let gone = "Record does not exist or has been deleted.\n(Record: crm.lead(5,), User: 2)";
        let gone = said(404, "odoo.exceptions.MissingError", gone);
        assert!(matches!(gone, DeliveryError::Retry { .. }), "{gone:?}");
        let failed = said(500, "psycopg2.OperationalError", "gone");
        assert!(matches!(failed, DeliveryError::Retry { .. }));
    }
}
