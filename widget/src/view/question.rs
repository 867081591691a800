//! A question: the field its kind asks for.

use super::Context;
use super::address::address;
use super::choices::{choices, consent, yes_no};
use super::date::{date, date_range};
use super::file::file;
use super::matrix::matrix;
use super::node::Node;
use super::ranking::ranking;
use super::repeat::repeat;
use super::scale::scale;
use super::signature::signature;
use super::slider::slider;
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
        Kind::Slider => slider(context, question, name),
        Kind::Matrix => matrix(context, question, name),
        Kind::Ranking => ranking(context, question, name),
        Kind::Date | Kind::Time | Kind::DateTime => date(context, question, name),
        Kind::DateRange => date_range(context, question, name),
        Kind::Address => address(context, question, name),
        Kind::File => file(context, question, name),
        Kind::Signature => signature(context, question, name),
        Kind::Group => repeat(context, question, name),
        Kind::Statement => statement(context, question, name),
        Kind::Hidden => hidden(name, context.entries.first(name)),
        _ => text_field(context, question, name),
    }
}
