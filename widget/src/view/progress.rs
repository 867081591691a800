//! How far a form has come: the heading of a step.

use super::Context;
use super::node::{Node, Value, styled};
use super::step::page_head;
use crate::state::Place;
use sonda_domain::Step;

/// The heading of a step, which the focus comes to: its page's, or else its number among the steps.
pub(crate) fn head(context: &Context, step: Option<&Step>, place: &Place) -> Vec<Node> {
    let messages = &context.props.messages;
    if place.review {
        let heading = styled("h2", "sonda-subheading").set("tabindex", "-1");
        return vec![heading.text(messages.get("review"))];
    }
    let Some(step) = step else { return Vec::new() };
    let page = step
        .page
        .and_then(|page| context.props.content.pages.get(page));
    let mut nodes = vec![bar(context, &step.id)];
    let titled = page.is_some_and(|page| page.title.is_some());
    let count = if titled {
        styled("p", "sonda-count")
    } else {
        styled("h2", "sonda-count").set("tabindex", "-1")
    };
    let (own, id) = (context.clone(), step.id.clone());
    nodes.push(
        count
            .text(Value::live(move || own.count(&id)))
            .hidden_alone(context),
    );
    nodes.extend(page.into_iter().flat_map(|page| page_head(context, page)));
    nodes
}

fn bar(context: &Context, id: &str) -> Node {
    let (own, id) = (context.clone(), id.to_owned());
    let all = context.clone();
    styled("progress", "sonda-progress")
        .set("aria-hidden", "true")
        .follow("value", move || Some(own.number(&id).0.to_string()))
        .follow("max", move || Some(all.number("").1.to_string()))
        .hidden_alone(context)
}

impl Context {
    /// The number of a step, and of all steps; what calls this follows them.
    pub(crate) fn number(&self, id: &str) -> (usize, usize) {
        self.state.shown.track();
        self.state.course.with_untracked(|course| {
            let steps = course.steps(&self.props.content);
            let index = steps.iter().position(|step| step.id == id);
            (index.map_or(0, |index| index + 1), steps.len())
        })
    }

    /// "Step 2 of 5"
    pub(crate) fn count(&self, id: &str) -> Option<String> {
        let (number, all) = self.number(id);
        let text = self.props.messages.get("step_of");
        Some(
            text.replace("{step}", &number.to_string())
                .replace("{steps}", &all.to_string()),
        )
    }
}

impl Node {
    /// Out of sight while there is only one step.
    fn hidden_alone(self, context: &Context) -> Self {
        let context = context.clone();
        self.follow("hidden", move || {
            (context.number("").1 < 2).then(String::new)
        })
    }
}
