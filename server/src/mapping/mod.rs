//! The mapping of a response to records: pure, and linked by the server alone.

mod document;

pub use document::{ChoiceSource, Context, EMBEDDED, Find, Mapping, OnMatch, RowField, Rows, Source, Target};
