//! XLSForm workbooks: sheets `survey`, `choices` and `settings`, as docs/import.md has it.

mod build;
mod calculation;
mod choices;
mod constraint;
mod default;
mod expression;
mod kind;
mod language;
mod name;
mod outline;
mod plan;
mod question;
mod survey;
mod table;
mod texts;
mod translate;
mod workbook;

use crate::Imported;

pub use workbook::{WorkbookError, first_sheet};

/// Reads a workbook, `.xlsx` or `.xls`, as the content of a form.
///
/// `name` is what the form is called if the workbook has no title for it.
///
/// What cannot be carried over is among the losses, with its sheet and cell. The content can be published unless a
/// loss says otherwise.
///
/// # Errors
/// If the file is no workbook, is damaged or too large, or has no sheet `survey`.
pub fn from_xlsform(bytes: &[u8], name: &str) -> Result<Imported, WorkbookError> {
    survey::import(bytes, name)
}
