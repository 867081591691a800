//! The list of errors over a form, each a link to its field.

use super::Context;
use super::node::{Node, element, styled};
use crate::ShownError;
use crate::ids::field_id;
use reactive_graph::prelude::*;

/// The errors found when the form was last sent; nothing if there were none.
pub(crate) fn summary(context: &Context) -> Node {
    let own = context.clone();
    let state = context.state;
    element("div").live(move || {
        let errors = state.summary.get();
        if errors.is_empty() {
            return Some(Vec::new());
        }
        let lead = element("p").text(own.props.messages.get("error_summary"));
        let lines = errors.iter().map(|error| line(&own, error));
        let list = element("ul").nodes(lines);
        let summary = styled("div", "sonda-summary").set("role", "alert");
        Some(vec![summary.nodes([lead, list])])
    })
}

fn line(context: &Context, error: &ShownError) -> Node {
    let field = error.field.as_str();
    let words = match context.props.content.question_of_field(field) {
        Some(question) => {
            let title = context.text_now(&question.title);
            [&title, " – ", &error.message].concat()
        }
        None => error.message.clone(),
    };
    let link = element("a")
        .set("href", ["#", &field_id(field)].concat())
        .set("data-field", field);
    element("li").nodes([link.text(words)])
}
