//! Days and times, in the fields that HTML has for them.

use super::Context;
use super::field::help_ids;
use super::field::labelled;
use super::node::{Node, element, styled};
use super::part::{fieldset, part};
use super::text_field::input;
use sonda_domain::{Kind, Question, part_field};

/// A question for a day, a time, or both.
pub(crate) fn date(context: &Context, question: &Question, name: &str) -> Node {
    let field =
        moment(context, question, name).described_by(context, name, help_ids(question, name));
    labelled(context, question, name, vec![field])
}

/// A question for a first and a last day.
pub(crate) fn date_range(context: &Context, question: &Question, name: &str) -> Node {
    let ends = ["from", "to"].into_iter().map(|end| {
        let field = part_field(name, end);
        let label = context
            .props
            .messages
            .get(["range.to", "range.from"][usize::from(end == "from")]);
        let asked = vec![element("span").text(label)];
        let day = moment(context, question, &field).described_by(context, &field, Vec::new());
        part(context, &field, asked, day)
    });
    let ends = styled("div", "sonda-pieces").each(ends);
    fieldset(context, question, name, vec![ends])
}

/// The input of a day or a time, within the question's limits.
pub(crate) fn moment(context: &Context, question: &Question, name: &str) -> Node {
    let (kind, first, last) = match question.kind {
        Kind::Time => ("time", "", ""),
        Kind::DateTime => ("datetime-local", "T00:00", "T23:59"),
        _ => ("date", "", ""),
    };
    let limit = |day: &Option<String>, time| Some([day.as_deref()?, time].concat());
    input(context, name, kind, context.entries.first(name))
        .set_some("min", limit(&question.earliest, first).as_deref())
        .set_some("max", limit(&question.latest, last).as_deref())
        .required(context, question, "required", "")
}
