//! One step of a form: what is brought before the visitor at once, and what a plain post of it carries.
//!
//! A plain post names its step in `_step`, and says in `_go` where the visitor wants to: `back`, `next`,
//! `send`, or from the review, which says `_review`, `edit:` and a step. What was given on other steps travels
//! in hidden fields. `_shown` names the questions of this step that depend on others and were to be seen, `_hidden` the
//! options, rows and questions of entries that were not.

use super::Context;
use super::actions::actions;
use super::context::Parts;
use super::node::{Node, element, styled};
use super::progress::head;
use super::question::question;
use super::review::review;
use crate::Props;
use crate::ids::{HONEYPOT, MADE};
use crate::state::{Place, step_at};
use sonda_domain::{Kind, Layout, Page, Question, Step};

/// Whether a form may come in more than one step.
pub(crate) fn is_stepped(props: &Props) -> bool {
    let content = &props.content;
    match content.layout() {
        Layout::OneQuestion => true,
        layout => content.review || (layout == Layout::Pages && content.pages.len() > 1),
    }
}

/// What is inside the `<form>` at a place.
pub(crate) fn step(context: &Context, place: &Place) -> Vec<Node> {
    let Parts { props, state, .. } = &**context;
    let step = state
        .course
        .with_untracked(|course| step_at(&props.content, course, place));
    let mut nodes = vec![
        hidden("_key", &props.key),
        hidden("_version", &props.version.to_string()),
        hidden("_lang", props.locale.as_str()),
        hidden(MADE, &props.made),
        honeypot(props),
    ];
    if props.seed != 0 {
        nodes.push(hidden("_seed", &props.seed.to_string()));
    }
    for (name, values) in props.carried.iter() {
        nodes.extend(values.iter().map(|value| hidden(name, value)));
    }
    let here = step.as_ref().filter(|_| !place.review);
    nodes.extend(carried(context, here));
    if is_stepped(props) {
        let id = step.as_ref().map_or("", |step| &step.id);
        nodes.push(hidden("_step", id));
        nodes.extend(place.review.then(|| hidden("_review", "yes")));
        nodes.extend(head(context, step.as_ref(), place));
    }
    match here {
        Some(step) => {
            nodes.extend(default_button(context, step));
            nodes.extend(questions(context, step));
        }
        None => nodes.push(review(context)),
    }
    nodes.extend(actions(context, step.as_ref(), place));
    nodes
}

/// A field that is not seen.
pub(super) fn hidden(name: &str, value: &str) -> Node {
    element("input")
        .set("type", "hidden")
        .set("name", name)
        .set("value", value)
}

/// A field that nobody sees: whatever fills it in is a machine.
fn honeypot(props: &Props) -> Node {
    let asked = element("span").text(props.messages.get("leave_empty"));
    let input = element("input")
        .set("type", "text")
        .set("name", HONEYPOT)
        .set("tabindex", "-1")
        .set("autocomplete", "off");
    styled("div", "sonda-spoken")
        .set("aria-hidden", "true")
        .nodes(vec![element("label").nodes(vec![asked, input])])
}

/// The Enter key presses the first button of a form: where a group has buttons of its own, one that leads on.
fn default_button(context: &Context, step: &Step) -> Option<Node> {
    let questions = context.props.content.questions();
    let mut here = questions.take(step.end).skip(step.first);
    here.any(|one| one.kind == Kind::Group).then(|| {
        styled("button", "sonda-spoken")
            .set("type", "submit")
            .set("tabindex", "-1")
            .set("aria-hidden", "true")
    })
}

/// What was given to questions that are not asked in this step.
fn carried(context: &Context, step: Option<&Step>) -> Vec<Node> {
    let content = &context.props.content;
    let mut nodes = Vec::new();
    for (name, values) in context.entries.iter() {
        let id = name.split('.').next().unwrap_or_default();
        let mut questions = content.questions().enumerate();
        let Some((index, question)) = questions.find(|(_, one)| one.id.as_str() == id) else {
            continue;
        };
        let asked = step.is_some_and(|step| (step.first..step.end).contains(&index));
        if !asked || question.kind == Kind::Hidden {
            nodes.extend(values.iter().map(|value| hidden(name, value)));
        }
    }
    nodes
}

fn questions(context: &Context, step: &Step) -> Vec<Node> {
    let Parts { props, state, .. } = &**context;
    let content = &props.content;
    // All pages at once: each has its heading, and comes and goes as a whole.
    let together = step.page.is_none() && !content.pages.is_empty();
    let mut shown = Vec::new();
    let mut lacking = String::new();
    let mut conditional = false;
    let mut nodes = Vec::new();
    let mut pages = content.pages.iter().enumerate();
    let mut begins = 0;
    for (index, one) in content
        .questions()
        .enumerate()
        .take(step.end)
        .skip(step.first)
    {
        while together && index >= begins {
            let Some((place, page)) = pages.next() else {
                break;
            };
            begins += page.questions.len();
            nodes.push(part(context, place, page));
        }
        if one.kind == Kind::Hidden {
            continue;
        }
        let id = one.id.as_str();
        state.shown.with_untracked(|shown| {
            for part in shown.hidden.parts_of(id) {
                lacking.push_str(part);
                lacking.push(' ');
            }
        });
        if together || one.visible_if.is_some() {
            conditional = true;
            if state.shown.with_untracked(|shown| shown.asks(one)) {
                shown.push(id);
            }
            nodes.push(slot(context, one, id));
        } else {
            nodes.push(question(context, one, id));
        }
    }
    if conditional {
        nodes.push(hidden("_shown", &shown.join(" ")));
    }
    if !lacking.is_empty() {
        nodes.push(hidden("_hidden", lacking.trim_end()));
    }
    nodes
}

/// A question that depends on others. Disabled, it is no part of a plain post.
pub(crate) fn slot(context: &Context, one: &Question, name: &str) -> Node {
    let slot = styled("fieldset", "sonda-slot").set("role", "presentation");
    let (own, hidden) = (context.clone(), name.to_owned());
    slot.hidden_with(context, Some(name.to_owned()))
        .follow("disabled", move || own.is_hidden(&hidden).then(String::new))
        .nodes(vec![question(context, one, name)])
}

/// The heading of one page among all.
fn part(context: &Context, place: usize, page: &Page) -> Node {
    let state = context.state.clone();
    styled("div", "sonda-part")
        .follow("hidden", move || {
            let on = state.shown.with(|shown| shown.path.contains(&place));
            (!on).then(String::new)
        })
        .nodes(page_head(context, page))
}

/// The heading and the paragraph of a page.
pub(crate) fn page_head(context: &Context, page: &Page) -> Vec<Node> {
    let title = page.title.as_ref().map(|title| {
        styled("h2", "sonda-subheading")
            .set("tabindex", "-1")
            .text(context.text(title))
    });
    let text = page
        .text
        .as_ref()
        .map(|text| styled("p", "sonda-intro").text(context.text(text)));
    title.into_iter().chain(text).collect()
}
