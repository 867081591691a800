//! A question on its way: its expressions are still to be translated.

use super::expression::js::Js;
use super::node::Formula;
use super::variable::Variable;
use serde_json::json;
use sonda_domain::{Kind, LocalText, Question};

/// What an expression is for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    /// When the question is asked.
    Visible,
    /// When the question can be answered, which is when it is asked here.
    Enabled,
    /// When it must be answered.
    Required,
    /// What it begins with.
    Default,
    /// What must hold for its answer, and what is said where it does not.
    Rule(LocalText),
    /// The least the answer may be.
    Least(LocalText),
    /// The most the answer may be.
    Most(LocalText),
    /// When the option of that place is offered.
    Option(usize),
    /// When the row of that place is asked.
    Row(usize),
    /// When the question of that place inside a group is asked; or, if so, can be answered.
    Inner(usize, bool),
}

impl Purpose {
    /// Whether it says when the question is asked.
    pub(super) fn shows(&self) -> bool {
        matches!(self, Self::Visible | Self::Enabled)
    }

    /// Whether both are for the same option or row.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Option(one), Self::Option(other)) | (Self::Row(one), Self::Row(other)) => {
                one == other
            }
            _ => false,
        }
    }
}

/// An expression to be translated.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) purpose: Purpose,
    pub(super) formula: Formula,
    /// The choice or row that it is asked of.
    pub(super) item: Option<Js>,
}

/// A question with what is still to be done for it.
pub(super) struct Draft {
    pub(super) question: Question,
    /// The name in SurveyJS.
    pub(super) name: String,
    /// The place in the document.
    pub(super) pointer: String,
    pub(super) pending: Vec<Pending>,
    /// What it is to expressions; its place is not known yet.
    pub(super) variables: Vec<Variable>,
    /// The values of its options, in their order.
    pub(super) values: Vec<Js>,
    /// The names of its rows in SurveyJS, in their order.
    pub(super) rows: Vec<String>,
}

impl Draft {
    /// A question that has nothing but a title.
    pub(super) fn new(
        id: &str,
        kind: Kind,
        title: LocalText,
        name: &str,
        pointer: &str,
    ) -> Option<Self> {
        Some(Self {
            question: blank(id, kind, title)?,
            name: name.to_owned(),
            pointer: pointer.to_owned(),
            pending: Vec::new(),
            variables: Vec::new(),
            values: Vec::new(),
            rows: Vec::new(),
        })
    }

    /// Adds an expression.
    pub(super) fn expect(&mut self, purpose: Purpose, formula: Option<Formula>) {
        if let Some(formula) = formula {
            self.pending.push(Pending {
                purpose,
                formula,
                item: None,
            });
        }
    }
}

/// A question that has nothing but a title; none if the id is no identifier.
fn blank(id: &str, kind: Kind, title: LocalText) -> Option<Question> {
    let mut question: Question = serde_json::from_value(json!({
        "id": id, "type": kind.as_str(), "title": {},
    }))
    .ok()?;
    question.title = title;
    Some(question)
}
