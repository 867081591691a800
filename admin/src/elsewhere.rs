//! Screens of the console's other programs.

use crate::parts::Busy;
use crate::prelude::*;
use crate::unfinished::Unfinished;
use std::cell::RefCell;
use std::time::Duration;

/// How long what is unfinished is given until it is looked at again.
const SOON: Duration = Duration::from_millis(30);

thread_local! {
    /// Where this page began.
    static BEGAN: RefCell<String> = const { RefCell::new(String::new()) };
}

fn here() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Keeps where the page began.
pub(crate) fn begin() {
    BEGAN.set(here());
}

/// Lets the server give the page for this address, with the program that has its screen, once all is finished here.
#[component]
pub(crate) fn Elsewhere() -> impl IntoView {
    // A page that began here has the wrong program, and would get it again.
    let to = here();
    if BEGAN.with_borrow(|began| *began != to) {
        set_timeout(move || leave(to), Duration::ZERO);
    }
    view! { <Busy/> }
}

fn leave(to: String) {
    if here() != to {
        // Somebody thought better of it.
    } else if Unfinished::is_there() {
        set_timeout(move || leave(to), SOON);
    } else {
        // A page that does not let itself be left stays where it is.
        let _ = window().location().reload();
    }
}
