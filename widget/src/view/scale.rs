//! Scales: icons, "would you recommend us", agreement, opposites.

use super::Context;
use super::field::help_ids;
use super::group::{choice, group};
use super::node::{Node, element, styled};
use crate::ids::ends_id;
use sonda_domain::{Icon, Kind, Question};

/// A question answered by a step of a scale.
pub(crate) fn scale(context: &Context, question: &Question, name: &str) -> Node {
    let (lowest, highest) = question.scale().unwrap_or_default();
    let mut described = help_ids(question, name);
    if question.kind == Kind::Agreement && highest == 5 {
        let steps = worded(context, question, name);
        return group(context, question, name, true, described, vec![steps]);
    }
    let mut inputs = vec![steps(context, question, name, lowest, highest)];
    let ends = ends(context, question, lowest, highest);
    if !ends.is_empty() {
        let ends = styled("p", "sonda-ends")
            .set("id", ends_id(name))
            .nodes(ends);
        described.push(ends_id(name));
        inputs.push(ends);
    }
    if question.kind == Kind::Bipolar {
        // The opposites are read before what lies between them.
        inputs.reverse();
        let few = highest <= 7;
        let class = if few {
            "sonda-between sonda-beside"
        } else {
            "sonda-between"
        };
        inputs = vec![styled("div", class).nodes(inputs)];
    }
    group(context, question, name, true, described, inputs)
}

/// The steps of a scale: shapes with numbers, numbers alone, or between opposites nothing but their place.
fn steps(context: &Context, question: &Question, name: &str, lowest: u8, highest: u8) -> Node {
    let icon = icon(question);
    let steps = (lowest..=highest).map(|step| {
        let number = step.to_string();
        let input = choice(context, name, &number, true, step == lowest);
        let between = question.kind == Kind::Bipolar;
        if !between && icon == Icon::Number {
            return styled("label", "sonda-step").nodes(vec![input, element("span").text(number)]);
        }
        let spoken = context.props.messages.get("rating_step");
        let spoken = spoken
            .replace("{step}", &number)
            .replace("{steps}", &highest.to_string());
        let spoken = styled("span", "sonda-spoken").text(spoken);
        if between {
            return styled("label", "sonda-dot").nodes(vec![input, spoken]);
        }
        let shape = styled("span", &shape(icon, step, highest))
            .set("aria-hidden", "true")
            .text(number);
        styled("label", "sonda-star").nodes(vec![input, shape, spoken])
    });
    let class = match (question.kind, icon) {
        (Kind::Bipolar, _) => "sonda-dots",
        (_, Icon::Number) => "sonda-steps",
        (_, Icon::Smiley) => "sonda-stars",
        (_, Icon::Thumb) if highest == 2 => "sonda-stars",
        _ => "sonda-stars sonda-filling",
    };
    // How they are laid out where there is little room depends on how many there are.
    let class = [class, " sonda-of", &(highest - lowest + 1).to_string()].concat();
    styled("div", &class).each(steps)
}

fn icon(question: &Question) -> Icon {
    let default = match question.kind {
        Kind::Rating => Icon::Star,
        Kind::Csat => Icon::Smiley,
        _ => return Icon::Number,
    };
    question.icon.unwrap_or(default)
}

fn shape(icon: Icon, step: u8, highest: u8) -> String {
    match icon {
        Icon::Smiley => {
            // Of five, the saddest for the lowest step, the happiest for the highest, and alike between.
            let last = highest - 1;
            let face = ((step - 1) * 4 + last / 2).checked_div(last).unwrap_or(4);
            ["sonda-shape sonda-face sonda-face", &face.to_string()].concat()
        }
        Icon::Heart => "sonda-shape sonda-heart".to_owned(),
        Icon::Thumb if highest == 2 && step == 1 => "sonda-shape sonda-thumb sonda-down".to_owned(),
        Icon::Thumb => "sonda-shape sonda-thumb".to_owned(),
        _ => "sonda-shape".to_owned(),
    }
}

/// Agreement in words.
fn worded(context: &Context, question: &Question, name: &str) -> Node {
    let steps = (1..=5_u8).map(|step| {
        let number = step.to_string();
        let key = ["agreement_", &number].concat();
        let own = match step {
            1 => question.low_label.as_ref(),
            5 => question.high_label.as_ref(),
            _ => None,
        };
        let words = match own {
            Some(label) => context.text(label),
            None => context.props.messages.get(&key).into(),
        };
        let title = element("span").text(words);
        let input = choice(context, name, &number, true, step == 1);
        styled("label", "sonda-option").nodes(vec![input, title])
    });
    styled("div", "sonda-options sonda-words").each(steps)
}

/// What the two ends of a scale mean.
pub(crate) fn ends(context: &Context, question: &Question, lowest: u8, highest: u8) -> Vec<Node> {
    let messages = &context.props.messages;
    let default = match question.kind {
        Kind::Csat => ["csat_low", "csat_high"],
        Kind::Ces | Kind::Agreement => ["agreement_1", "agreement_5"],
        Kind::Nps if question.low_label.is_none() && question.high_label.is_none() => {
            return vec![element("span").text(messages.get("nps_scale"))];
        }
        _ => [""; 2],
    };
    let ends = [
        (lowest, &question.low_label, default[0]),
        (highest, &question.high_label, default[1]),
    ];
    let mut nodes = Vec::new();
    for (step, own, default) in ends {
        let words = match own {
            Some(label) => context.text_now(label),
            None if default.is_empty() => continue,
            None => messages.get(default).to_owned(),
        };
        let number = step.to_string();
        let words = if question.kind == Kind::Bipolar {
            [&words, " "].concat()
        } else {
            [&number, " – ", &words, " "].concat()
        };
        nodes.push(element("span").text(words));
    }
    nodes
}
