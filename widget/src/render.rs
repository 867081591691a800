//! The server's side: the same view as HTML, and the props as JSON beside it.

use crate::view::panel;
use crate::{Form, FormState, Notice, Props};
use leptos::prelude::*;
use sonda_domain::{Ending, Locale, Messages};
use std::sync::Arc;

/// The HTML of a form: the content of the element whose id is [`crate::ROOT_ID`], to be put there
/// without any white space around it, or the browser cannot hydrate it.
#[must_use]
pub fn render_form(props: &Props) -> String {
    let props = Arc::new(props.clone());
    to_html(|| {
        let state = FormState::new(&props);
        view! { <Form props=props state=state /> }.into_any()
    })
}

/// The HTML of a notice that stands alone: a refusal's page, or the thanks, which a form may word
/// itself (`ending`, reduced to one language).
#[must_use]
pub fn render_notice(
    notice: Notice,
    messages: &Messages,
    locale: &Locale,
    ending: Option<&Ending>,
) -> String {
    to_html(|| {
        let (lang, dir) = (locale.as_str().to_owned(), locale.direction().as_str());
        let panel = panel(notice, messages, ending, true, false);
        view! {
            <div class="sonda" lang=lang dir=dir>
                {panel}
            </div>
        }
        .into_any()
    })
}

/// The props as JSON for `<script type="application/json" id="sonda-props">`: no `<` in it, so that
/// no text ends the script early.
///
/// # Errors
/// None that a value of [`Props`] can cause.
pub fn props_json(props: &Props) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(props)?.replace('<', "\\u003c"))
}

fn to_html(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new();
    owner.with(|| view().to_html())
}
