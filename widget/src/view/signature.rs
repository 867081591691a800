//! Signatures: a typed name, and with `static/parts/signature.js` a place to draw one.

use super::Context;
use super::node::{Node, element, styled};
use super::part::{fieldset, part};
use super::text_field::input;
use sonda_domain::{Question, part_field};

/// A question for a signature. Drawn strokes are an SVG path in a hidden input, which the part fills.
pub(crate) fn signature(context: &Context, question: &Question, name: &str) -> Node {
    let text = |key| context.props.messages.get(key);
    let typed = part_field(name, "name");
    let asked = vec![element("span").text(text("signature.name"))];
    let field = input(context, &typed, "text", context.entries.first(&typed))
        .set("autocomplete", "name")
        .set("dir", "auto")
        .required(context, question, "required", "")
        .described_by(context, &typed, Vec::new());
    let drawn = element("input")
        .set("type", "hidden")
        .set("name", name)
        .set("data-answer", "")
        .set("value", context.entries.first(name));
    let body = styled("div", "sonda-signature")
        .set("data-part", "signature")
        .saying(
            context,
            &[
                ("data-draw", "signature.draw"),
                ("data-name", "signature.or_name"),
                ("data-undo", "signature.undo"),
                ("data-clear", "signature.clear"),
            ],
        )
        .nodes(vec![drawn, part(context, &typed, asked, field)]);
    fieldset(context, question, name, vec![body])
}
