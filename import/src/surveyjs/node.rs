//! One object of the document, and which of its properties were understood: the others are losses.

use super::losses::Losses;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// An object with its place in the document.
pub(super) struct Node<'a> {
    object: &'a Map<String, Value>,
    /// Its place, as a JSON Pointer.
    pub(super) pointer: String,
    taken: BTreeSet<&'a str>,
}

/// An expression with its place.
#[derive(Clone, Debug)]
pub(super) struct Formula {
    pub(super) text: String,
    pub(super) pointer: String,
}

/// The place of a member.
pub(super) fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

impl<'a> Node<'a> {
    /// The value as an object; a loss if it is none.
    pub(super) fn of(value: &'a Value, pointer: String, losses: &mut Losses) -> Option<Self> {
        let Some(object) = value.as_object() else {
            losses.add(&pointer, "not an object");
            return None;
        };
        let taken = BTreeSet::new();
        Some(Self {
            object,
            pointer,
            taken,
        })
    }

    /// The place of a property.
    pub(super) fn at(&self, name: &str) -> String {
        below(&self.pointer, name)
    }

    /// The first of these properties that there is, other names of the same thing; it counts as understood.
    pub(super) fn take(&mut self, names: &[&str]) -> Option<(&'a Value, String)> {
        for name in names {
            if let Some((name, value)) = self.object.get_key_value(*name) {
                self.taken.insert(name);
                if !value.is_null() {
                    return Some((value, below(&self.pointer, name)));
                }
            }
        }
        None
    }

    /// Whether the property is there, without understanding it.
    pub(super) fn has(&self, name: &str) -> bool {
        self.object.get(name).is_some_and(|value| !value.is_null())
    }

    /// A property, without understanding it.
    pub(super) fn peek(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name)
    }

    /// Marks properties as understood.
    pub(super) fn pass(&mut self, names: &[&str]) {
        for name in names {
            if let Some((name, _)) = self.object.get_key_value(*name) {
                self.taken.insert(name);
            }
        }
    }

    /// A truth value.
    pub(super) fn flag(&mut self, names: &[&str], losses: &mut Losses) -> Option<bool> {
        let (value, pointer) = self.take(names)?;
        match value {
            Value::Bool(flag) => Some(*flag),
            _ => {
                losses.add(&pointer, "not a truth value");
                None
            }
        }
    }

    /// A number, also one that is written as a text.
    pub(super) fn number(&mut self, names: &[&str], losses: &mut Losses) -> Option<f64> {
        let (value, pointer) = self.take(names)?;
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => super::expression::js::number_in(text),
            _ => None,
        };
        if number.is_none() {
            losses.add(&pointer, "not a number");
        }
        number
    }

    /// A count; one below zero or absent is none.
    pub(super) fn count(&mut self, names: &[&str], losses: &mut Losses) -> Option<u32> {
        let number = self.number(names, losses)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of a float to an integer stops at its ends"
        )]
        (number >= 0.0).then_some(number as u32)
    }

    /// A text that is no one's language.
    pub(super) fn word(&mut self, names: &[&str], losses: &mut Losses) -> Option<&'a str> {
        let (value, pointer) = self.take(names)?;
        if value.as_str().is_none() {
            losses.add(&pointer, "not a text");
        }
        value.as_str()
    }

    /// An expression.
    pub(super) fn formula(&mut self, names: &[&str], losses: &mut Losses) -> Option<Formula> {
        let (value, pointer) = self.take(names)?;
        match value {
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => Some(Formula {
                text: text.clone(),
                pointer,
            }),
            _ => {
                losses.add(&pointer, "not an expression");
                None
            }
        }
    }

    /// The elements of a list, with their places.
    pub(super) fn list(&mut self, names: &[&str], losses: &mut Losses) -> Vec<(&'a Value, String)> {
        let Some((value, pointer)) = self.take(names) else {
            return Vec::new();
        };
        let Some(list) = value.as_array() else {
            losses.add(&pointer, "not a list");
            return Vec::new();
        };
        let places = list.iter().enumerate();
        places
            .map(|(index, value)| (value, below(&pointer, &index.to_string())))
            .collect()
    }

    /// What was not understood is lost.
    pub(super) fn close(self, losses: &mut Losses) {
        for (name, value) in self.object {
            if !value.is_null() && !self.taken.contains(name.as_str()) {
                losses.add(&below(&self.pointer, name), reason_of(name));
            }
        }
    }
}

/// How the reader is told about a property.
fn reason_of(name: &str) -> String {
    let why = match name {
        "colCount"
        | "columnColCount"
        | "columnLayout"
        | "startWithNewLine"
        | "width"
        | "minWidth"
        | "maxWidth"
        | "indent"
        | "innerIndent"
        | "titleLocation"
        | "descriptionLocation"
        | "errorLocation"
        | "questionTitleLocation"
        | "questionErrorLocation"
        | "questionDescriptionLocation"
        | "questionTitleWidth"
        | "gridLayoutColumns"
        | "state"
        | "logo"
        | "logoWidth"
        | "logoHeight"
        | "logoFit"
        | "logoPosition"
        | "widthMode"
        | "theme"
        | "themeVariables"
        | "headerView"
        | "imageHeight"
        | "imageWidth"
        | "imageFit"
        | "rows"
        | "autoGrow"
        | "allowResize"
        | "showLabel"
        | "swapOrder"
        | "rateColorMode"
        | "scaleColorMode"
        | "cols"
        | "size"
        | "inputSize" => "is a matter of looks",
        "placeholder" | "commentPlaceholder" | "otherPlaceholder" | "optionsCaption" => {
            "is a text inside of an empty field, which Sonda does not have"
        }
        "choicesByUrl" => "fetches choices from a server, which Sonda does not",
        "setValueExpression" | "setValueIf" | "resetValueIf" => {
            "changes an answer that was given, which Sonda does not"
        }
        "requiredErrorText"
        | "minErrorText"
        | "maxErrorText"
        | "otherErrorText"
        | "keyDuplicationError"
        | "stepErrorText" => "is a message of its own, where Sonda has one for all questions",
        _ => "is not carried over",
    };
    format!("`{name}` {why}")
}
