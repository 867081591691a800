//! The thanks, as a form words them: with an address to go on to, and the values calculated from the answers.

use super::node::{Node, element, styled};
use crate::{ShownEnding, ShownResult};
use sonda_domain::Messages;

/// What an ending has beside its heading and paragraph.
pub(crate) fn details(ending: &ShownEnding, messages: &Messages) -> Vec<Node> {
    let mut nodes = Vec::new();
    if !ending.results.is_empty() {
        let results = ending.results.iter().map(result);
        nodes.push(styled("dl", "sonda-answers").each(results));
    }
    if let Some(link) = &ending.link {
        let link = element("a").set("href", link).text(messages.get("go_on"));
        nodes.push(element("p").nodes(vec![link]));
    }
    nodes
}

fn result(result: &ShownResult) -> Node {
    let value = match &result.band {
        Some(band) => [&result.value, " – ", band].concat(),
        None => result.value.clone(),
    };
    let mut nodes = vec![element("dt").text(&result.title), element("dd").text(value)];
    nodes.extend(
        result
            .band_text
            .as_ref()
            .map(|text| element("dd").text(text)),
    );
    element("div").nodes(nodes)
}
