//! Reads what the server wrote for a browser, out of JSON that was taken apart.
//!
//! The bundle's only way to read: serde's code for the same types was a tenth of it. What is unreadable is of
//! another build than this one and ends the call from JavaScript, as any panic does; nothing has to be cleared up then.
//! Identifiers and languages are those of a definition that was checked, and are not checked again.

mod definition;
mod words;

use crate::{Entries, Known, LocalText, Locale, Logic, Messages, Sorted, Value};
use rust_decimal::Decimal;

/// What can be read out of JSON.
pub trait Read: Sized {
    /// Reads it. A member that is absent is null.
    ///
    /// # Panics
    /// Where it is anything else: the JSON is of another build.
    fn read(value: Value) -> Self;
}

/// The JSON is of another build.
#[cold]
#[inline(never)]
fn unreadable() -> ! {
    panic!("unreadable JSON")
}

/// The members of an object that are not read yet.
#[derive(Debug)]
pub struct Members(Vec<(String, Value)>);

impl Members {
    /// The members of an object.
    ///
    /// # Panics
    /// Where it is none.
    #[must_use]
    pub fn of(value: Value) -> Self {
        match value {
            Value::Map(members) => Self(members),
            _ => unreadable(),
        }
    }

    #[inline(never)]
    fn find(&mut self, name: &str) -> Value {
        let place = self.0.iter().position(|(one, _)| one == name);
        place.map_or(Value::Null, |place| self.0.swap_remove(place).1)
    }

    /// Reads a member.
    pub fn take<T: Read>(&mut self, name: &str) -> T {
        T::read(self.find(name))
    }

    /// All are read.
    ///
    /// # Panics
    /// Where one is not: the JSON is of a later build, and it is not known what that means.
    #[inline(never)]
    pub fn end(self) {
        if !self.0.is_empty() {
            unreadable();
        }
    }
}

/// The only member of an object: a variant's name and its value.
pub(crate) fn variant(value: Value) -> (String, Value) {
    match value {
        Value::Map(mut members) if members.len() == 1 => match members.pop() {
            Some(member) => member,
            None => unreadable(),
        },
        _ => unreadable(),
    }
}

/// Those of `all` that `name` fits.
pub(crate) fn of_name<T: Copy>(all: &[(&str, T)], value: Value) -> T {
    let name = String::read(value);
    match all.iter().find(|(one, _)| *one == name) {
        Some((_, found)) => *found,
        None => unreadable(),
    }
}

impl Read for Value {
    fn read(value: Value) -> Self {
        value
    }
}

impl Read for String {
    #[inline(never)]
    fn read(value: Value) -> Self {
        match value {
            Value::Text(text) => text,
            _ => unreadable(),
        }
    }
}

impl Read for bool {
    #[inline(never)]
    fn read(value: Value) -> Self {
        match value {
            Value::Bool(value) => value,
            Value::Null => false,
            _ => unreadable(),
        }
    }
}

impl Read for i64 {
    #[inline(never)]
    fn read(value: Value) -> Self {
        match value {
            Value::Number(number) => crate::logic::number::integer(number),
            _ => unreadable(),
        }
    }
}

impl Read for u64 {
    fn read(value: Value) -> Self {
        i64::read(value).cast_unsigned()
    }
}

impl Read for u32 {
    fn read(value: Value) -> Self {
        i64::read(value) as Self
    }
}

impl Read for u8 {
    fn read(value: Value) -> Self {
        i64::read(value) as Self
    }
}

/// A whole number, or a decimal in a text.
impl Read for Decimal {
    #[inline(never)]
    fn read(value: Value) -> Self {
        match value {
            Value::Number(number) => number,
            Value::Text(text) => match crate::logic::number::exact(&text) {
                Some(number) => number,
                None => unreadable(),
            },
            _ => unreadable(),
        }
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value) -> Self {
        match value {
            Value::Null => None,
            value => Some(T::read(value)),
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value) -> Self {
        let values = list(value);
        let mut read = Self::with_capacity(values.len());
        for value in values {
            read.push(T::read(value));
        }
        read
    }
}

#[inline(never)]
fn list(value: Value) -> Vec<Value> {
    match value {
        Value::List(values) => values,
        Value::Null => Vec::new(),
        _ => unreadable(),
    }
}

impl<K: From<Name> + Ord, V: Read> Read for Sorted<K, V> {
    fn read(value: Value) -> Self {
        let mut sorted = Self::new();
        if value != Value::Null {
            for (name, value) in Members::of(value).0 {
                sorted.insert(K::from(Name(name)), V::read(value));
            }
        }
        sorted
    }
}

/// The name of a member.
pub(crate) struct Name(pub(crate) String);

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl Read for Logic {
    #[inline(never)]
    fn read(value: Value) -> Self {
        Self::from(value)
    }
}

impl Read for LocalText {
    #[inline(never)]
    fn read(value: Value) -> Self {
        Self(Read::read(value))
    }
}

impl Read for Messages {
    fn read(value: Value) -> Self {
        Self(Read::read(value))
    }
}

impl Read for Entries {
    #[inline(never)]
    fn read(value: Value) -> Self {
        Self(Read::read(value))
    }
}

impl Read for Known {
    fn read(value: Value) -> Self {
        let mut members = Members::of(value);
        let read = Self {
            locale: members.take("locale"),
            values: members.take("values"),
        };
        members.end();
        read
    }
}

/// What is a text of its own kind.
macro_rules! texts {
    ($($name:ident),*) => {$(
        impl Read for crate::$name {
            fn read(value: Value) -> Self {
                Self(String::read(value))
            }
        }
    )*};
}

texts!(FormId, QuestionId, PageId, OptionId, Locale);

impl From<Name> for Locale {
    fn from(name: Name) -> Self {
        Self(name.0)
    }
}
