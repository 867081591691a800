//! The list of errors over a form, each a link to its field.

use super::Context;
use super::node::{element, is, live, nodes, nothing, text};
use crate::ids::field_id;
use crate::{Props, ShownError};
use leptos::prelude::*;

/// The errors found when the form was last sent; nothing if there were none.
pub(crate) fn summary(context: &Context) -> AnyView {
    let Context { props, state } = context.clone();
    live(move || {
        let errors = state.summary.get();
        if errors.is_empty() {
            return nothing();
        }
        let lead = text(props.messages.get("error_summary"));
        let lines = errors.iter().map(|error| line(&props, error)).collect();
        element(
            "div",
            [is("class", "sonda-summary"), is("role", "alert")],
            nodes(vec![
                element("p", [], lead),
                element("ul", [], nodes(lines)),
            ]),
        )
    })
}

fn line(props: &Props, error: &ShownError) -> AnyView {
    let field = error.field.as_str();
    let id = field.strip_suffix(".comment").unwrap_or(field);
    let words = match props.content.question(id) {
        Some(question) => [question.title.only(), ": ", &error.message].concat(),
        None => error.message.clone(),
    };
    let href = ["#", &field_id(field)].concat();
    let link = element(
        "a",
        [is("href", href), is("data-field", field)],
        text(words),
    );
    element("li", [], link)
}
