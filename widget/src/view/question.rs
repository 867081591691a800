//! A question: the field its kind asks for.

use super::Context;
use super::choices::{choices, consent, yes_no};
use super::node::Node;
use super::scale::scale;
use super::statement::statement;
use super::step::hidden;
use super::text_field::text_field;
use sonda_domain::{Kind, Question};

/// The field of a question, with its comment. Its name is the question's id, and longer inside a group.
pub(crate) fn question(context: &Context, question: &Question, name: &str) -> Node {
    match question.kind {
        Kind::SingleChoice | Kind::MultipleChoice => choices(context, question, name),
        Kind::YesNo => yes_no(context, question, name),
        Kind::Rating | Kind::Nps | Kind::Csat | Kind::Ces => scale(context, question, name),
        Kind::Agreement | Kind::Bipolar => scale(context, question, name),
        Kind::Consent => consent(context, question, name),
        Kind::Statement => statement(context, question, name),
        Kind::Hidden => hidden(name, context.entries.first(name)),
        _ => text_field(context, question, name),
    }
}
