//! A node as HTML.

use super::{Content, Element, Node, Value};

impl Node {
    /// Writes the HTML of the state as it is.
    pub(crate) fn write_html(self, html: &mut String) {
        let Element {
            tag,
            attributes,
            content,
        } = *self.0;
        html.push('<');
        html.push_str(tag);
        for (name, value) in attributes {
            if let Some(value) = value.now() {
                html.push(' ');
                html.push_str(name);
                if !value.is_empty() {
                    html.push_str("=\"");
                    escape(&value, html);
                    html.push('"');
                }
            }
        }
        html.push('>');
        if matches!(tag, "input" | "img") {
            return;
        }
        match content {
            Content::Text(text) => {
                let text = text.now().unwrap_or_default();
                // HTML drops a line break at the beginning of a textarea: one to be dropped.
                if tag == "textarea" && text.starts_with(['\n', '\r']) {
                    html.push('\n');
                }
                escape(&text, html);
            }
            Content::Nodes(nodes) => write_all(nodes, html),
            Content::Live(mut nodes) => write_all(nodes().unwrap_or_default(), html),
        }
        html.push_str("</");
        html.push_str(tag);
        html.push('>');
    }
}

impl Value {
    fn now(self) -> Option<String> {
        match self {
            Self::Fixed(value) => Some(value),
            Self::Live(mut value) => value(),
        }
    }
}

fn write_all(nodes: Vec<Node>, html: &mut String) {
    for node in nodes {
        node.write_html(html);
    }
}

fn escape(text: &str, html: &mut String) {
    for char in text.chars() {
        match char {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            char => html.push(char),
        }
    }
}
