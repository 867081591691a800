//! The bound of a number, as a definition writes it: a JSON number, or a decimal in a text.

use crate::logic::number;
use rust_decimal::Decimal;
use serde::Deserializer;
use serde::de::{Error, Visitor};
use std::fmt;

struct Bound;

impl<'de> Visitor<'de> for Bound {
    type Value = Option<Decimal>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number such as 12 or \"12.5\"")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        // The shortest text of a float is the one that was written: 0.1 stays 0.1.
        self.visit_str(&value.to_string())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let number = number::exact(text);
        number
            .map(Some)
            .ok_or_else(|| E::custom("not a decimal number"))
    }
}

/// Reads a bound. `Decimal`'s own reader takes exponents and rounds, which costs the bundle 3 KB.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Decimal>, D::Error> {
    deserializer.deserialize_option(Bound)
}

#[cfg(test)]
mod tests {
    use crate::Question;
    use rust_decimal::Decimal;
    use serde_json::{Value, json};

    fn min(value: &Value) -> Result<Option<Decimal>, serde_json::Error> {
        let question = json!({"id": "q", "type": "number", "title": {"en": "Q"}, "min": value});
        serde_json::from_value::<Question>(question).map(|question| question.min)
    }

    #[test]
    fn a_bound_is_a_number_or_a_decimal_text() {
        assert_eq!(min(&json!(-3)).unwrap(), Some(Decimal::from(-3)));
        assert_eq!(min(&json!(0.1)).unwrap(), Some(Decimal::new(1, 1)));
        assert_eq!(min(&json!("12.50")).unwrap(), Some(Decimal::new(1250, 2)));
        assert_eq!(min(&json!(null)).unwrap(), None);
    }

    #[test]
    fn what_is_not_a_decimal_is_refused() {
        for bad in [
            json!("many"),
            json!("1e3"),
            json!(true),
            json!(1e300),
            json!([]),
        ] {
            assert!(min(&bad).is_err(), "{bad}");
        }
    }
}
