//! Reads the props. Where they are unreadable, the page is of another build than the bundle: the call from
//! JavaScript ends with an exception, and the page stays what it was.
//!
//! That there is no way back from there takes all out of the bundle that would clear up a form that is half read.

use crate::Props;
use crate::json::{Failure, read as read_json};
use serde::de;
use std::fmt;
use wasm_bindgen::{JsValue, throw_val};
use web_sys::console;

/// There is none: the call has ended.
#[derive(Debug)]
enum Ended {}

#[cold]
#[inline(never)]
fn end() -> ! {
    let message = JsValue::from_str("Sonda: the form's props are unreadable");
    console::error_1(&message);
    throw_val(message)
}

impl Failure for Ended {
    fn unreadable() -> Self {
        end()
    }
}

impl de::Error for Ended {
    fn custom<T: fmt::Display>(_: T) -> Self {
        end()
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Ended {}

/// Reads the props of a form.
pub(crate) fn read(json: &str) -> Props {
    let Ok(props) = read_json::<Props, Ended>(json);
    props
}
