//! What people are told, in their language: why something is refused, what a test found, what a delivery failed for.
//!
//! Each sentence is written in English where it is made, and stored and logged so. Here it is known again by its
//! pattern, and said in the language that a request asks for, also years after it was stored. The patterns are in
//! `server/locales/reasons`, each with its text in every other language; tests hold them to the sentences in the code.

mod asked;
mod catalogue;
mod pattern;
#[cfg(test)]
mod sources;

pub(crate) use asked::{asked, asked_locale, in_asked_language, said, said_all, said_maybe};
pub use catalogue::{is_known, say};
