//! What is done with definitions before they are published: where they begin, and what was changed. Pure; a definition
//! here may be any JSON object.

mod changes;
mod languages;
mod naming;
mod templates;

pub use changes::{Change, ChangeKind, changes};
pub(crate) use languages::keep_languages;
pub(crate) use naming::{Title, numbered, numbered_title, retitle, slug};
pub use templates::{Template, template, templates};
