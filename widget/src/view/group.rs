//! Fields of several inputs under one title.

use super::Context;
use super::field::{comment, described_by, error, help, invalid, title};
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
    let text = title(
        question.title.only(),
        question.required,
        &context.props.messages,
    );
    let invalid = invalid(context.state, name);
    let invalid = move || if radio { invalid() } else { None };
    view! {
        <fieldset
            class="sonda-field"
            role=radio.then_some("radiogroup")
            aria-required=(radio && question.required).then_some("true")
            aria-invalid=invalid
            aria-describedby=described_by(context.state, name, described)
        >
            <legend class="sonda-title" id=title_id(name)>
                {text}
            </legend>
            {help(question)}
            {error(context.state, name)}
            {inputs}
            {comment(context, question, Vec::new())}
        </fieldset>
    }
    .into_any()
}

/// One radio button or checkbox of a group; the `first` carries the id that links to the field lead to.
pub(crate) fn input(
    context: &Context,
    name: &str,
    value: String,
    radio: bool,
    first: bool,
) -> AnyView {
    let checked = context.props.entries.has(name, &value);
    let invalid = invalid(context.state, name);
    let invalid = move || if radio { None } else { invalid() };
    view! {
        <input
            type=if radio { "radio" } else { "checkbox" }
            id=first.then(|| field_id(name))
            name=name.to_owned()
            value=value
            checked=checked
            aria-invalid=invalid
        />
    }
    .into_any()
}
