//! Fields that are chosen: one of several, several of several, agreement.

use super::Context;
use super::field::{comment, described_by, error, help, help_ids, invalid, title};
use super::group::{group, input};
use crate::ids::{field_id, title_id};
use leptos::prelude::*;
use sonda_domain::{Kind, Question};

/// A question with options.
pub(crate) fn choices(context: &Context, question: &Question) -> AnyView {
    let name = question.id.as_str();
    let radio = question.kind == Kind::SingleChoice;
    let options: Vec<AnyView> = question
        .options
        .iter()
        .enumerate()
        .map(|(index, choice)| {
            let value = choice.id.as_str().to_owned();
            let input = input(context, name, value, radio, index == 0);
            let text = choice.title.only().to_owned();
            view! {
                <label class="sonda-option">
                    {input}
                    <span>{text}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    let options = view! { <div class="sonda-options">{options}</div> }.into_any();
    group(context, question, radio, help_ids(question), options)
}

/// A statement to agree to.
pub(crate) fn consent(context: &Context, question: &Question) -> AnyView {
    let name = question.id.as_str();
    let text = title(
        question.title.only(),
        question.required,
        &context.props.messages,
    );
    view! {
        <div class="sonda-field">
            {error(context.state, name)} <label class="sonda-option">
                <input
                    type="checkbox"
                    id=field_id(name)
                    name=name.to_owned()
                    value="yes"
                    checked=!matches!(context.props.entries.first(name), "" | "false")
                    required=question.required
                    aria-invalid=invalid(context.state, name)
                    aria-describedby=described_by(context.state, name, help_ids(question))
                />
                <span id=title_id(name)>{text}</span>
            </label> {help(question)} {comment(context, question, vec![title_id(name)])}
        </div>
    }
    .into_any()
}
