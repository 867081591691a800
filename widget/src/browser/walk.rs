//! The way from step to step: on, back, to the review, and with the browser's own buttons.

use super::host::{self, tell};
use super::session::Session;
use crate::ShownError;
use crate::state::{Place, step_at};
use sonda_domain::{Course, Step};
use std::rc::Rc;

/// Begins what a form keeps in the browser's history, where other scripts may keep theirs.
const MARK: &str = "sonda:";
/// Ends it, of the review.
const REVIEW: &str = "$review";

/// Where the browser's history is moved with the form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trail {
    /// One place further.
    Onward,
    /// It moved by itself.
    Moved,
}

fn mark(place: &Place) -> String {
    [MARK, &written(place)].concat()
}

/// A place in one word.
pub(crate) fn written(place: &Place) -> String {
    let review = if place.review { REVIEW } else { "" };
    [&place.step, review].concat()
}

/// The place that was [`written`] so.
pub(crate) fn place_of(word: &str) -> Place {
    let step = word.strip_suffix(REVIEW);
    Place {
        step: step.unwrap_or(word).to_owned(),
        review: step.is_some(),
    }
}

impl Session {
    /// What is shown.
    pub(crate) fn place(&self) -> Place {
        self.state.place.get_untracked()
    }

    /// The course with what was given so far.
    pub(crate) fn course(&self) -> std::sync::Arc<Course> {
        self.state.course.get_untracked()
    }

    /// The step shown, by its number among all.
    fn at(&self, steps: &[Step]) -> usize {
        let place = self.place();
        let index = steps.iter().position(|step| step.id == place.step);
        index.unwrap_or(0)
    }

    /// A button under a step was pressed, or Enter.
    pub(crate) fn press(self: &Rc<Self>, button: &str) {
        if self.phase() == crate::Phase::Sending {
            return;
        }
        #[cfg(feature = "full")]
        if self.regroup(button) {
            return;
        }
        let course = self.course();
        let steps = course.steps(&self.props.content);
        let (place, at) = (self.place(), self.at(&steps));
        if let Some(id) = button.strip_prefix("edit:") {
            *self.seen.borrow_mut() = steps.iter().map(|step| step.id.clone()).collect();
            self.go(to(id), Trail::Onward);
        } else if button == "back" {
            let before = if place.review {
                at
            } else {
                at.saturating_sub(1)
            };
            if let Some(step) = steps.get(before) {
                self.back(to(&step.id));
            }
        } else if place.review || steps.is_empty() {
            self.submit();
        } else {
            self.on(&course, &steps, at);
        }
    }

    /// On from a step, once nothing is wrong with it.
    fn on(self: &Rc<Self>, course: &Course, steps: &[Step], at: usize) {
        let content = &self.props.content;
        let seen = self.seen.borrow().clone();
        let next = if seen.is_empty() {
            steps.get(at + 1)
        } else {
            // From the review to one step, and back to it: by way of what is new or wrong now.
            let open = |step: &&Step| !seen.contains(&step.id) || !course.is_sound(content, step);
            steps
                .iter()
                .filter(|step| step.id != steps[at].id)
                .find(open)
        };
        if next.is_none() && !content.review {
            return self.submit();
        }
        if self.phase().can_send() {
            let errors = self.errors_of(course, &steps[at]);
            if !errors.is_empty() {
                return self.turn_back(errors, true);
            }
        }
        match next {
            Some(step) => {
                if !seen.is_empty() {
                    self.seen.borrow_mut().push(steps[at].id.clone());
                }
                self.go(to(&step.id), Trail::Onward);
            }
            None => {
                self.seen.take();
                let review = Place {
                    step: steps[at].id.clone(),
                    review: true,
                };
                self.go(review, Trail::Onward);
            }
        }
    }

    /// Back to a place: where the browser came from, its own way.
    fn back(self: &Rc<Self>, place: Place) {
        let came_from = self.trail.borrow().last() == Some(&mark(&place));
        if came_from {
            host::back();
        } else {
            self.go(place, Trail::Onward);
        }
    }

    /// The browser moved in its history.
    pub(crate) fn moved(self: &Rc<Self>, state: Option<&str>) {
        if !self.hosted {
            return;
        }
        if self.phase() == crate::Phase::Told(crate::Notice::Sent) {
            // There is no form to go back in: whoever goes back leaves, at once.
            host::back();
            return;
        }
        let own = state.and_then(|state| state.strip_prefix(MARK));
        let place = match own {
            Some(own) => place_of(own),
            None => self.origin(),
        };
        if place == self.place() {
            return;
        }
        self.go(place, Trail::Moved);
    }

    /// Where the page began.
    fn origin(&self) -> Place {
        let place = Place {
            step: self.props.step.clone(),
            review: self.props.review,
        };
        let step = step_at(&self.props.content, &self.course(), &place);
        Place {
            step: step.map_or_else(String::new, |step| step.id),
            ..place
        }
    }

    /// Shows another place.
    pub(crate) fn go(self: &Rc<Self>, place: Place, trail: Trail) {
        let before = self.place();
        self.tell_time("left");
        if self.hosted {
            let mut marks = self.trail.borrow_mut();
            if trail == Trail::Onward {
                host::push(&mark(&place));
                marks.push(mark(&before));
            } else if marks.last() == Some(&mark(&place)) {
                marks.pop();
            } else {
                marks.push(mark(&before));
            }
        }
        self.state.summary.set(Vec::new());
        self.enter(place);
        self.save_later();
        self.focus_later(".sonda-form h2[tabindex]".to_owned());
        let course = self.course();
        let steps = course.steps(&self.props.content);
        let place = self.place();
        let number = if place.review {
            steps.len()
        } else {
            self.at(&steps)
        };
        let messages = &self.props.messages;
        let count = messages
            .get("step_of")
            .replace("{step}", &(number + 1).to_string())
            .replace("{steps}", &steps.len().to_string());
        self.announce(if place.review {
            messages.get("review")
        } else {
            &count
        });
        let detail = [
            "{\"step\":\"",
            if place.review { REVIEW } else { &place.step },
            "\",\"index\":",
            &number.to_string(),
            ",\"count\":",
            &steps.len().to_string(),
            "}",
        ];
        tell(&self.root, "sonda-page", &detail.concat());
    }

    /// What is wrong with a step.
    fn errors_of(&self, course: &Course, step: &Step) -> Vec<ShownError> {
        let here = |error: &&sonda_domain::FieldError| self.is_of(step, &error.field);
        let errors = course.errors.iter().filter(here);
        errors.map(|error| self.shown(error)).collect()
    }

    /// Whether a field is asked for in a step.
    pub(crate) fn is_of(&self, step: &Step, field: &str) -> bool {
        let id = field.split('.').next().unwrap_or_default();
        let mut questions = self.props.content.questions();
        let index = questions.position(|question| question.id.as_str() == id);
        index.is_some_and(|index| (step.first..step.end).contains(&index))
    }

    /// Leads to the first step with an error, if it is another. Says which errors are there, and whether it moved.
    pub(crate) fn go_to_error(self: &Rc<Self>, errors: &[ShownError]) -> (Vec<ShownError>, bool) {
        let steps = self.course().steps(&self.props.content);
        let wrong = |step: &&Step| errors.iter().any(|error| self.is_of(step, &error.field));
        let Some(step) = steps.iter().find(wrong) else {
            return (errors.to_vec(), false);
        };
        let here = |error: &&ShownError| self.is_of(step, &error.field);
        let here = errors.iter().filter(here).cloned().collect();
        let place = self.place();
        let shown = steps.get(self.at(&steps)).map(|step| &step.id);
        let moves = place.review || shown != Some(&step.id);
        if moves {
            self.go(to(&step.id), Trail::Onward);
        }
        (here, moves)
    }
}

fn to(step: &str) -> Place {
    Place {
        step: step.to_owned(),
        review: false,
    }
}
