//! Fields of several inputs under one title.

use super::Context;
use super::field::{comment, error, help, title};
use super::node::{Node, element, styled};
use crate::ids::{field_id, title_id};
use sonda_domain::Question;

/// The inputs of a question, `described` by those ids. Radio buttons are one widget to assistive technology,
/// and can be invalid as a whole; checkboxes are many, and say it each.
pub(crate) fn group(
    context: &Context,
    question: &Question,
    name: &str,
    radio: bool,
    described: Vec<String>,
    inputs: Vec<Node>,
) -> Node {
    let asked = title(context, question);
    let mut fieldset = styled("fieldset", "sonda-field");
    if radio {
        fieldset = fieldset
            .set("role", "radiogroup")
            .required(context, question, "aria-required", "true")
            .invalid(context, name);
    }
    let legend = styled("legend", "sonda-title").set("id", title_id(name));
    let mut nodes = vec![legend.nodes(asked)];
    nodes.extend(help(context, question, name));
    nodes.push(error(context, name));
    nodes.extend(inputs);
    nodes.extend(comment(context, question, name, Vec::new()));
    fieldset.described_by(context, name, described).nodes(nodes)
}

/// One radio button or checkbox of a group; the `first` carries the id that links to the field lead to.
pub(crate) fn choice(context: &Context, name: &str, value: &str, radio: bool, first: bool) -> Node {
    let id = first.then(|| field_id(name));
    let input = element("input")
        .set("type", if radio { "radio" } else { "checkbox" })
        .set_some("id", id.as_deref())
        .set("name", name)
        .set("value", value)
        .flag("checked", context.entries.has(name, value));
    if radio {
        input
    } else {
        input.invalid(context, name)
    }
}
