//! What fields of every kind have around them: title, hint, error, comment, and the attributes that join them.

use super::Context;
use super::node::{element, follows, is, live, nodes, nothing, text};
use super::text_field::lines;
use crate::FormState;
use crate::ids::{error_id, field_id, help_id};
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use sonda_domain::{Messages, Question, comment_field};

/// The text that asks, marked where no answer need be given.
pub(crate) fn title(asked: &str, required: bool, messages: &Messages) -> AnyView {
    let mut content = vec![element("span", [], text(asked))];
    if !required {
        let mark = [" (", messages.get("optional"), ")"].concat();
        content.push(element("span", [is("class", "sonda-optional")], text(mark)));
    }
    nodes(content)
}

/// The hint of a question.
pub(crate) fn help(question: &Question) -> AnyView {
    match &question.help {
        Some(help) => element(
            "p",
            [
                is("class", "sonda-help"),
                is("id", help_id(question.id.as_str())),
            ],
            text(help.only()),
        ),
        None => nothing(),
    }
}

/// The error of a field, while it has one.
pub(crate) fn error(state: FormState, name: &str) -> AnyView {
    let name = name.to_owned();
    live(move || match state.error(&name) {
        Some(message) => element(
            "p",
            [is("class", "sonda-error"), is("id", error_id(&name))],
            text(message),
        ),
        None => nothing(),
    })
}

/// `aria-invalid`, while the field has an error.
pub(crate) fn invalid(state: FormState, name: &str) -> Option<AnyAttribute> {
    let name = name.to_owned();
    follows("aria-invalid", move || {
        state.error(&name).map(|_| "true".to_owned())
    })
}

/// `aria-describedby`: the ids given, and the error while there is one.
pub(crate) fn described_by(
    state: FormState,
    name: &str,
    mut ids: Vec<String>,
) -> Option<AnyAttribute> {
    let name = name.to_owned();
    ids.push(error_id(&name));
    follows("aria-describedby", move || {
        let shown = ids.len() - usize::from(state.error(&name).is_none());
        (shown > 0).then(|| ids[..shown].join(" "))
    })
}

/// The ids of what describes every kind of question: its hint.
pub(crate) fn help_ids(question: &Question) -> Vec<String> {
    let id = || help_id(question.id.as_str());
    question.help.iter().map(|_| id()).collect()
}

/// The comment beside a question; `described` by the ids of what it is a comment on.
pub(crate) fn comment(context: &Context, question: &Question, described: Vec<String>) -> AnyView {
    let Some(comment) = &question.comment else {
        return nothing();
    };
    let messages = &context.props.messages;
    let name = comment_field(question.id.as_str());
    let asked = comment.title.as_ref();
    let asked = asked.map_or(messages.get("comment"), |text| text.only());
    let label = element(
        "label",
        [is("for", field_id(&name))],
        title(asked, false, messages),
    );
    let content = vec![
        label,
        error(context.state, &name),
        lines(context, &name, false, "2", described),
    ];
    element("div", [is("class", "sonda-comment")], nodes(content))
}
