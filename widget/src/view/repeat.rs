//! Groups of questions that are answered for each of several entries.
//!
//! Without JavaScript the buttons post the form, which comes back with an entry more or less.

use super::Context;
use super::node::{Node, element, styled};
use super::part::fieldset;
use super::question::question as inner;
use super::step::slot;
use crate::ids::{field_id, title_id};
use reactive_graph::graph::untrack;
use sonda_domain::{Question, part_field, shown_entries};
use std::sync::Arc;

/// A question whose questions repeat.
pub(crate) fn repeat(context: &Context, question: &Question, name: &str) -> Node {
    let (own, props, state) = (
        name.to_owned(),
        Arc::clone(&context.props),
        context.state.clone(),
    );
    let mut shown = false;
    let entries = element("div").live(move || {
        let changed = state.regrouped.get();
        let others = !changed.is_empty() && changed != own;
        if std::mem::replace(&mut shown, true) && others {
            return None;
        }
        let question = props.content.question(&own)?;
        Some(untrack(|| {
            entries(&Context::of(&props, &state), question, &own)
        }))
    });
    fieldset(context, question, name, vec![entries])
}

fn entries(context: &Context, question: &Question, name: &str) -> Vec<Node> {
    let text = |key| context.props.messages.get(key).to_owned();
    let count = shown_entries(&context.entries, question);
    let (fewest, most) = question.entry_limits();
    let counted = element("input")
        .set("type", "hidden")
        .set("name", name)
        .set("data-answer", "")
        .set("value", count.to_string());
    let mut nodes = vec![counted];
    nodes.extend((0..count).map(|index| entry(context, question, name, index, count > fewest)));
    if count < most {
        nodes.push(button(["add:", name].concat(), text("group.add")));
    }
    nodes
}

fn entry(context: &Context, question: &Question, name: &str, index: u32, removable: bool) -> Node {
    let said = |key| context.props.messages.plural(key, (index + 1).into());
    let field = &part_field(name, &index.to_string());
    let legend = styled("legend", "sonda-title").set("id", title_id(field));
    let mut nodes = vec![legend.text(said("group.entry"))];
    let questions = question.questions.iter();
    nodes.extend(questions.map(|one| {
        let name = &part_field(field, one.id.as_str());
        match one.visible_if {
            Some(_) => slot(context, one, name),
            None => inner(context, one, name),
        }
    }));
    if removable {
        nodes.push(button(["remove:", field].concat(), said("group.remove")));
    }
    styled("fieldset", "sonda-entries")
        .set("id", field_id(field))
        .set("tabindex", "-1")
        .nodes(nodes)
}

fn button(order: String, words: String) -> Node {
    styled("button", "sonda-minor")
        .set("type", "submit")
        .set("name", "_go")
        .set("value", order)
        .flag("formnovalidate", true)
        .text(words)
}
