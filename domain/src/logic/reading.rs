//! Reads JSON of bounded depth and size into a [`Value`].
//!
//! Two readers call: serde_json, which hands over fractions as floats, and the browser's, which knows none. The
//! code that takes a float is only there for the reader that calls it.

use super::expression::Expression;
use super::{Logic, Value};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Unexpected};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;

/// The deepest JSON that is read: arrays and objects within each other. More than what may be published, which
/// becomes a little deeper on the way to the browser.
const MAX_DEPTH: usize = 40;

/// The most values that are read, those inside of arrays and objects counted. The same holds.
const MAX_NODES: usize = 2_000;

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reading {
            depth: MAX_DEPTH,
            nodes: &Cell::new(MAX_NODES),
        }
        .deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for Logic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|json| Self(Expression::of(json)))
    }
}

/// What may still be read.
#[derive(Clone, Copy)]
struct Reading<'n> {
    depth: usize,
    nodes: &'n Cell<usize>,
}

impl Reading<'_> {
    /// What may be read inside of an array or object.
    fn inside<E: Error>(self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth, ..self }),
            None => Err(E::custom("logic is nested too deeply")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.nodes.get().checked_sub(1) {
            Some(nodes) => self.nodes.set(nodes),
            None => return Err(D::Error::custom("logic is too large")),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    /// The shortest decimal text that means the float is what was written.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = rust_decimal::Decimal::from_str_exact(&value.to_string());
        match number {
            Ok(number) => Ok(Value::Number(number.normalize())),
            Err(_) => Err(E::invalid_value(
                Unexpected::Float(value),
                &"a number of at most 28 digits",
            )),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(inside)? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut members = Vec::new();
        while let Some(name) = entries.next_key()? {
            members.push((name, entries.next_value_seed(inside)?));
        }
        Ok(Value::Map(members))
    }
}
