//! Sliders: a number in a field, and with `static/parts/slider.js` a line to choose it on.
//!
//! The number is the answer. A line always stands somewhere, so that alone it could not be left unanswered.

use super::Context;
use super::context::Parts;
use super::field::help_ids;
use super::field::labelled;
use super::node::{Node, element, styled};
use super::text_field::input;
use super::text_field::number_keyboard;
use crate::ids::ends_id;
use rust_decimal::Decimal;
use sonda_domain::{Question, Value, format_number};

/// A question for a number between two ends.
pub(crate) fn slider(context: &Context, question: &Question, name: &str) -> Node {
    let Parts { props, .. } = &**context;
    let (min, max) = question.range();
    let mut described = help_ids(question, name);
    described.push(ends_id(name));
    let ends = [(min, &question.low_label), (max, &question.high_label)].map(|(number, label)| {
        let number = format_number(&number, None, &props.messages.locale());
        let label = label.as_ref().map(|label| context.text_now(label));
        let words = match label {
            Some(label) => [&number, " – ", &label].concat(),
            None => number,
        };
        element("span").text([&words, " "].concat())
    });
    let ends = styled("p", "sonda-ends")
        .set("id", ends_id(name))
        .nodes(ends.into());
    let number = input(context, name, "text", context.entries.first(name))
        .set_some("inputmode", number_keyboard(question))
        .set("autocomplete", "off")
        .set("dir", "ltr")
        .required(context, question, "required", "")
        .described_by(context, name, described);
    let line = styled("div", "sonda-slider")
        .set("data-part", "slider")
        .set("data-min", plain(min))
        .set("data-max", plain(max))
        .set("data-decimals", question.decimal_places().to_string())
        .set("data-unset", props.messages.get("slider.unset"))
        .nodes(vec![number]);
    labelled(context, question, name, vec![line, ends])
}

/// A number as scripts read it.
fn plain(number: Decimal) -> String {
    Value::Number(number).plain().unwrap_or_default()
}
