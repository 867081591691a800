//! What the view of one form shows, beyond its props: signals that the browser moves and the server leaves alone.

use crate::signal::Signal;
use crate::{Phase, Props, ShownEnding, ShownError};
use sonda_domain::{Content, Course, Entries, Known, Shown, Step};
use std::ops::Deref;
use std::sync::Arc;

/// The state of one form on a page.
#[derive(Debug, Clone)]
pub(crate) struct FormState(Arc<Signals>);

/// See [`FormState`].
#[derive(Debug)]
pub(crate) struct Signals {
    /// Where it stands.
    pub(crate) phase: Signal<Phase>,
    /// The errors beside the fields.
    pub(crate) errors: Signal<Vec<ShownError>>,
    /// The errors listed over the form: those found when it was last sent.
    pub(crate) summary: Signal<Vec<ShownError>>,
    /// The repeating group whose entries became more or fewer.
    pub(crate) regrouped: Signal<String>,
    /// What was given so far, on every step. Nothing follows it: what is typed is in the page already.
    pub(crate) entries: Signal<Arc<Entries>>,
    /// How the form goes with that.
    pub(crate) course: Signal<Arc<Course>>,
    /// What of the course is shown; it changes less often.
    pub(crate) shown: Signal<Arc<Shown>>,
    /// What is brought before the visitor.
    pub(crate) place: Signal<Place>,
    /// What the server says once it has the answers.
    pub(crate) ending: Signal<Option<ShownEnding>>,
}

impl Deref for FormState {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        &self.0
    }
}

/// What is brought before the visitor: a step, or the review of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The step's id; of the review, that of the step it was reached from.
    pub(crate) step: String,
    /// Whether it is the review.
    pub(crate) review: bool,
}

impl FormState {
    /// The state that the props describe; the same on the server and in the browser.
    pub(crate) fn new(props: &Props) -> Self {
        let Props { content, known, .. } = props;
        let mut entries = props.entries.clone();
        let mut course = Course::of(content, &entries, known);
        let mut place = Place {
            step: props.step.clone(),
            review: props.review,
        };
        if let Some(step) = step_at(content, &course, &place) {
            place.step.clone_from(&step.id);
            course = begin_with(content, known, course, &mut entries, &step);
        }
        Self(Arc::new(Signals {
            phase: Signal::new(props.notice.map_or(Phase::Ready, Phase::Told)),
            errors: Signal::new(props.errors.clone()),
            summary: Signal::new(props.errors.clone()),
            regrouped: Signal::new(String::new()),
            entries: Signal::new(Arc::new(entries)),
            shown: Signal::new(Arc::new(course.shown.clone())),
            course: Signal::new(Arc::new(course)),
            place: Signal::new(place),
            ending: Signal::new(None),
        }))
    }

    /// The error of a field, while it has one.
    pub(crate) fn error(&self, field: &str) -> Option<String> {
        self.errors.with(|errors| {
            errors
                .iter()
                .find(|error| error.field == field)
                .map(|error| error.message.clone())
        })
    }
}

/// The step at a place: the first, where it is none of the form's with these answers.
pub(crate) fn step_at(content: &Content, course: &Course, place: &Place) -> Option<Step> {
    let mut steps = course.steps(content);
    let index = steps.iter().position(|step| step.id == place.step);
    (!steps.is_empty()).then(|| steps.swap_remove(index.unwrap_or(0)))
}

/// Gives the questions of a step what they begin with, where nothing was given to them.
pub(crate) fn begin_with(
    content: &Content,
    known: &Known,
    mut course: Course,
    entries: &mut Entries,
    step: &Step,
) -> Course {
    // What one question begins with may decide on the next: each turn gets one further.
    for _ in step.first..step.end {
        let fresh = course.defaults(content, known, step);
        let mut changed = false;
        for (name, values) in fresh.iter() {
            if !entries.knows(name) {
                entries.set(name, values.to_vec());
                changed = true;
            }
        }
        if !changed {
            break;
        }
        course = Course::of(content, entries, known);
    }
    course
}
