//! What settings of several CRMs have in common: an address, and names that become parts of paths and queries.

use axum::http::Uri;
use axum::http::uri::Authority;
use serde::de::{Deserialize, Deserializer, Error};
use std::collections::BTreeMap;

/// The most requests at once that a connection may be allowed.
const MOST_AT_ONCE: usize = 100;

/// Whether a connection can have that address: others would show a password to whoever sees the settings.
fn is_address(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    let authority = uri.authority().map_or("", Authority::as_str);
    ["http", "https"].contains(&uri.scheme_str().unwrap_or_default())
        && !authority.is_empty()
        && !text.contains(['@', '?', '#'])
}

/// Whether a text names something in a path or query, and cannot be anything else there.
fn is_name(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.len() <= 200
        && text.bytes().next().is_some_and(is_letter)
        && text
            .bytes()
            .all(|b| is_letter(b) || matches!(b, b'.' | b'-'))
}

fn named<E: Error>(text: &str) -> Result<(), E> {
    match is_name(text) {
        true => Ok(()),
        false => Err(E::custom(
            "a name has letters, digits, `_`, `.` and `-` alone, and begins with a letter, a digit or `_`",
        )),
    }
}

/// Reads `url`.
pub(super) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match is_address(&text) {
        true => Ok(text),
        false => Err(D::Error::custom(
            "`url` is the address of a server, without user, password, `?` and `#`, such as `https://example.com`",
        )),
    }
}

/// Reads `at_once`.
pub(super) fn at_once<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let number = usize::deserialize(from)?;
    match (1..=MOST_AT_ONCE).contains(&number) {
        true => Ok(number),
        false => Err(D::Error::custom("`at_once` is a number from 1 to 100")),
    }
}

/// Reads a name.
pub(super) fn name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    named(&text)?;
    Ok(text)
}

/// Reads the names of tables.
pub(super) fn names<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    names.iter().try_for_each(|name| named(name))?;
    Ok(names)
}

/// Reads the columns that hold our ids, by table.
pub(super) fn source_keys<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let keys = BTreeMap::<String, String>::deserialize(from)?;
    for (table, column) in &keys {
        named(table)?;
        named(column)?;
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use crate::crm::{HubSpotSettings, OdooSettings, SalesforceSettings, TrytonSettings};
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    fn refuses<T: DeserializeOwned>(own: &[(&str, &str)], tables: &str) {
        let read = |setting: &str, value: Value| {
            let mut given = json!({"url": "https://example.com"});
            for (name, value) in own {
                given[*name] = json!(value);
            }
            given[setting] = value;
            serde_json::from_value::<T>(given).map(|_| ())
        };
        let sound = [
            ("url", json!("https://example.com:8443/crm/")),
            ("at_once", json!(100)),
            (tables, json!(["res.partner", "p12_Thing__c", "2-3456"])),
            ("source_keys", json!({"party.party": "identifiers.code"})),
        ];
        for (setting, value) in sound {
            read(setting, value).unwrap();
        }
        let faulty = [
            ("url", json!("example.com")),
            ("url", json!("ftp://example.com")),
            ("url", json!("https://user:password@example.com")),
            ("url", json!("https://example.com/?database=x")),
            ("url", json!("https://example.com/#x")),
            ("at_once", json!(0)),
            ("at_once", json!(u64::MAX)),
            (tables, json!(["../x"])),
            (tables, json!([".."])),
            (tables, json!(["a,b"])),
            (tables, json!(["Lead WHERE x"])),
            (tables, json!([""])),
            ("source_keys", json!({"Lead": "x = 'y'"})),
            ("source_keys", json!({"a/b": "x"})),
        ];
        for (setting, value) in faulty {
            let said = read(setting, value.clone()).unwrap_err().to_string();
            assert!(!said.contains("password@"), "{said}");
        }
    }

    #[test]
    fn settings_that_cannot_work_are_refused() {
        refuses::<HubSpotSettings>(&[], "objects");
        refuses::<OdooSettings>(&[], "models");
        refuses::<SalesforceSettings>(&[("client_id", "key")], "objects");
        refuses::<TrytonSettings>(&[("database", "erp"), ("user", "sonda")], "models");
    }
}
