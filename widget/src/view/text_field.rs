//! Fields that are typed into.

use super::Context;
use super::field::{comment, described_by, error, help, help_ids, invalid, title};
use super::node::{element, flag, input, is, nodes, text_area};
use crate::ids::{field_id, title_id};
use leptos::prelude::*;
use sonda_domain::{Autocomplete, Kind, Question};

/// A question that is answered by typing.
pub(crate) fn text_field(context: &Context, question: &Question) -> AnyView {
    let name = question.id.as_str();
    let messages = &context.props.messages;
    let asked = title(question.title.only(), question.required, messages);
    let label = [
        is("class", "sonda-title"),
        is("for", field_id(name)),
        is("id", title_id(name)),
    ];
    let control = if question.kind == Kind::LongText {
        lines(context, name, question.required, "4", help_ids(question))
    } else {
        line(context, question)
    };
    let content = vec![
        element("label", label, asked),
        help(question),
        error(context.state, name),
        control,
        comment(context, question, vec![title_id(name)]),
    ];
    element("div", [is("class", "sonda-field")], nodes(content))
}

/// How a browser is told about one kind of text.
struct Traits {
    kind: &'static str,
    keyboard: Option<&'static str>,
    autocomplete: Option<&'static str>,
    /// Addresses and numbers run left to right in every language.
    dir: &'static str,
}

impl Traits {
    fn of(question: &Question) -> Self {
        let (kind, keyboard, autocomplete, dir) = match question.kind {
            Kind::Email => ("email", Some("email"), Some("email"), "ltr"),
            Kind::Phone => ("tel", Some("tel"), Some("tel"), "ltr"),
            Kind::Number => ("text", number_keyboard(question), Some("off"), "ltr"),
            _ => {
                let fill = question.autocomplete.map(Autocomplete::as_str);
                ("text", None, fill, "auto")
            }
        };
        Self {
            kind,
            keyboard,
            autocomplete,
            dir,
        }
    }
}

/// The keyboards for numbers have no minus on some phones: only a number that cannot be negative gets one.
fn number_keyboard(question: &Question) -> Option<&'static str> {
    let negative = question.min.is_none_or(|min| min.is_sign_negative());
    let whole = question.decimals.unwrap_or(0) == 0;
    match (negative, whole) {
        (true, _) => None,
        (false, true) => Some("numeric"),
        (false, false) => Some("decimal"),
    }
}

fn line(context: &Context, question: &Question) -> AnyView {
    let name = question.id.as_str();
    let traits = Traits::of(question);
    let value = context.props.entries.first(name);
    input([
        is("type", traits.kind),
        is("class", "sonda-input"),
        is("id", field_id(name)),
        is("name", name),
        (!value.is_empty()).then(|| is("value", value)).flatten(),
        traits.keyboard.and_then(|one| is("inputmode", one)),
        traits.autocomplete.and_then(|one| is("autocomplete", one)),
        is("dir", traits.dir),
        flag("required", question.required),
        invalid(context.state, name),
        described_by(context.state, name, help_ids(question)),
    ])
}

/// A field of several lines.
pub(crate) fn lines(
    context: &Context,
    name: &str,
    required: bool,
    rows: &'static str,
    described: Vec<String>,
) -> AnyView {
    let attributes = [
        is("class", "sonda-input"),
        is("id", field_id(name)),
        is("name", name),
        is("rows", rows),
        is("dir", "auto"),
        flag("required", required),
        invalid(context.state, name),
        described_by(context.state, name, described),
    ];
    text_area(attributes, context.props.entries.first(name))
}
