//! What every view here is made of: one type of node, where `view!` makes a type of each element.
//!
//! It is a view with Leptos' effects behind what is live, kept to what a form needs: an
//! element holds either text or elements, so that the server's HTML has no markers in it, and taking it over
//! in the browser is a walk from element to element that no stray comment or text can lead astray.
//! Made by `view!` the same form was 163 KB of compressed WASM, and Leptos left the text of a `<textarea>` unescaped.

#[cfg(feature = "hydrate")]
mod dom;
#[cfg(feature = "hydrate")]
mod effect;
#[cfg(feature = "ssr")]
mod html;

#[cfg(feature = "hydrate")]
pub(crate) use dom::{Grown, Placed};

/// An element with its attributes and content. It is one pointer: a long chain of what it is made with takes less code.
pub(crate) struct Node(Box<Element>);

struct Element {
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

/// What may be a text or the value of an attribute.
pub(crate) trait Text: Sized + Into<Value> {
    fn set(self, node: Node, name: &'static str) -> Node {
        node.with_attribute(name, self.into())
    }

    fn put(self, node: Node) -> Node {
        node.with_text(self.into())
    }
}

impl Text for Value {}

impl Text for String {
    fn set(self, node: Node, name: &'static str) -> Node {
        owned_attribute(node, name, self)
    }

    fn put(self, node: Node) -> Node {
        owned_text(node, self)
    }
}

impl Text for &str {
    fn set(self, node: Node, name: &'static str) -> Node {
        attribute(node, name, self)
    }

    fn put(self, node: Node) -> Node {
        text(node, self)
    }
}

impl Text for &String {
    fn set(self, node: Node, name: &'static str) -> Node {
        attribute(node, name, self)
    }

    fn put(self, node: Node) -> Node {
        text(node, self)
    }
}

#[inline(never)]
fn attribute(node: Node, name: &'static str, value: &str) -> Node {
    node.with_attribute(name, value.into())
}

#[inline(never)]
fn owned_attribute(node: Node, name: &'static str, value: String) -> Node {
    node.with_attribute(name, value.into())
}

#[inline(never)]
fn text(node: Node, text: &str) -> Node {
    node.with_text(text.into())
}

#[inline(never)]
fn owned_text(node: Node, text: String) -> Node {
    node.with_text(text.into())
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
#[inline(never)]
pub(crate) fn element(tag: &'static str) -> Node {
    Node(Box::new(Element {
        tag,
        attributes: Vec::new(),
        content: Content::Nodes(Vec::new()),
    }))
}

/// An empty element of a class.
#[inline(never)]
pub(crate) fn styled(tag: &'static str, class: &str) -> Node {
    element(tag).set("class", class)
}

impl Node {
    /// With an attribute.
    pub(crate) fn set(self, name: &'static str, value: impl Text) -> Self {
        value.set(self, name)
    }

    #[inline(never)]
    fn with_attribute(mut self, name: &'static str, value: Value) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    #[inline(never)]
    fn with_text(mut self, text: Value) -> Self {
        self.0.content = Content::Text(text);
        self
    }

    /// With an attribute, if there is a value.
    #[inline(never)]
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
        self.with_attribute(name, Value::live(value))
    }

    /// With a text inside.
    pub(crate) fn text(self, text: impl Text) -> Self {
        text.put(self)
    }

    /// With elements inside.
    #[inline(never)]
    pub(crate) fn nodes(mut self, nodes: Vec<Node>) -> Self {
        self.0.content = Content::Nodes(nodes);
        self
    }

    /// With elements inside, one after the other. (`collect` is more code, for each type of iterator.)
    pub(crate) fn each(self, nodes: impl Iterator<Item = Node>) -> Self {
        let mut all = Vec::new();
        for node in nodes {
            all.push(node);
        }
        self.nodes(all)
    }

    /// With elements inside that follow the state; `None` leaves those that are there.
    pub(crate) fn live(
        mut self,
        nodes: impl FnMut() -> Option<Vec<Node>> + Send + 'static,
    ) -> Self {
        self.0.content = Content::Live(Box::new(nodes));
        self
    }
}
