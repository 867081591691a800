//! What is shown once the answers are stored.

use super::node::{Formula, Node};
use super::question::Reader;
use super::texts::Markup;
use super::words::THANKS;
use serde_json::Value;
use sonda_domain::{Ending, LocalText};

/// An ending on its way.
pub(super) struct Finish {
    pub(super) ending: Ending,
    pub(super) condition: Option<Formula>,
    pub(super) pointer: String,
}

/// The endings of a survey: those with conditions first, at last the usual one.
pub(super) fn endings(node: &mut Node<'_>, reader: &mut Reader<'_>) -> Vec<Finish> {
    let link = link(node, reader);
    let usual = node.take(&["completedHtml"]).map(|(value, pointer)| {
        let text = reader
            .texts
            .read(value, &pointer, Markup::Html, &mut reader.losses);
        (text, pointer)
    });
    let pages = node.list(&["completedHtmlOnCondition"], &mut reader.losses);
    let links = node.list(&["navigateToUrlOnCondition"], &mut reader.losses);
    let mut all = Vec::new();
    if !pages.is_empty() && !links.is_empty() {
        let reason = "conditions lead to texts or to addresses, not to both";
        reader
            .losses
            .add(&node.at("navigateToUrlOnCondition"), reason);
    }
    let both = pages.is_empty();
    for (value, pointer) in &pages {
        if let Some((text, condition)) = item(value, pointer, "html", reader) {
            let text = text.and_then(|(value, pointer)| {
                reader
                    .texts
                    .read(value, &pointer, Markup::Html, &mut reader.losses)
            });
            all.extend(finish(
                all.len(),
                text.as_ref(),
                link.clone(),
                condition,
                pointer,
                reader,
            ));
        }
    }
    for (value, pointer) in links.iter().filter(|_| both) {
        if let Some((address, condition)) = item(value, pointer, "url", reader) {
            let address = address.and_then(|(value, pointer)| web(value, &pointer, reader));
            let text = usual.as_ref().and_then(|(text, _)| text.as_ref());
            all.extend(finish(all.len(), text, address, condition, pointer, reader));
        }
    }
    if usual.is_some() || link.is_some() {
        let (text, pointer) = usual.unwrap_or((None, node.at("navigateToUrl")));
        all.extend(finish(
            all.len(),
            text.as_ref(),
            link,
            None,
            &pointer,
            reader,
        ));
    }
    all
}

fn link(node: &mut Node<'_>, reader: &mut Reader<'_>) -> Option<String> {
    let (value, pointer) = node.take(&["navigateToUrl"])?;
    let link = web(value, &pointer, reader)?;
    reader.losses.add(
        &pointer,
        "the address is offered as a link, and not gone to by itself",
    );
    Some(link)
}

fn web(value: &Value, pointer: &str, reader: &mut Reader<'_>) -> Option<String> {
    let address = value.as_str().unwrap_or_default().trim();
    let known = address.starts_with("https://") || address.starts_with("http://");
    if !known || address.contains('{') {
        let reason = "an address begins with https:// or http:// and names no answers";
        reader.losses.add(pointer, reason);
        return None;
    }
    Some(address.to_owned())
}

/// A conditional item: its value with the place, and its condition.
type Item<'a> = (Option<(&'a Value, String)>, Option<Formula>);

fn item<'a>(
    value: &'a Value,
    pointer: &str,
    property: &str,
    reader: &mut Reader<'_>,
) -> Option<Item<'a>> {
    let mut node = Node::of(value, pointer.to_owned(), &mut reader.losses)?;
    let condition = node.formula(&["expression"], &mut reader.losses);
    let value = node.take(&[property]);
    node.close(&mut reader.losses);
    if condition.is_none() {
        reader.losses.add(pointer, "it has no condition");
        return None;
    }
    Some((value, condition))
}

/// An ending whose heading is the first line of its text.
fn finish(
    index: usize,
    text: Option<&LocalText>,
    link: Option<String>,
    condition: Option<Formula>,
    pointer: &str,
    reader: &Reader<'_>,
) -> Option<Finish> {
    let (title, text) = match text {
        Some(text) => {
            let part = |which: fn(&str) -> Option<String>| -> LocalText {
                let parts = text.iter();
                parts
                    .filter_map(|(locale, text)| Some((locale.clone(), which(text)?)))
                    .collect()
            };
            let title = part(|text| text.lines().next().map(str::to_owned));
            let rest = part(|text| text.split_once('\n').map(|(_, rest)| rest.to_owned()));
            let whole = rest.iter().any(|(locale, _)| *locale == reader.texts.own);
            (title, Some(rest).filter(|_| whole))
        }
        None => (reader.texts.word(&THANKS), None),
    };
    Some(Finish {
        ending: Ending {
            id: format!("ending-{}", index + 1).parse().ok()?,
            visible_if: None,
            title,
            text,
            link,
        },
        condition,
        pointer: pointer.to_owned(),
    })
}
