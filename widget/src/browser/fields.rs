//! The inputs of a form as the page has them: read, filled, locked, focused.
//!
//! They are found from the element around the form and never through it: a question named `elements`
//! would shadow that property of the `<form>`.

use sonda_domain::Entries;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// The inputs that carry answers, without what a captcha puts into the form. A `<textarea>` has the same properties
/// as far as they are used here.
fn inputs(root: &Element) -> Vec<HtmlInputElement> {
    let Ok(list) =
        root.query_selector_all(".sonda-form [name]:not([type=hidden],.sonda-captcha *)")
    else {
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

/// What is in the form now, as a browser would post it.
pub(crate) fn read(root: &Element) -> Entries {
    inputs(root)
        .iter()
        .filter(|input| !is_checkable(input) || input.checked())
        .map(|input| (input.name(), input.value()))
        .collect()
}

/// The names of the fields that hold something else than what they were served with.
fn touched(inputs: &[HtmlInputElement]) -> Vec<String> {
    let differs = |input: &&HtmlInputElement| {
        if is_checkable(input) {
            input.checked() != input.default_checked()
        } else {
            input.value() != input.default_value()
        }
    };
    inputs
        .iter()
        .filter(differs)
        .map(HtmlInputElement::name)
        .collect()
}

/// Whether somebody typed or chose something since the form was served.
pub(crate) fn is_touched(root: &Element) -> bool {
    !touched(&inputs(root)).is_empty()
}

/// Puts the entries into the fields; with `keep_touched`, not where somebody already typed or chose.
/// Fields of text that the entries do not name are left as they are.
pub(crate) fn fill(root: &Element, entries: &Entries, keep_touched: bool) {
    let inputs = inputs(root);
    let touched = touched(&inputs);
    for input in &inputs {
        let name = input.name();
        if keep_touched && touched.contains(&name) {
            continue;
        }
        if is_checkable(input) {
            input.set_checked(entries.has(&name, &input.value()));
        } else if !entries.values(&name).is_empty() {
            input.set_value(entries.first(&name));
        }
    }
}

/// Keeps the answers from being changed, or lets them. They stay readable, and none loses the focus.
pub(crate) fn lock(root: &Element, locked: bool) {
    for input in inputs(root) {
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

/// Moves the focus to the first input of a field.
pub(crate) fn focus(root: &Element, name: &str) {
    focus_first(root, &["[name=\"", name, "\"]"].concat());
}

/// Moves the focus to the first element that matches.
pub(crate) fn focus_first(root: &Element, selector: &str) {
    if let Ok(Some(element)) = root.query_selector(selector) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}
