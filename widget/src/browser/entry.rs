//! Where JavaScript calls in: a page that the server rendered, or an element to put a form into.

use super::draft::Draft;
use super::events::{Listening, listen};
use super::outbox;
use super::props;
use super::session::Session;
use crate::view::{Grown, Placed, form};
use crate::{CLOSED, FormState, PROPS_ID, Props, ROOT_ID};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, window};

/// A form that was put into a page.
#[wasm_bindgen]
pub struct Mounted {
    session: Rc<Session>,
    listening: Option<Listening>,
    view: Option<Grown>,
}

#[wasm_bindgen]
impl Mounted {
    /// Takes the form out of the page, and stops all it does there. What was typed stays in its draft.
    pub fn unmount(self) {
        self.session.end();
    }

    /// Gives a value to the questions that take it from the page around, under the name they know it by.
    #[wasm_bindgen(js_name = setHidden)]
    pub fn set_hidden(&self, name: &str, value: &str) {
        self.session.set_hidden(name, value);
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.listening.take();
        if let Some(view) = &self.view {
            view.remove();
        }
    }
}

/// Brings the server-rendered form of this page to life. Where its props are unreadable the page stays
/// the plain HTML form it is.
#[wasm_bindgen]
pub fn hydrate() {
    let Some(document) = window().and_then(|window| window.document()) else {
        return;
    };
    let (root, script) = (
        document.get_element_by_id(ROOT_ID),
        document.get_element_by_id(PROPS_ID),
    );
    let (Some(root), Some(json)) = (root, script.and_then(|script| script.text_content())) else {
        return;
    };
    let root: &HtmlElement = root.unchecked_ref();
    let mounted = match root.get_attribute(CLOSED) {
        None => Some(start(root, props::read(&json), Place::Rendered)),
        Some(notice) => reopen(root, &json, &notice),
    };
    if let Some(mounted) = mounted {
        std::mem::forget(mounted);
    }
}

/// A page that shows a notice in place of its form. Answers that wait in this browser bring the form back, to
/// be seen and to say what becomes of them; a draft of what was sent is forgotten.
fn reopen(root: &HtmlElement, json: &str, notice: &str) -> Option<Mounted> {
    let props = props::read(json);
    if outbox::holds(&props.draft) {
        root.set_text_content(None);
        return Some(start(root, props, Place::Empty));
    }
    if matches!(notice, "sent" | "already_answered") {
        Draft::of(&props).forget();
    }
    outbox::resend();
    None
}

/// Where a form is put.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Over the server's HTML of it.
    Rendered,
    /// Into an empty element of its own page.
    Empty,
    /// Into an element of somebody's page.
    Embedded,
}

/// Puts a form into an element; throws if the props are unreadable.
#[wasm_bindgen]
pub fn mount(element: &HtmlElement, props: &str) -> Mounted {
    start(element, props::read(props), Place::Embedded)
}

fn start(root: &HtmlElement, props: Props, place: Place) -> Mounted {
    let props = Arc::new(props);
    let state = FormState::new(&props);
    let placed = Placed {
        node: form(Arc::clone(&props), state.clone(), place == Place::Embedded),
        parent: root.clone().into(),
        rendered: place == Place::Rendered,
    };
    let view = placed.grow();
    let hosted = place != Place::Embedded;
    let session = Session::begin(root.clone().into(), props, state, hosted);
    let listening = listen(&session);
    // For whoever waits for it: a test, or a script of the page around.
    let _ = root.set_attribute("data-sonda-ready", "");
    Mounted {
        session,
        listening: Some(listening),
        view,
    }
}
