//! What fields of every kind have around them: title, hint, error, comment, and the attributes that join them.

use super::Context;
use super::node::{Node, element, styled};
use super::text_field::lines;
use crate::FormState;
use crate::ids::{error_id, field_id, help_id};
use sonda_domain::{Messages, Question, comment_field};

/// The text that asks, marked where no answer need be given.
pub(crate) fn title(asked: &str, required: bool, messages: &Messages) -> Vec<Node> {
    let mut nodes = vec![styled("span", "sonda-asked").text(asked)];
    if !required {
        let mark = [" (", messages.get("optional"), ")"].concat();
        nodes.push(styled("span", "sonda-optional").text(mark));
    }
    nodes
}

/// The hint of a question.
pub(crate) fn help(question: &Question, name: &str) -> Option<Node> {
    let help = question.help.as_ref()?;
    let id = help_id(name);
    Some(styled("p", "sonda-help").set("id", id).text(help.only()))
}

/// The place of a field's error, and the error while there is one.
pub(crate) fn error(state: FormState, name: &str) -> Node {
    let name = name.to_owned();
    element("div").live(move || {
        let error = state.error(&name).map(|message| {
            styled("p", "sonda-error")
                .set("id", error_id(&name))
                .text(message)
        });
        Some(error.into_iter().collect())
    })
}

impl Node {
    /// `aria-invalid`, while the field has an error.
    pub(crate) fn invalid(self, state: FormState, name: &str) -> Self {
        let name = name.to_owned();
        self.follow("aria-invalid", move || {
            state.error(&name).map(|_| "true".to_owned())
        })
    }

    /// `aria-describedby`: the ids given, and the error while there is one.
    pub(crate) fn described_by(self, state: FormState, name: &str, mut ids: Vec<String>) -> Self {
        let name = name.to_owned();
        ids.push(error_id(&name));
        self.follow("aria-describedby", move || {
            let shown = ids.len() - usize::from(state.error(&name).is_none());
            (shown > 0).then(|| ids[..shown].join(" "))
        })
    }
}

/// The ids of what describes every kind of question: its hint.
pub(crate) fn help_ids(question: &Question, name: &str) -> Vec<String> {
    let id = || help_id(name);
    question.help.iter().map(|_| id()).collect()
}

/// The comment beside a question; `described` by the ids of what it is a comment on.
pub(crate) fn comment(
    context: &Context,
    question: &Question,
    name: &str,
    described: Vec<String>,
) -> Option<Node> {
    let comment = question.comment.as_ref()?;
    let messages = &context.props.messages;
    let name = comment_field(name);
    let asked = comment.title.as_ref();
    let asked = asked.map_or(messages.get("comment"), |text| text.only());
    let label = element("label")
        .set("for", field_id(&name))
        .nodes(title(asked, false, messages));
    Some(styled("div", "sonda-comment").nodes([
        label,
        error(context.state, &name),
        lines(context, &name, false, "2", described),
    ]))
}
