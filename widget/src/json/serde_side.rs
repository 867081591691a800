//! What serde asks of a reader.

use super::{Failure, Reader};
use serde::de::value::StringDeserializer;
use serde::de::{
    self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

impl<'de, E: Failure> de::Deserializer<'de> for &mut Reader<'_, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.peek() {
            Some(b'"') => self.deserialize_string(visitor),
            Some(b'{') => self.deserialize_map(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => {
                self.word(b"null")?;
                visitor.visit_unit()
            }
            _ => visitor.visit_i64(self.integer()?),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.enter(b'{')?;
        let value = visitor.visit_map(Inside::of(&mut *self))?;
        self.leave(b'}')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        self.deserialize_map(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.enter(b'[')?;
        let value = visitor.visit_seq(Inside::of(&mut *self))?;
        self.leave(b']')?;
        Ok(value)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let value = self.takes(b't');
        self.word(if value { b"rue" } else { b"false" })?;
        visitor.visit_bool(value)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_i64(self.integer()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        if self.peek() == Some(b'n') {
            self.word(b"null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        if self.peek() == Some(b'{') {
            self.enter(b'{')?;
            let value = visitor.visit_enum(Variant(&mut *self))?;
            self.leave(b'}')?;
            Ok(value)
        } else {
            let name: StringDeserializer<E> = self.string()?.into_deserializer();
            visitor.visit_enum(name)
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => {
                self.number();
                visitor.visit_unit()
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.deserialize_string(visitor)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

/// The elements of an array, or the members of an object.
struct Inside<'r, 'a, E> {
    reader: &'r mut Reader<'a, E>,
    first: bool,
}

impl<'r, 'a, E: Failure> Inside<'r, 'a, E> {
    fn of(reader: &'r mut Reader<'a, E>) -> Self {
        Self {
            reader,
            first: true,
        }
    }

    /// Whether another one follows; takes the comma before it.
    fn follows(&mut self, end: u8) -> Result<bool, E> {
        if self.reader.peek() == Some(end) {
            return Ok(false);
        }
        if !std::mem::take(&mut self.first) {
            self.reader.expect(b',')?;
        }
        Ok(true)
    }
}

impl<'de, E: Failure> SeqAccess<'de> for Inside<'_, '_, E> {
    type Error = E;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, E> {
        if self.follows(b']')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de, E: Failure> MapAccess<'de> for Inside<'_, '_, E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, E> {
        if !self.follows(b'}')? {
            return Ok(None);
        }
        let key: StringDeserializer<E> = self.reader.string()?.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, E> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// The name and the value of an enum's variant.
struct Variant<'r, 'a, E>(&'r mut Reader<'a, E>);

impl<'de, E: Failure> EnumAccess<'de> for Variant<'_, '_, E> {
    type Error = E;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), E> {
        let name: StringDeserializer<E> = self.0.string()?.into_deserializer();
        let value = seed.deserialize(name)?;
        self.0.expect(b':')?;
        Ok((value, self))
    }
}

impl<'de, E: Failure> VariantAccess<'de> for Variant<'_, '_, E> {
    type Error = E;

    fn unit_variant(self) -> Result<(), E> {
        Err(E::unreadable())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, E> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, E> {
        Err(E::unreadable())
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, E> {
        Err(E::unreadable())
    }
}
