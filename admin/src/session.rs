//! Who is signed in.

use crate::api::{self, Account, Problem, Session, segment};
use crate::prelude::*;
use gloo_net::http::Method;
use leptos::task::spawn_local;

/// Where people sign in, and are sent back from.
pub(crate) const SIGN_IN: &str = "/console/sign-in";

/// Begins: asks who is signed in, and keeps what changing calls need.
///
/// # Errors
/// Nobody is, or the server does not answer.
pub(crate) async fn begin() -> Result<Account, Problem> {
    let session: Session = api::get("session").await?;
    api::set_csrf(session.csrf_token);
    Ok(session.person)
}

/// Leaves for the page to sign in on, which leads back here; unless something would be lost by it, which is said then.
pub(crate) fn sign_in_again() {
    #[cfg(any(feature = "mapper", feature = "studio"))]
    if crate::draft::says_signed_out() {
        return;
    }
    let location = window().location();
    let here = location.pathname().unwrap_or_default();
    // A page that does not let itself be left stays where it is, with its problem said.
    let _ = location.assign(&format!("{SIGN_IN}?next={}", segment(&here)));
}

/// Ends the session, and leaves.
pub(crate) fn sign_out() {
    spawn_local(async {
        // Whether the server hears of it or not, this page is left; a session it did not hear of shows in the list.
        let _ = api::act(Method::DELETE, "session").await;
        let _ = window().location().assign(SIGN_IN);
    });
}
