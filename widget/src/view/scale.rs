//! Scales: stars, and "would you recommend us".

use super::Context;
use super::field::help_ids;
use super::group::{choice, group};
use super::node::{Node, element, styled};
use crate::ids::ends_id;
use sonda_domain::{Kind, Question};

/// A question answered by a step of a scale.
pub(crate) fn scale(context: &Context, question: &Question, name: &str) -> Node {
    let (lowest, highest) = question.scale().unwrap_or_default();
    let stars = question.kind == Kind::Rating;
    let steps = (lowest..=highest).map(|step| {
        let number = step.to_string();
        let input = choice(context, name, &number, true, step == lowest);
        if stars {
            star(context, input, number, highest)
        } else {
            styled("label", "sonda-step").nodes([input, element("span").text(number)])
        }
    });
    let class = if stars { "sonda-stars" } else { "sonda-steps" };
    let mut inputs = vec![styled("div", class).nodes(steps)];
    let mut described = help_ids(question, name);
    let ends = ends(context, question, lowest, highest);
    if !ends.is_empty() {
        described.push(ends_id(name));
        inputs.push(
            styled("p", "sonda-ends")
                .set("id", ends_id(name))
                .nodes(ends),
        );
    }
    group(context, question, name, true, described, inputs)
}

/// A star with its number; read out as "4 of 5".
fn star(context: &Context, input: Node, number: String, highest: u8) -> Node {
    let spoken = context.props.messages.get("rating_step");
    let spoken = spoken
        .replace("{step}", &number)
        .replace("{steps}", &highest.to_string());
    styled("label", "sonda-star").nodes([
        input,
        styled("span", "sonda-shape")
            .set("aria-hidden", "true")
            .text(number),
        styled("span", "sonda-spoken").text(spoken),
    ])
}

/// What the two ends of a scale mean.
fn ends(context: &Context, question: &Question, lowest: u8, highest: u8) -> Vec<Node> {
    let ends = [
        (lowest, &question.low_label),
        (highest, &question.high_label),
    ];
    let mut nodes: Vec<Node> = ends
        .into_iter()
        .filter_map(|(step, label)| {
            let words = [&step.to_string(), " – ", label.as_ref()?.only(), " "].concat();
            Some(element("span").text(words))
        })
        .collect();
    if nodes.is_empty() && question.kind == Kind::Nps {
        nodes.push(element("span").text(context.props.messages.get("nps_scale")));
    }
    nodes
}
