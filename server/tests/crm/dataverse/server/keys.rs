//! Alternate keys in addresses, such as `contacts(governmentid='1')`.

use super::Row;
use super::filter::quoted;
use super::schema::{Kind, Tab};
use serde_json::Value;

/// What the service cannot read in such an address, however it is encoded.
const NOT_IN_ADDRESSES: [char; 10] = ['/', '<', '>', '*', '%', '&', ':', '\\', '?', '+'];

/// The values of a key, by column, as JSON.
pub(super) type KeyValues = Vec<(&'static str, String)>;

/// What names a record in an address.
#[derive(Clone)]
pub(super) enum Key {
    Id(String),
    Alternate(KeyValues),
}

/// Keys that are none yet: their index is being made.
pub(super) fn pending(table: &str) -> Option<(&'static [&'static str], &'static str)> {
    (table == "contact").then_some((&["mobilephone"], "InProgress"))
}

/// The key that stands between the parentheses, decoded; or what is wrong with it.
pub(super) fn alternate(text: &str, table: &Tab) -> Result<KeyValues, String> {
    let mut values = KeyValues::new();
    let mut rest = text;
    loop {
        let (name, after) = rest.split_once('=').ok_or("no value of a key")?;
        let mut columns = table.columns.iter();
        let column = columns.find(|column| column.name == name);
        let column = column.ok_or_else(|| format!("{} has no {name}", table.name))?;
        let (value, after) = match (&column.kind, after.strip_prefix('\'')) {
            (Kind::Text(..), Some(after)) => {
                let (text, after) = quoted(after)?;
                if text.contains(NOT_IN_ADDRESSES) {
                    return Err(format!("the value of {name} cannot be in an address"));
                }
                (Value::from(text).to_string(), after)
            }
            (Kind::Int(..), None) => {
                let end = after.find(',').unwrap_or(after.len());
                (after[..end].to_owned(), &after[end..])
            }
            _ => return Err(format!("the value of {name} is of another type")),
        };
        values.push((column.name, value));
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None if after.is_empty() => break,
            None => return Err(format!("`{after}` is left over")),
        }
    }
    let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    match table.keys.contains(&names) {
        true => Ok(values),
        false => Err(format!("{} has no key of {names:?}", table.name)),
    }
}

/// Whether the record has that key: the case of letters does not matter.
pub(super) fn has(row: &Row, key: &KeyValues) -> bool {
    key.iter().all(|(name, value)| {
        let own = row.values.get(*name);
        own.is_some_and(|own| own.to_lowercase() == value.to_lowercase())
    })
}
