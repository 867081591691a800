//! The list of errors over a form, each a link to its field.

use super::Context;
use crate::ids::field_id;
use crate::{Props, ShownError};
use leptos::prelude::*;
use sonda_domain::Question;

/// The errors found when the form was last sent; nothing if there were none.
pub(crate) fn summary(context: &Context) -> impl Fn() -> AnyView + use<> {
    let Context { props, state } = context.clone();
    move || {
        let errors = state.summary.get();
        if errors.is_empty() {
            return ().into_any();
        }
        let lead = props.messages.get("error_summary").to_owned();
        let lines: Vec<AnyView> = errors.iter().map(|error| line(&props, error)).collect();
        view! {
            <div class="sonda-summary" role="alert">
                <p>{lead}</p>
                <ul>{lines}</ul>
            </div>
        }
        .into_any()
    }
}

fn line(props: &Props, error: &ShownError) -> AnyView {
    let id = error.field.strip_suffix(".comment");
    let title = props
        .content
        .question(id.unwrap_or(&error.field))
        .map_or("", |question: &Question| question.title.only());
    let text = if title.is_empty() {
        error.message.clone()
    } else {
        [title, ": ", &error.message].concat()
    };
    let href = ["#", &field_id(&error.field)].concat();
    view! {
        <li>
            <a href=href>{text}</a>
        </li>
    }
    .into_any()
}
