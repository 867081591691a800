//! Values and names.

use super::super::js::Js;
use super::super::tree::Expression;
use super::{Fault, NOT_READ, Parser};

impl<'t> Parser<'t> {
    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Letters, and digits that do not begin.
    pub(super) fn letters(&mut self) -> &'t str {
        if self
            .rest
            .starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        {
            self.take_while(|c| c.is_ascii_alphanumeric() || c == '_')
        } else {
            ""
        }
    }

    pub(super) fn atom(&mut self) -> Result<Expression, Fault> {
        let value = match self.rest.chars().next() {
            Some('{') => return self.variable(),
            Some(quote @ ('\'' | '"')) => self.quoted(quote)?,
            Some('-' | '0'..='9') => self.number()?,
            _ => match self.letters() {
                "" => return Err(NOT_READ),
                "null" | "undefined" => Js::Null,
                word if word.eq_ignore_ascii_case("true") => Js::Bool(true),
                word if word.eq_ignore_ascii_case("false") => Js::Bool(false),
                word => Js::Text(word.to_owned()),
            },
        };
        Ok(Expression::Constant(value))
    }

    fn variable(&mut self) -> Result<Expression, Fault> {
        let (name, rest) = self.rest[1..].split_once('}').ok_or(NOT_READ)?;
        if name.is_empty() || name.contains('{') {
            return Err(NOT_READ);
        }
        self.rest = rest;
        Ok(Expression::Variable(name.to_owned()))
    }

    /// A text in quotation marks; a mark inside has a `\` before it.
    fn quoted(&mut self, quote: char) -> Result<Js, Fault> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1).peekable();
        while let Some((index, c)) = characters.next() {
            match c {
                '\\' => match characters.next_if(|(_, next)| matches!(next, '\'' | '"')) {
                    Some((_, mark)) => text.push(mark),
                    None => text.push('\\'),
                },
                c if c == quote => {
                    self.rest = &self.rest[index + 1..];
                    return Ok(Js::Text(text));
                }
                '\'' | '"' => return Err(NOT_READ),
                c => text.push(c),
            }
        }
        Err(NOT_READ)
    }

    fn number(&mut self) -> Result<Js, Fault> {
        if let Some(hex) = self.rest.strip_prefix("0x") {
            self.rest = hex;
            let digits = self.take_while(|c| c.is_ascii_digit());
            let number = u32::from_str_radix(digits, 16).map_err(|_| NOT_READ)?;
            return Ok(Js::Number(number.into()));
        }
        let negative = self.rest.starts_with('-');
        self.rest = self.rest.strip_prefix('-').unwrap_or(self.rest);
        let whole = self.take_while(|c| c.is_ascii_digit());
        let mut text = whole.to_owned();
        if let Some(rest) = self.rest.strip_prefix('.')
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            self.rest = rest;
            text.push('.');
            text.push_str(self.take_while(|c| c.is_ascii_digit()));
        }
        let number: f64 = text.parse().map_err(|_| NOT_READ)?;
        Ok(Js::Number(if negative { -number } else { number }))
    }
}
