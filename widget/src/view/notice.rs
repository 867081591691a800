//! What is said instead of a form, or over it.

use super::ending::details;
use super::node::{Node, Value, element, styled};
use crate::{Notice, ShownEnding};
use sonda_domain::Messages;

/// A notice: `main` where its heading is the page's, `over_form` where answers stay readable below it.
/// A form may word its thanks itself (`ending`).
pub(crate) fn panel(
    notice: Notice,
    messages: &Messages,
    ending: Option<&ShownEnding>,
    main: bool,
    over_form: bool,
) -> Node {
    let own = |part: &str| messages.get(&[notice.key(), part].concat()).to_owned();
    let (title, text) = match (notice, ending) {
        (Notice::Sent, Some(ending)) => (ending.title.clone(), ending.text.clone()),
        _ => (own(".title"), Some(own(".text"))),
    };
    let (class, role) = match notice {
        Notice::Sent => ("sonda-notice sonda-sent", "status"),
        Notice::Waiting | Notice::WaitingHere => ("sonda-notice sonda-waiting", "status"),
        Notice::Refused(_) => ("sonda-notice sonda-refused", "alert"),
        Notice::SentBefore
        | Notice::RateLimited
        | Notice::CaptchaRequired
        | Notice::CaptchaFailed
        | Notice::CaptchaUnavailable
        | Notice::Failed => ("sonda-notice sonda-failed", "alert"),
    };
    let mut nodes = vec![heading(title.into(), main).set("tabindex", "-1")];
    nodes.extend(text.map(|text| element("p").text(text)));
    if let (Notice::Sent, Some(ending)) = (notice, ending) {
        nodes.extend(details(ending, messages));
    }
    if over_form && matches!(notice, Notice::Refused(_)) {
        nodes.push(element("p").text(messages.get("answers_kept")));
    }
    styled("div", class).set("role", role).nodes(nodes)
}

/// A heading.
pub(crate) fn heading(title: Value, main: bool) -> Node {
    styled(if main { "h1" } else { "h2" }, "sonda-heading").text(title)
}
