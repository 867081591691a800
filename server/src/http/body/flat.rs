//! Answers of a JSON body as the entries they become.

use super::{MOST_VALUES, SubmissionBody, too_many};
use crate::http::Rejection;
use serde_json::Value;
use sonda_domain::{Entries, FieldError, FieldFault, comment_field, part_field};

/// The most bytes of a field's name: a question in an entry of a group, its row, its column, each of 64 at most.
const LONGEST_FIELD: usize = 400;

/// The most objects or lists inside each other: a group, an entry, a matrix, a row, and one to spare.
const DEEPEST: usize = 5;

/// Answers on their way to entries. What is sent is small, and what it becomes must be, too: every value has the
/// names above it in its own.
#[derive(Default)]
struct Flat {
    entries: Entries,
    errors: Vec<FieldError>,
    /// How many values may still come.
    left: usize,
}

impl Flat {
    /// Adds an answer under its field: members of an object, and the entries of an array of objects, under fields of
    /// their own, `depth` of them inside each other at most.
    fn add(&mut self, field: &str, value: &Value, depth: usize) -> Result<(), Rejection> {
        named(field)?;
        match value {
            Value::Object(members) => {
                let depth = deeper(depth)?;
                for (part, value) in members {
                    named(part)?;
                    self.add(&part_field(field, part), value, depth)?;
                }
            }
            Value::Array(values) if values.iter().any(Value::is_object) => {
                let depth = deeper(depth)?;
                for (index, value) in values.iter().enumerate() {
                    self.add(&part_field(field, &index.to_string()), value, depth)?;
                }
            }
            Value::Array(values) => {
                for value in values {
                    self.push(field, value)?;
                }
            }
            value => self.push(field, value)?,
        }
        Ok(())
    }

    fn push(&mut self, field: &str, value: &Value) -> Result<(), Rejection> {
        self.count()?;
        match scalar(value) {
            Ok(Some(text)) => self.entries.push(field.to_owned(), text),
            Ok(None) => {}
            Err(fault) => self.errors.push(FieldError::new(field, fault)),
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), Rejection> {
        self.left = self.left.checked_sub(1).ok_or_else(too_many)?;
        Ok(())
    }
}

fn named(field: &str) -> Result<(), Rejection> {
    if field.len() > LONGEST_FIELD {
        let reason = format!("The name of a field has at most {LONGEST_FIELD} bytes.");
        return Err(Rejection::Unprocessable("field_name_too_long", reason));
    }
    Ok(())
}

fn deeper(depth: usize) -> Result<usize, Rejection> {
    depth.checked_sub(1).ok_or_else(|| {
        let reason = format!("Answers are at most {DEEPEST} objects or lists deep.");
        Rejection::Unprocessable("answers_too_deep", reason)
    })
}

fn scalar(value: &Value) -> Result<Option<String>, FieldFault> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(false) => Ok(Some("false".to_owned())),
        Value::Bool(true) => Ok(Some("true".to_owned())),
        Value::Number(number) => Ok(Some(unambiguous(&number.to_string()))),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Array(_) | Value::Object(_) => Err(FieldFault::WrongType),
    }
}

/// A JSON number, with a sign before three decimals that is none between thousands in any language: a visitor's
/// `1.500` may be a thousand and a half, but not a program's.
fn unambiguous(number: &str) -> String {
    match number.split_once('.') {
        Some((whole, fraction)) if fraction.len() == 3 => format!("{whole}\u{66b}{fraction}"),
        _ => number.to_owned(),
    }
}

impl SubmissionBody {
    /// The answers and comments as entries.
    pub(crate) fn entries(&self) -> Result<Entries, Rejection> {
        let mut flat = Flat {
            left: MOST_VALUES,
            ..Flat::default()
        };
        for (question, value) in &self.answers.0 {
            flat.add(question, value, DEEPEST)?;
        }
        for (question, comment) in &self.comments.0 {
            flat.count()?;
            named(question)?;
            let field = comment_field(question);
            flat.entries.push(field, comment.clone());
        }
        if flat.errors.is_empty() {
            Ok(flat.entries)
        } else {
            Err(Rejection::InvalidAnswers(flat.errors))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_program_is_no_thousand() {
        let sent = |number: &str| scalar(&serde_json::from_str(number).unwrap()).unwrap();
        assert_eq!(sent("1.125").as_deref(), Some("1\u{66b}125"));
        assert_eq!(sent("-0.5").as_deref(), Some("-0.5"));
        assert_eq!(sent("1500").as_deref(), Some("1500"));
    }
}
