//! The list of errors over a form, each a link to its field.

use super::Context;
use super::node::{Node, element, styled};
use crate::ShownError;
use crate::ids::field_id;
#[cfg(feature = "full")]
use sonda_domain::list_separator;
#[cfg(feature = "full")]
use sonda_domain::{Kind, Question};

/// The errors found when the form was last sent; nothing if there were none.
pub(crate) fn summary(context: &Context) -> Node {
    let own = context.clone();
    element("div").live(move || {
        let errors = own.state.summary.get();
        if errors.is_empty() {
            return Some(Vec::new());
        }
        let lead = element("p").text(own.props.messages.get("error_summary"));
        let lines = errors.iter().map(|error| line(&own, error));
        let list = element("ul").each(lines);
        let summary = styled("div", "sonda-summary").set("role", "alert");
        Some(vec![summary.nodes(vec![lead, list])])
    })
}

fn line(context: &Context, error: &ShownError) -> Node {
    let field = error.field.as_str();
    let words = match context.props.content.question_of_field(field) {
        Some(question) => {
            let mut words = context.text_now(&question.title);
            if let Some(part) = part(context, question, field) {
                words.push_str(&[" – ", &part].concat());
            }
            [&words, " – ", &error.message].concat()
        }
        None => error.message.clone(),
    };
    let link = element("a")
        .set("href", ["#", &field_id(field)].concat())
        .set("data-field", field);
    element("li").nodes(vec![link.text(words)])
}

/// What a part of a question is called: a row, an entry, a line of an address, an end of a range.
#[cfg(feature = "full")]
fn part(context: &Context, question: &Question, field: &str) -> Option<String> {
    let messages = &context.props.messages;
    let mut parts = field.split('.').skip(1);
    let part = parts.next()?;
    match question.kind {
        Kind::Matrix => {
            let row = question.rows.iter().find(|row| row.id.as_str() == part)?;
            Some(context.text_now(&row.title))
        }
        Kind::Group => {
            let index: u32 = part.parse().ok()?;
            let entry = messages.plural("group.entry", (index + 1).into());
            let inner = parts.next()?;
            let mut questions = question.questions.iter();
            let inner = questions.find(|one| one.id.as_str() == inner)?;
            let mark = list_separator(&messages.locale());
            Some([&entry, mark, &context.text_now(&inner.title)].concat())
        }
        Kind::Address | Kind::DateRange if part != "comment" => {
            let of = ["range.", "address."][usize::from(question.kind == Kind::Address)];
            Some(messages.get(&[of, part].concat()).to_owned())
        }
        _ => None,
    }
}

/// A common question has no parts that are called something.
#[cfg(not(feature = "full"))]
fn part(_: &Context, _: &sonda_domain::Question, _: &str) -> Option<String> {
    None
}
