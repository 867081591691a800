//! Files: HTML's own field, and with `static/parts/file.js` each file on its way as soon as it is chosen.

use super::Context;
use super::context::Parts;
use super::field::{help_ids, labelled};
use super::node::{Node, element, styled};
use crate::Props;
use crate::ids::{ends_id, field_id};
use rust_decimal::Decimal;
use sonda_domain::{Messages, Question, USUAL_FILES, list_separator};
use std::sync::Arc;

/// A question for files. Those that are on the server are named by their ids, and can be left out again.
pub(crate) fn file(context: &Context, question: &Question, name: &str) -> Node {
    let Parts { props, .. } = &**context;
    let most = question.max_files.unwrap_or(1);
    let mut described = help_ids(question, name);
    described.push(ends_id(name));
    let limits = styled("p", "sonda-help")
        .set("id", ends_id(name))
        .text(limits(question, most, &props.messages));
    let input = styled("input", "sonda-input")
        .set("type", "file")
        .set("id", field_id(name))
        .set("name", name)
        .set("accept", accepted(question).join(","))
        .flag("multiple", most > 1)
        .required(context, question, "required", "")
        .invalid(context, name)
        .described_by(context, name, described);
    let (own, all, state) = (name.to_owned(), Arc::clone(props), context.state.clone());
    let mut shown = false;
    let given = styled("ul", "sonda-files")
        .set("role", "list")
        .live(move || {
            // The part knows of those that came since.
            let again = state.regrouped.with(String::is_empty);
            if std::mem::replace(&mut shown, true) && !again {
                return None;
            }
            let entries = state.entries.get_untracked();
            let ids = entries.values(&own).iter().filter(|id| !id.is_empty());
            Some(
                ids.zip(1..)
                    .map(|(id, number)| given(&all, &own, id, number))
                    .collect(),
            )
        });
    let url = props.upload_url.as_ref();
    let url = url.map(|url| [url, "?question=", name].concat());
    let part = element("div")
        .set("data-part", "file")
        .set_some("data-url", url.as_deref())
        .set("data-field", name)
        .set("data-most", most.to_string())
        .set("data-bytes", most_bytes(question).to_string())
        .set(
            "data-many",
            props.messages.plural("too_many_files", most.into()),
        )
        .saying(
            context,
            &[
                ("data-remove", "file.remove"),
                ("data-added", "file.added"),
                ("data-removed", "file.removed"),
                ("data-failed", "file.failed"),
                ("data-large", "file.too_large"),
                ("data-wait", "file.wait"),
            ],
        )
        .nodes(vec![input, given]);
    labelled(context, question, name, vec![limits, part])
}

/// A file that is on the server already: its id, and its name if it is known here.
fn given(props: &Props, name: &str, id: &str, number: u64) -> Node {
    let keep = element("input")
        .set("type", "checkbox")
        .set("name", name)
        .set("value", id)
        .flag("checked", true);
    let title = id.split_once('/').map(|(_, title)| title.to_owned());
    let words = title.unwrap_or_else(|| props.messages.plural("file.given", number));
    let words = element("span").set("dir", "auto").text(words);
    element("li").nodes(vec![
        styled("label", "sonda-option").nodes(vec![keep, words]),
    ])
}

fn most_bytes(question: &Question) -> u64 {
    question.max_bytes.unwrap_or(10_000_000)
}

fn accepted(question: &Question) -> Vec<&str> {
    if question.accept.is_empty() {
        USUAL_FILES.to_vec()
    } else {
        question.accept.iter().map(String::as_str).collect()
    }
}

/// What may be sent, in words: "At most 3 files, each at most 10 MB: pictures, PDF".
fn limits(question: &Question, most: u32, messages: &Messages) -> String {
    let size = if most > 1 {
        "file.size_each"
    } else {
        "file.size"
    };
    let tenths = most_bytes(question).div_ceil(100_000);
    let size = messages.with_number(size, &Decimal::new(tenths.cast_signed(), 1));
    let comma = list_separator(&messages.locale());
    let mut words = [&messages.plural("file.most", most.into()), comma, &size].concat();
    let mut mark = ": ";
    for accepted in accepted(question) {
        let (kind, form) = accepted.split_once('/').unwrap_or_default();
        let form = form.rsplit(['.', '-', '+']).next().unwrap_or_default();
        let form = match kind {
            "image" | "audio" | "video" if form != "*" => form.to_ascii_uppercase(),
            "image" | "audio" | "video" | "text" => {
                messages.get(&["file.", kind].concat()).to_owned()
            }
            _ if form == "*" => continue,
            _ => form.to_ascii_uppercase(),
        };
        words.push_str(mark);
        words.push_str(&form);
        mark = comma;
    }
    words
}
