//! What is begun by a personal link and not sent yet: which of it is kept, who may see it, and which save is taken.
//!
//! Pure but for the randomness of secrets. A draft is never validated, and nothing reads it but the form's own page.

/// A browser that keeps the secret of a link's draft, by that secret.
pub use crate::access::Token as Device;

mod code;
mod letter;
mod save;

pub use code::{CODE_DIGITS, CODE_MS, Code, HOUR_MS, MOST_LETTERS, MOST_TRIES};
pub use letter::letter;
pub use save::{NONE, REVIEW, Save, Verdict, is_revision, judge, of_the_form};
