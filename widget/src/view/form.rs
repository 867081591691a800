//! The whole form: heading, notice, errors, questions, button. A real `<form>` that a browser can post by itself.
#![expect(
    unreachable_pub,
    reason = "the component macro writes a second, private function"
)]

use super::notice::{heading, panel};
use super::{Context, question::question, summary::summary};
use crate::{FormState, Notice, Phase, Props};
use leptos::prelude::*;
use std::sync::Arc;

/// A form to be filled in, or the thanks once it is sent.
#[component]
pub fn Form(
    /// What it asks and where it goes.
    props: Arc<Props>,
    /// What it shows at the moment.
    state: FormState,
    /// Whether it is part of somebody's page, whose heading is not ours.
    #[prop(optional)]
    embedded: bool,
) -> AnyView {
    let lang = props.locale.as_str().to_owned();
    let dir = props.locale.direction().as_str();
    let sent = Memo::new(move |_| state.phase.get() == Phase::Told(Notice::Sent));
    let context = Context { props, state };
    let shown = move || {
        if sent.get() {
            let props = &context.props;
            let ending = props.content.ending.as_ref();
            panel(Notice::Sent, &props.messages, ending, !embedded, false)
        } else {
            to_fill_in(&context, embedded)
        }
    };
    view! {
        <div class="sonda" lang=lang dir=dir>
            {shown}
        </div>
    }
    .into_any()
}

/// The wrapper keeps the framework's hands off `<form>`: a question named `remove` would shadow that method.
fn to_fill_in(context: &Context, embedded: bool) -> AnyView {
    let props = &context.props;
    let intro = props.content.intro.as_ref().map(|intro| {
        let text = intro.only().to_owned();
        view! { <p class="sonda-intro">{text}</p> }
    });
    let questions: Vec<AnyView> = props
        .content
        .questions
        .iter()
        .map(|one| question(context, one))
        .collect();
    view! {
        <div class="sonda-sheet">
            {heading(props.content.title.only(), !embedded, false)} {intro} {notice(context)}
            {summary(context)}
            <form
                class="sonda-form"
                method="post"
                action=props.action.clone()
                accept-charset="utf-8"
                novalidate=true
            >
                {hidden("_key", props.key.clone())}
                {hidden("_version", props.version.to_string())}
                {hidden("_lang", props.locale.as_str().to_owned())} {questions} {button(context)}
            </form>
            <p class="sonda-live" role="status"></p>
        </div>
    }
    .into_any()
}

fn hidden(name: &'static str, value: String) -> AnyView {
    view! { <input type="hidden" name=name value=value /> }.into_any()
}

fn notice(context: &Context) -> impl Fn() -> AnyView + use<> {
    let Context { props, state } = context.clone();
    move || match state.phase.get().notice() {
        Some(notice) => panel(notice, &props.messages, None, false, true),
        None => ().into_any(),
    }
}

fn button(context: &Context) -> AnyView {
    let Context { props, state } = context.clone();
    let label = move || {
        let label = props.content.submit_label.as_ref();
        if state.phase.get() == Phase::Sending {
            props.messages.get("sending").to_owned()
        } else {
            label
                .map_or(props.messages.get("send"), |label| label.only())
                .to_owned()
        }
    };
    // A button that is merely busy stays focusable; one that can no longer send does not.
    let busy = move || (state.phase.get() == Phase::Sending).then_some("true");
    let closed = move || {
        let phase = state.phase.get();
        !phase.can_send() && phase != Phase::Sending
    };
    view! {
        <button class="sonda-send" type="submit" aria-disabled=busy disabled=closed>
            {label}
        </button>
    }
    .into_any()
}
