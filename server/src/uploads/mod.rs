//! Files that visitors send: judged by their content, scanned, and kept outside of anything that is served.
//!
//! A file is on disk before its id is given out. It belongs to the submission whose key first names it; what no
//! submission names is deleted after a day.

mod kind;
mod scan;
mod vault;

pub use kind::{is_accepted, media_type};
pub use scan::{Scan, scan};
pub use vault::Vault;
