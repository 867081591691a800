//! What fields of every kind have around them: title, hint, error, comment, and the attributes that join them.

use super::Context;
use super::node::{Node, Value, element, styled};
use super::text_field::lines;
use crate::ids::{error_id, field_id, help_id, title_id};
use sonda_domain::{Messages, Question, comment_field};

/// The text that asks, marked while no answer need be given.
pub(crate) fn title(context: &Context, question: &Question) -> Vec<Node> {
    let mut nodes = asked(context.text(&question.title));
    if !question.required {
        nodes.push(optional(&context.props.messages).hidden_if_required(context, question));
    }
    nodes
}

/// A question of one field, or of fields that follow it, under its label.
pub(crate) fn labelled(
    context: &Context,
    question: &Question,
    name: &str,
    fields: Vec<Node>,
) -> Node {
    let label = styled("label", "sonda-title")
        .set("for", field_id(name))
        .set("id", title_id(name));
    let mut nodes = vec![label.nodes(title(context, question))];
    nodes.extend(help(context, question, name));
    nodes.push(error(context, name));
    nodes.extend(fields);
    nodes.extend(comment(context, question, name, vec![title_id(name)]));
    styled("div", "sonda-field").nodes(nodes)
}

fn asked(text: Value) -> Vec<Node> {
    vec![styled("span", "sonda-asked").text(text)]
}

/// The mark of what need not be answered.
pub(crate) fn optional(messages: &Messages) -> Node {
    styled("span", "sonda-optional").text([" (", messages.get("optional"), ")"].concat())
}

/// The hint of a question.
pub(crate) fn help(context: &Context, question: &Question, name: &str) -> Option<Node> {
    let help = question.help.as_ref()?;
    let id = help_id(name);
    Some(
        styled("p", "sonda-help")
            .set("id", id)
            .text(context.text(help)),
    )
}

/// The place of a field's error, and the error while there is one.
pub(crate) fn error(context: &Context, name: &str) -> Node {
    let (context, name) = (context.clone(), name.to_owned());
    element("div").live(move || {
        let error = context.state.error(&name).map(|message| {
            styled("p", "sonda-error")
                .set("id", error_id(&name))
                .text(message)
        });
        Some(error.into_iter().collect())
    })
}

impl Node {
    /// `aria-invalid`, while the field has an error.
    pub(crate) fn invalid(self, context: &Context, name: &str) -> Self {
        let (context, name) = (context.clone(), name.to_owned());
        self.follow("aria-invalid", move || {
            context.state.error(&name).map(|_| "true".to_owned())
        })
    }

    /// `aria-describedby`: the ids given, and the error while there is one.
    pub(crate) fn described_by(self, context: &Context, name: &str, mut ids: Vec<String>) -> Self {
        let (context, name) = (context.clone(), name.to_owned());
        ids.push(error_id(&name));
        self.follow("aria-describedby", move || {
            let shown = ids.len() - usize::from(context.state.error(&name).is_none());
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
    let own = comment.title.as_ref();
    let mut title = asked(own.map_or(messages.get("comment").into(), |text| context.text(text)));
    title.push(optional(messages));
    let label = element("label").set("for", field_id(&name)).nodes(title);
    Some(styled("div", "sonda-comment").nodes(vec![
        label,
        error(context, &name),
        lines(context, &name, "2", described),
    ]))
}
