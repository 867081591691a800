//! The browser's side: what a visitor does to the form, and what becomes of the answers.
//!
//! The view hears nothing by itself. A [`session::Session`] listens at the element around it, reads the
//! inputs as they are, and moves the [`crate::FormState`] that the view shows.

mod draft;
mod entry;
mod events;
mod fields;
mod host;
mod judgement;
#[cfg(target_arch = "wasm32")]
mod memory;
mod outbox;
mod props;
#[cfg(feature = "full")]
mod regroup;
mod session;
mod times;
mod walk;

pub(crate) use host::soon;

pub use entry::{Mounted, hydrate, mount};
