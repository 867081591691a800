//! Where JavaScript calls in: a page that the server rendered, or an element to put a form into.

use super::captcha;
use super::draft::Draft;
use super::events::listen;
use super::outbox;
use super::session::Session;
use crate::view::{Placed, form};
use crate::{CLOSED, FormState, PROPS_ID, Props, ROOT_ID, json};
use gloo::events::EventListener;
use js_sys::Function;
use leptos::mount::mount_to_renderer;
use std::any::Any;
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlElement, console, window};

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
/// the plain HTML form it is. `prove` is the way to captchas.
#[wasm_bindgen]
pub fn hydrate(prove: Function) {
    captcha::take(prove);
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
        None => read(&json).and_then(|props| start(root, props, Place::Rendered)),
        Some(notice) => reopen(root, &json, &notice),
    };
    if let Some(mounted) = mounted {
        std::mem::forget(mounted);
    }
}

/// A page that shows a notice in place of its form. Answers that wait in this browser bring the form back, to
/// be seen and to say what becomes of them; a draft of what was sent is forgotten.
fn reopen(root: &HtmlElement, json: &str, notice: &str) -> Option<Mounted> {
    let props = read(json)?;
    if outbox::holds(&props.draft) {
        root.set_text_content(None);
        return start(root, props, Place::Empty);
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

/// Puts a form into an element; `undefined` if the props are unreadable. `prove` is the way to captchas.
#[wasm_bindgen]
pub fn mount(element: &HtmlElement, props: &str, prove: Function) -> Option<Mounted> {
    captcha::take(prove);
    start(element, read(props)?, Place::Embedded)
}

fn read(json: &str) -> Option<Props> {
    let props = json::read(json).ok();
    if props.is_none() {
        console::error_1(&JsValue::from_str("Sonda: the form's props are unreadable"));
    }
    props
}

fn start(root: &HtmlElement, props: Props, place: Place) -> Option<Mounted> {
    let props = Arc::new(props);
    let state = Rc::new(OnceCell::new());
    let view = {
        let (props, state) = (Arc::clone(&props), Rc::clone(&state));
        let parent = root.clone().into();
        move || {
            let state = *state.get_or_init(|| FormState::new(&props));
            Placed {
                node: form(props, state, place == Place::Embedded),
                parent,
                rendered: place == Place::Rendered,
            }
        }
    };
    let view = mount_to_renderer(root, view);
    let session = Session::begin(root.clone().into(), props, *state.get()?);
    let mut listeners = listen(root, &session);
    if !session.props.captcha.is_empty() {
        let begin = {
            let session = Rc::clone(&session);
            move |_: &Event| captcha::prepare(&session.props.captcha, &session.root)
        };
        listeners.push(EventListener::once(root, "focusin", begin));
    }
    // For whoever waits for it: a test, or a script of the page around.
    let _ = root.set_attribute("data-sonda-ready", "");
    Some(Mounted {
        session,
        _listeners: listeners,
        _view: Box::new(view),
    })
}
