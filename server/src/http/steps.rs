//! The walk through a form that comes step by step, for browsers without JavaScript: each post brings all that was
//! given so far, and one decision says what is shown next. Pure, and the widget decides nothing otherwise.

use sonda_domain::{
    Content, Course, Entries, FieldError, Kind, Known, Layout, Question, Step, regroup,
    shown_entries,
};

/// The field that names the step a post was made from.
const STEP: &str = "_step";
/// The field that says that the answers were reviewed.
const REVIEW: &str = "_review";
/// The field of the button that was pressed.
const GO: &str = "_go";
/// The button that leads to the step before.
const BACK: &str = "back";
/// Begins the button that leads from the review to a step.
const EDIT: &str = "edit:";
/// The field that names the conditional questions which were shown on the step, with spaces between them.
const SHOWN: &str = "_shown";
/// The field that names the options, rows and questions of entries which were not shown on the step, likewise.
const HIDDEN: &str = "_hidden";
/// The field that says that the answers were reviewed before: the steps seen until then, with spaces between them.
pub(crate) const REVIEWED: &str = "_reviewed";

/// What follows from the post of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// A step is shown.
    Show {
        /// The step.
        step: String,
        /// What is wrong on it.
        errors: Vec<FieldError>,
        /// The steps seen until the review, where that is what the visitor goes back to.
        reviewed: Option<String>,
    },
    /// The answers are shown once more, after this step.
    Review(String),
    /// The answers are to be stored.
    Submit,
}

/// Whether a post was made from a step; one that was not is a whole submission.
pub(crate) fn is_of_step(entries: &Entries) -> bool {
    let mut fields = [STEP, REVIEW, SHOWN, HIDDEN].iter();
    fields.any(|field| !entries.values(field).is_empty())
}

/// The step that a post was made from, and whether the answers were reviewed on it.
pub(crate) fn posted(content: &Content, entries: &Entries) -> (String, bool) {
    let step = entries.first(STEP);
    let review = content.review && !entries.values(REVIEW).is_empty();
    (step.to_owned(), review)
}

/// What follows from the post of a step. `entries` hold all that was given so far, and the fields of the transport.
pub(crate) fn decide(content: &Content, known: &Known, entries: &Entries) -> Decision {
    let way = Way::of(content, known, entries);
    if way.steps.is_empty() {
        return Decision::Submit;
    }
    let (_, reviewing) = posted(content, entries);
    let go = entries.first(GO);
    if let Some(id) = go.strip_prefix(EDIT) {
        return way.edit(id);
    }
    if reviewing {
        return match go {
            BACK => way.last(),
            _ => way.unsound().unwrap_or(Decision::Submit),
        };
    }
    match (go, way.at()) {
        (BACK, Some(place)) => way.show(place.saturating_sub(1), Vec::new()),
        (_, Some(place)) => way.on_from(place),
        (_, None) => way.resume(),
    }
}

/// What follows from a button of a repeating group, if it was one: the same step, with an entry more or less.
pub(crate) fn regrouped(content: &Content, entries: &mut Entries) -> Option<Decision> {
    let order = entries.first(GO).to_owned();
    regroup(content, entries, &order)?;
    Some(Decision::Show {
        step: posted(content, entries).0,
        errors: Vec::new(),
        reviewed: entries.values(REVIEWED).first().cloned(),
    })
}

/// The step to correct answers on that were found wrong: the first with any, and what is wrong there. What belongs
/// to no step is said on it, too.
pub(crate) fn at_fault(
    content: &Content,
    known: &Known,
    entries: &Entries,
    errors: &[FieldError],
) -> (String, Vec<FieldError>) {
    let way = Way::of(content, known, entries);
    let of = |step: &Step, error: &FieldError| {
        way.questions(step)
            .any(|question| question.id.as_str() == question_id(error))
    };
    let step = way
        .steps
        .iter()
        .find(|step| errors.iter().any(|error| of(step, error)));
    let Some(step) = step.or(way.steps.last()) else {
        return (String::new(), errors.to_vec());
    };
    let homeless = |error: &FieldError| !way.steps.iter().any(|step| of(step, error));
    let here = errors
        .iter()
        .filter(|error| of(step, error) || homeless(error));
    (step.id.clone(), here.cloned().collect())
}

fn question_id(error: &FieldError) -> &str {
    error.field.split('.').next().unwrap_or_default()
}

/// The way that a form takes with what was given so far.
struct Way<'a> {
    content: &'a Content,
    entries: &'a Entries,
    course: Course,
    steps: Vec<Step>,
}

impl<'a> Way<'a> {
    fn of(content: &'a Content, known: &Known, entries: &'a Entries) -> Self {
        let course = Course::of(content, entries, known);
        let steps = course.steps(content);
        Self {
            content,
            entries,
            course,
            steps,
        }
    }

    /// The step that was posted. A form of one step need not name it.
    fn at(&self) -> Option<usize> {
        match self.entries.values(STEP).first() {
            Some(id) => self.place(id),
            None => (self.steps.len() == 1).then_some(0),
        }
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == id)
    }

    fn questions(&self, step: &Step) -> impl Iterator<Item = &'a Question> {
        let count = step.end.saturating_sub(step.first);
        self.content.questions().skip(step.first).take(count)
    }

    fn show(&self, place: usize, errors: Vec<FieldError>) -> Decision {
        Decision::Show {
            step: self.id(place).to_owned(),
            errors,
            reviewed: self.reviewed().map(str::to_owned),
        }
    }

    fn id(&self, place: usize) -> &str {
        self.steps.get(place).map_or("", |step| step.id.as_str())
    }

    /// The steps seen until the review, if there was one.
    fn reviewed(&self) -> Option<&'a str> {
        let said = self.entries.values(REVIEWED).first();
        said.map(String::as_str).filter(|_| self.content.review)
    }

    fn review(&self) -> Decision {
        Decision::Review(self.id(self.steps.len().saturating_sub(1)).to_owned())
    }

    fn last(&self) -> Decision {
        self.show(self.steps.len().saturating_sub(1), Vec::new())
    }

    /// From the review to a step. What is seen by now is remembered: from the step the way leads back here.
    fn edit(&self, id: &str) -> Decision {
        let ids: Vec<&str> = self.steps.iter().map(|step| step.id.as_str()).collect();
        match self.place(id) {
            Some(place) => Decision::Show {
                step: self.id(place).to_owned(),
                errors: Vec::new(),
                reviewed: self.content.review.then(|| ids.join(" ")),
            },
            None => self.resume(),
        }
    }

    /// On from a step that was filled in.
    fn on_from(&self, place: usize) -> Decision {
        let step = &self.steps[place];
        let lacking: Vec<&str> = self.entries.first(HIDDEN).split(' ').collect();
        let seen = |error: &FieldError| {
            let of = |part: &&str| {
                error
                    .field
                    .strip_prefix(*part)
                    .is_some_and(|rest| !rest.starts_with(|c| c != '.'))
            };
            if lacking.iter().filter(|part| !part.is_empty()).any(of) {
                return false;
            }
            let mut questions = self.questions(step);
            questions.any(|question| {
                question.id.as_str() == question_id(error) && self.was_shown(question)
            })
        };
        let errors: Vec<FieldError> = self
            .course
            .errors
            .iter()
            .filter(|e| seen(e))
            .cloned()
            .collect();
        let revealed = self.questions(step).any(|question| {
            question.kind != Kind::Hidden
                && self.course.shown.asks(question)
                && (!self.was_shown(question) || self.has_grown(question, &lacking))
        });
        if !errors.is_empty() || revealed {
            return self.show(place, errors);
        }
        if let Some(reviewed) = self.reviewed() {
            return self.back_to_review(place, reviewed);
        }
        if place + 1 < self.steps.len() {
            return self.show(place + 1, Vec::new());
        }
        let end = match self.content.review {
            true => self.review(),
            false => Decision::Submit,
        };
        self.unsound().unwrap_or(end)
    }

    /// Whether a part of the question is shown by now that was not.
    fn has_grown(&self, question: &Question, lacking: &[&str]) -> bool {
        let name = question.id.as_str();
        lacking.iter().any(|field| {
            let part = field
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('.'));
            let Some(part) = part.filter(|_| !self.course.shown.hidden.has(field)) else {
                return false;
            };
            // An entry that was taken away is not shown again.
            question.kind != Kind::Group
                || part.split('.').next().is_some_and(|index| {
                    index
                        .parse()
                        .is_ok_and(|index: u32| index < shown_entries(self.entries, question))
                })
        })
    }

    /// Whether the visitor had the question before him. A page that does not say showed all it has.
    fn was_shown(&self, question: &Question) -> bool {
        let Some(shown) = self.entries.values(SHOWN).first() else {
            return true;
        };
        // Where all pages stand together, each question comes and goes with its page.
        let together = self.content.layout() == Layout::OnePage && !self.content.pages.is_empty();
        let conditional = question.visible_if.is_some() || together;
        !conditional || shown.split(' ').any(|id| id == question.id.as_str())
    }

    /// After an edit: to what the edit brought up or broke, else to the review.
    fn back_to_review(&self, place: usize, reviewed: &str) -> Decision {
        let seen =
            |step: &Step| step.id == self.id(place) || reviewed.split(' ').any(|id| id == step.id);
        let new = self.steps.iter().find(|step| !seen(step));
        match new {
            Some(step) => Decision::Show {
                step: step.id.clone(),
                errors: Vec::new(),
                reviewed: Some([reviewed, self.id(place)].join(" ")),
            },
            None => self.unsound().unwrap_or_else(|| self.review()),
        }
    }

    /// The first step that something is wrong on.
    fn unsound(&self) -> Option<Decision> {
        let mut steps = self.steps.iter();
        let place = steps.position(|step| !self.course.is_sound(self.content, step))?;
        let mut questions = self.questions(&self.steps[place]);
        let ids: Vec<&str> = questions.by_ref().map(|one| one.id.as_str()).collect();
        let here = |error: &&FieldError| ids.contains(&question_id(error));
        let errors = self.course.errors.iter().filter(here).cloned().collect();
        Some(self.show(place, errors))
    }

    /// From a step that the form does not, or no longer, take: to the first that is to be filled in.
    fn resume(&self) -> Decision {
        match self.unsound() {
            Some(Decision::Show { step, reviewed, .. }) => Decision::Show {
                step,
                errors: Vec::new(),
                reviewed,
            },
            _ if self.content.review => self.review(),
            _ => self.last(),
        }
    }
}

#[cfg(test)]
mod tests;
