//! The list of errors over a form, each a link to its field.

use super::Context;
use super::node::{Node, element, styled};
use crate::ids::field_id;
use crate::{Props, ShownError};
use reactive_graph::prelude::*;

/// The errors found when the form was last sent; nothing if there were none.
pub(crate) fn summary(context: &Context) -> Node {
    let Context { props, state } = context.clone();
    element("div").live(move || {
        let errors = state.summary.get();
        if errors.is_empty() {
            return Some(Vec::new());
        }
        let lead = element("p").text(props.messages.get("error_summary"));
        let lines = errors.iter().map(|error| line(&props, error));
        let list = element("ul").nodes(lines);
        let summary = styled("div", "sonda-summary").set("role", "alert");
        Some(vec![summary.nodes([lead, list])])
    })
}

fn line(props: &Props, error: &ShownError) -> Node {
    let field = error.field.as_str();
    let id = field.strip_suffix(".comment").unwrap_or(field);
    let words = match props.content.question(id) {
        Some(question) => [question.title.only(), " – ", &error.message].concat(),
        None => error.message.clone(),
    };
    let link = element("a")
        .set("href", ["#", &field_id(field)].concat())
        .set("data-field", field);
    element("li").nodes([link.text(words)])
}
