//! Groups of questions that are answered for each of several entries.
//!
//! Without JavaScript the buttons post the form, which comes back with an entry more or less.

use super::Context;
use super::node::{Node, element, styled};
use super::part::fieldset;
use super::question::question as inner;
use crate::ids::{field_id, title_id};
use leptos::prelude::*;
use sonda_domain::{Question, part_field, shown_entries};

/// A question whose questions repeat.
pub(crate) fn repeat(context: &Context, question: &Question, name: &str) -> Node {
    let own = name.to_owned();
    let within = context.clone();
    let mut shown = false;
    let entries = element("div").live(move || {
        let changed = within.state.regrouped.get();
        if std::mem::replace(&mut shown, true) && changed != own {
            return None;
        }
        let question = within.props.content.question(&own)?;
        Some(entries(&within, question, &own))
    });
    fieldset(context, question, name, vec![entries])
}

fn entries(context: &Context, question: &Question, name: &str) -> Vec<Node> {
    let text = |key| context.props.messages.get(key).to_owned();
    let count = context
        .state
        .entries
        .with_untracked(|entries| shown_entries(entries, question));
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
    nodes.extend(questions.map(|one| inner(context, one, &part_field(field, one.id.as_str()))));
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
