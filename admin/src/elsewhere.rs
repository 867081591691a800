//! Screens of the console's other programs.

use crate::parts::Busy;
use crate::prelude::*;
use crate::unfinished::Unfinished;
use leptos_router::hooks::use_location;
use std::cell::RefCell;
use std::time::Duration;

/// How long what is unfinished is given until it is looked at again.
const SOON: Duration = Duration::from_millis(30);

thread_local! {
    /// Where this page began.
    static BEGAN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps where the page began.
pub(crate) fn begin() {
    BEGAN.set(window().location().pathname().unwrap_or_default());
}

/// Lets the server give the page for this address, with the program that has its screen, once all is finished here.
#[component]
pub(crate) fn Elsewhere() -> impl IntoView {
    // The router's address: the browser's own follows it.
    let location = use_location();
    let (path, query) = (location.pathname, location.search);
    let to = Memo::new(move |_| {
        let (path, query) = (path.get(), query.get());
        let query = query.trim_start_matches('?');
        // A page that began here has the wrong program, and would get it again.
        let is_wrong = BEGAN.with_borrow(|began| *began == path);
        (!is_wrong).then(|| match query.is_empty() {
            true => path,
            false => format!("{path}?{query}"),
        })
    });
    set_timeout(move || leave(to), Duration::ZERO);
    view! { <Busy/> }
}

fn leave(to: Memo<Option<String>>) {
    // Somebody may have thought better of it.
    let Some(Some(address)) = to.try_get_untracked() else {
        return;
    };
    if Unfinished::is_there() {
        set_timeout(move || leave(to), SOON);
    } else {
        // A page that does not let itself be left stays where it is.
        let _ = window().location().assign(&address);
    }
}
