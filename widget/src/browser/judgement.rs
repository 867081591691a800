//! When an error is shown beside a field, and when it goes: not while somebody types, at the latest when they
//! send, and away as soon as it is corrected.

use super::fields;
use super::session::Session;
use crate::ShownError;
use reactive_graph::prelude::*;
use sonda_domain::{Course, FieldError, Known};
use std::rc::Rc;

impl Session {
    /// An error of the domain in the words of the form.
    pub(crate) fn shown(&self, error: &FieldError) -> ShownError {
        ShownError {
            field: error.field.clone(),
            message: error.fault.message(&self.props.messages),
        }
    }

    /// The error of one field as it is now.
    fn judge(&self, name: &str) -> Option<ShownError> {
        let course = self.course();
        let error = course.errors.iter().find(|error| error.field == name)?;
        Some(self.shown(error))
    }

    fn course(&self) -> Course {
        let entries = fields::read(&self.root);
        Course::of(
            &self.props.content,
            &entries,
            &Known::of(&self.props.locale),
        )
    }

    fn show(&self, name: &str, error: Option<ShownError>) {
        self.state.errors.update(|errors| {
            errors.retain(|one| one.field != name);
            errors.extend(error);
        });
    }

    /// A field changed: an error it shows is judged again at once, a new one waits until the field is left.
    pub(crate) fn changed(self: &Rc<Self>, name: &str) {
        if self
            .state
            .errors
            .with_untracked(|errors| errors.iter().any(|one| one.field == name))
        {
            self.show(name, self.judge(name));
        }
        self.save_later();
    }

    /// A field was left. What is empty is no error yet: somebody may only be passing through.
    pub(crate) fn left(&self, name: &str) {
        if self.ended.get() || !self.phase().can_send() {
            return;
        }
        let errors = self.state.errors;
        self.state.summary.update(|summary| {
            errors.with_untracked(|errors| summary.retain(|one| errors.contains(one)));
        });
        if fields::read(&self.root).first(name).is_empty() {
            return;
        }
        // An error that is there stays until the answer changes: the server may know what is wrong where
        // this judgement finds nothing.
        if let Some(error) = self.judge(name) {
            self.announce(&error.message);
            self.show(name, Some(error));
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
