//! What Dataverse's refusals mean. Of its own words nothing is kept but the names of columns: they may quote answers.

use crate::crm::error::DeliveryError;
use crate::crm::remote::Answered;
use crate::crm::table::Table;
use serde::Deserialize;

/// A record of that id exists.
pub(super) const RECORD_EXISTS: &str = "0x80040237";
/// A record with the same values of an alternate key exists.
pub(super) const KEY_TAKEN: &str = "0x80060892";

/// Duplicate detection found a record like it, which may be the very record.
pub(super) const DUPLICATE: &str = "0x80040333";

#[derive(Deserialize)]
struct Body {
    error: Said,
}

/// What the service says beside the status.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    /// Its code, in small letters; may be empty.
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    message: String,
}

impl Said {
    /// Whether the message speaks of that record.
    pub(super) fn is_about(&self, id: &str) -> bool {
        self.message.to_lowercase().contains(&id.to_lowercase())
    }
}

/// Whether trying again can help.
enum Hope {
    Retry,
    GiveUp,
}

/// The code and message of a refusal.
pub(super) fn said(answered: &Answered) -> Said {
    let body: Option<Body> = serde_json::from_slice(&answered.body).ok();
    let mut said = body.map(|body| body.error).unwrap_or_default();
    said.code.make_ascii_lowercase();
    said
}

/// What a refusal means for a delivery to the table.
pub(super) fn refusal(answered: &Answered, table: Option<&Table>, now_ms: i64) -> DeliveryError {
    let said = said(answered);
    let column = table.and_then(|table| column_at_fault(table, &said.message));
    let Some((hope, meaning)) = meaning(&said.code) else {
        let code = match is_code(&said.code) {
            true => format!("code {}", said.code),
            false => String::new(),
        };
        return match (answered.failure(&code, now_ms), column) {
            (DeliveryError::GiveUp { reason, .. }, Some(column)) => {
                DeliveryError::column(column, format!("is at fault: {reason}"))
            }
            (error, _) => error,
        };
    };
    let reason = format!("{meaning} ({}, {})", answered.status.as_u16(), said.code);
    match (hope, column) {
        (Hope::Retry, _) => DeliveryError::Retry {
            after: answered.retry_after(now_ms),
            reason,
        },
        (Hope::GiveUp, Some(column)) => {
            DeliveryError::column(column, format!("is at fault: {reason}"))
        }
        (Hope::GiveUp, None) => DeliveryError::give_up(reason),
    }
}

/// Whether that is a code, and no text that somebody put in its place.
fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or_default();
    digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn meaning(code: &str) -> Option<(Hope, &'static str)> {
    use Hope::{GiveUp, Retry};
    Some(match code {
        "0x80072322" => (Retry, "the CRM takes no more requests within five minutes"),
        "0x80072321" => (
            Retry,
            "the CRM spends no more time on us within five minutes",
        ),
        "0x80072326" => (Retry, "the CRM takes no more requests at once"),
        "0x80060882" => (Retry, "the record was changed meanwhile"),
        KEY_TAKEN => (
            Retry,
            "a record with the same alternate key exists: it is looked for again",
        ),
        RECORD_EXISTS => (Retry, "a record with the same id or key exists"),
        "0x80044151" | "0x80044150" => (Retry, "the CRM's database did not answer"),
        DUPLICATE => (
            GiveUp,
            "the CRM's duplicate detection found a record like this one",
        ),
        "0x80040217" => (GiveUp, "a record that is referred to does not exist"),
        "0x80060891" => (
            GiveUp,
            "no record has the alternate key that is referred to",
        ),
        "0x80044331" => (GiveUp, "a text is longer than its column"),
        "0x80044330" => (GiveUp, "a number is out of its column's bounds"),
        "0x8004431a" => (GiveUp, "a value is not one of its column's choices"),
        "0x80040220" | "0x80048306" | "0x80042f09" => (
            GiveUp,
            "the application user lacks a privilege: give it a role that may do this",
        ),
        "0x80072560" => (
            GiveUp,
            "the application user is not a member of the environment",
        ),
        "0x80048d19" => (
            GiveUp,
            "the CRM does not know a column, or takes another type: read its metadata anew",
        ),
        "0x80060888" => (
            GiveUp,
            "the CRM does not know the table, or a column of the query",
        ),
        "0x80048408" => (GiveUp, "the status does not go with the state"),
        "0x80040203" => (GiveUp, "the CRM calls a value invalid"),
        "0x80040265" => (GiveUp, "a plug-in of the CRM refused the record"),
        _ => return None,
    })
}

/// The column that a message names in quotes.
fn column_at_fault(table: &Table, message: &str) -> Option<String> {
    let quoted = message.split(['\'', '"']).skip(1).step_by(2);
    let names = quoted.map(|text| text.trim_end_matches("@odata.bind"));
    names.filter(|name| !name.is_empty()).find_map(|name| {
        let mut columns = table.columns.iter();
        let column = columns.find(|column| {
            let same = |own: &str| own.eq_ignore_ascii_case(name);
            same(&column.name) || column.one_of.as_deref().is_some_and(same)
        })?;
        Some(column.name.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{Column, ColumnType, TextFormat};
    use axum::http::{HeaderMap, StatusCode};
    use std::time::Duration;

    fn table() -> Table {
        let text = ColumnType::Text {
            length: 50,
            format: TextFormat::Plain,
        };
        Table::new("contact", vec![Column::new("firstname", text)])
    }

    fn answer(status: u16, code: &str, message: &str) -> Answered {
        let body = serde_json::json!({"error": {"code": code, "message": message}});
        Answered {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: body.to_string().into(),
        }
    }

    #[test]
    fn the_column_is_named_and_the_answer_never_quoted() {
        let message =
            "The length of the 'firstname' attribute of 'contact' exceeded '50': 'Kowalska'.";
        let refused = refusal(&answer(400, "0x80044331", message), Some(&table()), 0);
        assert_eq!(
            refused.to_string(),
            "column `firstname` is at fault: a text is longer than its column (400, 0x80044331)"
        );
        let message = "Kowalska says 'Kowalska'";
        for code in ["0x80040203", "0x8fffffff", "Kowalska", ""] {
            let refused = refusal(&answer(400, code, message), Some(&table()), 0).to_string();
            assert!(!refused.contains("Kowalska"), "{refused}");
        }
    }

    #[test]
    fn what_passes_by_itself_is_tried_again() {
        let mut limited = answer(429, "0x80072322", "Number of requests exceeded");
        limited.headers.insert("retry-after", "7".parse().unwrap());
        let DeliveryError::Retry { after, .. } = refusal(&limited, None, 0) else {
            panic!("a limit passes");
        };
        assert_eq!(after, Some(Duration::from_secs(7)));
        for (status, code) in [(412, "0x80060892"), (503, ""), (500, "0x80044151")] {
            let refused = refusal(&answer(status, code, ""), None, 0);
            assert!(matches!(refused, DeliveryError::Retry { .. }), "{code}");
        }
        for (status, code) in [
            (500, "0x80040333"),
            (412, "0x80040333"),
            (403, "0x80040220"),
        ] {
            let refused = refusal(&answer(status, code, ""), None, 0);
            assert!(matches!(refused, DeliveryError::GiveUp { .. }), "{code}");
        }
    }
}
