//! Queries, as far as the connector makes them.

use super::{Refusal, SalesforceServer};
use crate::fake::Reply;
use serde_json::{Map, Value, json};

/// `A = 'x' AND B IN ('y', 'z') AND C = false` as fields with their values.
fn terms(condition: &str) -> Option<Vec<(String, Vec<Value>)>> {
    let mut rest = condition;
    let mut terms = Vec::new();
    loop {
        let (field, after) = rest.split_once(' ')?;
        let mut values = Vec::new();
        if let Some(list) = after.strip_prefix("IN (") {
            rest = list;
            loop {
                let (value, after) = text(rest)?;
                values.push(value);
                match after.strip_prefix(", ") {
                    Some(more) => rest = more,
                    None => {
                        rest = after.strip_prefix(')')?;
                        break;
                    }
                }
            }
        } else {
            let after = after.strip_prefix("= ")?;
            let (value, after) = match after.strip_prefix("false") {
                Some(after) => (json!(false), after),
                None => text(after)?,
            };
            values.push(value);
            rest = after;
        }
        terms.push((field.to_owned(), values));
        if rest.is_empty() {
            return Some(terms);
        }
        rest = rest.strip_prefix(" AND ")?;
    }
}

/// The text in quotes that something begins with, and what follows.
fn text(from: &str) -> Option<(Value, &str)> {
    let mut characters = from.strip_prefix('\'')?.char_indices();
    let mut text = String::new();
    while let Some((place, c)) = characters.next() {
        match c {
            '\'' => return Some((text.into(), &from[place + 2..])),
            '\\' => match characters.next()?.1 {
                'n' => text.push('\n'),
                c @ ('\'' | '\\') => text.push(c),
                _ => return None,
            },
            c => text.push(c),
        }
    }
    None
}

impl SalesforceServer {
    /// Understands the queries that the connector makes, and no other.
    pub(super) fn query(&self, query: &str) -> Result<Reply, Refusal> {
        let malformed = || {
            Refusal(
                400,
                "MALFORMED_QUERY",
                format!("unexpected token: {query}"),
                Vec::new(),
            )
        };
        let rest = query.strip_prefix("SELECT ").ok_or_else(malformed)?;
        let (fields, rest) = rest.split_once(" FROM ").ok_or_else(malformed)?;
        let (name, rest) = rest.split_once(" WHERE ").ok_or_else(malformed)?;
        let order = " ORDER BY CreatedDate DESC, Id DESC LIMIT ";
        let (condition, most) = rest.rsplit_once(order).ok_or_else(malformed)?;
        let one = &self.objects[self.place(name)?];
        let mut fields = fields.split(", ").collect::<Vec<&str>>();
        if let Some(unknown) = fields.iter().find(|field| one.field(field).is_none()) {
            let message = format!("No such column '{unknown}' on entity '{name}'");
            return Err(Refusal(400, "INVALID_FIELD", message, Vec::new()));
        }
        fields.sort_unstable();
        let asked = fields.len();
        fields.dedup();
        if fields.len() != asked {
            let message = "duplicate field selected".to_owned();
            return Err(Refusal(400, "MALFORMED_QUERY", message, Vec::new()));
        }
        let terms = terms(condition).ok_or_else(malformed)?;
        for (field, _) in &terms {
            if one
                .field(field)
                .is_none_or(|about| about["filterable"] != true)
            {
                let message = format!("field '{field}' can not be filtered in a query call");
                return Err(Refusal(400, "INVALID_FIELD", message, Vec::new()));
            }
        }
        let holds = |row: &&Map<String, Value>| {
            terms.iter().all(|(field, values)| {
                let own = row.get(field).cloned().unwrap_or_default();
                values.iter().any(|value| match (&own, value) {
                    (Value::String(own), Value::String(value)) => {
                        own.to_lowercase() == value.to_lowercase()
                    }
                    (own, value) => own == value,
                })
            })
        };
        let shown = |row: &Map<String, Value>| {
            let value = |name: &&str| {
                (
                    (*name).to_owned(),
                    row.get(*name).cloned().unwrap_or_default(),
                )
            };
            let mut shown: Map<String, Value> = fields.iter().map(value).collect();
            shown.insert("attributes".into(), json!({"type": name}));
            Value::Object(shown)
        };
        let most: usize = most.parse().map_err(|_| malformed())?;
        let rows = one.rows.iter().rev().filter(holds).take(most);
        let records: Vec<Value> = rows.map(shown).collect();
        Ok(Reply::new(
            200,
            json!({"totalSize": records.len(), "done": true, "records": records}),
        ))
    }
}
