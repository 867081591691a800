//! Definitions of forms: their format, its published JSON Schema, and the judgement that comes before publishing.

mod document;
mod drafted;
mod judge;
mod schema;
mod shape;

pub use document::{Document, FORMAT, FormKind, Settings};
pub use drafted::{Drafted, read_drafted, read_to_try};
pub use judge::{judge, judge_content};
pub use schema::{definition_schema, read_mapping};
