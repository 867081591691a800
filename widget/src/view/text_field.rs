//! Fields that are typed into.

use super::Context;
use super::field::{comment, described_by, error, help, help_ids, invalid, title};
use crate::ids::{field_id, title_id};
use leptos::prelude::*;
use sonda_domain::{Autocomplete, Kind, Question};

/// A question that is answered by typing.
pub(crate) fn text_field(context: &Context, question: &Question) -> AnyView {
    let name = question.id.as_str();
    let (id, label_id) = (field_id(name), title_id(name));
    let label = title(
        question.title.only(),
        question.required,
        &context.props.messages,
    );
    let control = if question.kind == Kind::LongText {
        text_area(context, name, question.required, "4", help_ids(question))
    } else {
        input(context, question)
    };
    view! {
        <div class="sonda-field">
            <label class="sonda-title" for=id id=label_id.clone()>
                {label}
            </label>
            {help(question)}
            {error(context.state, name)}
            {control}
            {comment(context, question, vec![label_id])}
        </div>
    }
    .into_any()
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

fn input(context: &Context, question: &Question) -> AnyView {
    let name = question.id.as_str();
    let Traits {
        kind,
        keyboard,
        autocomplete,
        dir,
    } = Traits::of(question);
    let value = context.props.entries.first(name).to_owned();
    let value = (!value.is_empty()).then_some(value);
    view! {
        <input
            class="sonda-input"
            type=kind
            id=field_id(name)
            name=name.to_owned()
            value=value
            inputmode=keyboard
            autocomplete=autocomplete
            dir=dir
            required=question.required
            aria-invalid=invalid(context.state, name)
            aria-describedby=described_by(context.state, name, help_ids(question))
        />
    }
    .into_any()
}

/// A field of several lines.
pub(crate) fn text_area(
    context: &Context,
    name: &str,
    required: bool,
    rows: &'static str,
    described: Vec<String>,
) -> AnyView {
    view! {
        <textarea
            class="sonda-input"
            id=field_id(name)
            name=name.to_owned()
            rows=rows
            dir="auto"
            required=required
            aria-invalid=invalid(context.state, name)
            aria-describedby=described_by(context.state, name, described)
            inner_html=escaped(context.props.entries.first(name))
        ></textarea>
    }
    .into_any()
}

/// The framework writes the text of a `<textarea>` as it is, so that `</textarea><script>` would be obeyed.
/// HTML drops a line break at its beginning; what is judged is trimmed anyway.
fn escaped(text: &str) -> String {
    let text = text.trim_start_matches(['\r', '\n']);
    text.replace('&', "&amp;").replace('<', "&lt;")
}
