//! The view of a form: one for the server and the browser, and the same on both for the same props.

mod actions;
mod address;
mod choices;
mod context;
mod date;
mod dropdown;
mod ending;
mod field;
mod file;
mod form;
mod group;
mod matrix;
mod node;
mod notice;
mod part;
mod progress;
mod question;
mod ranking;
mod repeat;
mod review;
mod scale;
mod signature;
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
