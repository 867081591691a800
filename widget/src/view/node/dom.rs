//! A node in the page: built, or taken over from the server's HTML.

use super::effect::Effect;
use super::{Content, Node, Value};
use web_sys::{Element, window};

/// A node in the page. Dropping it stops what is live in it.
pub(crate) struct Grown {
    element: Element,
    _attributes: Vec<Effect>,
    _content: Inside,
}

enum Inside {
    Text { _text: Option<Effect> },
    Fixed { _nodes: Vec<Grown> },
    Live { _nodes: Effect },
}

/// A node with its place.
pub(crate) struct Placed {
    /// The node.
    pub(crate) node: Node,
    /// The element it is, or will be, inside.
    pub(crate) parent: Element,
    /// Whether the server has written it there.
    pub(crate) rendered: bool,
}

impl Node {
    /// Takes an element over, or fills one that was made for it.
    fn grow(self, element: Element, rendered: bool) -> Grown {
        let inside = *self.0;
        let mut attributes = Vec::new();
        for (name, value) in inside.attributes {
            attributes.extend(keep(&element, Some(name), value, rendered));
        }
        let content = match inside.content {
            Content::Text(text) => Inside::Text {
                _text: keep(&element, None, text, rendered),
            },
            Content::Nodes(nodes) => Inside::Fixed {
                _nodes: grow_all(&element, nodes, rendered),
            },
            Content::Live(mut nodes) => {
                let element = element.clone();
                let mut grown = None;
                let update = move || {
                    if let Some(nodes) = nodes() {
                        let first = grown.take().is_none();
                        if !first {
                            element.set_text_content(None);
                        }
                        grown = Some(grow_all(&element, nodes, rendered && first));
                    }
                };
                Inside::Live {
                    _nodes: Effect::new(Box::new(update)),
                }
            }
        };
        Grown {
            element,
            _attributes: attributes,
            _content: content,
        }
    }
}

/// Puts a value into an attribute, or without a name inside as the text, and keeps it there as it changes.
fn keep(
    element: &Element,
    name: Option<&'static str>,
    value: Value,
    rendered: bool,
) -> Option<Effect> {
    match value {
        Value::Fixed(value) => {
            if !rendered {
                set(element, name, Some(&value));
            }
            None
        }
        Value::Live(mut value) => {
            let element = element.clone();
            let mut before = None;
            Some(Effect::new(Box::new(move || {
                let now = Some(value());
                if before != now {
                    set(&element, name, now.as_ref().and_then(Option::as_deref));
                    before = now;
                }
            })))
        }
    }
}

fn set(element: &Element, name: Option<&str>, value: Option<&str>) {
    let _ = match (name, value) {
        (None, value) => {
            element.set_text_content(value);
            Ok(())
        }
        (Some(name), Some(value)) => element.set_attribute(name, value),
        (Some(name), None) => element.remove_attribute(name),
    };
}

/// Takes over the children that are there; builds what is not.
fn grow_all(parent: &Element, nodes: Vec<Node>, rendered: bool) -> Vec<Grown> {
    let mut there = rendered.then(|| parent.first_element_child()).flatten();
    let mut grown = Vec::with_capacity(nodes.len());
    for node in nodes {
        while let Some(other) = there.take_if(|one| one.local_name() != node.0.tag) {
            there = other.next_element_sibling();
        }
        match there.take() {
            Some(element) => {
                there = element.next_element_sibling();
                grown.push(node.grow(element, true));
            }
            None => grown.extend(build_into(parent, node)),
        }
    }
    grown
}

fn build_into(parent: &Element, node: Node) -> Option<Grown> {
    let element = window()?.document()?.create_element(node.0.tag).ok()?;
    let grown = node.grow(element, false);
    let _ = parent.append_child(&grown.element);
    Some(grown)
}

impl Grown {
    /// Takes the node out of the page.
    pub(crate) fn remove(&self) {
        self.element.remove();
    }
}

impl Placed {
    /// Puts the node there.
    pub(crate) fn grow(self) -> Option<Grown> {
        grow_all(&self.parent, vec![self.node], self.rendered).pop()
    }
}
