//! The whole form: heading, notice, errors, questions, button. A real `<form>` that a browser can post by itself.
#![expect(
    unreachable_pub,
    reason = "the component macro writes a second, private function"
)]

use super::node::{element, flag, follows, input, is, live, nodes, nothing, text};
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
    let locale = props.locale.clone();
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
    super::root(&locale, live(shown))
}

/// The wrapper keeps the framework's hands off `<form>`: a question named `remove` would shadow that method.
fn to_fill_in(context: &Context, embedded: bool) -> AnyView {
    let props = &context.props;
    let intro = match &props.content.intro {
        Some(intro) => element("p", [is("class", "sonda-intro")], text(intro.only())),
        None => nothing(),
    };
    let mut fields = vec![
        hidden("_key", &props.key),
        hidden("_version", &props.version.to_string()),
        hidden("_lang", props.locale.as_str()),
    ];
    fields.extend(
        props
            .content
            .questions
            .iter()
            .map(|one| question(context, one)),
    );
    fields.push(button(context));
    let form = element(
        "form",
        [
            is("class", "sonda-form"),
            is("method", "post"),
            is("action", props.action.clone()),
            is("accept-charset", "utf-8"),
            flag("novalidate", true),
        ],
        nodes(fields),
    );
    let live_region = [is("class", "sonda-live"), is("role", "status")];
    let content = vec![
        heading(props.content.title.only(), !embedded, false),
        intro,
        notice(context),
        summary(context),
        form,
        element("p", live_region, nothing()),
    ];
    element("div", [is("class", "sonda-sheet")], nodes(content))
}

fn hidden(name: &'static str, value: &str) -> AnyView {
    input([is("type", "hidden"), is("name", name), is("value", value)])
}

fn notice(context: &Context) -> AnyView {
    let Context { props, state } = context.clone();
    live(move || match state.phase.get().notice() {
        Some(notice) => panel(notice, &props.messages, None, false, true),
        None => nothing(),
    })
}

fn button(context: &Context) -> AnyView {
    let Context { props, state } = context.clone();
    let label = move || {
        let own = props.content.submit_label.as_ref();
        text(if state.phase.get() == Phase::Sending {
            props.messages.get("sending")
        } else {
            own.map_or(props.messages.get("send"), |label| label.only())
        })
    };
    // A button that is merely busy stays focusable; one that can no longer send does not.
    let busy = move || (state.phase.get() == Phase::Sending).then(|| "true".to_owned());
    let closed = move || {
        let phase = state.phase.get();
        (!phase.can_send() && phase != Phase::Sending).then(String::new)
    };
    element(
        "button",
        [
            is("class", "sonda-send"),
            is("type", "submit"),
            follows("aria-disabled", busy),
            follows("disabled", closed),
        ],
        live(label),
    )
}
