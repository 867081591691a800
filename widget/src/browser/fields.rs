//! The inputs of a form as the page has them: read, filled, locked, focused.
//!
//! They are found from the element around the form and never through it: a question named `elements`
//! would shadow that property of the `<form>`.

use crate::ids::field_id;
use sonda_domain::Entries;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

/// The inputs that carry answers: those that are seen but for files and buttons, and hidden ones that hold an answer.
const ANSWERS: &str =
    ".sonda-form [name]:not([type=hidden]):not([type=file]):not(button),.sonda-form [data-answer]";

/// A `<textarea>` has the same properties as far as they are used here, and a `<select>` all but [`served`]'s.
fn inputs(root: &Element, selector: &str) -> Vec<HtmlInputElement> {
    let Ok(list) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| Some(list.item(index)?.unchecked_into()))
        .collect()
}

/// Whether it is chosen rather than typed into.
pub(crate) fn is_checkable(element: &Element) -> bool {
    let kind = element.get_attribute("type");
    matches!(kind.as_deref(), Some("radio" | "checkbox"))
}

/// What inputs hold, as a browser would post it.
fn held(inputs: &[HtmlInputElement]) -> Vec<String> {
    inputs
        .iter()
        .filter(|input| !is_checkable(input) || input.checked())
        .map(HtmlInputElement::value)
        .collect()
}

fn is_select(element: &Element) -> bool {
    element.local_name() == "select"
}

/// What a field was served with.
fn served(input: &HtmlInputElement) -> String {
    if !is_select(input) {
        return input.default_value();
    }
    let selected = input.query_selector("[selected]").ok().flatten();
    selected
        .and_then(|option| option.get_attribute("value"))
        .unwrap_or_default()
}

/// What a field holds, as a browser would post it; a field left empty holds the empty text.
pub(crate) fn value(root: &Element, name: &str) -> Vec<String> {
    let mut values = held(&inputs(root, &selector(name)));
    if values.is_empty() {
        values.push(String::new());
    }
    values
}

/// What the fields hold that somebody typed or chose something into since the form was served.
pub(crate) fn touched(root: &Element) -> Entries {
    let differs = |input: &&HtmlInputElement| {
        if is_checkable(input) {
            input.checked() != input.default_checked()
        } else {
            input.value() != served(input)
        }
    };
    let mut entries = Entries::default();
    for input in inputs(root, ANSWERS).iter().filter(differs) {
        let name = input.name();
        if !entries.knows(&name) {
            entries.set(&name, value(root, &name));
        }
    }
    entries
}

/// Puts the entries into their fields. Those that the entries do not name are left as they are.
pub(crate) fn fill(root: &Element, entries: &Entries) {
    for input in inputs(root, ANSWERS) {
        put(&input, entries.values(&input.name()));
    }
}

/// Puts values into one field.
pub(crate) fn fill_one(root: &Element, name: &str, values: &[String]) {
    for input in inputs(root, &selector(name)) {
        put(&input, values);
    }
}

fn put(input: &HtmlInputElement, values: &[String]) {
    let Some(first) = values.first() else { return };
    if is_checkable(input) {
        input.set_checked(values.contains(&input.value()));
    } else if input.value() != *first {
        input.set_value(first);
    }
    // For the parts that show what is in a field in their own way.
    if let Ok(event) = Event::new("change") {
        let _ = input.dispatch_event(&event);
    }
}

/// Keeps the answers from being changed, or lets them. They stay readable, and none loses the focus.
pub(crate) fn lock(root: &Element, locked: bool) {
    for input in inputs(root, ANSWERS) {
        let attribute = if is_checkable(&input) {
            "aria-disabled"
        } else if is_select(&input) {
            "disabled"
        } else {
            "readonly"
        };
        let _ = if locked {
            input.set_attribute(attribute, "true")
        } else {
            input.remove_attribute(attribute)
        };
    }
}

/// Finds the inputs of a field.
fn selector(name: &str) -> String {
    ["[name=\"", name, "\"]:not([type=file])"].concat()
}

/// Finds what leads to a field: its first input, or all of them together.
pub(crate) fn goal(name: &str) -> String {
    ["[id=\"", &field_id(name), "\"]"].concat()
}

/// Moves the focus to a field.
pub(crate) fn focus(root: &Element, name: &str) {
    focus_first(root, &goal(name));
}

/// Moves the focus to the first element that matches.
pub(crate) fn focus_first(root: &Element, selector: &str) {
    if let Ok(Some(element)) = root.query_selector(selector) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}
