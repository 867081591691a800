//! Definitions of forms: their format, its published JSON Schema, and the judgement that comes before publishing.

mod document;

pub use document::{Document, FORMAT, FormKind, Settings};
