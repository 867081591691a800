//! Scales: stars, and "would you recommend us".

use super::Context;
use super::field::help_ids;
use super::group::{group, input};
use crate::ids::ends_id;
use leptos::prelude::*;
use sonda_domain::{Kind, LocalText, Question};

/// A question answered by a step of a scale.
pub(crate) fn scale(context: &Context, question: &Question) -> AnyView {
    let name = question.id.as_str();
    let (lowest, highest) = question.scale().unwrap_or_default();
    let stars = question.kind == Kind::Rating;
    let steps: Vec<AnyView> = (lowest..=highest)
        .map(|step| {
            let number = step.to_string();
            let input = input(context, name, number.clone(), true, step == lowest);
            if stars {
                star(context, input, number, highest)
            } else {
                view! {
                    <label class="sonda-step">
                        {input}
                        <span>{number}</span>
                    </label>
                }
                .into_any()
            }
        })
        .collect();
    let class = if stars { "sonda-stars" } else { "sonda-steps" };
    let mut described = help_ids(question);
    let ends = ends(context, question, lowest, highest);
    if ends.is_some() {
        described.push(ends_id(name));
    }
    let inputs = view! {
        <div class=class>{steps}</div>
        {ends}
    }
    .into_any();
    group(context, question, true, described, inputs)
}

/// A star with its number; read out as "4 of 5".
fn star(context: &Context, input: AnyView, number: String, highest: u8) -> AnyView {
    let spoken = context.props.messages.get("rating_step");
    let spoken = spoken
        .replace("{step}", &number)
        .replace("{steps}", &highest.to_string());
    view! {
        <label class="sonda-star">
            {input}
            <span class="sonda-shape" aria-hidden="true">
                {number}
            </span>
            <span class="sonda-spoken">{spoken}</span>
        </label>
    }
    .into_any()
}

/// What the two ends of a scale mean.
fn ends(context: &Context, question: &Question, lowest: u8, highest: u8) -> Option<AnyView> {
    let end = |step: u8, label: &Option<LocalText>| {
        let label = label.as_ref()?;
        let text = [&step.to_string(), " – ", label.only()].concat();
        Some(view! { <span>{text}</span> })
    };
    let low = end(lowest, &question.low_label);
    let high = end(highest, &question.high_label);
    let id = ends_id(question.id.as_str());
    if low.is_some() || high.is_some() {
        return Some(
            view! {
                <p class="sonda-ends" id=id>
                    {low}
                    " "
                    {high}
                </p>
            }
            .into_any(),
        );
    }
    (question.kind == Kind::Nps).then(|| {
        let text = context.props.messages.get("nps_scale").to_owned();
        view! {
            <p class="sonda-ends" id=id>
                {text}
            </p>
        }
        .into_any()
    })
}
