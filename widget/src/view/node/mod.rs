//! What every view here is made of: one type of node, where `view!` makes a type of each element.
//!
//! It is a view with Leptos' effects behind what is live, kept to what a form needs: an
//! element holds either text or elements, so that the server's HTML has no markers in it, and taking it over
//! in the browser is a walk from element to element that no stray comment or text can lead astray.
//! Made by `view!` the same form was 163 KB of compressed WASM, and Leptos left the text of a `<textarea>` unescaped.

#[cfg(feature = "hydrate")]
mod dom;
#[cfg(feature = "ssr")]
mod html;

#[cfg(feature = "hydrate")]
pub(crate) use dom::{Grown, Placed};

/// An element with its attributes and content.
pub(crate) struct Node {
    tag: &'static str,
    attributes: Vec<(&'static str, Value)>,
    content: Content,
}

/// A text, or the value of an attribute; an attribute without one is absent.
pub(crate) enum Value {
    Fixed(String),
    Live(Box<dyn FnMut() -> Option<String> + Send>),
}

impl Value {
    /// A value that follows the state.
    pub(crate) fn live(value: impl FnMut() -> Option<String> + Send + 'static) -> Self {
        Self::Live(Box::new(value))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Fixed(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Fixed(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Fixed(text.clone())
    }
}

/// What is inside an element.
enum Content {
    Text(Value),
    Nodes(Vec<Node>),
    Live(Box<dyn FnMut() -> Option<Vec<Node>> + Send>),
}

/// An empty element.
pub(crate) fn element(tag: &'static str) -> Node {
    Node {
        tag,
        attributes: Vec::new(),
        content: Content::Nodes(Vec::new()),
    }
}

/// An empty element of a class.
pub(crate) fn styled(tag: &'static str, class: &str) -> Node {
    element(tag).set("class", class)
}

impl Node {
    /// With an attribute.
    pub(crate) fn set(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// With an attribute, if there is a value.
    pub(crate) fn set_some(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// With an attribute that has no value, or without it.
    pub(crate) fn flag(self, name: &'static str, there: bool) -> Self {
        self.set_some(name, there.then_some(""))
    }

    /// With an attribute whose value follows the state; it is absent while that is `None`.
    pub(crate) fn follow(
        self,
        name: &'static str,
        value: impl FnMut() -> Option<String> + Send + 'static,
    ) -> Self {
        self.set(name, Value::live(value))
    }

    /// With a text inside.
    pub(crate) fn text(mut self, text: impl Into<Value>) -> Self {
        self.content = Content::Text(text.into());
        self
    }

    /// With elements inside.
    pub(crate) fn nodes(mut self, nodes: impl IntoIterator<Item = Node>) -> Self {
        self.content = Content::Nodes(nodes.into_iter().collect());
        self
    }

    /// With elements inside that follow the state; `None` leaves those that are there.
    pub(crate) fn live(
        mut self,
        nodes: impl FnMut() -> Option<Vec<Node>> + Send + 'static,
    ) -> Self {
        self.content = Content::Live(Box::new(nodes));
        self
    }
}
