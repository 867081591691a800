//! Fields that are chosen: one of several, several of several, agreement.

use super::Context;
use super::field::{comment, described_by, error, help, help_ids, invalid, title};
use super::group::{choice, group};
use super::node::{element, flag, input, is, nodes, text};
use crate::ids::{field_id, title_id};
use leptos::prelude::*;
use sonda_domain::{Kind, Question};

/// A question with options.
pub(crate) fn choices(context: &Context, question: &Question) -> AnyView {
    let name = question.id.as_str();
    let radio = question.kind == Kind::SingleChoice;
    let options = question.options.iter().enumerate().map(|(index, option)| {
        let input = choice(context, name, option.id.as_str(), radio, index == 0);
        let label = element("span", [], text(option.title.only()));
        element(
            "label",
            [is("class", "sonda-option")],
            nodes(vec![input, label]),
        )
    });
    let options = nodes(options.collect());
    let options = element("div", [is("class", "sonda-options")], options);
    group(context, question, radio, help_ids(question), options)
}

/// A statement to agree to.
pub(crate) fn consent(context: &Context, question: &Question) -> AnyView {
    let name = question.id.as_str();
    let Context { props, state } = context;
    let statement = title(question.title.only(), question.required, &props.messages);
    let agreed = !matches!(props.entries.first(name), "" | "false");
    let checkbox = input([
        is("type", "checkbox"),
        is("id", field_id(name)),
        is("name", name),
        is("value", "yes"),
        flag("checked", agreed),
        flag("required", question.required),
        invalid(*state, name),
        described_by(*state, name, help_ids(question)),
    ]);
    let statement = element("span", [is("id", title_id(name))], statement);
    let content = vec![
        error(*state, name),
        element(
            "label",
            [is("class", "sonda-option")],
            nodes(vec![checkbox, statement]),
        ),
        help(question),
        comment(context, question, vec![title_id(name)]),
    ];
    element("div", [is("class", "sonda-field")], nodes(content))
}
