//! The whole form: heading, notice, errors, questions, button. A real `<form>` that a browser can post by itself.

use super::node::{Node, element, styled};
use super::notice::{heading, panel};
use super::{Context, question::question, root, summary::summary};
use crate::ids::HONEYPOT;
use crate::{FormState, Notice, Phase, Props};
use reactive_graph::prelude::*;
use std::sync::Arc;

/// A form to be filled in, or the thanks once it is sent. It shows the state, from the server's first to the
/// browser's last; `embedded` in somebody's page it leaves the main heading to that page.
pub(crate) fn form(props: Arc<Props>, state: FormState, embedded: bool) -> Node {
    let locale = props.locale.clone();
    let context = Context { props, state };
    let mut shows_thanks = None;
    root(&locale).live(move || {
        let sent = state.phase.get() == Phase::Told(Notice::Sent);
        if shows_thanks.replace(sent) == Some(sent) {
            return None;
        }
        Some(if sent {
            let Props {
                messages, content, ..
            } = &*context.props;
            vec![panel(
                Notice::Sent,
                messages,
                content.endings.first(),
                !embedded,
                false,
            )]
        } else {
            to_fill_in(&context, embedded)
        })
    })
}

fn to_fill_in(context: &Context, embedded: bool) -> Vec<Node> {
    let props = &context.props;
    let mut nodes = vec![heading(props.content.title.only(), !embedded)];
    if let Some(intro) = &props.content.intro {
        nodes.push(styled("p", "sonda-intro").text(intro.only()));
    }
    nodes.push(notice(context));
    nodes.push(summary(context));
    let mut fields = vec![
        hidden("_key", &props.key),
        hidden("_version", &props.version.to_string()),
        hidden("_lang", props.locale.as_str()),
        hidden("_shown", &props.shown),
        honeypot(props),
    ];
    for (name, values) in props.carried.iter() {
        fields.extend(values.iter().map(|value| hidden(name, value)));
    }
    let questions = props.content.questions();
    fields.extend(questions.map(|one| question(context, one, one.id.as_str())));
    fields.push(button(context));
    let form = styled("form", "sonda-form")
        .set("method", "post")
        .set("action", &props.action)
        .set("accept-charset", "utf-8")
        .flag("novalidate", true);
    nodes.push(form.nodes(fields));
    nodes.push(styled("p", "sonda-live").set("role", "status"));
    nodes
}

fn hidden(name: &str, value: &str) -> Node {
    element("input")
        .set("type", "hidden")
        .set("name", name)
        .set("value", value)
}

/// A field that nobody sees: whatever fills it in is a machine.
fn honeypot(props: &Props) -> Node {
    let asked = element("span").text(props.messages.get("leave_empty"));
    let input = element("input")
        .set("type", "text")
        .set("name", HONEYPOT)
        .set("tabindex", "-1")
        .set("autocomplete", "off");
    styled("div", "sonda-spoken")
        .set("aria-hidden", "true")
        .nodes([element("label").nodes([asked, input])])
}

fn notice(context: &Context) -> Node {
    let Context { props, state } = context.clone();
    element("div").live(move || {
        let notice = state.phase.get().notice();
        let panel = notice.map(|notice| panel(notice, &props.messages, None, false, true));
        Some(panel.into_iter().collect())
    })
}

fn button(context: &Context) -> Node {
    let Context { props, state } = context.clone();
    let label = move || {
        let own = props.content.submit_label.as_ref();
        let text = if state.phase.get() == Phase::Sending {
            props.messages.get("sending")
        } else {
            own.map_or(props.messages.get("send"), |label| label.only())
        };
        Some(vec![element("span").text(text)])
    };
    // A button that is merely busy stays focusable; one that can no longer send does not.
    let busy = move || (state.phase.get() == Phase::Sending).then(|| "true".to_owned());
    let closed = move || {
        let phase = state.phase.get();
        (!phase.can_send() && phase != Phase::Sending).then(String::new)
    };
    styled("button", "sonda-send")
        .set("type", "submit")
        .follow("aria-disabled", busy)
        .follow("disabled", closed)
        .live(label)
}
