//! What is done again and again while a screen is looked at.

use crate::prelude::*;
use std::time::Duration;

/// Does it each time so long has gone by, until the screen is left, and never while nobody sees the page.
pub(crate) fn each(beat: Duration, act: impl Fn() + 'static) {
    let act = move || {
        if !document().hidden() {
            act();
        }
    };
    if let Ok(beating) = set_interval_with_handle(act, beat) {
        on_cleanup(move || beating.clear());
    }
}
