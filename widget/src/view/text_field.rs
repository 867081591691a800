//! Fields that are typed into.

use super::Context;
use super::field::{error, help_ids, labelled};
use super::node::{Node, styled};
use crate::ids::{field_id, title_id, unit_id};
use sonda_domain::{Autocomplete, Kind, Question, currency_sign};

/// A question that is answered by typing.
pub(crate) fn text_field(context: &Context, question: &Question, name: &str) -> Node {
    let described = help_ids(question, name);
    let field = if question.kind == Kind::LongText {
        lines(context, name, "4", described).required(context, question, "required", "")
    } else {
        typed(context, question, name, described, None)
    };
    labelled(context, question, name, vec![field])
}

/// A field of one line, with its currency where the language writes it; `names` are the ids of what names it, where
/// that is no label.
pub(crate) fn typed(
    context: &Context,
    question: &Question,
    name: &str,
    mut described: Vec<String>,
    names: Option<&str>,
) -> Node {
    let locale = context.props.messages.locale();
    let currency = question.currency.as_ref();
    let currency = currency.map(|currency| currency_sign(currency, &locale));
    described.extend(currency.as_ref().map(|_| unit_id(name)));
    let line = line(context, question, name, described).set_some("aria-labelledby", names);
    let Some((sign, first)) = currency else {
        return line;
    };
    let sign = styled("span", "sonda-unit")
        .set("id", unit_id(name))
        .text(sign);
    let nodes = if first {
        vec![sign, line]
    } else {
        vec![line, sign]
    };
    styled("div", "sonda-amount").nodes(nodes)
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
            Kind::Url => ("url", Some("url"), Some("url"), "ltr"),
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
pub(crate) fn number_keyboard(question: &Question) -> Option<&'static str> {
    let negative = question.min.is_none_or(|min| min.is_sign_negative());
    let whole = question.decimal_places() == 0;
    match (negative, whole) {
        (true, _) => None,
        (false, true) => Some("numeric"),
        (false, false) => Some("decimal"),
    }
}

fn line(context: &Context, question: &Question, name: &str, described: Vec<String>) -> Node {
    let traits = Traits::of(question);
    let given = context.entries.first(name);
    input(context, name, traits.kind, given)
        .set_some("inputmode", traits.keyboard)
        .set_some("autocomplete", traits.autocomplete)
        .set("dir", traits.dir)
        .required(context, question, "required", "")
        .described_by(context, name, described)
}

/// A field of one line, to be described.
pub(crate) fn input(context: &Context, name: &str, kind: &str, value: &str) -> Node {
    styled("input", "sonda-input")
        .set("type", kind)
        .set("id", field_id(name))
        .set("name", name)
        .set_some("value", (!value.is_empty()).then_some(value))
        .invalid(context, name)
}

/// The visitor's own words to an option, which is their label.
pub(crate) fn own_text(context: &Context, name: &str) -> [Node; 2] {
    let input = input(context, name, "text", context.entries.first(name))
        .set("aria-labelledby", title_id(name))
        .set("autocomplete", "off")
        .set("dir", "auto")
        .described_by(context, name, Vec::new());
    [error(context, name), input]
}

/// A field of several lines.
pub(crate) fn lines(context: &Context, name: &str, rows: &str, described: Vec<String>) -> Node {
    styled("textarea", "sonda-input")
        .set("id", field_id(name))
        .set("name", name)
        .set("rows", rows)
        .set("dir", "auto")
        .invalid(context, name)
        .described_by(context, name, described)
        .text(context.entries.first(name))
}
