//! The expressions of a question.

use super::{Wiring, always, logic_of};
use crate::surveyjs::draft::{Draft, Pending, Purpose};
use crate::surveyjs::expression::js::Js;
use crate::surveyjs::expression::{Scope, Term, Truth, not, or};
use crate::surveyjs::node::Formula;
use crate::surveyjs::question::answer;
use crate::surveyjs::variable::Nature;
use serde_json::{Value, json};
use sonda_domain::{AnswerRule, Kind, Question};

impl Wiring<'_> {
    /// A question with its expressions. `place` is its own among all, `beside` that of the first on the next page.
    pub(super) fn question(&mut self, mut draft: Draft, place: usize, beside: usize) -> Question {
        let earlier = self.before(place);
        let page = self.before(beside);
        let mut pending = std::mem::take(&mut draft.pending);
        let mut of = |fits: fn(&Purpose) -> bool| {
            pending
                .extract_if(.., |one| fits(&one.purpose))
                .collect::<Vec<_>>()
        };
        let visible = of(Purpose::shows);
        let options = of(|purpose| matches!(purpose, Purpose::Option(_)));
        let rows = of(|purpose| matches!(purpose, Purpose::Row(_)));
        let inner = of(|purpose| matches!(purpose, Purpose::Inner(..)));
        draft.question.visible_if = self.all_of(&visible, &earlier);
        for index in 0..draft.question.options.len() {
            let own = at(&options, index);
            draft.question.options[index].visible_if = self.all_of(&own, &earlier);
        }
        for index in 0..draft.question.rows.len() {
            let own = at(&rows, index);
            draft.question.rows[index].visible_if = self.all_of(&own, &earlier);
        }
        self.inner(&mut draft, &inner, &earlier);
        let mut required = Vec::new();
        for one in pending {
            match one.purpose {
                Purpose::Required => {
                    required.extend(self.condition(
                        &one.formula,
                        &page,
                        Some(place),
                        Truth::Itself,
                    ));
                }
                Purpose::Default => self.default(&mut draft, &one.formula, &earlier),
                Purpose::Rule(message) => {
                    let Some(logic) =
                        self.condition(&one.formula, &page, Some(place), Truth::Loose)
                    else {
                        continue;
                    };
                    // SurveyJS asks it of an empty answer too.
                    required.push(not(logic.clone()));
                    if let Some(valid_if) = logic_of(logic) {
                        draft.question.rules.push(AnswerRule { valid_if, message });
                    }
                }
                Purpose::Least(message) | Purpose::Most(message) => {
                    let least = one.formula.pointer.ends_with("/minValueExpression");
                    let sign = if least { ">=" } else { "<=" };
                    let rule = self.bound(&draft, &one.formula, &page, sign, place);
                    if let Some(valid_if) = rule.and_then(logic_of) {
                        draft.question.rules.push(AnswerRule { valid_if, message });
                    }
                }
                _ => {}
            }
        }
        required.retain(|logic| *logic != json!(false));
        if !draft.question.required && !required.is_empty() {
            let logic = or(required);
            if draft.question.kind == Kind::Matrix || !always(&logic) {
                draft.question.required_if = logic_of(logic);
            } else {
                draft.question.required = true;
            }
        }
        draft.question
    }

    /// When the questions inside of a group are asked.
    fn inner(&mut self, draft: &mut Draft, pending: &[Pending], earlier: &Scope) {
        let all: Vec<_> = draft
            .question
            .questions
            .iter()
            .map(|one| one.id.as_str().to_owned())
            .collect();
        for index in 0..draft.question.questions.len() {
            let own = pending
                .iter()
                .filter(|one| matches!(one.purpose, Purpose::Inner(of, _) if of == index));
            let own: Vec<Pending> = own.cloned().collect();
            if own.is_empty() {
                continue;
            }
            let before = &all[..index];
            let seen = draft
                .variables
                .iter()
                .filter(|one| before.contains(&one.id));
            let scope = Scope {
                own: seen
                    .map(|one| (one.name.clone(), one.id.clone(), one.nature.clone()))
                    .collect(),
                hiding: all.clone(),
                ..earlier.clone()
            };
            draft.question.questions[index].visible_if = self.all_of(&own, &scope);
        }
    }

    /// What a question begins with.
    fn default(&mut self, draft: &mut Draft, formula: &Formula, scope: &Scope) {
        if draft.question.default.is_some() {
            let reason = "`defaultValue` is what the question begins with";
            self.losses.add(&formula.pointer, reason);
            return;
        }
        let kind = draft.question.kind;
        let value = self.with(formula, scope, None, |translation, expression| {
            let term = translation.value(expression)?;
            let logic = match (&term, kind) {
                (Term::Constant(value), _) => answer(draft, value),
                (term, Kind::Number | Kind::Slider | Kind::Rating | Kind::Nps) => term.as_number(),
                (Term::Text(logic), Kind::Text | Kind::LongText) => Some(logic.clone()),
                (
                    Term::Answer {
                        logic,
                        nature: Nature::Text,
                        ..
                    },
                    Kind::Text | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url,
                ) => Some(logic.clone()),
                (
                    Term::Answer {
                        logic,
                        nature: Nature::Moment,
                        ..
                    },
                    Kind::Date | Kind::Time | Kind::DateTime,
                ) => Some(logic.clone()),
                (Term::Truth(logic), Kind::YesNo) => Some(logic.clone()),
                _ => None,
            };
            logic.ok_or_else(|| "not a value that this question can begin with".to_owned())
        });
        draft.question.default = value.and_then(logic_of);
    }

    /// A bound that is computed: it holds where there is none.
    fn bound(
        &mut self,
        draft: &Draft,
        formula: &Formula,
        scope: &Scope,
        sign: &str,
        place: usize,
    ) -> Option<Value> {
        let own = json!({"var": draft.question.id.as_str()});
        let moment = matches!(
            draft.question.kind,
            Kind::Date | Kind::DateTime | Kind::Time
        );
        let numeric = matches!(draft.question.kind, Kind::Number | Kind::Slider);
        self.with(formula, scope, Some(place), |translation, expression| {
            let bound = match translation.value(expression)? {
                Term::Answer {
                    logic,
                    nature: Nature::Moment,
                    ..
                } if moment => logic,
                Term::Constant(Js::Text(text)) if moment => json!(text),
                term if numeric => term
                    .as_number()
                    .ok_or_else(|| "the bound is not a number".to_owned())?,
                _ => return Err("the bound is of another kind than the question".to_owned()),
            };
            let none = json!({"===": [bound, null]});
            Ok(json!({"or": [none, { sign: [own, bound] }]}))
        })
    }
}

/// The conditions of the option or row of that place.
fn at(pending: &[Pending], place: usize) -> Vec<Pending> {
    let own = pending.iter().filter(
        |one| matches!(one.purpose, Purpose::Option(index) | Purpose::Row(index) if index == place),
    );
    own.cloned().collect()
}
