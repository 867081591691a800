//! Translates the expressions, once every question has its place.

use super::draft::{Draft, Pending, Purpose};
use super::element::Sum;
use super::ending::Finish;
use super::expression::js::Js;
use super::expression::{Expression, Scope, Term, Translation, Truth, and, not, parse};
use super::losses::Losses;
use super::node::Formula;
use super::question::answer;
use super::survey::{Survey, Trigger, blank_page};
use super::variable::{Nature, Variable, Variables};
use serde_json::{Value, json};
use sonda_domain::{AnswerRule, Calculation, Content, Jump, Kind, Logic, Question};
use std::collections::{BTreeMap, BTreeSet};

/// The places in the document of what came out of it, by their ids with a word before: `question/`, `page/`,
/// `calculation/`, `ending/`.
pub(super) type Origins = BTreeMap<String, String>;

/// The translation of all expressions of a survey.
pub(super) struct Wiring<'l> {
    losses: &'l mut Losses,
    variables: Variables,
    /// The place of the first question of each page, and of what would come after the last.
    starts: Vec<usize>,
    /// The places of questions that are not always asked.
    conditional: BTreeSet<usize>,
    forgets: bool,
}

/// Whether anything is the condition `true`.
fn always(logic: &Value) -> bool {
    *logic == json!(true)
}

impl<'l> Wiring<'l> {
    pub(super) fn new(losses: &'l mut Losses, survey: &Survey) -> Self {
        let mut wiring = Self {
            losses,
            variables: Variables::default(),
            starts: Vec::new(),
            conditional: BTreeSet::new(),
            forgets: survey.forgets,
        };
        let mut place = 0;
        for sheet in &survey.sheets {
            wiring.starts.push(place);
            for draft in &sheet.drafts {
                let own = draft.pending.iter().any(|one| one.purpose.shows());
                if own || !sheet.conditions.is_empty() {
                    wiring.conditional.insert(place);
                }
                let visible = draft
                    .variables
                    .iter()
                    .filter(|one| one.id == draft.question.id.as_str() || one.id.is_empty());
                for variable in visible {
                    wiring.variables.add(Variable {
                        place: Some(place).filter(|_| !variable.id.is_empty()),
                        ..variable.clone()
                    });
                }
                place += 1;
            }
        }
        wiring.starts.push(place);
        wiring
    }

    /// Fills the content.
    pub(super) fn wire(
        mut self,
        survey: Survey,
        endings: Vec<Finish>,
        content: &mut Content,
    ) -> Origins {
        let mut origins = Origins::new();
        for sum in &survey.sums {
            origins.insert(
                format!("calculation/{}", sum.id),
                sum.formula.pointer.clone(),
            );
        }
        self.calculations(survey.sums, content);
        let targets = self.targets(&survey.triggers, &survey.sheets);
        let mut place = 0;
        for (index, sheet) in survey.sheets.into_iter().enumerate() {
            let Some(mut page) = blank_page(&sheet.id) else {
                continue;
            };
            origins.insert(format!("page/{}", sheet.id), sheet.pointer.clone());
            page.visible_if = self.all_of(&sheet.conditions, &self.before(self.starts[index]));
            page.title = sheet.title;
            page.text = sheet.text;
            for draft in sheet.drafts {
                let id = draft.question.id.as_str();
                origins.insert(format!("question/{id}"), draft.pointer.clone());
                let beside = self.starts[index + 1];
                page.questions.push(self.question(draft, place, beside));
                place += 1;
            }
            content.pages.push(page);
        }
        self.jumps(targets, content);
        // One page with nothing of its own is no page.
        if let [page] = content.pages.as_mut_slice()
            && page.title.is_none()
            && page.text.is_none()
            && page.visible_if.is_none()
            && page.next.is_empty()
        {
            content.questions = std::mem::take(&mut page.questions);
            content.pages.clear();
            content.layout = content.layout.filter(|_| !content.questions.is_empty());
        }
        for finish in endings {
            let mut ending = finish.ending;
            origins.insert(format!("ending/{}", ending.id), finish.pointer);
            if let Some(formula) = finish.condition {
                let Some(logic) = self.condition(&formula, &Scope::default(), None, Truth::Loose)
                else {
                    continue;
                };
                ending.visible_if = logic_of(logic);
            }
            content.endings.push(ending);
        }
        origins
    }

    fn before(&self, place: usize) -> Scope {
        Scope {
            before: Some(place),
            ..Scope::default()
        }
    }

    /// Reads an expression and does something with it; what is amiss is a loss.
    fn with<T>(
        &mut self,
        formula: &Formula,
        scope: &Scope,
        this: Option<usize>,
        what: impl FnOnce(&mut Translation<'_>, &Expression) -> Result<T, String>,
    ) -> Option<T> {
        let expression = match parse(&formula.text) {
            Ok(expression) => expression,
            Err(fault) => {
                self.losses.add(&formula.pointer, fault);
                return None;
            }
        };
        let mut translation = Translation::new(&self.variables, scope);
        match what(&mut translation, &expression) {
            Ok(translated) => {
                for remark in translation.remarks {
                    self.losses.add(&formula.pointer, remark);
                }
                let forgotten = translation
                    .used
                    .iter()
                    .any(|used| Some(*used) != this && self.conditional.contains(used));
                if forgotten && !self.forgets {
                    let reason = "answers of questions that are hidden by now do not count, which SurveyJS does unless `clearInvisibleValues` is `onHidden`";
                    self.losses.add(&formula.pointer, reason);
                }
                Some(translated)
            }
            Err(reason) => {
                self.losses.add(&formula.pointer, reason);
                None
            }
        }
    }

    fn condition(
        &mut self,
        formula: &Formula,
        scope: &Scope,
        this: Option<usize>,
        truth: Truth,
    ) -> Option<Value> {
        self.with(formula, scope, this, |translation, expression| {
            translation.condition(expression, truth)
        })
    }

    /// One condition of several that must hold together; those that cannot be translated are left out.
    fn all_of(&mut self, pending: &[Pending], scope: &Scope) -> Option<Logic> {
        let mut all = Vec::new();
        for one in pending {
            let scope = Scope {
                item: one.item.clone(),
                ..scope.clone()
            };
            let truth = match one.purpose {
                Purpose::Option(_) | Purpose::Row(_) => Truth::Loose,
                Purpose::Enabled | Purpose::Inner(_, true) => Truth::NotFalse,
                _ => Truth::Itself,
            };
            all.extend(self.condition(&one.formula, &scope, None, truth));
        }
        let logic = and(all);
        if always(&logic) {
            None
        } else {
            logic_of(logic)
        }
    }

    // --- questions ---

    /// A question with its expressions. `place` is its own among all, `beside` that of the first on the next page.
    fn question(&mut self, mut draft: Draft, place: usize, beside: usize) -> Question {
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
            let logic = super::expression::or(required);
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

    // --- calculations ---

    /// Calculations, each after those that it uses.
    fn calculations(&mut self, mut sums: Vec<Sum>, content: &mut Content) {
        while !sums.is_empty() {
            let names: Vec<String> = sums.iter().map(|sum| sum.name.to_lowercase()).collect();
            let ready = sums.iter().position(|sum| {
                let mut waits = false;
                if let Ok(expression) = parse(&sum.formula.text) {
                    expression.variables(&mut |name| {
                        waits |= names.contains(&name.trim().to_lowercase());
                    });
                }
                !waits
            });
            let Some(ready) = ready else {
                for sum in sums {
                    self.losses
                        .add(&sum.formula.pointer, "it depends on itself");
                }
                return;
            };
            let sum = sums.remove(ready);
            self.calculation(&sum, content);
        }
    }

    fn calculation(&mut self, sum: &Sum, content: &mut Content) {
        let translated = self.with(
            &sum.formula,
            &Scope::default(),
            None,
            |translation, expression| {
                let term = translation.value(expression)?;
                let nature = match &term {
                    Term::Number(_) | Term::Constant(Js::Number(_)) => Nature::Number,
                    Term::Text(_) | Term::Constant(Js::Text(_)) => Nature::Text,
                    Term::Truth(_) | Term::Constant(Js::Bool(_)) => Nature::Finite(vec![
                        (json!(true), Js::Bool(true)),
                        (json!(false), Js::Bool(false)),
                    ]),
                    Term::Answer {
                        nature:
                            nature
                            @ (Nature::Number | Nature::Text | Nature::Moment | Nature::Finite(_)),
                        ..
                    } => nature.clone(),
                    _ => return Err("not a single value".to_owned()),
                };
                let logic = logic_of(term.logic())
                    .ok_or_else(|| "the expression is too large".to_owned())?;
                Ok((logic, nature, translation.used.last().copied()))
            },
        );
        let (Some((value, nature, place)), Ok(id)) = (translated, sum.id.parse()) else {
            return;
        };
        content.calculations.push(Calculation {
            id,
            title: None,
            value,
            decimals: Some(sum.places.unwrap_or(6).min(6)),
            bands: Vec::new(),
        });
        self.variables.add(Variable {
            name: sum.name.clone(),
            id: sum.id.clone(),
            nature,
            place,
            worth: false,
        });
    }

    // --- triggers ---

    /// From which page to which triggers lead: none is the end.
    fn targets(
        &mut self,
        triggers: &[Trigger],
        sheets: &[super::survey::Sheet],
    ) -> Vec<(usize, Value, Option<String>)> {
        let mut targets = Vec::new();
        for trigger in triggers {
            let found = self.with(
                &trigger.formula,
                &Scope::default(),
                None,
                |translation, expression| {
                    let condition = translation.condition(expression, Truth::Loose)?;
                    let last = translation.used.last().copied();
                    Ok((
                        condition,
                        last.ok_or_else(|| "it looks at no question".to_owned())?,
                    ))
                },
            );
            let Some((condition, last)) = found else {
                continue;
            };
            let page = self
                .starts
                .iter()
                .rposition(|start| *start <= last)
                .unwrap_or(0);
            let goal = match &trigger.goal {
                None => None,
                Some(name) => {
                    let has = |sheet: &&super::survey::Sheet| {
                        sheet.name == *name || sheet.drafts.iter().any(|draft| draft.name == *name)
                    };
                    let Some(goal) = sheets.iter().find(has) else {
                        self.losses
                            .add(&trigger.pointer, format!("there is no question `{name}`"));
                        continue;
                    };
                    let first = goal.drafts.first().is_some_and(|draft| draft.name == *name);
                    let reason = if first || goal.name == *name {
                        "the jump is made at the end of the page, not at once"
                    } else {
                        "the jump is made at the end of the page, and to the beginning of the other"
                    };
                    self.losses.add(&trigger.pointer, reason);
                    Some(goal.id.clone())
                }
            };
            targets.push((page, condition, goal));
            if sheets.len() < 2 {
                let reason = "in a form of one page there is nowhere to go";
                self.losses.add(&trigger.pointer, reason);
                targets.pop();
            }
        }
        targets
    }

    fn jumps(&mut self, targets: Vec<(usize, Value, Option<String>)>, content: &mut Content) {
        for (page, condition, goal) in targets {
            if let Some(page) = content.pages.get_mut(page) {
                page.next.push(Jump {
                    condition: logic_of(condition),
                    to: goal.and_then(|goal| goal.parse().ok()),
                });
            }
        }
    }
}

/// The conditions of the option or row of that place.
fn at(pending: &[Pending], place: usize) -> Vec<Pending> {
    let own = pending.iter().filter(
        |one| matches!(one.purpose, Purpose::Option(index) | Purpose::Row(index) if index == place),
    );
    own.cloned().collect()
}

fn logic_of(logic: Value) -> Option<Logic> {
    serde_json::from_value(logic).ok()
}
