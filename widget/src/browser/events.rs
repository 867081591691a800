//! What a visitor does to a form, as the page tells it.

use super::host;
use super::session::Session;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

/// Listening to one form, until this is dropped.
pub(crate) struct Listening {
    end: JsValue,
    _act: Closure<dyn Fn(String, Option<String>)>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        host::stop(&self.end);
    }
}

/// Listens for one form.
pub(crate) fn listen(session: &Rc<Session>) -> Listening {
    let own = Rc::clone(session);
    let act = Closure::new(move |what: String, of: Option<String>| hear(&own, &what, of));
    Listening {
        end: host::listen(&session.root, &act),
        _act: act,
    }
}

fn hear(session: &Rc<Session>, what: &str, of: Option<String>) {
    match (what, of) {
        ("input", Some(name)) => session.changed(&name),
        ("left", Some(name)) => session.left(&name),
        ("press", Some(button)) => session.press(&button),
        ("goal", Some(name)) => session.focus(&name),
        ("begin", _) => session.prepare(),
        ("leave", _) => session.leave(),
        ("moved", state) => session.moved(state.as_deref()),
        ("returned", _) => session.returned(),
        _ => {}
    }
}
