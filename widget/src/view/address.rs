//! Postal addresses, in parts that browsers fill in by themselves.

use super::Context;
use super::field::title;
use super::node::{Node, styled};
use super::part::{fieldset, part};
use super::text_field::input;
use super::text_field::lines;
use sonda_domain::{AddressPart, Question, part_field};

/// A question for an address. A region need not be given, whatever else must.
pub(crate) fn address(context: &Context, question: &Question, name: &str) -> Node {
    let messages = &context.props.messages;
    let parts = question.address_parts().iter().map(|one| {
        let field = part_field(name, one.as_str());
        let optional = *one == AddressPart::Region;
        let label = messages
            .get(&["address.", one.as_str()].concat())
            .to_owned();
        let required = question.required && !optional;
        let input = if *one == AddressPart::Street {
            lines(context, &field, required, "2", Vec::new())
        } else {
            input(context, &field, "text", context.entries.first(&field))
                .set("dir", "auto")
                .flag("required", required)
                .described_by(context.state, &field, Vec::new())
        };
        let input = input.set("autocomplete", one.autocomplete());
        part(context, &field, title(&label, !optional, messages), input)
    });
    let parts = styled("div", "sonda-pieces sonda-address").nodes(parts);
    fieldset(context, question, name, vec![parts])
}
