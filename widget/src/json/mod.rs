//! Reads JSON into serde's types, in few bytes: the bundle's only reader.
//!
//! It takes what the server writes: no fractions (decimal numbers come as texts) outside of values that are
//! passed over, and an error that says nothing, so that the formatting of messages nobody sees is compiled away.
//! serde_json in its place made the compressed bundle 25 KB larger.

mod serde_side;

use serde::de::{self, DeserializeOwned};
use std::fmt;
use std::marker::PhantomData;

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

/// What becomes of a text that is unreadable.
///
/// A failure of which there is no value, because to make one ends the call, compiles away with all that would
/// clear up after it.
pub(crate) trait Failure: de::Error {
    /// The failure.
    fn unreadable() -> Self;
}

impl Failure for Unreadable {
    fn unreadable() -> Self {
        Self
    }
}

/// Reads a whole text.
pub(crate) fn read<T: DeserializeOwned, E: Failure>(text: &str) -> Result<T, E> {
    let mut reader = Reader {
        text: text.as_bytes(),
        depth: 0,
        failure: PhantomData,
    };
    let value = T::deserialize(&mut reader)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(E::unreadable()),
    }
}

struct Reader<'a, E> {
    /// What is left to read.
    text: &'a [u8],
    depth: u8,
    failure: PhantomData<E>,
}

impl<E: Failure> Reader<'_, E> {
    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = self.text {
            self.text = rest;
        }
        self.text.first().copied()
    }

    fn next(&mut self) -> Result<u8, E> {
        let (first, rest) = self.text.split_first().ok_or_else(E::unreadable)?;
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

    fn expect(&mut self, byte: u8) -> Result<(), E> {
        if self.takes(byte) {
            Ok(())
        } else {
            Err(E::unreadable())
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), E> {
        self.text = self.text.strip_prefix(word).ok_or_else(E::unreadable)?;
        Ok(())
    }

    fn string(&mut self) -> Result<String, E> {
        self.expect(b'"')?;
        let mut bytes = Vec::new();
        loop {
            match self.next()? {
                b'"' => return String::from_utf8(bytes).map_err(|_| E::unreadable()),
                b'\\' => {
                    let mut buffer = [0; 4];
                    bytes.extend_from_slice(self.escape()?.encode_utf8(&mut buffer).as_bytes());
                }
                0..=0x1f => return Err(E::unreadable()),
                byte => bytes.push(byte),
            }
        }
    }

    fn escape(&mut self) -> Result<char, E> {
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
                    code = 0x1_0000 + ((code - 0xd800) << 10) + low.ok_or_else(E::unreadable)?;
                }
                char::from_u32(code).ok_or_else(E::unreadable)?
            }
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            _ => return Err(E::unreadable()),
        })
    }

    fn hex(&mut self) -> Result<u32, E> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = char::from(self.next()?)
                .to_digit(16)
                .ok_or_else(E::unreadable)?;
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
    fn enter(&mut self, start: u8) -> Result<(), E> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(E::unreadable());
        }
        self.expect(start)
    }

    /// Leaves it.
    fn leave(&mut self, end: u8) -> Result<(), E> {
        self.depth -= 1;
        self.expect(end)
    }

    fn integer(&mut self) -> Result<i64, E> {
        self.peek();
        self.number().parse().map_err(|_| E::unreadable())
    }
}

#[cfg(test)]
mod tests {
    use super::Unreadable;
    use serde::Deserialize;
    use serde::de::DeserializeOwned;
    use serde::de::IgnoredAny;
    use serde_json::Value;
    use std::collections::BTreeMap;

    fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
        super::read(text)
    }

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
