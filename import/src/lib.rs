//! Surveys of other makers as Sonda definitions. What cannot be carried over is listed, never dropped in silence.

mod imported;
mod settle;
mod surveyjs;
mod xlsform;

pub use imported::{Imported, Loss};
pub use surveyjs::from_surveyjs;
pub use xlsform::{WorkbookError, first_sheet, from_xlsform};
