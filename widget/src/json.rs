//! Reads JSON into serde's types, in few bytes: the bundle's only reader.
//!
//! It takes what the server writes: no fractions (decimal numbers come as texts) outside of values that are
//! passed over, and an error that says nothing, so that the formatting of messages nobody sees is compiled away.
//! serde_json in its place made the compressed bundle 25 KB larger.

use serde::de::value::StringDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use std::fmt;

/// Deeper than anything the server nests; beyond it a hostile text would exhaust the stack.
const DEEPEST: u8 = 64;

/// The text is not JSON, or not of the type asked for.
#[derive(Debug)]
pub(crate) struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable JSON")
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads a whole text.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let mut reader = Reader {
        text: text.as_bytes(),
        depth: 0,
    };
    let value = T::deserialize(&mut reader)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(Unreadable),
    }
}

struct Reader<'a> {
    /// What is left to read.
    text: &'a [u8],
    depth: u8,
}

impl Reader<'_> {
    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = self.text {
            self.text = rest;
        }
        self.text.first().copied()
    }

    fn next(&mut self) -> Result<u8, Unreadable> {
        let (first, rest) = self.text.split_first().ok_or(Unreadable)?;
        self.text = rest;
        Ok(*first)
    }

    /// Takes that byte, if it comes next.
    fn takes(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        if taken {
            self.text = &self.text[1..];
        }
        taken
    }

    fn expect(&mut self, byte: u8) -> Result<(), Unreadable> {
        if self.takes(byte) {
            Ok(())
        } else {
            Err(Unreadable)
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Unreadable> {
        self.text = self.text.strip_prefix(word).ok_or(Unreadable)?;
        Ok(())
    }

    fn string(&mut self) -> Result<String, Unreadable> {
        self.expect(b'"')?;
        let mut bytes = Vec::new();
        loop {
            match self.next()? {
                b'"' => return String::from_utf8(bytes).map_err(|_| Unreadable),
                b'\\' => {
                    let mut buffer = [0; 4];
                    bytes.extend_from_slice(self.escape()?.encode_utf8(&mut buffer).as_bytes());
                }
                0..=0x1f => return Err(Unreadable),
                byte => bytes.push(byte),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Unreadable> {
        Ok(match self.next()? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let mut code = self.hex()?;
                if let 0xd800..=0xdbff = code {
                    self.word(b"\\u")?;
                    let low = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400);
                    code = 0x1_0000 + ((code - 0xd800) << 10) + low.ok_or(Unreadable)?;
                }
                char::from_u32(code).ok_or(Unreadable)?
            }
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            _ => return Err(Unreadable),
        })
    }

    fn hex(&mut self) -> Result<u32, Unreadable> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = char::from(self.next()?).to_digit(16).ok_or(Unreadable)?;
            code = code * 16 + digit;
        }
        Ok(code)
    }

    /// The characters of a number.
    fn number(&mut self) -> &str {
        let part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let end = self.text.iter().position(|byte| !part(byte));
        let (number, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
        self.text = rest;
        str::from_utf8(number).unwrap_or_default()
    }

    /// Enters an array or object.
    fn enter(&mut self, start: u8) -> Result<(), Unreadable> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Unreadable);
        }
        self.expect(start)
    }

    /// Leaves it.
    fn leave(&mut self, end: u8) -> Result<(), Unreadable> {
        self.depth -= 1;
        self.expect(end)
    }

    fn integer(&mut self) -> Result<i64, Unreadable> {
        self.peek();
        self.number().parse().map_err(|_| Unreadable)
    }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'_> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
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

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
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
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_map(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.enter(b'[')?;
        let value = visitor.visit_seq(Inside::of(&mut *self))?;
        self.leave(b']')?;
        Ok(value)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let value = self.takes(b't');
        self.word(if value { b"rue" } else { b"false" })?;
        visitor.visit_bool(value)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_i64(self.integer()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
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
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if self.peek() == Some(b'{') {
            self.enter(b'{')?;
            let value = visitor.visit_enum(Variant(&mut *self))?;
            self.leave(b'}')?;
            Ok(value)
        } else {
            let name: StringDeserializer<Unreadable> = self.string()?.into_deserializer();
            visitor.visit_enum(name)
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => {
                self.number();
                visitor.visit_unit()
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_string(visitor)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

/// The elements of an array, or the members of an object.
struct Inside<'r, 'a> {
    reader: &'r mut Reader<'a>,
    first: bool,
}

impl<'r, 'a> Inside<'r, 'a> {
    fn of(reader: &'r mut Reader<'a>) -> Self {
        Self {
            reader,
            first: true,
        }
    }

    /// Whether another one follows; takes the comma before it.
    fn follows(&mut self, end: u8) -> Result<bool, Unreadable> {
        if self.reader.peek() == Some(end) {
            return Ok(false);
        }
        if !std::mem::take(&mut self.first) {
            self.reader.expect(b',')?;
        }
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Inside<'_, '_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        if self.follows(b']')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for Inside<'_, '_> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unreadable> {
        if !self.follows(b'}')? {
            return Ok(None);
        }
        let key: StringDeserializer<Unreadable> = self.reader.string()?.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Unreadable> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// The name and the value of an enum's variant.
struct Variant<'r, 'a>(&'r mut Reader<'a>);

impl<'de> EnumAccess<'de> for Variant<'_, '_> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), Unreadable> {
        let name: StringDeserializer<Unreadable> = self.0.string()?.into_deserializer();
        let value = seed.deserialize(name)?;
        self.0.expect(b':')?;
        Ok((value, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        Err(Unreadable)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, Unreadable> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Unreadable> {
        Err(Unreadable)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Unreadable> {
        Err(Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde::de::IgnoredAny;
    use serde_json::Value;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Sample {
        text: String,
        #[serde(default)]
        number: Option<i64>,
        list: Vec<u8>,
        notice: Option<crate::Notice>,
    }

    #[test]
    fn it_reads_as_serde_json_does() {
        let texts = [
            r#"{"text":"a\n\"\u003c\ud83d\ude00ż","number":-5,"list":[1,2],"notice":{"refused":"expired"}}"#,
            r#" { "list" : [ ] , "text" : "" , "notice" : "sent", "more": [1.5e3, {"x": null}, true] } "#,
            r#"{"text":"x","number":null,"list":[255],"notice":null}"#,
        ];
        for text in texts {
            let expected: Sample = serde_json::from_str(text).unwrap();
            assert_eq!(read::<Sample>(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn it_refuses_what_serde_json_refuses() {
        let texts = [
            "",
            "{",
            "[",
            "[1,]",
            "[1 2]",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{a:1}",
            "\"\\ud83d\"",
            "\"\\udc00\"",
            "\"\\x\"",
            "\"a",
            "\"\n\"",
            "tru",
            "nul",
            "[1] 2",
            "01x",
            "{\"a\":}",
        ];
        for text in texts {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
            assert!(read::<IgnoredAny>(text).is_err(), "{text}");
        }
        assert!(read::<Sample>(r#"{"text":1,"list":[],"notice":null}"#).is_err());
        assert!(read::<Vec<u8>>("[256]").is_err());
        assert!(read::<crate::Notice>(r#"{"refused":"maybe"}"#).is_err());
    }

    #[test]
    fn a_hostile_depth_is_refused() {
        assert!(read::<IgnoredAny>(&"[".repeat(100_000)).is_err());
        let nested = ["[".repeat(60), "]".repeat(60)].concat();
        assert!(read::<IgnoredAny>(&nested).is_ok());
    }

    #[test]
    fn the_interface_is_read_whole() {
        let messages = sonda_domain::interface_messages(&"ar".parse().unwrap());
        let json = serde_json::to_string(&messages).unwrap();
        assert_eq!(
            read::<BTreeMap<String, String>>(&json).unwrap(),
            serde_json::from_str::<BTreeMap<String, String>>(&json).unwrap()
        );
    }
}
