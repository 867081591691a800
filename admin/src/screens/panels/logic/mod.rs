//! Conditions: as sentences, in a visual editor, and as JSON on request.

mod condition;
mod editing;
mod editor;
mod operand;
mod operators;
mod panel;
mod place;
mod raw;
mod reading;
mod sentence;
mod subject;
#[cfg(test)]
mod tests;
mod value;

use editor::condition;
pub(crate) use editor::folded;
pub(crate) use operators::number;
pub(crate) use panel::LogicPanel;
pub(crate) use place::{Part, Place};
pub(crate) use raw::fault_of;
pub(crate) use subject::{Shape, shape_of};
pub(crate) use value::field as value_field;
