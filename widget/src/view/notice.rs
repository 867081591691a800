//! What is said instead of a form, or over it.

use super::node::{element, is, nodes, text};
use crate::Notice;
use leptos::prelude::*;
use sonda_domain::{Ending, Messages};

/// A notice: `main` where its heading is the page's, `over_form` where answers stay readable below it.
/// A form may word its thanks itself (`ending`).
pub(crate) fn panel(
    notice: Notice,
    messages: &Messages,
    ending: Option<&Ending>,
    main: bool,
    over_form: bool,
) -> AnyView {
    let own = |part: &str| messages.get(&[notice.key(), part].concat()).to_owned();
    let (title, words) = match (notice, ending) {
        (Notice::Sent, Some(ending)) => (
            ending.title.only().to_owned(),
            ending.text.as_ref().map(|text| text.only().to_owned()),
        ),
        _ => (own(".title"), Some(own(".text"))),
    };
    let (class, role) = match notice {
        Notice::Sent => ("sonda-notice sonda-sent", "status"),
        Notice::Waiting => ("sonda-notice sonda-waiting", "status"),
        Notice::Refused(_) => ("sonda-notice sonda-refused", "alert"),
        Notice::RateLimited | Notice::Failed => ("sonda-notice sonda-failed", "alert"),
    };
    let kept = over_form && matches!(notice, Notice::Refused(_));
    let kept = kept.then(|| messages.get("answers_kept").to_owned());
    let mut content = vec![heading(&title, main, true)];
    content.extend(
        [words, kept]
            .into_iter()
            .flatten()
            .map(|one| element("p", [], text(one))),
    );
    element(
        "div",
        [is("class", class), is("role", role)],
        nodes(content),
    )
}

/// A heading; one of a notice takes the focus when the notice appears.
pub(crate) fn heading(title: &str, main: bool, focusable: bool) -> AnyView {
    let tabindex = if focusable {
        is("tabindex", "-1")
    } else {
        None
    };
    element(
        if main { "h1" } else { "h2" },
        [is("class", "sonda-heading"), tabindex],
        text(title),
    )
}
