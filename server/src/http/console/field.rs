//! The fields of the console's plain forms, each with its error beside it, and all errors above them.

use super::page::own_name;
use crate::access::Language;
use crate::http::access::CSRF_FIELD;
use crate::http::document::escape;
use sonda_domain::Messages;
use std::fmt::Write;

/// A field of one line.
pub(super) struct Field<'a> {
    pub(super) name: &'static str,
    /// The key of its label.
    pub(super) label: &'static str,
    /// The key of what is said below the label; empty: nothing.
    pub(super) help: &'static str,
    pub(super) value: &'a str,
    /// Further attributes, as HTML.
    pub(super) attributes: &'static str,
}

/// The id of the sentence above a form.
const TROUBLE: &str = "trouble";

/// What is wrong with a form: the field and the key of the words.
pub(super) type Faults = Vec<(&'static str, &'static str)>;

/// The key of words that stand above the form already: the field is marked, and described by them.
pub(super) const SAID_ABOVE: &str = "";

impl Field<'_> {
    /// Its HTML.
    pub(super) fn html(&self, messages: &Messages, faults: &Faults) -> String {
        let name = self.name;
        let fault = faults.iter().find(|(field, _)| *field == name);
        let mut described = Vec::new();
        let mut above = String::new();
        if !self.help.is_empty() {
            described.push(format!("{name}-help"));
            let help = escape(messages.get(self.help));
            let _ = write!(
                above,
                "<p class=\"sonda-help\" id=\"{name}-help\">{help}</p>"
            );
        }
        if let Some((_, SAID_ABOVE)) = fault {
            described.push(TROUBLE.to_owned());
        } else if let Some((_, key)) = fault {
            described.push(format!("{name}-error"));
            let error = escape(messages.get(key));
            let _ = write!(
                above,
                "<p class=\"sonda-error\" id=\"{name}-error\">{error}</p>"
            );
        }
        let invalid = if fault.is_some() {
            " aria-invalid=\"true\""
        } else {
            ""
        };
        let described = match described.is_empty() {
            true => String::new(),
            false => format!(" aria-describedby=\"{}\"", described.join(" ")),
        };
        format!(
            "<div class=\"sonda-field\"><label class=\"sonda-title\" for=\"{name}\">{}</label>{above}\
             <input class=\"sonda-input\" id=\"{name}\" name=\"{name}\" value=\"{}\" {}{invalid}{described} required></div>",
            escape(messages.get(self.label)),
            escape(self.value),
            self.attributes
        )
    }
}

/// The field for a language.
pub(super) fn language_field(messages: &Messages, chosen: Language) -> String {
    let options = Language::ALL.map(|one| {
        let selected = if one == chosen { " selected" } else { "" };
        let (tag, name) = (one.as_str(), own_name(one));
        format!("<option value=\"{tag}\" lang=\"{tag}\"{selected}>{name}</option>")
    });
    format!(
        "<div class=\"sonda-field\"><label class=\"sonda-title\" for=\"language\">{}</label>\
         <select class=\"sonda-input\" id=\"language\" name=\"language\">{}</select></div>",
        escape(messages.get("language")),
        options.concat()
    )
}

/// What the console begins with: the value of the field, and the keys of its words.
const BEGINNINGS: [(&str, &str, &str); 2] = [
    ("empty", "begin.empty", "begin.empty_help"),
    (BEGIN_DEMO, "begin.demo", "begin.demo_help"),
];
/// The value of the field for whoever begins with the demo's forms.
pub(super) const BEGIN_DEMO: &str = "demo";

/// The choice of what the console begins with.
pub(super) fn beginning_field(messages: &Messages, chosen: &str) -> String {
    let options = BEGINNINGS.map(|(value, label, help)| {
        let is_chosen = value == chosen || (value == "empty" && chosen != BEGIN_DEMO);
        let checked = if is_chosen { " checked" } else { "" };
        format!(
            "<label class=\"sonda-option\"><input type=\"radio\" name=\"begin\" value=\"{value}\"{checked}>\
             <span>{}<br><span class=\"sonda-help\">{}</span></span></label>",
            escape(messages.get(label)),
            escape(messages.get(help))
        )
    });
    format!(
        "<fieldset class=\"sonda-field\"><legend class=\"sonda-title\">{}</legend>\
         <div class=\"sonda-options\">{}</div></fieldset>",
        escape(messages.get("begin")),
        options.concat()
    )
}

/// The two fields of a new password.
pub(super) fn password_fields(messages: &Messages, faults: &Faults) -> String {
    let password = Field {
        name: "password",
        label: "password",
        help: "password_help",
        value: "",
        attributes: "type=\"password\" autocomplete=\"new-password\" minlength=\"12\"",
    };
    let again = Field {
        name: "again",
        label: "password_again",
        help: "",
        value: "",
        attributes: "type=\"password\" autocomplete=\"new-password\"",
    };
    password.html(messages, faults) + &again.html(messages, faults)
}

/// The errors of a form above it, each leading to its field. It has the focus: few readers speak of an alert that comes
/// with the page.
pub(super) fn summary(messages: &Messages, faults: &Faults) -> String {
    if faults.is_empty() {
        return String::new();
    }
    let mut html = format!(
        "<div class=\"sonda-summary\" role=\"alert\" tabindex=\"-1\" autofocus><p>{}</p><ul>",
        escape(messages.get("errors"))
    );
    for (field, key) in faults {
        let text = escape(messages.get(key));
        let _ = write!(html, "<li><a href=\"#{field}\">{text}</a></li>");
    }
    html.push_str("</ul></div>");
    html
}

/// One sentence above a form.
pub(super) fn alert(text: &str) -> String {
    format!(
        "<p class=\"sonda-error\" id=\"{TROUBLE}\" role=\"alert\" tabindex=\"-1\" autofocus>{}</p>",
        escape(text)
    )
}

/// A form around its fields.
pub(super) fn form(action: &str, guard: &str, fields: &str, button: &str) -> String {
    format!(
        "<form class=\"sonda-form\" method=\"post\" action=\"{}\">\
         <input type=\"hidden\" name=\"{CSRF_FIELD}\" value=\"{guard}\">{fields}\
         <div class=\"sonda-actions\"><button class=\"sonda-send\" type=\"submit\">{}</button></div></form>",
        escape(action),
        escape(button)
    )
}
