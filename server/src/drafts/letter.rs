//! The message that brings a code: the form's title, the code and what it is for; no answer, and nothing to press.

use super::Code;
use crate::mail::Letter;
use sonda_domain::Messages;

/// The message for whoever reads mail at that address.
#[must_use]
pub fn letter(messages: &Messages, form: &str, code: &Code, to: &str) -> Letter {
    // On one line: a title may be anything.
    let form: String = form
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let text = |key: &str| messages.get(key).replace("{form}", &form);
    let paragraphs = [
        text("resume_letter.text"),
        code.grouped(),
        text("resume_letter.use"),
        text("resume_letter.ignore"),
    ];
    Letter {
        to: to.to_owned(),
        subject: text("resume_letter.subject"),
        text: paragraphs.join("\n\n") + "\n",
        sender: None,
    }
}
