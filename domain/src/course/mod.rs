//! How a form goes with the answers given so far: what is shown, what must be answered, what is wrong,
//! what is calculated, and which way it takes. The browser and the server run this same code.

mod default;
mod names;
mod pipe;
mod scope;
mod step;
mod value;
mod walk;

use crate::{Answers, Content, Entries, FieldError, Given, Known, OptionId, Value};

pub(crate) use default::default_entries;
pub use names::Names;
pub use pipe::has_pipe;
pub(crate) use pipe::pipes;
#[cfg(feature = "full")]
pub use scope::is_met;
pub use step::Step;

/// What of a form is shown, with the answers given so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The pages it goes by, in order, by their place in the content; of a form without pages, 0.
    pub path: Vec<usize>,
    /// The questions that are not asked, by id; the options and rows that are not offered, as `question.option`; the
    /// questions that are not asked in an entry of a group, as `group.0.question`.
    pub hidden: Names,
    /// The questions that must be answered because of earlier answers.
    pub required: Names,
}

/// A calculated value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its calculation, by its place in the content.
    pub calculation: usize,
    /// The value, a number rounded as the calculation says.
    pub value: Value,
    /// The band it lies in.
    pub band: Option<OptionId>,
}

/// How a form goes with the answers given so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// What is shown.
    pub shown: Shown,
    /// What was given to the questions that are shown: to each, by its place among all questions.
    given: Vec<Option<Given>>,
    /// The calculated values, in the order of the content.
    pub outcomes: Vec<Outcome>,
    /// The ending it leads to, by its place in the content.
    pub ending: Option<usize>,
    /// All that is wrong, in the order of the form.
    pub errors: Vec<FieldError>,
}

impl Course {
    /// Goes through a form.
    #[must_use]
    pub fn of(content: &Content, entries: &Entries, known: &Known) -> Self {
        walk::walk(content, entries, known)
    }

    /// What is wrong with the question of that id and its parts.
    pub fn errors_of<'a>(&'a self, question: &'a str) -> impl Iterator<Item = &'a FieldError> {
        self.errors
            .iter()
            .filter(move |error| error.field.split('.').next() == Some(question))
    }

    /// What was given to the question at that place among all questions.
    #[must_use]
    pub fn given(&self, index: usize) -> Option<&Given> {
        self.given.get(index)?.as_ref()
    }

    /// What was given to the questions that are shown.
    #[must_use]
    pub fn answers(&self, content: &Content) -> Answers {
        let questions = content.questions().zip(&self.given);
        Answers(
            questions
                .filter_map(|(question, given)| Some((question.id.clone(), given.clone()?)))
                .collect(),
        )
    }
}
