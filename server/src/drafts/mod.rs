//! What is begun by a personal link and not sent yet: which of it is kept, who may see it, and which save is taken.
//!
//! Pure but for the randomness of secrets. A draft is never validated, and nothing reads it but the form's own page.

mod code;
mod device;
mod letter;
mod save;

pub use code::{CODE_DIGITS, CODE_MS, Code, HOUR_MS, MOST_LETTERS, MOST_TRIES};
pub use device::Device;
pub use letter::letter;
pub use save::{NONE, REVIEW, Save, Verdict, is_revision, judge, of_the_form};
