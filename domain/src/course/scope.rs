//! Where the variables of a form's logic come from.

use super::value::{is_right, map, value_of, worth_of};
use crate::{Answer, Budget, Content, Data, Given, Known, OptionId, Question, Sorted, Value};
#[cfg(feature = "full")]
use crate::{Answers, Logic};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cell::OnceCell;

/// The answers so far, and all that is calculated from them.
pub(super) struct Scope<'a> {
    pub(super) content: &'a Content,
    pub(super) known: &'a Known,
    /// The answered questions that are shown, and what was given to them.
    pub(super) answered: Vec<(&'a Question, Given)>,
    /// What the whole pass may cost, calculations among it.
    pub(super) budget: Budget,
    values: Sorted<&'a str, Value>,
    calculated: Vec<OnceCell<Calculated<'a>>>,
}

/// A calculation that was computed.
pub(super) struct Calculated<'a> {
    /// The value, a number rounded as the calculation says.
    pub(super) value: Value,
    /// The id of the band that the value lay in before it was rounded.
    pub(super) band: Option<&'a OptionId>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(content: &'a Content, known: &'a Known) -> Self {
        Self {
            content,
            known,
            answered: Vec::new(),
            budget: Budget::default(),
            values: Sorted::new(),
            calculated: content
                .calculations
                .iter()
                .map(|_| OnceCell::new())
                .collect(),
        }
    }

    /// Takes what was given to a question.
    pub(super) fn add(&mut self, question: &'a Question, given: Given) {
        if let Some(answer) = &given.answer {
            self.values.insert(question.id.as_str(), value_of(answer));
        }
        self.answered.push((question, given));
    }

    /// What a calculation comes to, which sees those before it.
    ///
    /// It is computed once: whatever can look at a calculation comes after all the questions that the calculation
    /// looks at, or else the form is not published.
    pub(super) fn calculated(&self, index: usize) -> &Calculated<'a> {
        self.calculated[index].get_or_init(|| {
            let calculation = &self.content.calculations[index];
            let view = View {
                scope: self,
                entry: None,
                before: index,
            };
            match calculation.value.evaluate(&view, &self.budget) {
                Value::Number(number) => Calculated {
                    value: Value::Number(calculation.round(number)),
                    band: calculation.band(number).map(|band| &band.id),
                },
                value => Calculated { value, band: None },
            }
        })
    }

    fn answers(&self) -> impl Iterator<Item = (&'a Question, &Answer)> {
        let answered = self.answered.iter();
        answered.filter_map(|(question, given)| Some((*question, given.answer.as_ref()?)))
    }

    /// The points of the quiz questions that were shown and answered.
    fn points(&self) -> Value {
        map(self.answers().filter_map(|(question, answer)| {
            let quiz = question.quiz.as_ref()?;
            let points = if is_right(&quiz.correct, answer) {
                quiz.points.unwrap_or(Decimal::ONE)
            } else {
                Decimal::ZERO
            };
            Some((question.id.as_str(), Value::Number(points)))
        }))
    }

    fn bands(&self, before: usize) -> Value {
        let calculations = self.content.calculations.iter().enumerate().take(before);
        map(calculations.filter_map(|(index, calculation)| {
            let band = self.calculated(index).band?;
            Some((calculation.id.as_str(), band.as_str().into()))
        }))
    }

    fn known(&self, kind: &str) -> Value {
        map(self.known.values.iter().filter_map(|(name, text)| {
            let name = name.strip_prefix(kind)?.strip_prefix('.')?;
            Some((name, text.as_str().into()))
        }))
    }
}

/// Whether a condition that looks at a whole response holds for valid answers. What is calculated is calculated anew.
///
/// `None`: that cannot be told, because the condition, or what is calculated for it, takes more steps than a whole form
/// may.
#[cfg(feature = "full")]
#[must_use]
pub fn is_met(
    content: &Content,
    condition: &Logic,
    answers: &Answers,
    known: &Known,
) -> Option<bool> {
    let mut scope = Scope::new(content, known);
    for question in content.questions() {
        if let Some(given) = answers.0.get(question.id.as_str()) {
            scope.add(question, given.clone());
        }
    }
    let view = View {
        scope: &scope,
        entry: None,
        before: content.calculations.len(),
    };
    // What is calculated was paid for by the form; a condition of a mapping comes on top of it.
    let budget = Budget::default();
    let holds = condition.is_true(&view, &budget);
    let is_spent = budget.is_spent() || scope.budget.is_spent();
    (!is_spent).then_some(holds)
}

/// A scope as one place in the form sees it.
pub(super) struct View<'s, 'a> {
    pub(super) scope: &'s Scope<'a>,
    /// The entry of a group that it is in: its own answers come first.
    pub(super) entry: Option<&'s Sorted<&'a str, Value>>,
    /// Calculations from this one on are not seen.
    pub(super) before: usize,
}

impl Data for View<'_, '_> {
    fn get(&self, name: &str) -> Option<Cow<'_, Value>> {
        if let Some(value) = self.entry.and_then(|entry| entry.get(name)) {
            return Some(Cow::Borrowed(value));
        }
        if let Some(value) = self.scope.values.get(name) {
            return Some(Cow::Borrowed(value));
        }
        let scope = self.scope;
        let value = match name {
            "$value" => {
                let answers = scope.answers();
                map(answers
                    .map(|(question, answer)| (question.id.as_str(), worth_of(question, answer))))
            }
            "$points" => scope.points(),
            "$band" => scope.bands(self.before),
            "$contact" => scope.known("contact"),
            "$link" => scope.known("link"),
            "$locale" => scope.known.locale.as_str().into(),
            _ => {
                let calculations = scope.content.calculations.iter().take(self.before);
                let mut calculations = calculations.enumerate();
                let index = calculations.find(|(_, one)| one.id.as_str() == name)?.0;
                return Some(Cow::Borrowed(&scope.calculated(index).value));
            }
        };
        Some(Cow::Owned(value))
    }

    fn whole(&self) -> Cow<'_, Value> {
        Cow::Owned(Value::Null)
    }
}
