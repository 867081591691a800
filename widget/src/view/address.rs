//! Postal addresses, in parts that browsers fill in by themselves.

use super::Context;
use super::context::Parts;
use super::field::optional;
use super::node::{Node, element, styled};
use super::part::{fieldset, part};
use super::text_field::{input, lines};
use sonda_domain::{AddressPart, Question, part_field};

/// A question for an address. A region need not be given, whatever else must.
pub(crate) fn address(context: &Context, question: &Question, name: &str) -> Node {
    let Parts { props, .. } = &**context;
    let parts = question.address_parts().iter().map(|one| {
        let field = part_field(name, one.as_str());
        let label = props
            .messages
            .get(&["address.", one.as_str()].concat())
            .to_owned();
        let mut asked = vec![element("span").text(label)];
        let mut input = if *one == AddressPart::Street {
            lines(context, &field, "2", Vec::new())
        } else {
            input(context, &field, "text", context.entries.first(&field))
                .set("dir", "auto")
                .described_by(context, &field, Vec::new())
        };
        if *one == AddressPart::Region {
            asked.push(optional(&props.messages));
        } else {
            input = input.required(context, question, "required", "");
        }
        let input = input.set("autocomplete", one.autocomplete());
        part(context, &field, asked, input)
    });
    let parts = styled("div", "sonda-pieces sonda-address").each(parts);
    fieldset(context, question, name, vec![parts])
}
