//! Options folded into one field: the browser's own list, and for a long one a search over it.

use super::Context;
use super::choices::{LONG, searchable};
use super::context::Parts;
use super::field::{help_ids, labelled};
use super::node::{Node, element, styled};
use super::text_field::own_text;
use crate::ids::{field_id, title_id};
use sonda_domain::{Question, part_field};

/// One of many options.
pub(crate) fn dropdown(context: &Context, question: &Question, name: &str) -> Node {
    let Parts { props, .. } = &**context;
    let offered = question.offered(props.seed);
    let choose = element("option")
        .set("value", "")
        .text(props.messages.get("choose"));
    let mut options = vec![choose];
    let mut texts = Vec::new();
    for option in &offered {
        let id = option.id.as_str();
        let mut node = element("option")
            .set("value", id)
            .flag("selected", context.entries.has(name, id))
            .text(context.text(&option.title));
        if option.text {
            let own = part_field(name, id);
            node = node.set("id", title_id(&own)).set("class", "sonda-text");
            texts.extend(own_text(context, &own));
        }
        let conditional = option.visible_if.as_ref().map(|_| part_field(name, id));
        options.push(node.hidden_with(context, conditional));
    }
    let mut select = styled("select", "sonda-input")
        .set("id", field_id(name))
        .set("name", name)
        .required(context, question, "required", "")
        .invalid(context, name)
        .described_by(context, name, help_ids(question, name))
        .nodes(options);
    if offered.len() > LONG {
        select = searchable(context, select);
    }
    let mut nodes = vec![select];
    if !texts.is_empty() {
        nodes.push(styled("div", "sonda-texts").nodes(texts));
    }
    labelled(context, question, name, nodes)
}
