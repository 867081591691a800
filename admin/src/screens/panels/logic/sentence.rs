//! A condition in words.

use super::condition::{Group, Joint, Node, Op, Operand, Test};
use super::reading::variable;
use super::subject::{Shape, Subjects};
use crate::words::panels::Words;
use crate::words::quoted_in;
use serde_json::Value;
use sonda_domain::{Locale, format_date, format_date_time, format_time};

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Words.
    Plain(String),
    /// What something is called in the form.
    Name(String),
    /// A value.
    Value(String),
}

/// Who says it: words, what they are about, and the language of numbers and dates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speech<'a> {
    pub(crate) words: &'a Words,
    pub(crate) subjects: &'a Subjects,
    pub(crate) language: &'a str,
}

/// A sentence as plain text.
pub(crate) fn plain(pieces: &[Piece]) -> String {
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Plain(text) | Piece::Name(text) | Piece::Value(text) => text.as_str(),
    });
    pieces.collect()
}

/// What a select says of an operator: its template without what it is about.
pub(crate) fn label(template: &str) -> String {
    let bare = template.replace("{q}", "").replace("{v}", "");
    let bare = bare.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '–' | ','));
    bare.to_owned()
}

/// Fills a template with pieces.
pub(crate) fn filled(template: &str, slots: &[(&str, &[Piece])]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some(begin) = rest.find('{') {
        let Some(end) = rest[begin..].find('}') else {
            break;
        };
        let name = &rest[begin + 1..begin + end];
        if begin > 0 {
            pieces.push(Piece::Plain(rest[..begin].to_owned()));
        }
        let found = slots.iter().find(|(slot, _)| *slot == name);
        pieces.extend(found.map(|(_, with)| *with).unwrap_or_default().to_vec());
        rest = &rest[begin + end + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest.to_owned()));
    }
    pieces
}

impl<'a> Speech<'a> {
    /// The template of an operator for what it is used on.
    pub(crate) fn template(&self, op: Op, shape: Option<&Shape>) -> &'a str {
        let words = self.words;
        let is_time = matches!(shape, Some(Shape::Date | Shape::Time | Shape::DateTime));
        let is_text = matches!(shape, Some(Shape::Text));
        match op {
            Op::Is => &words.op_is,
            Op::IsNot => &words.op_is_not,
            Op::OneOf => &words.op_one_of,
            Op::NoneOf => &words.op_none_of,
            Op::Less if is_time => &words.op_before,
            Op::Less => &words.op_less,
            Op::AtMost if is_time => &words.op_not_after,
            Op::AtMost => &words.op_at_most,
            Op::More if is_time => &words.op_after,
            Op::More => &words.op_more,
            Op::AtLeast if is_time => &words.op_not_before,
            Op::AtLeast => &words.op_at_least,
            Op::Between => &words.op_between,
            Op::Has if is_text => &words.op_contains,
            Op::Has => &words.op_has,
            Op::HasNot if is_text => &words.op_contains_not,
            Op::HasNot => &words.op_has_not,
            Op::HasAny => &words.op_has_any,
            Op::HasNone => &words.op_has_none,
            Op::Answered => &words.op_answered,
            Op::Blank => &words.op_blank,
            Op::True => match shape {
                Some(Shape::Bool) => &words.op_true_bool,
                Some(Shape::Number { min, .. }) if min.is_none_or(|min| min <= 0.0) => {
                    &words.op_true_number
                }
                _ => &words.op_answered,
            },
            Op::False => match shape {
                Some(Shape::Bool) => &words.op_false_bool,
                Some(Shape::Number { min, .. }) if min.is_none_or(|min| min <= 0.0) => {
                    &words.op_false_number
                }
                _ => &words.op_blank,
            },
            Op::CountIs => &words.op_count_is,
            Op::CountAtMost => &words.op_count_at_most,
            Op::CountAtLeast => &words.op_count_at_least,
        }
    }

    /// A value as it is read, of that kind of answer.
    pub(crate) fn value(&self, value: &Value, shape: Option<&Shape>) -> String {
        // The console's English is that of Britain: the day comes before the month.
        let tag = if self.language == "en" {
            "en-GB"
        } else {
            self.language
        };
        let locale = || tag.parse::<Locale>().ok();
        match (value, shape) {
            (Value::Bool(true), _) => self.words.logic_yes.clone(),
            (Value::Bool(false), _) => self.words.logic_no.clone(),
            (Value::String(id), Some(Shape::Choice(options) | Shape::Choices(options))) => {
                let found = options.iter().find(|(one, _)| one == id);
                found.map_or_else(|| id.clone(), |(_, name)| name.clone())
            }
            (Value::String(text), Some(shape)) => match (shape, locale()) {
                (Shape::Date, Some(locale)) => format_date(text, &locale),
                (Shape::Time, Some(locale)) => format_time(text, &locale),
                (Shape::DateTime, Some(locale)) => format_date_time(text, &locale),
                _ => quoted_in(self.language, text),
            },
            (Value::String(text), None) => quoted_in(self.language, text),
            (Value::Number(number), _) => self.number(&number.to_string()),
            (value, _) => value.to_string(),
        }
    }

    /// A number with the language's sign of decimals.
    pub(crate) fn number(&self, text: &str) -> String {
        match self.language {
            "en" => text.to_owned(),
            _ => text.replace('.', ","),
        }
    }

    /// What a variable is called.
    pub(crate) fn name(&self, path: &str) -> Piece {
        let found = self.subjects.get(path);
        Piece::Name(found.map_or_else(|| path.to_owned(), |one| one.name.clone()))
    }

    /// A list of values, with a word before the last.
    pub(crate) fn listed(&self, values: &[Vec<Piece>], word: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                let between = match index + 1 == values.len() {
                    true => format!(" {word} "),
                    false => ", ".to_owned(),
                };
                pieces.push(Piece::Plain(between));
            }
            pieces.extend(value.iter().cloned());
        }
        pieces
    }

    /// One test.
    pub(crate) fn test(&self, test: &Test) -> Vec<Piece> {
        let shape = self.subjects.shape(&test.subject);
        let value = |value: &Value| vec![Piece::Value(self.value(value, shape))];
        let operand = match &test.operand {
            Operand::Nothing => Vec::new(),
            Operand::One(Value::Null) => vec![Piece::Plain("…".to_owned())],
            Operand::One(one) => value(one),
            Operand::Many(many) => {
                let many: Vec<_> = many.iter().map(value).collect();
                self.listed(&many, &self.words.logic_or)
            }
            Operand::Range(from, to) => filled(
                &self.words.logic_range,
                &[("a", &value(from)), ("b", &value(to))],
            ),
            Operand::Answer(path) => vec![self.name(path)],
        };
        let name = [self.name(&test.subject)];
        let template = self.template(test.op, shape);
        let mut pieces = filled(template, &[("q", &name), ("v", &operand)]);
        if test.op.minds_blank() && test.blank != test.op.takes_blank() {
            let also = match test.blank {
                true => &self.words.logic_or_blank,
                false => &self.words.logic_and_answered,
            };
            pieces.push(Piece::Plain(format!(" {also}")));
        }
        pieces
    }

    /// A whole condition.
    pub(crate) fn group(&self, group: &Group) -> Vec<Piece> {
        let parts: Vec<Vec<Piece>> = group
            .nodes
            .iter()
            .map(|node| match node {
                Node::Test(test) => self.test(&self.as_beside(test, group)),
                Node::Group(inner) if group.nodes.len() == 1 && group.joint != Joint::None => {
                    self.group(inner)
                }
                Node::Group(inner) => in_brackets(self.group(inner)),
                Node::Other(json) => vec![Piece::Value(self.shortened(json))],
            })
            .collect();
        match group.joint {
            Joint::All => self.joined(&parts, &self.words.logic_and),
            Joint::Any => self.joined(&parts, &self.words.logic_or),
            Joint::None => {
                let parts = self.joined(&parts, &self.words.logic_or);
                filled(&self.words.logic_none_holds, &[("v", &parts)])
            }
        }
    }

    /// A test beside one that asks for an answer to the same question says nothing of there being none.
    fn as_beside(&self, test: &Test, group: &Group) -> Test {
        let mut test = test.clone();
        let asks = group.joint == Joint::All
            && group.nodes.iter().any(|node| {
                matches!(node, Node::Test(one) if one.subject == test.subject
                    && matches!(one.op, Op::Answered | Op::True))
            });
        if asks {
            test.blank = test.op.takes_blank();
        }
        test
    }

    fn joined(&self, parts: &[Vec<Piece>], word: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                pieces.push(Piece::Plain(format!(" {word} ")));
            }
            pieces.extend(part.iter().cloned());
        }
        pieces
    }

    /// Logic that has no words: its operator and what it looks at.
    fn shortened(&self, json: &Value) -> String {
        if let Some(path) = variable(json) {
            return plain(&[self.name(path)]);
        }
        let text = json.to_string();
        match text.char_indices().nth(80) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    }
}

fn in_brackets(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.insert(0, Piece::Plain("(".to_owned()));
    pieces.push(Piece::Plain(")".to_owned()));
    pieces
}
