//! XLSForm workbooks: sheets `survey`, `choices` and `settings`, as docs/import.md has it.

mod expression;
mod kind;
mod language;
mod name;
mod table;
mod workbook;

pub use workbook::WorkbookError;
