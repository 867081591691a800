//! Pages, jumps and endings of a definition.

use super::Fault;
use crate::{Content, Jump};
use std::collections::BTreeSet;

/// The pages, their jumps, and the endings.
pub(super) fn check_pages(content: &Content, faults: &mut Vec<Fault>) {
    match (content.questions.is_empty(), content.pages.is_empty()) {
        (true, true) => faults.push(Fault::new(
            "/questions",
            "a form needs at least one question",
        )),
        (false, false) => faults.push(Fault::new(
            "/questions",
            "a form has either `questions` or `pages`",
        )),
        _ => {}
    }
    let mut seen = BTreeSet::new();
    for (index, page) in content.pages.iter().enumerate() {
        let path = format!("/pages/{index}");
        if !seen.insert(&page.id) {
            let reason = format!("the id `{}` is used by an earlier page", page.id);
            faults.push(Fault::new(format!("{path}/id"), reason));
        }
        if page.questions.is_empty() {
            let reason = "a page needs at least one question";
            faults.push(Fault::new(format!("{path}/questions"), reason));
        }
        for (place, jump) in page.next.iter().enumerate() {
            check_jump(
                content,
                index,
                jump,
                &format!("{path}/next/{place}"),
                faults,
            );
            if jump.condition.is_none() && place + 1 < page.next.len() {
                let reason = "a jump without `if` is always taken: those after it never are";
                faults.push(Fault::new(format!("{path}/next/{place}"), reason));
            }
        }
    }
    let mut seen = BTreeSet::new();
    for (index, ending) in content.endings.iter().enumerate() {
        let path = format!("/endings/{index}");
        if !seen.insert(&ending.id) {
            let reason = format!("the id `{}` is used by an earlier ending", ending.id);
            faults.push(Fault::new(format!("{path}/id"), reason));
        }
        if ending.visible_if.is_none() && index + 1 < content.endings.len() {
            let reason = "an ending without `visible_if` is always shown: those after it never are";
            faults.push(Fault::new(path.clone(), reason));
        }
        let web = |link: &str| link.starts_with("https://") || link.starts_with("http://");
        if ending.link.as_deref().is_some_and(|link| !web(link)) {
            let reason = "must be an address that begins with https:// or http://";
            faults.push(Fault::new(format!("{path}/link"), reason));
        }
    }
}

fn check_jump(content: &Content, from: usize, jump: &Jump, path: &str, faults: &mut Vec<Fault>) {
    let Some(to) = &jump.to else { return };
    match content.pages.iter().position(|page| page.id == *to) {
        None => {
            let reason = format!("there is no page `{to}`");
            faults.push(Fault::new(format!("{path}/to"), reason));
        }
        Some(place) if place <= from => {
            let reason = format!("`{to}` is not a later page: a jump leads forward");
            faults.push(Fault::new(format!("{path}/to"), reason));
        }
        Some(_) => {}
    }
}
