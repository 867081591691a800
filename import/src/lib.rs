//! Surveys of other makers as Sonda definitions. What cannot be carried over is listed, never dropped in silence.

mod imported;
mod settle;
mod xlsform;

pub use imported::{Imported, Loss};
pub use xlsform::{WorkbookError, from_xlsform};
