//! What follows from a change: how the form goes now, and which errors are shown. Not while somebody types, at the
//! latest when they send, and away as soon as the answer is corrected.

use super::fields;
use super::host;
use super::session::Session;
use crate::ShownError;
use crate::state::{Place, step_at};
use sonda_domain::{Course, Entries, FieldError, Step};
use std::rc::Rc;
use std::sync::Arc;

impl Session {
    /// An error of the domain in the words of the form.
    pub(crate) fn shown(&self, error: &FieldError) -> ShownError {
        ShownError {
            field: error.field.clone(),
            message: error.fault.message(&self.props.messages),
        }
    }

    /// What was given so far, on every step.
    pub(crate) fn entries(&self) -> Arc<Entries> {
        self.state.entries.get_untracked()
    }

    /// Puts a value into a field's entry.
    fn put(&self, name: &str, values: Vec<String>) {
        self.state
            .entries
            .update(|entries| Arc::make_mut(entries).set(name, values));
    }

    /// A field changed: an error it shows is judged again at once, a new one waits until the field is left.
    pub(crate) fn changed(self: &Rc<Self>, name: &str) {
        if name.starts_with('_') {
            return;
        }
        self.put(name, host::value(&self.root, name));
        self.reckon(name);
        self.save_later();
    }

    /// Takes the value of a question that is not asked.
    pub(crate) fn set_unasked(&self, question: &str, value: String) {
        self.put(question, vec![value]);
        self.reckon(question);
    }

    /// Shows another place, with what its questions begin with.
    pub(crate) fn enter(self: &Rc<Self>, place: Place) {
        self.state.place.set(place);
        self.reckon("");
        // What the view builds anew is as the phase wants it.
        if self.phase().is_locked() {
            self.lock_later();
        }
    }

    /// Takes all entries anew, and shows them in the fields that are there.
    pub(crate) fn take(&self, entries: Entries) {
        self.state.entries.set(Arc::new(entries));
        self.reckon("");
        // What has inputs as it has entries is made anew.
        self.state.regrouped.set(String::new());
        fields::fill(&self.root, &self.entries());
    }

    /// Goes through the form with what was given now.
    pub(crate) fn reckon(&self, changed: &str) {
        let content = &self.props.content;
        let before = self.course();
        let mut course = self.walk();
        if let Some(step) = step_at(content, &course, &self.place()) {
            // What one question begins with may decide on the next: each turn gets one further.
            for _ in step.first..step.end {
                if !self.begin_with(&course, &step) {
                    break;
                }
                course = self.walk();
            }
        }
        self.judge_again(changed, &before, &course);
        let course = Arc::new(course);
        self.state.course.set(Arc::clone(&course));
        if course.shown != before.shown {
            self.state.shown.set(Arc::new(course.shown.clone()));
        }
    }

    fn walk(&self) -> Course {
        let props = &*self.props;
        Course::of(&props.content, &self.entries(), &props.known)
    }

    /// Gives the questions of a step what they begin with, unless somebody gave them something else; says whether
    /// anything changed.
    fn begin_with(&self, course: &Course, step: &Step) -> bool {
        let fresh = course.defaults(&self.props.content, &self.props.known, step);
        let mut changed = false;
        let mut begun = self.begun.borrow_mut();
        for (name, values) in fresh.iter() {
            let entries = self.entries();
            let untouched = !entries.knows(name) || entries.values(name) == begun.values(name);
            if untouched && entries.values(name) != values {
                drop(entries);
                self.put(name, values.to_vec());
                host::put(&self.root, name, values);
                changed = true;
            }
            begun.set(name, values.to_vec());
        }
        changed
    }

    /// The errors that are shown, as they are now. One that this judgement never found stays until its answer
    /// changes: the server may know what is wrong where nothing is found here.
    fn judge_again(&self, changed: &str, before: &Course, now: &Course) {
        let errors = &self.state.errors;
        if errors.with_untracked(Vec::is_empty) {
            return;
        }
        let own = |course: &Course, field: &str| {
            let error = course.errors.iter().find(|error| error.field == field)?;
            Some(self.shown(error))
        };
        let judged = errors.with_untracked(|errors| {
            let judged = errors.iter().filter_map(|error| {
                let field = error.field.as_str();
                if field == changed || own(before, field).is_some() {
                    own(now, field)
                } else {
                    Some(error.clone())
                }
            });
            judged.collect::<Vec<_>>()
        });
        if errors.with_untracked(|errors| *errors != judged) {
            errors.set(judged);
        }
    }

    /// A field was left. What is empty is no error yet: somebody may only be passing through.
    pub(crate) fn left(&self, name: &str) {
        if self.ended.get() || !self.phase().can_send() {
            return;
        }
        let errors = &self.state.errors;
        self.state.summary.update(|summary| {
            errors.with_untracked(|errors| summary.retain(|one| errors.contains(one)));
        });
        if self.entries().first(name).is_empty() {
            return;
        }
        // An error that is there stays until the answer changes: the server may know what is wrong where
        // this judgement finds nothing.
        let course = self.course();
        if let Some(error) = course.errors.iter().find(|error| error.field == name) {
            let error = self.shown(error);
            self.announce(&error.message);
            errors.update(|errors| {
                errors.retain(|one| one.field != name);
                errors.push(error);
            });
        }
    }

    /// All that is wrong with the answers, as [`sonda_domain::validate`] finds it, without keeping the answers
    /// it makes of them.
    pub(crate) fn all_errors(&self) -> Vec<ShownError> {
        let course = self.course();
        course
            .errors
            .iter()
            .map(|error| self.shown(error))
            .collect()
    }
}
