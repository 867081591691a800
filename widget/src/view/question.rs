//! A question: the field its kind asks for.

use super::Context;
use super::choices::{choices, consent};
use super::node::Node;
use super::scale::scale;
use super::text_field::text_field;
use sonda_domain::{Kind, Question};

/// The field of a question, with its comment. Its name is the question's id, and longer inside a group.
pub(crate) fn question(context: &Context, question: &Question, name: &str) -> Node {
    match question.kind {
        Kind::SingleChoice | Kind::MultipleChoice => choices(context, question, name),
        Kind::Rating | Kind::Nps => scale(context, question, name),
        Kind::Consent => consent(context, question, name),
        _ => text_field(context, question, name),
    }
}
