//! What is listened to, at the element around a form and at the window. Dropping the listeners ends it.

use super::fields;
use super::session::Session;
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use js_sys::Reflect;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, window};

/// Longer than a click takes from its press to its effect on the next field.
const LEAVE_AFTER_MS: u32 = 200;

/// Listens for one form.
pub(crate) fn listen(root: &Element, session: &Rc<Session>) -> Vec<EventListener> {
    let mut listeners = vec![
        on(root, "submit", session, |session, event| {
            event.prevent_default();
            let button = property(event, "submitter").dyn_into::<Element>().ok();
            let to = button.and_then(|button| button.get_attribute("value"));
            session.press(to.as_deref().unwrap_or_default());
        }),
        on(root, "input", session, |session, event| {
            if let Some(name) = field(event, "target") {
                session.changed(&name);
            }
        }),
        on(root, "click", session, clicked),
        on(root, "focusout", session, left),
    ];
    if let Some(window) = window() {
        listeners.push(on(&window, "pagehide", session, |session, _| {
            session.leave();
        }));
        listeners.push(on(&window, "popstate", session, |session, event| {
            session.moved(property(event, "state").as_string().as_deref());
        }));
        listeners.push(on(&window, "pageshow", session, |session, event| {
            session.returned(property(event, "persisted").is_truthy());
        }));
    }
    listeners
}

fn on(
    target: &web_sys::EventTarget,
    kind: &'static str,
    session: &Rc<Session>,
    act: fn(&Rc<Session>, &Event),
) -> EventListener {
    let session = Rc::clone(session);
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, kind, options, move |event| act(&session, event))
}

fn property(event: &Event, name: &str) -> JsValue {
    Reflect::get(event, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// The name of the field that a property of an event points to.
fn field(event: &Event, property_name: &str) -> Option<String> {
    let element: Element = property(event, property_name).dyn_into().ok()?;
    element.get_attribute("name")
}

/// A click on a link of the summary leads to the field (a shadow root's fragments lead nowhere by themselves);
/// one on a choice that is locked changes nothing.
fn clicked(session: &Rc<Session>, event: &Event) {
    let Ok(element) = property(event, "target").dyn_into::<Element>() else {
        return;
    };
    if let Some(name) = element.get_attribute("data-field") {
        event.prevent_default();
        session.focus(&name);
    } else if session.phase().is_locked() && fields::is_checkable(&element) {
        event.prevent_default();
    }
}

/// The error of a field moves what is below it: not before a click that began it has arrived there.
fn left(session: &Rc<Session>, event: &Event) {
    let (from, to) = (field(event, "target"), field(event, "relatedTarget"));
    if from == to {
        return;
    }
    let Some(name) = from else { return };
    let session = Rc::downgrade(session);
    let leave = move || {
        if let Some(session) = session.upgrade() {
            session.left(&name);
        }
    };
    Timeout::new(LEAVE_AFTER_MS, leave).forget();
}
