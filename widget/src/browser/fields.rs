//! The inputs of a form as the page has them: read, filled, locked, focused.
//!
//! They are found from the element around the form and never through it: a question named `elements`
//! would shadow that property of the `<form>`.

use sonda_domain::Entries;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// The inputs that carry answers, without what a captcha puts into the form.
const ANSWERS: &str = ".sonda-form [name]:not([type=hidden],button,.sonda-captcha *)";

/// A `<textarea>` has the same properties as far as they are used here.
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
            input.value() != input.default_value()
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
    for input in &inputs(root, ANSWERS) {
        let name = input.name();
        if !entries.knows(&name) {
            continue;
        }
        if is_checkable(input) {
            input.set_checked(entries.has(&name, &input.value()));
        } else if input.value() != entries.first(&name) {
            input.set_value(entries.first(&name));
        }
    }
}

/// Keeps the answers from being changed, or lets them. They stay readable, and none loses the focus.
pub(crate) fn lock(root: &Element, locked: bool) {
    for input in inputs(root, ANSWERS) {
        let attribute = if is_checkable(&input) {
            "aria-disabled"
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
pub(crate) fn selector(name: &str) -> String {
    ["[name=\"", name, "\"]"].concat()
}

/// Moves the focus to the first input of a field.
pub(crate) fn focus(root: &Element, name: &str) {
    focus_first(root, &selector(name));
}

/// Moves the focus to the first element that matches.
pub(crate) fn focus_first(root: &Element, selector: &str) {
    if let Ok(Some(element)) = root.query_selector(selector) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}
