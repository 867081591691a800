//! The server's side: the same view as HTML, and the props as JSON beside it.

use crate::view::{form, panel, root};
use crate::{FormState, Notice, Props, ShownEnding};
use sonda_domain::{Locale, Messages};
use std::sync::Arc;

/// The HTML of a form: the content of the element whose id is [`crate::ROOT_ID`].
#[must_use]
pub fn render_form(props: &Props) -> String {
    let props = Arc::new(props.clone());
    let mut html = String::new();
    let state = FormState::new(&props);
    form(props, state, false).write_html(&mut html);
    html
}

/// The HTML of a notice that stands alone: a refusal's page, or the thanks in the interface's words.
#[must_use]
pub fn render_notice(notice: Notice, messages: &Messages, locale: &Locale) -> String {
    alone(notice, messages, locale, None)
}

/// The HTML of the thanks, as the form words them.
#[must_use]
pub fn render_ending(ending: &ShownEnding, messages: &Messages, locale: &Locale) -> String {
    alone(Notice::Sent, messages, locale, Some(ending))
}

fn alone(
    notice: Notice,
    messages: &Messages,
    locale: &Locale,
    ending: Option<&ShownEnding>,
) -> String {
    let mut html = String::new();
    let panel = panel(notice, messages, ending, true, false);
    root(locale).nodes(vec![panel]).write_html(&mut html);
    html
}

/// The props as JSON for `<script type="application/json" id="sonda-props">`: no `<` in it, so that
/// no text ends the script early.
///
/// # Errors
/// None that a value of [`Props`] can cause.
pub fn props_json(props: &Props) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(props)?.replace('<', "\\u003c"))
}
