//! What lets a preview be answered.

use crate::http::App;
use subtle::ConstantTimeEq;

/// Lets a preview be answered: the widget sends no cookie, so that the page brings what was derived for it.
pub(super) fn pass(app: &App, form: &str, until_ms: i64) -> String {
    let derived = app
        .secrets
        .derived_text(&format!("preview/{form}/{until_ms}"));
    format!("{until_ms}.{derived}")
}

pub(super) fn is_pass(app: &App, form: &str, sent: &str) -> bool {
    let until = sent.split('.').next().unwrap_or_default();
    let until_ms = until
        .parse()
        .ok()
        .filter(|until_ms| app.clock.now_ms() < *until_ms);
    let own = until_ms.map(|until_ms| pass(app, form, until_ms));
    own.is_some_and(|own| own.as_bytes().ct_eq(sent.as_bytes()).into())
}
