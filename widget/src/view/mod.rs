//! The view of a form: one for the server and the browser, and the same on both for the same props.

mod choices;
mod field;
mod form;
mod group;
mod notice;
mod question;
mod scale;
mod summary;
mod text_field;

use crate::{FormState, Props};
use std::sync::Arc;

pub use form::{Form, FormProps};
pub(crate) use notice::panel;

/// What every part of a form is built from.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) props: Arc<Props>,
    pub(crate) state: FormState,
}
