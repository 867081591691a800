//! SurveyJS JSON as a Sonda form.
//!
//! The way is one of three passes: [`names`] gives every question its identifier, [`survey`] and what it calls build
//! the questions and remember their expressions, [`wiring`] translates the expressions once all variables are known.
//! [`settle`](crate::settle) then takes out what a Sonda form refuses. Each pass lists what it cannot carry over.

mod choices;
mod draft;
mod element;
mod ending;
mod expression;
mod field;
mod file;
mod html;
mod losses;
mod matrix;
mod multiple;
mod names;
mod node;
mod piping;
mod question;
mod rating;
mod slug;
mod survey;
#[cfg(test)]
mod tests;
mod texts;
mod validator;
mod variable;
mod wiring;
mod words;

use crate::Imported;
use serde_json::Value;

/// Takes over a SurveyJS survey, as far as it goes; the places of losses are JSON Pointers into it.
///
/// It never fails: of JSON that is no survey, the content is empty and the losses say why.
#[must_use]
pub fn from_surveyjs(document: &Value) -> Imported {
    survey::import(document)
}
