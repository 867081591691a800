//! Fields of several inputs under one title.

use super::Context;
use super::field::{comment, described_by, error, help, invalid, title};
use super::node::{element, flag, input, is, nodes};
use crate::ids::{field_id, title_id};
use leptos::prelude::*;
use sonda_domain::Question;

/// The inputs of a question, `described` by those ids. Radio buttons are one widget to assistive technology,
/// and can be invalid as a whole; checkboxes are many, and say it each.
pub(crate) fn group(
    context: &Context,
    question: &Question,
    radio: bool,
    described: Vec<String>,
    inputs: AnyView,
) -> AnyView {
    let name = question.id.as_str();
    let messages = &context.props.messages;
    let asked = title(question.title.only(), question.required, messages);
    let required = radio && question.required;
    let attributes = [
        is("class", "sonda-field"),
        radio.then(|| is("role", "radiogroup")).flatten(),
        required.then(|| is("aria-required", "true")).flatten(),
        radio.then(|| invalid(context.state, name)).flatten(),
        described_by(context.state, name, described),
    ];
    let legend = [is("class", "sonda-title"), is("id", title_id(name))];
    let content = vec![
        element("legend", legend, asked),
        help(question),
        error(context.state, name),
        inputs,
        comment(context, question, Vec::new()),
    ];
    element("fieldset", attributes, nodes(content))
}

/// One radio button or checkbox of a group; the `first` carries the id that links to the field lead to.
pub(crate) fn choice(
    context: &Context,
    name: &str,
    value: &str,
    radio: bool,
    first: bool,
) -> AnyView {
    input([
        is("type", if radio { "radio" } else { "checkbox" }),
        first.then(|| is("id", field_id(name))).flatten(),
        is("name", name),
        is("value", value),
        flag("checked", context.props.entries.has(name, value)),
        (!radio).then(|| invalid(context.state, name)).flatten(),
    ])
}
