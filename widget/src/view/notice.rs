//! What is said instead of a form, or over it.

use crate::Notice;
use leptos::prelude::*;
use sonda_domain::{Ending, Messages};

/// A notice: `main` where its heading is the page's, `over_form` where answers stay readable below it.
pub(crate) fn panel(
    notice: Notice,
    messages: &Messages,
    ending: Option<&Ending>,
    main: bool,
    over_form: bool,
) -> AnyView {
    let own = |part: &str| messages.get(&[notice.key(), part].concat()).to_owned();
    let (title, text) = match (notice, ending) {
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
        Notice::SentBefore | Notice::RateLimited | Notice::Failed => {
            ("sonda-notice sonda-failed", "alert")
        }
    };
    let kept = (over_form && matches!(notice, Notice::Refused(_)))
        .then(|| messages.get("answers_kept").to_owned());
    view! {
        <div class=class role=role>
            {heading(&title, main, true)} {paragraph(text)} {paragraph(kept)}
        </div>
    }
    .into_any()
}

fn paragraph(text: Option<String>) -> AnyView {
    text.map(|text| view! { <p>{text}</p> }).into_any()
}

/// A heading; one of a notice takes the focus when the notice appears.
pub(crate) fn heading(text: &str, main: bool, focusable: bool) -> AnyView {
    let text = text.to_owned();
    let tabindex = focusable.then_some("-1");
    if main {
        view! { <h1 class="sonda-heading" tabindex=tabindex>{text}</h1> }.into_any()
    } else {
        view! { <h2 class="sonda-heading" tabindex=tabindex>{text}</h2> }.into_any()
    }
}
