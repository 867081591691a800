//! Personal links for many people at once: from a table of theirs, by what its columns mean.
//!
//! What a row asks for is judged without any I/O (`row`); whom it names is looked up (`people`); the links are made in
//! batches (`run`), so that a server that ends goes on where it was.

mod columns;
mod one;
mod people;
mod preview;
mod row;
mod run;

pub use columns::{ColumnUse, Role, guess, has_header};
pub use one::{Person, find_or_make};
pub use preview::{FaultyRow, Preview, PreviewColumn, RepeatedRow, preview};
pub use row::{BulkForm, Missing, Plan, Repeats, RowFault};
pub use run::{BATCH, LEASE_MS, MadeRow, Workshop, make_batch};
