//! What came in by a form: looked for, read, added up, taken away.

mod answer;
mod became;
mod book;
mod choice;
mod columns;
mod export;
mod filters;
mod list;
mod live;
mod page;
mod records;
mod summary;

pub(crate) use answer::AnswerScreen;
pub(super) use book::{list, text};
pub(crate) use list::AnswersScreen;
pub(super) use records::{attempts, records};
