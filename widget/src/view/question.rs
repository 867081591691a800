//! A question: the field its kind asks for.

use super::Context;
use super::choices::{choices, consent};
use super::node::Node;
use super::scale::scale;
use super::text_field::text_field;
use sonda_domain::{Kind, Question};

/// The field of a question, with its comment.
pub(crate) fn question(context: &Context, question: &Question) -> Node {
    match question.kind {
        Kind::SingleChoice | Kind::MultipleChoice => choices(context, question),
        Kind::Rating | Kind::Nps => scale(context, question),
        Kind::Consent => consent(context, question),
        _ => text_field(context, question),
    }
}
