//! Where the focus goes when what had it is taken away: to the screen, never to the page's beginning.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Whether nothing has the focus.
pub(crate) fn is_lost() -> bool {
    let focused = document().active_element();
    focused.is_none_or(|focused| focused.local_name() == "body")
}

/// Once what was just changed is shown: whoever has lost the focus begins at the screen.
pub(crate) fn find_again() {
    let find = || {
        let screen = document().get_element_by_id("screen");
        let screen = screen.and_then(|screen| screen.dyn_into::<HtmlElement>().ok());
        if let Some(screen) = screen.filter(|_| is_lost()) {
            // What cannot be focused leaves the focus where it is.
            let _ = screen.focus();
        }
    };
    request_animation_frame(move || request_animation_frame(find));
}

/// Gives the focus to what says what was done, once the dialog is gone: what asked for it may be gone, too.
pub(crate) fn hear(id: &'static str) {
    request_animation_frame(move || {
        let place = document().get_element_by_id(id);
        if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
            let _ = place.focus();
        }
    });
}
