//! Responses as people read them: which are looked for, in which columns they are written, and what they add up to.
//!
//! Pure: it judges and writes what the store has read.

mod cell;
mod codebook;
mod columns;
pub(crate) mod conditions;
mod csv;
mod filter;
mod generator;
mod json_lines;
mod summary;
mod test;
mod xlsx;

pub use cell::Cell;
pub use codebook::{CodebookEntry, CodebookOption, codebook, codebook_rows};
pub use columns::{Column, Multiple, Names, Naming, columns};
pub use csv::{Csv, csv_table};
pub use filter::{Channel, DeliveryState, MarkFilter, ResponseFilter};
pub use generator::{Generated, Generator};
pub use json_lines::json_line;
pub use summary::{Summary, SummaryOf};
pub use test::{AnswerTest, Comparison};
pub use xlsx::Xlsx;
