//! What the builder shows in its middle: the form, a page, a question, an ending.

use super::outline;
use crate::draft::Draft;
use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

/// The line that is chosen, by its place; empty for the form itself. `Copy`; from context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selection {
    draft: Draft,
    chosen: RwSignal<String>,
    /// The names that versions have, which do not change any more: `question`, `question/option` and `page:page`.
    pub(crate) fixed: RwSignal<Vec<String>>,
    /// What was removed, until something else is done.
    noted: RwSignal<Option<String>>,
}

impl Selection {
    pub(crate) fn new(draft: Draft, chosen: String) -> Self {
        Self {
            draft,
            chosen: RwSignal::new(chosen),
            fixed: RwSignal::new(Vec::new()),
            noted: RwSignal::new(None),
        }
    }

    /// The builder's.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// The place of the line; of the form where the line is not there any more. Tracked.
    pub(crate) fn place(self) -> String {
        let chosen = self.chosen.get();
        let is_there = self
            .draft
            .with(|definition| definition.pointer(&chosen).is_some());
        if is_there { chosen } else { String::new() }
    }

    /// The same, without being told of changes.
    pub(crate) fn untracked(self) -> String {
        untrack(|| self.place())
    }

    /// Chooses a line.
    pub(crate) fn choose(self, place: impl Into<String>) {
        self.chosen.set(place.into());
    }

    /// Says what was done, with a way to take it back.
    pub(crate) fn note(self, what: Option<String>) {
        self.noted.set(what);
    }

    /// What was said so. Tracked.
    pub(crate) fn noted(self) -> Option<String> {
        self.noted.get()
    }

    /// Leads to a place in the definition: chooses its line, and goes to its field once that is there.
    pub(crate) fn lead_to(self, pointer: &str) {
        self.choose(outline::line_of(pointer));
        focus_soon(pointer.to_owned());
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Puts the cursor on the element of that id, or the nearest around that place, once what was just changed is shown.
pub(crate) fn focus_soon(id: String) {
    reach_soon(id, false);
}

/// The same, with a text that stands there already marked: what is typed takes its place.
pub(super) fn rewrite_soon(id: String) {
    reach_soon(id, true);
}

fn reach_soon(id: String, rewrite: bool) {
    let focus = move || {
        let mut place = id.as_str();
        loop {
            if let Some(found) = element(place) {
                open_around(&found);
                // What cannot be focused stays as it is.
                let _ = found.focus();
                if rewrite && let Some(text) = found.dyn_ref::<HtmlTextAreaElement>() {
                    text.select();
                }
                return;
            }
            match place.rsplit_once('/') {
                Some((above, _)) => place = above,
                None => return,
            }
        }
    };
    request_animation_frame(move || request_animation_frame(focus));
}

/// Opens what an element is folded into.
fn open_around(element: &Element) {
    let mut around = element.closest("details").ok().flatten();
    while let Some(folded) = around {
        let _ = folded.set_attribute("open", "");
        around = folded
            .parent_element()
            .and_then(|above| above.closest("details").ok().flatten());
    }
}
