//! The conditions of a query, as far as the connector asks.

use serde_json::{Value, json};

/// `A = 'x' AND B IN ('y', 'z') AND C = false` as fields with their values.
pub(super) fn terms(condition: &str) -> Option<Vec<(String, Vec<Value>)>> {
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
