//! All the logic of a content, each with its place and the part it plays.

use crate::{Content, Logic, Question};

/// What a piece of logic decides, and so what it may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Whether the question at that place among all questions, or one of its options or rows, is shown; what it
    /// begins with. It looks at earlier questions.
    Before(usize),
    /// Whether the question at that place must be answered, and whether its answer fits the others. It looks at
    /// the questions of its page and of earlier pages.
    Beside(usize),
    /// Whether a question inside the group at that place is asked, by its place in the group. It looks at
    /// the earlier questions of the group, and of the form.
    Inside(usize, usize),
    /// Whether the page at that place is shown. It looks at earlier pages.
    Page(usize),
    /// Where the form goes on after the page at that place. It looks at this page and earlier ones.
    After(usize),
    /// A calculation, by its place. It looks at all questions, and at the calculations before it.
    Calculation(usize),
    /// Whether an ending is shown. It looks at everything.
    Ending,
}

/// A visit of one piece of logic: its place as a JSON Pointer, its part, and itself.
type Visit<'a> = dyn FnMut(&str, Part, &mut Logic) + 'a;

impl Content {
    /// Visits every piece of logic.
    pub(crate) fn logics_mut(&mut self, visit: &mut Visit<'_>) {
        let mut place = 0;
        for (index, question) in self.questions.iter_mut().enumerate() {
            of_question(&format!("/questions/{index}"), place, question, visit);
            place += 1;
        }
        for (index, page) in self.pages.iter_mut().enumerate() {
            let path = format!("/pages/{index}");
            if let Some(logic) = &mut page.visible_if {
                visit(&format!("{path}/visible_if"), Part::Page(index), logic);
            }
            for (number, question) in page.questions.iter_mut().enumerate() {
                of_question(
                    &format!("{path}/questions/{number}"),
                    place,
                    question,
                    visit,
                );
                place += 1;
            }
            for (number, jump) in page.next.iter_mut().enumerate() {
                if let Some(logic) = &mut jump.condition {
                    visit(
                        &format!("{path}/next/{number}/if"),
                        Part::After(index),
                        logic,
                    );
                }
            }
        }
        for (index, calculation) in self.calculations.iter_mut().enumerate() {
            let path = format!("/calculations/{index}/value");
            visit(&path, Part::Calculation(index), &mut calculation.value);
        }
        for (index, ending) in self.endings.iter_mut().enumerate() {
            if let Some(logic) = &mut ending.visible_if {
                visit(&format!("/endings/{index}/visible_if"), Part::Ending, logic);
            }
        }
    }
}

fn of_question(path: &str, place: usize, question: &mut Question, visit: &mut Visit<'_>) {
    let before = [
        ("visible_if", &mut question.visible_if),
        ("default", &mut question.default),
    ];
    for (property, logic) in before {
        if let Some(logic) = logic {
            visit(&format!("{path}/{property}"), Part::Before(place), logic);
        }
    }
    if let Some(logic) = &mut question.required_if {
        visit(&format!("{path}/required_if"), Part::Beside(place), logic);
    }
    for (index, rule) in question.rules.iter_mut().enumerate() {
        let path = format!("{path}/rules/{index}/valid_if");
        visit(&path, Part::Beside(place), &mut rule.valid_if);
    }
    let options = question.options.iter_mut().map(|one| &mut one.visible_if);
    let rows = question.rows.iter_mut().map(|one| &mut one.visible_if);
    for (kind, index, logic) in options
        .enumerate()
        .map(|(index, logic)| ("options", index, logic))
        .chain(
            rows.enumerate()
                .map(|(index, logic)| ("rows", index, logic)),
        )
    {
        if let Some(logic) = logic {
            let path = format!("{path}/{kind}/{index}/visible_if");
            visit(&path, Part::Before(place), logic);
        }
    }
    for (index, inner) in question.questions.iter_mut().enumerate() {
        if let Some(logic) = &mut inner.visible_if {
            let path = format!("{path}/questions/{index}/visible_if");
            visit(&path, Part::Inside(place, index), logic);
        }
    }
}
