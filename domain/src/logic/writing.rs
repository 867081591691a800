//! Writes values and logic as JSON.

use super::{Logic, Value, number};
use serde::ser::{Serialize, SerializeMap, Serializer};

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => write_number(*number, serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(values) => serializer.collect_seq(values),
            Self::Map(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl Serialize for Logic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.to_json().serialize(serializer)
    }
}

/// An integer, or the float whose shortest text is the number.
fn write_number<S: Serializer>(
    number: rust_decimal::Decimal,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if number.is_integer() {
        if let Ok(integer) = i64::try_from(number) {
            return serializer.serialize_i64(integer);
        }
        if let Ok(integer) = u64::try_from(number) {
            return serializer.serialize_u64(integer);
        }
    }
    match number::text(number).parse() {
        Ok(float) => serializer.serialize_f64(float),
        Err(_) => serializer.serialize_unit(),
    }
}
