//! Reads what goes into a column: a source, with `through` and `mode` beside it.
//!
//! Written by hand, for serde's `flatten` lets unknown properties pass, and forgets the place of what is wrong.

use super::column::{ColumnSource, Mode, PipedSource};
use super::document::Source;
use super::transform::Transform;
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, VariantAccess,
    Visitor,
};
use serde::{Deserialize, de};
use std::fmt;
use std::marker::PhantomData;

impl<'de> Deserialize<'de> for ColumnSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Properties { takes_mode: true })
    }
}

impl<'de> Deserialize<'de> for PipedSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let column = deserializer.deserialize_map(Properties { takes_mode: false })?;
        Ok(column.value)
    }
}

/// The properties of a source.
struct Properties {
    /// Whether `mode` is among them.
    takes_mode: bool,
}

impl<'de> Visitor<'de> for Properties {
    type Value = ColumnSource;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a source, such as {\"answer\": \"email\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ColumnSource, A::Error> {
        let mut source: Option<Source> = None;
        let mut through: Option<Vec<Transform>> = None;
        let mut mode: Option<Mode> = None;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "through" if through.is_none() => through = Some(map.next_value()?),
                "mode" if self.takes_mode && mode.is_none() => mode = Some(map.next_value()?),
                "through" | "mode" => {
                    return Err(A::Error::custom(format!("`{name}` has no place here")));
                }
                _ if source.is_some() => {
                    return Err(A::Error::custom("has two sources: keep one of them"));
                }
                _ => source = Some(Source::deserialize(Named::new(name, &mut map))?),
            }
        }
        let source = source.ok_or_else(|| A::Error::custom("has no source"))?;
        Ok(ColumnSource {
            value: PipedSource {
                source,
                through: through.unwrap_or_default(),
            },
            mode: mode.unwrap_or_default(),
        })
    }
}

/// A property of a map as a variant of an enum: its name, and what is its value.
struct Named<'m, 'de, A> {
    name: String,
    map: &'m mut A,
    input: PhantomData<&'de ()>,
}

impl<'m, A> Named<'m, '_, A> {
    fn new(name: String, map: &'m mut A) -> Self {
        Self {
            name,
            map,
            input: PhantomData,
        }
    }
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for Named<'_, 'de, A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Named<'_, 'de, A> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), A::Error> {
        let name: StringDeserializer<A::Error> = self.name.clone().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Named<'_, 'de, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.map.next_value()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, A::Error> {
        Err(no_such_source())
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, A::Error> {
        Err(no_such_source())
    }
}

/// Each source has one value.
fn no_such_source<E: de::Error>() -> E {
    E::custom("is no source")
}
