//! Scales: stars, and "would you recommend us".

use super::Context;
use super::field::help_ids;
use super::group::{choice, group};
use super::node::{element, is, nodes, text};
use crate::ids::ends_id;
use leptos::prelude::*;
use sonda_domain::{Kind, Question};

/// A question answered by a step of a scale.
pub(crate) fn scale(context: &Context, question: &Question) -> AnyView {
    let name = question.id.as_str();
    let (lowest, highest) = question.scale().unwrap_or_default();
    let stars = question.kind == Kind::Rating;
    let steps = (lowest..=highest).map(|step| {
        let number = step.to_string();
        let input = choice(context, name, &number, true, step == lowest);
        if stars {
            star(context, input, &number, highest)
        } else {
            let number = element("span", [], text(number));
            element(
                "label",
                [is("class", "sonda-step")],
                nodes(vec![input, number]),
            )
        }
    });
    let class = if stars { "sonda-stars" } else { "sonda-steps" };
    let mut content = vec![element("div", [is("class", class)], nodes(steps.collect()))];
    let mut described = help_ids(question);
    let ends = ends(context, question, lowest, highest);
    if !ends.is_empty() {
        described.push(ends_id(name));
        let attributes = [is("class", "sonda-ends"), is("id", ends_id(name))];
        content.push(element("p", attributes, nodes(ends)));
    }
    group(context, question, true, described, nodes(content))
}

/// A star with its number; read out as "4 of 5".
fn star(context: &Context, input: AnyView, number: &str, highest: u8) -> AnyView {
    let spoken = context.props.messages.get("rating_step");
    let spoken = spoken
        .replace("{step}", number)
        .replace("{steps}", &highest.to_string());
    let shape = [is("class", "sonda-shape"), is("aria-hidden", "true")];
    let content = vec![
        input,
        element("span", shape, text(number)),
        element("span", [is("class", "sonda-spoken")], text(spoken)),
    ];
    element("label", [is("class", "sonda-star")], nodes(content))
}

/// What the two ends of a scale mean.
fn ends(context: &Context, question: &Question, lowest: u8, highest: u8) -> Vec<AnyView> {
    let ends = [
        (lowest, &question.low_label),
        (highest, &question.high_label),
    ];
    let mut content: Vec<AnyView> = ends
        .into_iter()
        .filter_map(|(step, label)| {
            let words = [&step.to_string(), " – ", label.as_ref()?.only(), " "].concat();
            Some(element("span", [], text(words)))
        })
        .collect();
    if content.is_empty() && question.kind == Kind::Nps {
        content.push(text(context.props.messages.get("nps_scale")));
    }
    content
}
