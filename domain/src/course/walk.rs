//! The way through a form: one pass in its order, since conditions look only at what comes before.

use super::scope::{Scope, View};
#[cfg(feature = "full")]
use super::value::value_of;
use super::{Course, Outcome, Shown};
use crate::parse::Reading;
#[cfg(feature = "full")]
use crate::repeat::shown_entries;
use crate::{
    Answer, Content, Entries, FieldError, FieldFault, Given, Jump, Kind, Known, Logic, Messages,
    OptionId, Question, Sorted, Source, Value, part_field,
};

struct Walk<'a> {
    content: &'a Content,
    entries: &'a Entries,
    scope: Scope<'a>,
    shown: Shown,
    given: Vec<Option<Given>>,
    errors: Vec<FieldError>,
}

pub(super) fn walk(content: &Content, entries: &Entries, known: &Known) -> Course {
    let mut walk = Walk {
        content,
        entries,
        scope: Scope::new(content, known),
        shown: Shown::default(),
        given: Vec::new(),
        errors: Vec::new(),
    };
    walk.pages();
    walk.require();
    walk.finish()
}

impl<'a> Walk<'a> {
    fn holds(&mut self, condition: Option<&Logic>) -> bool {
        self.holds_in(condition, None)
    }

    fn holds_in(
        &mut self,
        condition: Option<&Logic>,
        entry: Option<&Sorted<&'a str, Value>>,
    ) -> bool {
        let before = self.content.calculations.len();
        let scope = &self.scope;
        condition.is_none_or(|logic| {
            logic.is_true(
                &View {
                    scope,
                    entry,
                    before,
                },
                &scope.budget,
            )
        })
    }

    fn pages(&mut self) {
        let content = self.content;
        if content.pages.is_empty() {
            self.shown.path.push(0);
            for question in &content.questions {
                self.question(question, true);
            }
            return;
        }
        // Where a jump leads: pages before it are passed over.
        let mut next = 0;
        for (index, page) in content.pages.iter().enumerate() {
            let on = index >= next && self.holds(page.visible_if.as_ref());
            for question in &page.questions {
                self.question(question, on);
            }
            if on {
                self.shown.path.push(index);
                next = self.jump(&page.next).unwrap_or(index + 1);
            }
        }
    }

    /// The page that the first jump leads to whose condition holds; beyond all pages, the end.
    fn jump(&mut self, jumps: &[Jump]) -> Option<usize> {
        let jump = jumps
            .iter()
            .find(|jump| self.holds(jump.condition.as_ref()))?;
        let pages = &self.content.pages;
        let to = jump.to.as_ref();
        let place = to.and_then(|to| pages.iter().position(|page| page.id == *to));
        Some(place.unwrap_or(pages.len()))
    }

    fn question(&mut self, question: &'a Question, on: bool) {
        let name = question.id.as_str();
        if !(on && self.holds(question.visible_if.as_ref())) {
            self.shown.hidden.add(name.to_owned());
            self.given.push(None);
            return;
        }
        let options = question
            .options
            .iter()
            .map(|one| (&one.id, &one.visible_if));
        let rows = question.rows.iter().map(|one| (&one.id, &one.visible_if));
        for (id, condition) in options.chain(rows) {
            if condition.is_some() && !self.holds(condition.as_ref()) {
                self.shown.hidden.add(part_field(name, id.as_str()));
            }
        }
        #[cfg(feature = "full")]
        if question.kind == Kind::Group {
            self.entries_of(question);
        }
        let given = match &question.source {
            Some(Source::Link(value)) => self.known(value),
            _ => {
                let mut reading = Reading {
                    entries: self.entries,
                    hidden: &self.shown.hidden,
                    locale: &self.scope.known.locale,
                    errors: Vec::new(),
                };
                let given = reading.question(question, name);
                self.errors.append(&mut reading.errors);
                given
            }
        };
        if let Some(given) = &given {
            self.scope.add(question, given.clone());
        }
        self.given.push(given);
    }

    /// A value of the personal link: the browser is not asked.
    fn known(&self, name: &str) -> Option<Given> {
        let value = self.scope.known.values.get(&["link.", name].concat())?;
        Some(Given {
            answer: Some(Answer::Text(value.clone())),
            ..Given::default()
        })
    }

    /// What is not asked in the entries of a group. The answers of the same entry come before those of the form.
    #[cfg(feature = "full")]
    fn entries_of(&mut self, group: &'a Question) {
        let name = group.id.as_str();
        let conditional = group
            .questions
            .iter()
            .any(|inner| inner.visible_if.is_some());
        if !conditional {
            return;
        }
        for index in 0..shown_entries(self.entries, group) {
            let entry = part_field(name, &index.to_string());
            let mut values = Sorted::new();
            for inner in &group.questions {
                let field = part_field(&entry, inner.id.as_str());
                if !self.holds_in(inner.visible_if.as_ref(), Some(&values)) {
                    self.shown.hidden.add(field);
                    continue;
                }
                let mut reading = Reading {
                    entries: self.entries,
                    hidden: &self.shown.hidden,
                    locale: &self.scope.known.locale,
                    errors: Vec::new(),
                };
                let given = reading.question(inner, &field);
                if let Some(answer) = given.and_then(|given| given.answer) {
                    values.insert(inner.id.as_str(), value_of(&answer));
                }
            }
        }
    }

    /// What must be answered and is not, and the rules between answers: these may look at the whole form.
    fn require(&mut self) {
        let content = self.content;
        for (index, question) in content.questions().enumerate() {
            let name = question.id.as_str();
            if self.shown.hidden.has(name) {
                continue;
            }
            if question.required_if.is_some() && self.holds(question.required_if.as_ref()) {
                self.shown.required.add(name.to_owned());
            }
            let required = question.required || self.shown.required.has(name);
            let answer = self.given[index]
                .as_ref()
                .and_then(|given| given.answer.as_ref());
            let at_fault = |error: &FieldError| error.field.split('.').next() == Some(name);
            if self.errors.iter().any(at_fault) {
                continue;
            }
            match answer {
                None if required && question.kind != Kind::Hidden && self.offers(question) => {
                    self.errors.push(FieldError::new(name, question.missing()));
                }
                None => {}
                #[cfg(feature = "full")]
                Some(Answer::Group(entries))
                    if entries.len() < question.entry_limits().0 as usize =>
                {
                    let fewest = question.entry_limits().0;
                    self.errors
                        .push(FieldError::new(name, FieldFault::TooFewEntries(fewest)));
                }
                Some(_) => self.rules(question),
            }
        }
    }

    /// Whether anything can be answered: of options or rows, whether one is shown.
    fn offers(&self, question: &Question) -> bool {
        let name = question.id.as_str();
        let shown = |id: &OptionId| !self.shown.hidden.has_part(name, id.as_str());
        match question.kind {
            Kind::Matrix => question.rows.iter().any(|row| shown(&row.id)),
            _ => question.options.is_empty() || question.options.iter().any(|one| shown(&one.id)),
        }
    }

    fn rules(&mut self, question: &Question) {
        let broken = question
            .rules
            .iter()
            .find(|rule| !self.holds(Some(&rule.valid_if)));
        if let Some(rule) = broken {
            let locale = &self.scope.known.locale;
            let message = rule.message.get(locale, &self.content.fallback_locale);
            let fault = FieldFault::RuleBroken(message.to_owned());
            self.errors
                .push(FieldError::new(question.id.as_str(), fault));
        }
    }

    fn finish(mut self) -> Course {
        let calculations = 0..self.content.calculations.len();
        let outcomes = calculations
            .map(|calculation| {
                let calculated = self.scope.calculated(calculation);
                Outcome {
                    calculation,
                    value: calculated.value.clone(),
                    band: calculated.band.cloned(),
                }
            })
            .collect();
        let endings = &self.content.endings;
        let ending = endings
            .iter()
            .position(|ending| self.holds(ending.visible_if.as_ref()));
        // What was not evaluated counted as null, and answers were dropped for it.
        if self.scope.budget.is_spent() {
            let shown = |question: &&Question| {
                question.kind != Kind::Hidden && !self.shown.hidden.has(question.id.as_str())
            };
            let last = self.content.questions().filter(shown).last();
            let field = last.map_or("", |question| question.id.as_str());
            self.errors
                .push(FieldError::new(field, FieldFault::TooMuch));
        }
        let order = |error: &FieldError| {
            let id = error.field.split('.').next().unwrap_or_default();
            self.content
                .questions()
                .position(|question| question.id.as_str() == id)
        };
        self.errors.sort_by_cached_key(order);
        let mut course = Course {
            shown: self.shown,
            given: self.given,
            outcomes,
            ending,
            errors: Vec::new(),
        };
        for error in &mut self.errors {
            if let FieldFault::RuleBroken(message) = &mut error.fault {
                let (content, known) = (self.content, self.scope.known);
                *message = course.pipe(content, known, &Messages::default(), message);
            }
        }
        course.errors = self.errors;
        course
    }
}
