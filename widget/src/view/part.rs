//! One input among several under a title, with a label and an error of its own; and inputs as such.

use super::Context;
use super::field::{comment, error, help, help_ids, title};
use super::group::group;
use super::node::{Node, element, styled};
use crate::ids::{field_id, title_id};
use sonda_domain::Question;

/// A question answered in one input, under its label: the nodes come after hint and error.
pub(crate) fn labelled(
    context: &Context,
    question: &Question,
    name: &str,
    nodes: impl IntoIterator<Item = Node>,
) -> Node {
    let Context { props, state } = context;
    let asked = title(question.title.only(), question.required, &props.messages);
    let label = styled("label", "sonda-title")
        .set("for", field_id(name))
        .set("id", title_id(name));
    let mut inside = vec![label.nodes(asked)];
    inside.extend(help(question, name));
    inside.push(error(*state, name));
    inside.extend(nodes);
    inside.extend(comment(context, question, name, vec![title_id(name)]));
    styled("div", "sonda-field").nodes(inside)
}

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
    styled("div", "sonda-part").nodes([label, error(context.state, name), input])
}

/// A line of input of a type of HTML's, with what was given.
pub(crate) fn input(context: &Context, name: &str, kind: &str) -> Node {
    let value = context.given(name);
    styled("input", "sonda-input")
        .set("type", kind)
        .set("id", field_id(name))
        .set("name", name)
        .set_some("value", (!value.is_empty()).then_some(&*value))
        .invalid(context.state, name)
}

/// A field that folds its options, each a value and what is read.
pub(crate) fn select(
    context: &Context,
    name: &str,
    none: &str,
    options: impl IntoIterator<Item = (String, String)>,
) -> Node {
    let given = context.given(name);
    let none = (String::new(), none.to_owned());
    let options = std::iter::once(none).chain(options).map(|(value, words)| {
        let chosen = !given.is_empty() && value == given;
        element("option")
            .set("value", value)
            .flag("selected", chosen)
            .text(words)
    });
    styled("select", "sonda-input")
        .set("id", field_id(name))
        .set("name", name)
        .invalid(context.state, name)
        .nodes(options)
}
