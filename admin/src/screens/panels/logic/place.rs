//! Where a condition stands, and so what it can look at.

use crate::screens::panels::form;
use serde_json::Value;

/// What a piece of logic decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// What is there before a question is asked.
    Before,
    /// What is judged once it was.
    Beside,
}

/// Where a condition stands: a pointer to what it belongs to, and its part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    segments: Vec<String>,
    part: Part,
}

/// What can be looked at from a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sight {
    /// The first so many questions.
    pub(crate) questions: usize,
    /// The group that it is inside of, by its number among the questions.
    pub(crate) inside: Option<usize>,
    /// The first so many questions of that group.
    pub(crate) inner: usize,
    /// The first so many calculations.
    pub(crate) calculations: usize,
    /// Whether the points of a quiz are seen.
    pub(crate) points: bool,
}

/// What a pointer points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Question,
    /// A question inside of a group, or a column of a matrix.
    Inner,
    Page,
    Ending,
    Calculation,
    Unknown,
}

impl Place {
    /// The place of what stands at `pointer`, such as `/content/pages/0/questions/2`.
    pub(crate) fn of(pointer: &str, part: Part) -> Self {
        let segments = pointer.split('/').skip(1).map(str::to_owned).collect();
        Self { segments, part }
    }

    /// Whether it judges what was asked, and so may compare answers with each other.
    pub(crate) fn is_judging(&self) -> bool {
        self.part == Part::Beside
    }

    fn names(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// What it points to.
    pub(crate) fn target(&self) -> Target {
        match self.names().as_slice() {
            ["content", "questions", _] | ["content", "pages", _, "questions", _] => {
                Target::Question
            }
            ["content", "questions", _, "questions", _]
            | ["content", "pages", _, "questions", _, "questions", _] => Target::Inner,
            ["content", "pages", _] => Target::Page,
            ["content", "endings", _] => Target::Ending,
            ["content", "calculations", _] => Target::Calculation,
            _ => Target::Unknown,
        }
    }

    /// What can be looked at from it.
    pub(crate) fn sight(&self, definition: &Value) -> Sight {
        let content = &definition["content"];
        let pages = form::list(content, "pages");
        let alone = form::list(content, "questions").len();
        // The number of questions before a page.
        let before = |page: usize| {
            let pages = pages.iter().take(page);
            alone
                + pages
                    .map(|page| form::list(page, "questions").len())
                    .sum::<usize>()
        };
        let all = before(pages.len());
        let calculations = form::list(content, "calculations").len();
        let sight = |questions: usize| Sight {
            questions,
            calculations,
            ..Sight::default()
        };
        let number = |text: &str| text.parse::<usize>().unwrap_or_default();
        let of_question = |page: Option<usize>, place: usize| match self.part {
            Part::Before => sight(place),
            Part::Beside if content["layout"] == "one_question" => sight(place + 1),
            Part::Beside => sight(page.map_or(alone, |page| before(page + 1))),
        };
        match self.names().as_slice() {
            ["content", "questions", place] => of_question(None, number(place)),
            ["content", "pages", page, "questions", place] => {
                let page = number(page);
                of_question(Some(page), before(page) + number(place))
            }
            ["content", "questions", place, "questions", inner] => Sight {
                inside: Some(number(place)),
                inner: number(inner),
                ..sight(number(place))
            },
            [
                "content",
                "pages",
                page,
                "questions",
                place,
                "questions",
                inner,
            ] => {
                let place = before(number(page)) + number(place);
                Sight {
                    inside: Some(place),
                    inner: number(inner),
                    ..sight(place)
                }
            }
            ["content", "pages", page] => match self.part {
                Part::Before => sight(before(number(page))),
                Part::Beside => sight(before(number(page) + 1)),
            },
            ["content", "calculations", place] => Sight {
                calculations: number(place),
                points: true,
                ..sight(all)
            },
            _ => Sight {
                points: true,
                ..sight(all)
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn form() -> Value {
        json!({"content": {
            "pages": [
                {"id": "one", "questions": [{"id": "a"}, {"id": "b"}]},
                {"id": "two", "questions": [{"id": "c"}, {"id": "d", "questions": [{"id": "e"}, {"id": "f"}]}]},
                {"id": "three", "questions": [{"id": "g"}]},
            ],
            "calculations": [{"id": "x"}, {"id": "y"}],
        }})
    }

    fn seen(pointer: &str, part: Part) -> usize {
        Place::of(pointer, part).sight(&form()).questions
    }

    #[test]
    fn what_is_shown_looks_at_what_was_asked_before() {
        assert_eq!(seen("/content/pages/1/questions/1", Part::Before), 3);
        assert_eq!(seen("/content/pages/1", Part::Before), 2);
        assert_eq!(seen("/content/endings/0", Part::Before), 5);
    }

    #[test]
    fn what_is_judged_looks_at_its_page_as_well() {
        assert_eq!(seen("/content/pages/1/questions/0", Part::Beside), 4);
        assert_eq!(seen("/content/pages/1", Part::Beside), 4);
        let mut single = form();
        single["content"]["layout"] = json!("one_question");
        let place = Place::of("/content/pages/1/questions/0", Part::Beside);
        assert_eq!(place.sight(&single).questions, 3);
    }

    #[test]
    fn inside_of_a_group_the_earlier_questions_of_an_entry_are_seen() {
        let place = Place::of("/content/pages/1/questions/1/questions/1", Part::Before);
        let sight = place.sight(&form());
        assert_eq!(
            (sight.questions, sight.inside, sight.inner),
            (3, Some(3), 1)
        );
        assert_eq!(place.target(), Target::Inner);
    }

    #[test]
    fn a_calculation_sees_those_before_it_and_all_answers() {
        let sight = Place::of("/content/calculations/1", Part::Before).sight(&form());
        assert_eq!(
            (sight.questions, sight.calculations, sight.points),
            (5, 1, true)
        );
    }
}
