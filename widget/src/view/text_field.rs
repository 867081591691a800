//! Fields that are typed into.

use super::Context;
use super::field::{error, help_ids, labelled};
use super::node::{Node, styled};
use crate::ids::{field_id, title_id, unit_id};
use sonda_domain::{Autocomplete, Kind, Locale, Question, currency_sign, decimal_sign};

/// A question that is answered by typing.
pub(crate) fn text_field(context: &Context, question: &Question, name: &str) -> Node {
    let described = help_ids(question, name);
    let field = if question.kind == Kind::LongText {
        lines(context, name, "4", described).required(context, question, "required", "")
    } else if let Some(currency) = &question.currency {
        amount(context, question, name, currency)
    } else {
        line(context, question, name, described)
    };
    labelled(context, question, name, vec![field])
}

/// A number with its currency where the language writes it.
fn amount(context: &Context, question: &Question, name: &str, currency: &str) -> Node {
    let (sign, first) = currency_sign(currency, &context.props.messages.locale());
    let sign = styled("span", "sonda-unit")
        .set("id", unit_id(name))
        .text(sign);
    let mut described = help_ids(question, name);
    described.push(unit_id(name));
    let line = line(context, question, name, described);
    let nodes = if first { [sign, line] } else { [line, sign] };
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

pub(crate) fn line(
    context: &Context,
    question: &Question,
    name: &str,
    described: Vec<String>,
) -> Node {
    let traits = Traits::of(question);
    let given = context.entries.first(name);
    let value = if question.kind == Kind::Number {
        localized(given, question, &context.props.messages.locale())
    } else {
        given.to_owned()
    };
    input(context, name, traits.kind, &value)
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

/// A number with the language's sign before its decimals; what is no such number stays as it was typed.
fn localized(given: &str, question: &Question, locale: &Locale) -> String {
    let decimals = given
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    if (1..=question.decimal_places() as usize).contains(&decimals) {
        let mut sign = [0; 4];
        given.replacen('.', decimal_sign(locale).encode_utf8(&mut sign), 1)
    } else {
        given.to_owned()
    }
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
