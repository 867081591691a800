//! A question: the field its kind asks for.

use super::Context;
#[cfg(feature = "full")]
use super::address::address;
use super::choices::{choices, consent, yes_no};
#[cfg(feature = "full")]
use super::date::{date, date_range};
#[cfg(feature = "full")]
use super::file::file;
#[cfg(feature = "full")]
use super::matrix::matrix;
use super::node::Node;
#[cfg(feature = "full")]
use super::ranking::ranking;
#[cfg(feature = "full")]
use super::repeat::repeat;
use super::scale::scale;
#[cfg(feature = "full")]
use super::signature::signature;
#[cfg(feature = "full")]
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
        #[cfg(feature = "full")]
        Kind::Slider => slider(context, question, name),
        #[cfg(feature = "full")]
        Kind::Matrix => matrix(context, question, name),
        #[cfg(feature = "full")]
        Kind::Ranking => ranking(context, question, name),
        #[cfg(feature = "full")]
        Kind::Date | Kind::Time | Kind::DateTime => date(context, question, name),
        #[cfg(feature = "full")]
        Kind::DateRange => date_range(context, question, name),
        #[cfg(feature = "full")]
        Kind::Address => address(context, question, name),
        #[cfg(feature = "full")]
        Kind::File => file(context, question, name),
        #[cfg(feature = "full")]
        Kind::Signature => signature(context, question, name),
        #[cfg(feature = "full")]
        Kind::Group => repeat(context, question, name),
        Kind::Statement => statement(context, question, name),
        Kind::Hidden => hidden(name, context.entries.first(name)),
        Kind::Text | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url | Kind::Number => {
            text_field(context, question, name)
        }
        #[cfg(not(feature = "full"))]
        _ => unreachable!("such forms are refused before"),
    }
}
