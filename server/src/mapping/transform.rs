//! What becomes of a value on its way into a column.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One change of a value. A value that is absent stays absent, but for [`Transform::Default`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// Spaces around a text go; those within become one.
    Trim,
    /// Small letters.
    Lower,
    /// Capital letters.
    Upper,
    /// Each word begins with a capital letter; the others are small.
    Title,
    /// Of a person's full name, all but the last word.
    FirstName,
    /// Of a person's full name, the last word.
    LastName,
    /// A telephone number as E.164.
    Phone(PhoneTransform),
    /// A number as a text, or rounded.
    Number(NumberTransform),
    /// A date or moment as a text.
    Date(DateTransform),
    /// Each value by its counterpart.
    Table(ValueTable),
    /// The value where there is none.
    Default(Value),
    /// SHA-256 of the text, in hexadecimal small letters.
    Hash,
}

/// How a telephone number is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneTransform {
    /// The country of numbers that name none: ISO 3166-1, such as `PL`.
    pub region: String,
}

/// How a number is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberTransform {
    /// Decimal places it is rounded to, half away from zero: 0 to 10.
    pub decimals: u32,
    /// What stands before the decimal places; with it, the number becomes a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal_mark: Option<String>,
}

/// How a date is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DateTransform {
    /// The text, by the conversions of `strftime`, such as `%d.%m.%Y`; absent: a date or moment it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The time zone, such as `Europe/Warsaw`: of the text, of the day of a moment, and of an answer that names none.
    /// Default: the one that a `date` before this one named, or else `UTC`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// Counterparts of values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueTable {
    /// By value, its counterpart; of options, by id. `null`: nothing is written.
    pub values: BTreeMap<String, Value>,
    /// The counterpart of all others; absent or `null`: nothing is written.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "given"
    )]
    pub otherwise: Option<Value>,
}

/// A value that was given, be it `null`.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
