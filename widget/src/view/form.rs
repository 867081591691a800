//! The whole form: heading, notice, errors, the step that is shown. A real `<form>` that a browser can post by itself.

use super::node::{Node, element, styled};
use super::notice::{heading, panel};
use super::step::step;
use super::{Context, root, summary::summary};
use crate::{FormState, Notice, Phase, Props};
use reactive_graph::graph::untrack;
use sonda_domain::{Content, Kind};
use std::sync::Arc;

/// A form to be filled in, or the thanks once it is sent. It shows the state, from the server's first to the
/// browser's last; `embedded` in somebody's page it leaves the main heading to that page.
pub(crate) fn form(props: Arc<Props>, state: FormState, embedded: bool) -> Node {
    let locale = props.locale.clone();
    let mut shows_thanks = None;
    root(&locale).live(move || {
        let sent = state.phase.get() == Phase::Told(Notice::Sent);
        if shows_thanks.replace(sent) == Some(sent) {
            return None;
        }
        Some(if sent {
            vec![thanks(&props, &state, !embedded)]
        } else {
            to_fill_in(&Context::of(&props, &state), embedded)
        })
    })
}

/// The ending that the server chose.
fn thanks(props: &Props, state: &FormState, main: bool) -> Node {
    let ending = state.ending.get_untracked();
    panel(Notice::Sent, &props.messages, ending.as_ref(), main, false)
}

fn to_fill_in(context: &Context, embedded: bool) -> Vec<Node> {
    let (props, state) = (Arc::clone(&context.props), context.state.clone());
    let title = context.text(&props.content.title);
    let mut nodes = vec![heading(title, !embedded)];
    if let Some(intro) = &props.content.intro {
        let own = context.clone();
        nodes.push(
            styled("p", "sonda-intro")
                .follow("hidden", move || (!own.is_at_first()).then(String::new))
                .text(context.text(intro)),
        );
    }
    nodes.push(notice(context));
    nodes.push(summary(context));
    let form = styled("form", "sonda-form")
        .set("method", "post")
        .set("action", &props.action)
        .set("accept-charset", "utf-8")
        .set_some("enctype", multipart(&props.content))
        .flag("novalidate", true);
    nodes.push(form.live(move || {
        let place = state.place.get();
        Some(untrack(|| step(&Context::of(&props, &state), &place)))
    }));
    nodes.push(styled("p", "sonda-live").set("role", "status"));
    nodes
}

/// How a plain post of files is written. Those of any step: the way leads over all.
fn multipart(content: &Content) -> Option<&'static str> {
    let files = content.questions().any(|one| one.kind == Kind::File);
    files.then_some("multipart/form-data")
}

impl Context {
    /// Whether the first step is shown; what calls this follows it.
    fn is_at_first(&self) -> bool {
        let place = self.state.place.get();
        !place.review && (place.step.is_empty() || untrack(|| self.number(&place.step).0 <= 1))
    }
}

fn notice(context: &Context) -> Node {
    let (props, state) = (Arc::clone(&context.props), context.state.clone());
    element("div").live(move || {
        let notice = state.phase.get().notice();
        let panel = notice.map(|notice| panel(notice, &props.messages, None, false, true));
        Some(panel.into_iter().collect())
    })
}
