//! Rankings: a place for each option, and with `static/parts/ranking.js` a list to put in order.

use super::Context;
use super::node::{Node, element, styled};
use super::part::{fieldset, part, select};
use sonda_domain::{Question, part_field};

/// A question for the order of its options.
pub(crate) fn ranking(context: &Context, question: &Question, name: &str) -> Node {
    let text = |key| context.props.messages.get(key);
    let count = question.options.len();
    let options = question.options.iter().map(|option| {
        let field = part_field(name, option.id.as_str());
        let places = (1..=count).map(|place| (place.to_string(), place.to_string().into()));
        let asked = vec![element("span").text(context.text(&option.title))];
        let place =
            select(context, &field, "–", places).described_by(context.state, &field, Vec::new());
        let conditional = option.visible_if.as_ref().map(|_| field.clone());
        let item = element("li").nodes([part(context, &field, asked, place)]);
        item.hidden_with(context, conditional)
    });
    let list = styled("ul", "sonda-ranking")
        .set("role", "list")
        .set("data-part", "ranking")
        .set("data-hint", text("ranking.order"))
        .set("data-up", text("ranking.up"))
        .set("data-down", text("ranking.down"))
        .set("data-keep", text("ranking.keep"))
        .set("data-clear", text("ranking.clear"))
        .set("data-place", text("rating_step"))
        .nodes(options);
    let hint = styled("p", "sonda-help").text(text("ranking.hint"));
    fieldset(context, question, name, vec![hint, list])
}
