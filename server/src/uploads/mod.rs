//! Files that visitors send: judged by their content, scanned, and kept outside of anything that is served.
//!
//! A file goes to the disk piece by piece. Then its row is written, in the state `scanning`, and takes its part of the
//! space there is; the scanner looks at the file, and only when it is kept its id is given out. It belongs to the
//! response that names it; what none does is deleted after a day.

mod arriving;
mod kind;
mod office;
mod scan;
mod spool;
mod vault;

pub use arriving::{Arrival, Arriving};
pub use kind::media_type;
pub use scan::{Scan, scan};
pub use spool::{Spool, Spooled};
pub use vault::Vault;
