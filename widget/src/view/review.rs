//! All answers once more, before they are sent.

use super::Context;
use super::actions::go;
use super::node::{Node, element, styled};
use sonda_domain::{Course, Kind, Question, Step};

/// The answers of every step, each with a way back to it.
pub(crate) fn review(context: &Context) -> Node {
    let course = context.state.course.get_untracked();
    let steps = course.steps(&context.props.content);
    let alone = steps.len() < 2;
    let parts = steps.iter();
    let parts = parts.filter_map(|step| part(context, &course, step, alone));
    styled("div", "sonda-review").each(parts)
}

/// Nothing of a step that asks nothing.
fn part(context: &Context, course: &Course, step: &Step, alone: bool) -> Option<Node> {
    let content = &context.props.content;
    let page = step.page.and_then(|page| content.pages.get(page));
    let mut named = page.and_then(|page| page.title.as_ref());
    let mut nodes = Vec::new();
    // One question at a time, the question is its own heading.
    if step.end - step.first > 1 {
        nodes.extend(
            named.map(|title| styled("h3", "sonda-subheading").text(context.text_now(title))),
        );
    }
    let questions = content.questions().enumerate();
    let mut answers = Vec::new();
    for (index, question) in questions.take(step.end).skip(step.first) {
        let asks = !matches!(question.kind, Kind::Hidden | Kind::Statement);
        if asks && course.shown.asks(question) {
            named = named.or(Some(&question.title));
            answers.push(answer(context, course, index, question));
        }
    }
    if answers.is_empty() {
        return None;
    }
    nodes.push(styled("dl", "sonda-answers").nodes(answers));
    let messages = &context.props.messages;
    let mut words = vec![element("span").text(messages.get("change"))];
    if let Some(title) = named.filter(|_| !alone) {
        let what = [" – ", &context.text_now(title)].concat();
        words.push(styled("span", "sonda-spoken").text(what));
    }
    nodes.push(go(&["edit:", &step.id].concat(), "").nodes(words));
    Some(styled("div", "sonda-part").nodes(nodes))
}

fn answer(context: &Context, course: &Course, index: usize, question: &Question) -> Node {
    let props = &*context.props;
    let given = course.given(index);
    let mut nodes = vec![element("dt").text(context.text_now(&question.title))];
    let answered = given.filter(|given| given.answer.is_some());
    nodes.push(match answered {
        Some(given) => element("dd").text(course.words(
            &props.content,
            &props.known,
            &props.messages,
            question,
            given,
        )),
        None => styled("dd", "sonda-optional").text(props.messages.get("not_answered")),
    });
    let comment = given.and_then(|given| given.comment.as_ref());
    nodes.extend(comment.map(|comment| element("dd").text(comment)));
    element("div").nodes(nodes)
}
