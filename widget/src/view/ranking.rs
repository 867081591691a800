//! Rankings: a place for each option, and with `static/parts/ranking.js` a list to put in order.

use super::Context;
use super::node::{Node, element, styled};
use super::part::{fieldset, part, select};
use sonda_domain::{Question, part_field};

/// A question for the order of its options.
pub(crate) fn ranking(context: &Context, question: &Question, name: &str) -> Node {
    let count = u32::try_from(question.options.len()).unwrap_or(0);
    let options = question
        .offered(context.props.seed)
        .into_iter()
        .map(|option| {
            let field = part_field(name, option.id.as_str());
            let places = (1..=count).map(|place| place.to_string());
            let places = places.map(|place| (place.clone(), place.into())).collect();
            let asked = vec![element("span").text(context.text(&option.title))];
            let place =
                select(context, &field, "–", places).described_by(context, &field, Vec::new());
            let conditional = option.visible_if.as_ref().map(|_| field.clone());
            let item = element("li").nodes(vec![part(context, &field, asked, place)]);
            item.hidden_with(context, conditional)
        });
    let list = styled("ul", "sonda-ranking")
        .set("role", "list")
        .set("data-part", "ranking")
        .saying(
            context,
            &[
                ("data-hint", "ranking.order"),
                ("data-up", "ranking.up"),
                ("data-down", "ranking.down"),
                ("data-keep", "ranking.keep"),
                ("data-clear", "ranking.clear"),
                ("data-place", "rating_step"),
            ],
        )
        .each(options);
    let hint = styled("p", "sonda-help").text(context.props.messages.get("ranking.hint"));
    fieldset(context, question, name, vec![hint, list])
}
