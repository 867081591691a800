//! Where JavaScript calls in: a page that the server rendered, or an element to put a form into.

use super::events::listen;
use super::session::Session;
use crate::view::{Placed, form};
use crate::{FormState, PROPS_ID, Props, ROOT_ID, json};
use gloo::events::EventListener;
use leptos::mount::mount_to_renderer;
use std::any::Any;
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, console, window};

/// A form that was put into a page.
#[wasm_bindgen]
pub struct Mounted {
    session: Rc<Session>,
    _listeners: Vec<EventListener>,
    _view: Box<dyn Any>,
}

#[wasm_bindgen]
impl Mounted {
    /// Takes the form out of the page, and stops all it does there. What was typed stays in its draft.
    pub fn unmount(self) {
        self.session.end();
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
    if let Some(mounted) = start(root.unchecked_ref(), &json, true) {
        std::mem::forget(mounted);
    }
}

/// Puts a form into an element; `undefined` if the props are unreadable.
#[wasm_bindgen]
pub fn mount(element: &HtmlElement, props: &str) -> Option<Mounted> {
    start(element, props, false)
}

fn start(root: &HtmlElement, json: &str, rendered: bool) -> Option<Mounted> {
    let Ok(props) = json::read::<Props>(json) else {
        console::error_1(&JsValue::from_str("Sonda: the form's props are unreadable"));
        return None;
    };
    let props = Arc::new(props);
    let state = Rc::new(OnceCell::new());
    let place = {
        let (props, state) = (Arc::clone(&props), Rc::clone(&state));
        let parent = root.clone().into();
        move || {
            let state = *state.get_or_init(|| FormState::new(&props));
            Placed {
                node: form(props, state, !rendered),
                parent,
                rendered,
            }
        }
    };
    let view = mount_to_renderer(root, place);
    let session = Session::begin(root.clone().into(), props, *state.get()?);
    let listeners = listen(root, &session);
    // For whoever waits for it: a test, or a script of the page around.
    let _ = root.set_attribute("data-sonda-ready", "");
    Some(Mounted {
        session,
        _listeners: listeners,
        _view: Box::new(view),
    })
}
