//! Fields that are typed into.

use super::Context;
use super::field::{comment, error, help, help_ids, title};
use super::node::{Node, styled};
use crate::ids::{field_id, title_id};
use sonda_domain::{Autocomplete, Kind, Question};

/// A question that is answered by typing.
pub(crate) fn text_field(context: &Context, question: &Question, name: &str) -> Node {
    let state = &context.state;
    let asked = title(context, question);
    let label = styled("label", "sonda-title")
        .set("for", field_id(name))
        .set("id", title_id(name));
    let mut nodes = vec![label.nodes(asked)];
    nodes.extend(help(context, question, name));
    nodes.push(error(*state, name));
    nodes.push(if question.kind == Kind::LongText {
        lines(context, name, "4", help_ids(question, name))
            .required(context, question, "required", "")
    } else {
        line(context, question, name)
    });
    nodes.extend(comment(context, question, name, vec![title_id(name)]));
    styled("div", "sonda-field").nodes(nodes)
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

fn line(context: &Context, question: &Question, name: &str) -> Node {
    let traits = Traits::of(question);
    let value = context.entries.first(name);
    styled("input", "sonda-input")
        .set("type", traits.kind)
        .set("id", field_id(name))
        .set("name", name)
        .set_some("value", (!value.is_empty()).then_some(value))
        .set_some("inputmode", traits.keyboard)
        .set_some("autocomplete", traits.autocomplete)
        .set("dir", traits.dir)
        .required(context, question, "required", "")
        .invalid(context.state, name)
        .described_by(context.state, name, help_ids(question, name))
}

/// A field of several lines.
pub(crate) fn lines(context: &Context, name: &str, rows: &str, described: Vec<String>) -> Node {
    styled("textarea", "sonda-input")
        .set("id", field_id(name))
        .set("name", name)
        .set("rows", rows)
        .set("dir", "auto")
        .invalid(context.state, name)
        .described_by(context.state, name, described)
        .text(context.entries.first(name))
}
