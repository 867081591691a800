//! What asks nothing: a text between questions.

use super::Context;
use super::field::help;
use super::node::{Node, styled};
use crate::ids::title_id;
use sonda_domain::Question;

/// A text between questions.
pub(crate) fn statement(context: &Context, question: &Question, name: &str) -> Node {
    let heading = styled("h2", "sonda-statement")
        .set("id", title_id(name))
        .text(context.text(&question.title));
    let mut nodes = vec![heading];
    nodes.extend(help(context, question, name));
    styled("div", "sonda-field").nodes(nodes)
}
