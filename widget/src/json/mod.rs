//! Reads JSON into values, in few bytes: the bundle's only reader.
//!
//! It takes what the server writes: decimal numbers come as texts, and a fraction is passed over as null.
//! serde_json in its place made the compressed bundle 25 KB larger, and serde's code for the types of a form 10 KB.

pub(crate) mod write;

use sonda_domain::Value;

/// Deeper than anything the server nests; beyond it a hostile text would exhaust the stack.
const DEEPEST: u8 = 64;

/// The text is not JSON.
#[derive(Debug)]
pub(crate) struct Unreadable;

/// Reads a whole text.
pub(crate) fn read(text: &str) -> Result<Value, Unreadable> {
    let mut reader = Reader {
        text: text.as_bytes(),
    };
    let value = reader.value(DEEPEST)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(Unreadable),
    }
}

/// The text that a value is.
pub(crate) fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The elements of a list; of anything else, none.
pub(crate) fn list(value: Value) -> Vec<Value> {
    match value {
        Value::List(values) => values,
        _ => Vec::new(),
    }
}

/// The members of an object; of anything else, none.
pub(crate) fn members(value: Value) -> Vec<(String, Value)> {
    match value {
        Value::Map(members) => members,
        _ => Vec::new(),
    }
}

struct Reader<'a> {
    /// What is left to read.
    text: &'a [u8],
}

impl Reader<'_> {
    fn value(&mut self, depth: u8) -> Result<Value, Unreadable> {
        let inside = depth.checked_sub(1);
        Ok(match self.peek() {
            Some(b'"') => Value::Text(self.string()?),
            Some(b'{') => Value::Map(self.all(b'}', |reader| {
                let name = reader.string()?;
                reader.expect(b':')?;
                Ok((name, reader.value(inside.ok_or(Unreadable)?)?))
            })?),
            Some(b'[') => {
                Value::List(self.all(b']', |reader| reader.value(inside.ok_or(Unreadable)?))?)
            }
            Some(b't') => self.word(b"true", true.into())?,
            Some(b'f') => self.word(b"false", false.into())?,
            Some(b'n') => self.word(b"null", Value::Null)?,
            _ => self.number()?,
        })
    }

    /// What is inside of an array or object.
    fn all<T>(
        &mut self,
        end: u8,
        read: impl Fn(&mut Self) -> Result<T, Unreadable>,
    ) -> Result<Vec<T>, Unreadable> {
        let mut all = Vec::new();
        self.next()?;
        if self.takes(end) {
            return Ok(all);
        }
        loop {
            all.push(read(self)?);
            if self.takes(end) {
                return Ok(all);
            }
            self.expect(b',')?;
        }
    }

    fn word(&mut self, word: &[u8], value: Value) -> Result<Value, Unreadable> {
        self.text = self.text.strip_prefix(word).ok_or(Unreadable)?;
        Ok(value)
    }

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
                    self.text = self.text.strip_prefix(b"\\u").ok_or(Unreadable)?;
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

    /// A whole number; any other is passed over.
    fn number(&mut self) -> Result<Value, Unreadable> {
        let part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let end = self.text.iter().position(|byte| !part(byte));
        let (number, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
        self.text = rest;
        let number = str::from_utf8(number).map_err(|_| Unreadable)?;
        if number.is_empty() {
            return Err(Unreadable);
        }
        let whole = number.parse::<i64>().ok();
        Ok(whole.map_or(Value::Null, |whole| Value::Number(whole.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use sonda_domain::Value;

    #[test]
    fn it_reads_as_serde_json_does() {
        let texts = [
            r#"{"text":"a\n\"\u003c\ud83d\ude00ż","number":-5,"list":[1,2],"notice":{"refused":"expired"}}"#,
            r#" { "list" : [ ] , "text" : "" , "notice" : "sent", "more": [15, {"x": null}, true] , "o":{ } } "#,
            r#"{"text":"x","number":null,"list":[255],"notice":false}"#,
        ];
        for text in texts {
            let expected: Value = serde_json::from_str(text).unwrap();
            assert_eq!(read(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_fraction_is_passed_over() {
        assert_eq!(read("[1.5e3]").unwrap(), Value::List(vec![Value::Null]));
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
            assert!(
                serde_json::from_str::<serde_json::Value>(text).is_err(),
                "{text}"
            );
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_hostile_depth_is_refused() {
        assert!(read(&"[".repeat(100_000)).is_err());
        let nested = ["[".repeat(60), "]".repeat(60)].concat();
        assert!(read(&nested).is_ok());
    }

    #[test]
    fn the_interface_is_read_whole() {
        let messages = sonda_domain::interface_messages(&"ar".parse().unwrap());
        let json = serde_json::to_string(&messages).unwrap();
        assert_eq!(
            read(&json).unwrap(),
            serde_json::from_str::<Value>(&json).unwrap()
        );
    }
}
