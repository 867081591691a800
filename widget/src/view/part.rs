//! One input among several under a title, with a label and an error of its own.

use super::Context;
use super::field::{error, help_ids};
use super::group::group;
use super::node::{Node, Value, element, styled};
use crate::ids::field_id;
use sonda_domain::Question;

/// A question answered in several inputs, which can be led to as a whole.
pub(crate) fn fieldset(
    context: &Context,
    question: &Question,
    name: &str,
    inputs: Vec<Node>,
) -> Node {
    let described = help_ids(question, name);
    group(context, question, name, false, described, inputs)
        .set("id", field_id(name))
        .set("tabindex", "-1")
}

/// An input of several, with its label and its error.
pub(crate) fn part(context: &Context, name: &str, asked: Vec<Node>, input: Node) -> Node {
    let label = element("label").set("for", field_id(name)).nodes(asked);
    styled("div", "sonda-piece").nodes(vec![label, error(context, name), input])
}

/// A field that folds its options, each a value and what is read.
pub(crate) fn select(
    context: &Context,
    name: &str,
    none: &str,
    options: Vec<(String, Value)>,
) -> Node {
    let given = context.entries.first(name);
    let mut nodes = vec![element("option").set("value", "").text(none)];
    for (value, words) in options {
        let chosen = !value.is_empty() && value == given;
        let option = element("option").flag("selected", chosen);
        nodes.push(option.set("value", value).text(words));
    }
    styled("select", "sonda-input")
        .set("id", field_id(name))
        .set("name", name)
        .invalid(context, name)
        .nodes(nodes)
}

impl Node {
    /// With what a part has to say, in attributes: each by the key of its text.
    pub(crate) fn saying(mut self, context: &Context, texts: &[(&'static str, &str)]) -> Self {
        for (name, key) in texts {
            self = self.set(name, context.props.messages.get(key));
        }
        self
    }
}
