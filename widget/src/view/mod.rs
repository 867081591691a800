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
use leptos::prelude::*;
use sonda_domain::Locale;
use std::sync::Arc;

pub use form::{Form, FormProps};
#[cfg(feature = "ssr")]
pub(crate) use notice::panel;

/// What every part of a form is built from.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) props: Arc<Props>,
    pub(crate) state: FormState,
}

/// The element around everything, in a language and its direction.
pub(crate) fn root(locale: &Locale, content: AnyView) -> AnyView {
    let attributes = [
        node::is("class", "sonda"),
        node::is("lang", locale.as_str()),
        node::is("dir", locale.direction().as_str()),
    ];
    node::element("div", attributes, content)
}
