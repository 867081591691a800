//! The view of a form: one for the server and the browser, and the same on both for the same props.

mod actions;
#[cfg(feature = "full")]
mod address;
mod choices;
mod context;
#[cfg(feature = "full")]
mod date;
mod dropdown;
mod ending;
mod field;
#[cfg(feature = "full")]
mod file;
mod form;
mod group;
#[cfg(feature = "full")]
mod matrix;
mod node;
mod notice;
#[cfg(feature = "full")]
mod part;
mod progress;
mod question;
#[cfg(feature = "full")]
mod ranking;
#[cfg(feature = "full")]
mod repeat;
mod review;
mod scale;
#[cfg(feature = "full")]
mod signature;
#[cfg(feature = "full")]
mod slider;
mod statement;
mod step;
mod summary;
mod text_field;

use node::{Node, styled};
use sonda_domain::Locale;

pub(crate) use context::Context;
pub(crate) use form::form;
#[cfg(feature = "hydrate")]
pub(crate) use node::{Grown, Placed};
#[cfg(feature = "ssr")]
pub(crate) use notice::panel;

/// The element around everything, in a language and its direction.
pub(crate) fn root(locale: &Locale) -> Node {
    styled("div", "sonda")
        .set("lang", locale.as_str())
        .set("dir", locale.direction().as_str())
}
