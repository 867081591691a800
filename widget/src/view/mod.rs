//! The view of a form: one for the server and the browser, and the same on both for the same props.

mod choices;
mod field;
mod form;
mod group;
mod node;
mod notice;
mod question;
mod scale;
mod summary;
mod text_field;

use crate::{FormState, Props};
use node::{Node, styled};
use sonda_domain::Locale;
use std::sync::Arc;

pub(crate) use form::form;
#[cfg(feature = "hydrate")]
pub(crate) use node::{Grown, Placed};
#[cfg(feature = "ssr")]
pub(crate) use notice::panel;

/// What every part of a form is built from.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) props: Arc<Props>,
    pub(crate) state: FormState,
}

/// The element around everything, in a language and its direction.
pub(crate) fn root(locale: &Locale) -> Node {
    styled("div", "sonda")
        .set("lang", locale.as_str())
        .set("dir", locale.direction().as_str())
}
