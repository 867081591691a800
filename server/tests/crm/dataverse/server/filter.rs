//! `$filter`, as far as it is sent: comparisons for equality, joined by `or`.

use super::Row;
use super::schema::{Kind, Tab};

/// A literal.
enum Literal {
    Text(String),
    Other(String),
}

/// Whether each row passes; or what is wrong with the filter.
pub(super) fn matches(filter: &str, table: &Tab, row: &Row) -> Result<bool, String> {
    let mut rest = filter;
    let mut found = false;
    loop {
        let (name, after) = rest.split_once(" eq ").ok_or("no comparison")?;
        let (literal, after) = literal(after)?;
        found |= is_equal(name, &literal, table, row)?;
        match after.strip_prefix(" or ") {
            Some(after) => rest = after,
            None if after.is_empty() => return Ok(found),
            None => return Err(format!("`{after}` is left over")),
        }
    }
}

fn literal(text: &str) -> Result<(Literal, &str), String> {
    let Some(rest) = text.strip_prefix('\'') else {
        let end = text.find(' ').unwrap_or(text.len());
        return Ok((Literal::Other(text[..end].to_owned()), &text[end..]));
    };
    let (whole, rest) = quoted(rest)?;
    Ok((Literal::Text(whole), rest))
}

/// A text up to its last quote, and what follows.
pub(super) fn quoted(mut rest: &str) -> Result<(String, &str), String> {
    let mut whole = String::new();
    loop {
        let end = rest.find('\'').ok_or("a text without its end")?;
        whole.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                whole.push('\'');
                rest = after;
            }
            None => return Ok((whole, rest)),
        }
    }
}

fn is_equal(name: &str, literal: &Literal, table: &Tab, row: &Row) -> Result<bool, String> {
    if name == table.id {
        return match literal {
            Literal::Other(id) => Ok(row.id == *id),
            Literal::Text(_) => Err("an id has no quotes".into()),
        };
    }
    let column = table.columns.iter().find(|column| column.name == name);
    let column = column.ok_or_else(|| format!("Could not find a property named '{name}'"))?;
    let own = row.values.get(name).map(String::as_str).unwrap_or("null");
    match (&column.kind, literal) {
        (Kind::Text(..) | Kind::Memo(_), Literal::Text(text)) => {
            let own: Option<String> = serde_json::from_str(own).unwrap();
            Ok(own.is_some_and(|own| own.to_lowercase() == text.to_lowercase()))
        }
        (Kind::Text(..) | Kind::Memo(_), Literal::Other(_)) => Err("a text has quotes".into()),
        (Kind::Lookup(_) | Kind::Multi(_), _) => Err(format!("{name} cannot be compared so")),
        (_, Literal::Text(_)) => Err(format!("{name} is no text")),
        (Kind::Day | Kind::Moment, Literal::Other(text)) => Ok(own == format!("\"{text}\"")),
        (Kind::Int(..) | Kind::Decimal(..) | Kind::Money(..), Literal::Other(text)) => {
            let number: f64 = text.parse().map_err(|_| format!("{text} is no number"))?;
            Ok(own.parse() == Ok(number))
        }
        (_, Literal::Other(text)) => Ok(own == text),
    }
}
