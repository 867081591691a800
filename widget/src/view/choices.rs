//! Fields that are chosen: one of several, several of several, agreement.

use super::Context;
use super::field::{comment, error, help, help_ids, title};
use super::group::{choice, group};
use super::node::{Node, element, styled};
use crate::ids::{field_id, title_id};
use sonda_domain::{Kind, Question, part_field};

/// A question with options.
pub(crate) fn choices(context: &Context, question: &Question, name: &str) -> Node {
    let radio = question.kind == Kind::SingleChoice;
    let options = question.options.iter().enumerate().map(|(index, option)| {
        let input = choice(context, name, option.id.as_str(), radio, index == 0);
        let label = element("span").text(context.text(&option.title));
        let id = part_field(name, option.id.as_str());
        styled("label", "sonda-option")
            .hidden_with(context, option.visible_if.as_ref().map(|_| id))
            .nodes([input, label])
    });
    let options = styled("div", "sonda-options").nodes(options);
    group(
        context,
        question,
        name,
        radio,
        help_ids(question, name),
        vec![options],
    )
}

/// A statement to agree to.
pub(crate) fn consent(context: &Context, question: &Question, name: &str) -> Node {
    let state = &context.state;
    let statement = title(context, question);
    let agreed = !matches!(context.entries.first(name), "" | "false");
    let checkbox = element("input")
        .set("type", "checkbox")
        .set("id", field_id(name))
        .set("name", name)
        .set("value", "yes")
        .flag("checked", agreed)
        .required(context, question, "required", "")
        .invalid(*state, name)
        .described_by(*state, name, help_ids(question, name));
    let statement = element("span").set("id", title_id(name)).nodes(statement);
    let label = styled("label", "sonda-option").nodes([checkbox, statement]);
    let mut nodes = vec![error(*state, name), label];
    nodes.extend(help(context, question, name));
    nodes.extend(comment(context, question, name, vec![title_id(name)]));
    styled("div", "sonda-field").nodes(nodes)
}
