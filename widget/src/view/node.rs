//! The few types that every view here is made of.
//!
//! `view!` gives each element a type of its own, with its own code to build, hydrate and update it: this form
//! came to 163 KB of compressed WASM that way. Made of one element type and two kinds of attribute, the same
//! view needs a fraction of it.

use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

/// An element. The tag is not one of a void element: `input` is [`input`].
pub(crate) fn element<const N: usize>(
    tag: &'static str,
    attributes: [Option<AnyAttribute>; N],
    content: AnyView,
) -> AnyView {
    leptos::html::custom(tag)
        .add_any_attr(given(attributes))
        .child(content)
        .into_any()
}

/// An `<input>`.
pub(crate) fn input<const N: usize>(attributes: [Option<AnyAttribute>; N]) -> AnyView {
    leptos::html::input()
        .add_any_attr(given(attributes))
        .into_any()
}

/// A `<textarea>` that holds a text.
pub(crate) fn text_area<const N: usize>(
    attributes: [Option<AnyAttribute>; N],
    text: &str,
) -> AnyView {
    // The framework writes the text of a textarea as it is, so that `</textarea><script>` would be obeyed.
    // HTML drops a line break at its beginning; what is judged is trimmed anyway.
    let text = text.trim_start_matches(['\r', '\n']);
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    leptos::html::textarea()
        .inner_html(escaped)
        .add_any_attr(given(attributes))
        .into_any()
}

fn given<const N: usize>(attributes: [Option<AnyAttribute>; N]) -> Vec<AnyAttribute> {
    attributes.into_iter().flatten().collect()
}

/// A text.
pub(crate) fn text(text: impl Into<String>) -> AnyView {
    text.into().into_any()
}

/// Nothing.
pub(crate) fn nothing() -> AnyView {
    ().into_any()
}

/// Several nodes, one after the other.
pub(crate) fn nodes(nodes: Vec<AnyView>) -> AnyView {
    nodes.into_any()
}

/// What is shown at the moment.
pub(crate) fn live(shown: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let shown: Box<dyn FnMut() -> AnyView + Send> = Box::new(shown);
    shown.into_any()
}

/// An attribute with its value.
pub(crate) fn is(name: &'static str, value: impl Into<String>) -> Option<AnyAttribute> {
    Some(custom_attribute(name, value.into()).into_any_attr())
}

/// An attribute that is there or not.
pub(crate) fn flag(name: &'static str, set: bool) -> Option<AnyAttribute> {
    set.then(|| custom_attribute(name, String::new()).into_any_attr())
}

/// An attribute with its value at the moment; none while that is `None`.
pub(crate) fn follows(
    name: &'static str,
    value: impl FnMut() -> Option<String> + Send + 'static,
) -> Option<AnyAttribute> {
    let value: Box<dyn FnMut() -> Option<String> + Send> = Box::new(value);
    Some(custom_attribute(name, value).into_any_attr())
}
