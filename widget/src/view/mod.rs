//! The view of a form: one for the server and the browser, and the same on both for the same props.

mod address;
mod choices;
mod date;
mod field;
mod file;
mod form;
mod group;
mod matrix;
mod node;
mod notice;
mod part;
mod question;
mod ranking;
mod repeat;
mod scale;
mod signature;
mod slider;
mod summary;
mod text_field;

use crate::{FormState, Props};
use leptos::prelude::*;
use node::{Node, styled};
use sonda_domain::Locale;
use std::sync::Arc;

pub(crate) use form::form;
#[cfg(feature = "hydrate")]
pub(crate) use node::Placed;
#[cfg(feature = "ssr")]
pub(crate) use notice::panel;

/// What every part of a form is built from.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) props: Arc<Props>,
    pub(crate) state: FormState,
}

impl Context {
    /// What a field was given, before its input was there.
    pub(crate) fn given(&self, name: &str) -> String {
        let entries = self.state.entries;
        entries.with_untracked(|entries| entries.first(name).to_owned())
    }

    /// All that a field was given.
    pub(crate) fn all_given(&self, name: &str) -> Vec<String> {
        let entries = self.state.entries;
        entries.with_untracked(|entries| entries.values(name).to_vec())
    }
}

/// The element around everything, in a language and its direction.
pub(crate) fn root(locale: &Locale) -> Node {
    styled("div", "sonda")
        .set("lang", locale.as_str())
        .set("dir", locale.direction().as_str())
}
