//! Who is signed in.

use crate::api::{self, Account, Problem, Session, segment};
use crate::prelude::*;
use crate::words::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use std::cell::RefCell;

/// Where people sign in, and are sent back from.
pub(crate) const SIGN_IN: &str = "/console/sign-in";

thread_local! {
    /// The id of the person whose page this is.
    static WHO: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Begins, also once more: asks who is signed in, and keeps what changing calls need.
///
/// # Errors
/// Nobody is, the server does not answer, or it is somebody else than whose page this is.
pub(crate) async fn begin() -> Result<Account, Problem> {
    let session: Session = api::get("session").await?;
    let person = session.person;
    let is_other = WHO.with_borrow(|who| !who.is_empty() && *who != person.id);
    if is_other {
        let words = words();
        return Err(Problem {
            code: "other_person".to_owned(),
            title: words.other_person.replace("{name}", &person.name),
            detail: words.other_person_help.clone(),
        });
    }
    WHO.set(person.id.clone());
    api::set_csrf(session.csrf_token);
    #[cfg(any(feature = "mapper", feature = "studio"))]
    crate::draft::signed_in();
    Ok(person)
}

/// Takes what changing calls need of the session that there is now: another has begun since.
pub(crate) fn renew() {
    spawn_local(async {
        // What keeps it from being taken is said where something is changed.
        let _ = begin().await;
    });
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
