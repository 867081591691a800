//! Expressions of SurveyJS: read, and translated to JSON Logic.

pub(super) mod js;
mod parser;
mod term;
mod translation;
mod tree;

pub(super) use parser::parse;
pub(super) use term::{Term, and, not, number_json, or};
pub(super) use translation::{Scope, Translation, Truth};
pub(super) use tree::Expression;
