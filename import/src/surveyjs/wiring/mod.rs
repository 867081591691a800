//! Translates the expressions, once every question has its place.

mod calculation;
mod jump;
mod question;

use super::draft::{Pending, Purpose};
use super::ending::Finish;
use super::expression::{Expression, Scope, Translation, Truth, and, parse};
use super::losses::Losses;
use super::node::Formula;
use super::survey::{Survey, blank_page};
use super::variable::{Variable, Variables};
use serde_json::{Value, json};
use sonda_domain::{Content, Logic};
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
}

fn logic_of(logic: Value) -> Option<Logic> {
    serde_json::from_value(logic).ok()
}
