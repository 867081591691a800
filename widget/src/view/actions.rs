//! The buttons under a step: on, or send; and back.

use super::Context;
use super::node::{Node, element, styled};
use super::step::is_stepped;
use crate::Phase;
use crate::state::Place;
use sonda_domain::Step;
use std::sync::Arc;

/// The buttons of a step. The one that leads on comes first: the Enter key presses the first.
pub(crate) fn actions(context: &Context, step: Option<&Step>, place: &Place) -> Vec<Node> {
    if !is_stepped(&context.props) {
        return vec![button(context, None)];
    }
    let id = step.map_or("", |step| &step.id);
    let last = Last {
        context: context.clone(),
        id: id.to_owned(),
        review: place.review,
    };
    let mut buttons = vec![button(context, Some(last))];
    if place.review || context.number(id).0 > 1 {
        buttons.push(go("back", context.props.messages.get("back")));
    }
    vec![styled("div", "sonda-actions").nodes(buttons)]
}

/// A button that leads elsewhere, whatever the answers are worth.
pub(crate) fn go(to: &str, label: &str) -> Node {
    styled("button", "sonda-back")
        .set("type", "submit")
        .set("name", "_go")
        .set("value", to)
        .flag("formnovalidate", true)
        .nodes(vec![element("span").text(label)])
}

/// Whether a step is the last before the answers are sent.
#[derive(Clone)]
struct Last {
    context: Context,
    id: String,
    review: bool,
}

impl Last {
    fn holds(&self) -> bool {
        let (number, all) = self.context.number(&self.id);
        self.review || (number == all && !self.context.props.content.review)
    }
}

fn button(context: &Context, last: Option<Last>) -> Node {
    let (props, state) = (Arc::clone(&context.props), context.state.clone());
    let (sending, sendable) = (state.clone(), state.clone());
    let (to, sends, own) = (last.clone(), last.clone(), context.clone());
    let label = move || {
        let text = if state.phase.get() == Phase::Sending {
            props.messages.get("sending").into()
        } else if last.as_ref().is_some_and(|last| !last.holds()) {
            props.messages.get("next").into()
        } else {
            let label = props.content.submit_label.as_ref();
            label.map_or(props.messages.get("send").into(), |label| own.text(label))
        };
        Some(vec![element("span").text(text)])
    };
    // A button that is merely busy stays focusable; one that can no longer send does not. The way to other steps
    // stays open.
    let busy = move || (sending.phase.get() == Phase::Sending).then(|| "true".to_owned());
    let closed = move || {
        let phase = sendable.phase.get();
        let sends = sends.as_ref().is_none_or(Last::holds);
        (sends && !phase.can_send() && phase != Phase::Sending).then(String::new)
    };
    let mut button = styled("button", "sonda-send")
        .set("type", "submit")
        .follow("aria-disabled", busy)
        .follow("disabled", closed);
    if let Some(last) = to {
        let to = move || Some(if last.holds() { "send" } else { "next" }.to_owned());
        button = button.set("name", "_go").follow("value", to);
    }
    button.live(label)
}
