//! What fields of every kind have around them: title, hint, error, comment, and the attributes that join them.

use super::Context;
use super::text_field::text_area;
use crate::FormState;
use crate::ids::{error_id, field_id, help_id};
use leptos::prelude::*;
use sonda_domain::{Comment, Messages, Question, comment_field};

/// The text that asks, marked where no answer need be given.
pub(crate) fn title(text: &str, required: bool, messages: &Messages) -> AnyView {
    let text = text.to_owned();
    let mark = (!required).then(|| {
        let mark = ["(", messages.get("optional"), ")"].concat();
        view! {
            " "
            <span class="sonda-optional">{mark}</span>
        }
    });
    view! {
        <span class="sonda-asked">{text}</span>
        {mark}
    }
    .into_any()
}

/// The hint of a question.
pub(crate) fn help(question: &Question) -> AnyView {
    let help = question.help.as_ref().map(|help| {
        let (id, text) = (help_id(question.id.as_str()), help.only().to_owned());
        view! {
            <p class="sonda-help" id=id>
                {text}
            </p>
        }
    });
    help.into_any()
}

/// The error of a field, while it has one.
pub(crate) fn error(state: FormState, name: &str) -> impl Fn() -> AnyView + use<> {
    let name = name.to_owned();
    move || match state.error(&name) {
        Some(message) => {
            let id = error_id(&name);
            view! {
                <p class="sonda-error" id=id>
                    {message}
                </p>
            }
            .into_any()
        }
        None => ().into_any(),
    }
}

/// The value of `aria-invalid`.
pub(crate) fn invalid(
    state: FormState,
    name: &str,
) -> impl Fn() -> Option<&'static str> + Clone + use<> {
    let name = name.to_owned();
    move || state.error(&name).map(|_| "true")
}

/// The value of `aria-describedby`: those given, and the error while there is one.
pub(crate) fn described_by(
    state: FormState,
    name: &str,
    mut ids: Vec<String>,
) -> impl Fn() -> Option<String> + use<> {
    let name = name.to_owned();
    ids.push(error_id(&name));
    move || {
        let shown = ids.len() - usize::from(state.error(&name).is_none());
        (shown > 0).then(|| ids[..shown].join(" "))
    }
}

/// The ids of what describes every question of that kind: its hint.
pub(crate) fn help_ids(question: &Question) -> Vec<String> {
    let id = || help_id(question.id.as_str());
    question.help.iter().map(|_| id()).collect()
}

/// The comment beside a question; `described` by the ids of what it is a comment on.
pub(crate) fn comment(context: &Context, question: &Question, described: Vec<String>) -> AnyView {
    let messages = &context.props.messages;
    let field = |comment: &Comment| {
        let name = comment_field(question.id.as_str());
        let text = comment.title.as_ref();
        let text = text.map_or(messages.get("comment"), |text| text.only());
        let (id, label) = (field_id(&name), title(text, false, messages));
        view! {
            <div class="sonda-comment">
                <label for=id>{label}</label>
                {error(context.state, &name)}
                {text_area(context, &name, false, "2", described)}
            </div>
        }
    };
    question.comment.as_ref().map(field).into_any()
}
