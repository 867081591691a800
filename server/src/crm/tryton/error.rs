//! Tryton's errors, which come with the status 200: `["UserError", ["what people are told", …]]`.

use crate::crm::error::DeliveryError;
use crate::crm::table::{Column, Table};
use serde_json::Value;
use std::time::Duration;

/// What an error means. Tryton quotes values in its texts: of those, only what is the name or label of a column of the
/// table is carried on.
pub(super) fn read(error: &Value, table: Option<&Table>) -> DeliveryError {
    let columns = table.map(|table| table.columns.as_slice());
    let columns = columns.unwrap_or_default();
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
        "UserError" => user_error(text, columns),
        name => {
            // A Python exception's own text: a name in quotes is a field or model that there is not.
            let quoted = name
                .strip_prefix('\'')
                .and_then(|rest| rest.strip_suffix('\''));
            let is_meant = |column: &&Column| Some(column.name.as_str()) == quoted;
            match (columns.iter().find(is_meant), quoted) {
                (Some(column), _) => DeliveryError::column(
                    &column.name,
                    "is unknown to Tryton: read the connection's tables again",
                ),
                (None, Some(_)) => DeliveryError::give_up(
                    "Tryton does not know a field or model: read the connection's tables again",
                ),
                (None, None) => {
                    DeliveryError::give_up("Tryton failed at the request; see the attempt")
                }
            }
        }
    }
}

fn user_error(text: &str, columns: &[Column]) -> DeliveryError {
    const FIELD: &str = "field \"";
    // The value comes before the field, and may hold anything.
    let column = text.rmatch_indices(FIELD).find_map(|(at, _)| {
        let (label, _) = text[at + FIELD.len()..].split_once('"')?;
        columns
            .iter()
            .find(|column| column.label == label && !label.is_empty())
    });
    let reason = "was refused by Tryton; the attempt shows what it said";
    match column {
        Some(column) => DeliveryError::column(&column.name, reason),
        None if text.contains("must be unique") => {
            DeliveryError::give_up("Tryton has a record with the same unique value already")
        }
        None => DeliveryError::give_up(format!("the record {reason}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::table::ColumnType;
    use serde_json::json;

    #[test]
    fn errors_are_told_apart_and_quote_no_value() {
        let amount = Column {
            label: "Amount".into(),
            ..Column::new("amount", ColumnType::Boolean)
        };
        let table = Table::new("sale.opportunity", vec![amount]);
        let said = |error: Value| read(&error, Some(&table)).to_string();
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
            "column `amount` was refused by Tryton; the attempt shows what it said"
        );
        assert!(said(json!(["'amount'", ""])).starts_with("column `amount` is unknown"));
        assert!(!said(json!(["'Kowalski'", ""])).contains("Kowalski"));
        let quoting =
            "The value \"my field \"Jan 601\"\" for field \"Amount\" in record \"6\" is not valid";
        let quoting = said(json!(["UserError", [quoting, "", null]]));
        assert!(quoting.starts_with("column `amount` was"), "{quoting}");
        let quoting = "The value \"my field \"Jan 601\"\" for field \"Comment\" is not valid";
        let quoting = said(json!(["UserError", [quoting, "", null]]));
        assert!(quoting.starts_with("the record was"), "{quoting}");
        assert!(matches!(
            read(
                &json!(["ConcurrencyException", "Records were modified"]),
                None
            ),
            DeliveryError::Retry { .. }
        ));
        let quoted = json!(["UserError", ["Ola Nowak is no e-mail", "", null]]);
        assert!(!said(quoted).contains("Ola"));
        assert!(!said(json!(["invalid literal 'Ola Nowak'", ""])).contains("Ola"));
        assert!(said(json!(null)).contains("failed"));
    }
}
