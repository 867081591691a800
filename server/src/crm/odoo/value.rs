//! Values in Odoo's JSON: no value is `false`, moments have no zone, records are numbers, long texts are HTML.

use super::metadata::HTML;
use crate::crm::table::{Column, ColumnType};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// A column's value as Odoo takes it; `None` if it is not one of that column.
pub(super) fn to_odoo(column: &Column, value: &Value) -> Option<Value> {
    Some(match (&column.kind, value) {
        (ColumnType::Decimal { .. }, Value::String(text)) => {
            let number: f64 = text.parse().ok()?;
            json!(number)
        }
        (ColumnType::DateTime, Value::String(text)) => {
            let moment: Timestamp = text.parse().ok()?;
            let at = moment.to_zoned(TimeZone::UTC);
            at.strftime("%Y-%m-%d %H:%M:%S").to_string().into()
        }
        (ColumnType::Lookup { .. }, Value::String(id)) => {
            let id: i64 = id.parse().ok()?;
            json!(id)
        }
        (ColumnType::Text { .. }, Value::String(text)) if is_html(column) => html(text).into(),
        (_, value) => value.clone(),
    })
}

/// Odoo's value in the form of the column; `None` if there is none.
pub(super) fn from_odoo(column: &Column, value: &Value) -> Option<Value> {
    match (&column.kind, value) {
        (ColumnType::Boolean, Value::Bool(_)) => Some(value.clone()),
        (_, Value::Null | Value::Bool(false)) => None,
        (ColumnType::DateTime, Value::String(text)) => {
            let at = text.parse::<DateTime>();
            let moment = at.and_then(|at| at.to_zoned(TimeZone::UTC));
            Some(moment.map_or_else(
                |_| value.clone(),
                |moment| moment.timestamp().to_string().into(),
            ))
        }
        (ColumnType::Lookup { .. }, Value::Array(pair)) => {
            Some(pair.first()?.as_i64()?.to_string().into())
        }
        (ColumnType::Lookup { .. }, Value::Number(id)) => Some(id.to_string().into()),
        (ColumnType::Text { .. }, Value::String(text)) => {
            let text = match is_html(column) {
                true => plain(text),
                false => text.clone(),
            };
            (!text.is_empty()).then(|| text.into())
        }
        // What the column would not take is still there, and not empty.
        (kind, value) => Some(kind.accept(value).unwrap_or_else(|_| value.clone())),
    }
}

fn is_html(column: &Column) -> bool {
    column.native.as_deref() == Some(HTML)
}

/// A text as HTML, line by line.
fn html(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("<p>{}</p>", escaped.replace('\n', "<br>"))
}

/// What HTML says, without its looks.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        let name = tag.trim_end_matches('/').split_whitespace().next();
        if matches!(name, Some("br" | "/p" | "/div" | "/li")) {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::TextFormat;

    #[test]
    fn values_come_back_as_they_went() {
        let text = ColumnType::Text {
            length: 99,
            format: TextFormat::Plain,
        };
        let decimal = ColumnType::Decimal {
            min: None,
            max: None,
            scale: 2,
        };
        let partner = ColumnType::Lookup {
            table: "res.partner".into(),
        };
        let cases = [
            (decimal, None, json!("1500.5"), json!(1500.5)),
            (
                ColumnType::DateTime,
                None,
                json!("2026-07-31T10:00:00Z"),
                json!("2026-07-31 10:00:00"),
            ),
            (
                ColumnType::Date,
                None,
                json!("2026-07-31"),
                json!("2026-07-31"),
            ),
            (partner, None, json!("4"), json!(4)),
            (ColumnType::Boolean, None, json!(false), json!(false)),
            (text.clone(), None, json!("a < b"), json!("a < b")),
            (
                text,
                Some(HTML),
                json!("a < b & c\nd"),
                json!("<p>a &lt; b &amp; c<br>d</p>"),
            ),
        ];
        for (kind, native, value, sent) in cases {
            let column = Column {
                native: native.map(Into::into),
                ..Column::new("c", kind)
            };
            assert_eq!(to_odoo(&column, &value), Some(sent.clone()));
            assert_eq!(from_odoo(&column, &sent), Some(value), "{sent}");
        }
    }

    #[test]
    fn false_is_no_value_but_of_a_switch() {
        let column = Column::new("c", ColumnType::Date);
        assert_eq!(from_odoo(&column, &json!(false)), None);
        let column = Column::new("c", ColumnType::Boolean);
        assert_eq!(from_odoo(&column, &json!(false)), Some(json!(false)));
        let column = Column::new("c", ColumnType::DateTime);
        let unread = json!("once upon a time");
        assert_eq!(from_odoo(&column, &unread), Some(unread));
        let partner = ColumnType::Lookup {
            table: "res.partner".into(),
        };
        let column = Column::new("c", partner);
        assert_eq!(from_odoo(&column, &json!([7, "Ola"])), Some(json!("7")));
    }
}
