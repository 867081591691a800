//! What asks nothing: a text between questions, and values that come along.

use super::field::help;
use super::node::{Node, element, styled};
use crate::ids::title_id;
use sonda_domain::Question;

/// A text between questions.
pub(crate) fn statement(question: &Question, name: &str) -> Node {
    let heading = styled("h2", "sonda-subheading")
        .set("id", title_id(name))
        .text(question.title.only());
    let mut nodes = vec![heading];
    nodes.extend(help(question, name));
    styled("div", "sonda-field").nodes(nodes)
}

/// A value that is not asked for.
pub(crate) fn hidden(name: &str, value: &str) -> Node {
    element("input")
        .set("type", "hidden")
        .set("name", name)
        .set("value", value)
}
