//! What logic can look at from a place in the form, and of which types that is.

use crate::logics::Part;
use crate::{Cells, Content, Kind, Layout, Question, QuestionId, Type, Variable, type_of_logic};
use std::collections::BTreeSet;

/// The names of a form.
pub(super) struct Scope<'a> {
    content: &'a Content,
    questions: Vec<&'a Question>,
    /// The page of each question.
    pages: Vec<usize>,
    /// What each calculation uses in the end.
    uses: Vec<Uses>,
    /// The type of each calculation: found once, in their order, since each may refer to those before it many times.
    types: Vec<Type>,
}

/// The deepest type that is told of a calculation: each could otherwise nest the one before it more deeply.
const DEEPEST: usize = 8;

/// What a variable depends on in the end.
#[derive(Clone, Default)]
pub(super) struct Uses {
    /// Questions, by their place.
    pub(super) questions: BTreeSet<usize>,
    /// Whether it depends on the right answers of a quiz.
    pub(super) points: bool,
}

/// What can be looked at from one place.
pub(super) struct Sight {
    /// The questions, by their place.
    pub(super) questions: BTreeSet<usize>,
    /// Whether the points of a quiz can.
    pub(super) points: bool,
    /// The question it is looked from.
    pub(super) place: Option<usize>,
    /// The calculations before this one.
    calculations: usize,
    /// Names inside the same entry of a group, with their types.
    own: Vec<(String, Type)>,
}

impl Sight {
    /// Whether the name is one of the same entry.
    pub(super) fn is_own(&self, name: &str) -> bool {
        self.own.iter().any(|(own, _)| own == name)
    }
}

impl<'a> Scope<'a> {
    pub(super) fn of(content: &'a Content) -> Self {
        let pages = content.pages.iter().enumerate();
        let paged = pages.flat_map(|(index, page)| page.questions.iter().map(move |_| index));
        let mut scope = Self {
            content,
            questions: content.questions().collect(),
            pages: content.questions.iter().map(|_| 0).chain(paged).collect(),
            uses: Vec::new(),
            types: Vec::new(),
        };
        for (index, calculation) in content.calculations.iter().enumerate() {
            let mut uses = Uses::default();
            for variable in calculation.value.variables() {
                let of = scope.uses_of(&variable);
                uses.questions.extend(of.questions);
                uses.points |= of.points;
            }
            scope.uses.push(uses);
            let sight = scope.sight(Part::Calculation(index));
            let of = type_of_logic(&calculation.value, &|name| scope.type_of(name, &sight));
            scope.types.push(within(of, DEEPEST));
        }
        scope
    }

    pub(super) fn question(&self, place: usize) -> &QuestionId {
        &self.questions[place].id
    }

    /// The type of the calculation at that place.
    pub(super) fn calculation_type(&self, index: usize) -> &Type {
        &self.types[index]
    }

    /// The question at that place.
    pub(super) fn asked(&self, place: usize) -> &'a Question {
        self.questions[place]
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.questions
            .iter()
            .position(|question| question.id.as_str() == name)
    }

    /// The calculation that a variable is, or whose band it is.
    pub(super) fn calculation_of(&self, variable: &Variable) -> Option<usize> {
        let name = match variable.name.as_str() {
            "$band" => variable.rest.first()?,
            name => name,
        };
        let mut calculations = self.content.calculations.iter();
        calculations.position(|calculation| calculation.id.as_str() == name)
    }

    /// What a variable depends on. Calculations that are not yet known depend on nothing.
    pub(super) fn uses_of(&self, variable: &Variable) -> Uses {
        let mut uses = Uses::default();
        if let Some(index) = self.calculation_of(variable) {
            return self.uses.get(index).cloned().unwrap_or_default();
        }
        let all = 0..self.questions.len();
        match (variable.name.as_str(), variable.rest.first()) {
            ("$points", _) => uses.points = true,
            ("$value", Some(name)) => uses.questions.extend(self.place(name)),
            ("$value", None) => uses.questions.extend(all),
            ("$band", None) => {
                for of in &self.uses {
                    uses.questions.extend(&of.questions);
                    uses.points |= of.points;
                }
            }
            (name, _) => uses.questions.extend(self.place(name)),
        }
        uses
    }

    pub(super) fn sight(&self, part: Part) -> Sight {
        let count = self.questions.len();
        let before_page = |page: usize| self.pages.iter().filter(|one| **one < page).count();
        let seen = match part {
            Part::Before(place) | Part::Inside(place, _) => place,
            // Asked alone, a question must be answered before those after it are seen.
            Part::Beside(place) if self.content.layout() == Layout::OneQuestion => place + 1,
            Part::Beside(place) => before_page(self.pages[place] + 1),
            Part::Page(page) => before_page(page),
            Part::After(page) => before_page(page + 1),
            Part::Calculation(_) | Part::Ending => count,
        };
        let own = match part {
            Part::Inside(place, index) => {
                let inner = self.questions[place].questions.iter().take(index);
                inner
                    .filter_map(|inner| Some((inner.id.as_str().to_owned(), answer_type(inner)?)))
                    .collect()
            }
            _ => Vec::new(),
        };
        Sight {
            questions: (0..seen).collect(),
            points: matches!(part, Part::Calculation(_) | Part::Ending),
            place: match part {
                Part::Before(place) | Part::Inside(place, _) => Some(place),
                _ => None,
            },
            calculations: match part {
                Part::Calculation(index) => index,
                _ => self.content.calculations.len(),
            },
            own,
        }
    }

    /// The type of a name, wherever it stands: whether it can be looked at is another question.
    pub(super) fn type_of(&self, name: &str, sight: &Sight) -> Option<Type> {
        if let Some((_, own)) = sight.own.iter().find(|(own, _)| own == name) {
            return Some(own.clone());
        }
        match name {
            "$value" => {
                let questions = self.questions.iter();
                let worth = |question: &&Question| {
                    Some((question.id.as_str().to_owned(), worth_type(question)?))
                };
                return Some(Type::Map(questions.filter_map(worth).collect()));
            }
            "$points" => {
                let questions = self.questions.iter().filter(|one| one.quiz.is_some());
                let points = questions.map(|one| (one.id.as_str().to_owned(), Type::Number));
                return Some(Type::Map(points.collect()));
            }
            "$band" => {
                let calculations = self.content.calculations.iter();
                let bands = calculations.filter(|one| !one.bands.is_empty()).map(|one| {
                    let ids = one.bands.iter().map(|band| band.id.as_str().to_owned());
                    (one.id.as_str().to_owned(), Type::Choice(ids.collect()))
                });
                return Some(Type::Map(bands.collect()));
            }
            "$contact" | "$link" => return Some(self.known_type(&name[1..])),
            "$locale" => {
                let locales = self.content.locales.iter();
                return Some(Type::Choice(
                    locales.map(|one| one.as_str().to_owned()).collect(),
                ));
            }
            _ => {}
        }
        if let Some(place) = self.place(name) {
            return answer_type(self.questions[place]);
        }
        let mut calculations = self.content.calculations.iter();
        let index = calculations.position(|calculation| calculation.id.as_str() == name)?;
        if index >= sight.calculations {
            return Some(Type::Any);
        }
        self.types.get(index).cloned().or(Some(Type::Any))
    }

    fn known_type(&self, kind: &str) -> Type {
        let known = self.content.known.iter();
        let names = known.filter_map(|name| name.strip_prefix(kind)?.strip_prefix('.'));
        Type::Map(names.map(|name| (name.to_owned(), Type::Text)).collect())
    }
}

/// The type, as far as it is not nested more deeply.
fn within(of: Type, depth: usize) -> Type {
    match (of, depth.checked_sub(1)) {
        (Type::List(_) | Type::Map(_), None) => Type::Any,
        (Type::List(element), Some(depth)) => Type::List(Box::new(within(*element, depth))),
        (Type::Map(parts), Some(depth)) => {
            let parts = parts.into_iter();
            Type::Map(parts.map(|(name, of)| (name, within(of, depth))).collect())
        }
        (of, _) => of,
    }
}

fn ids<'a>(ids: impl Iterator<Item = &'a crate::OptionId>) -> Vec<String> {
    ids.map(|id| id.as_str().to_owned()).collect()
}

/// What logic sees of an answer.
pub(super) fn answer_type(question: &Question) -> Option<Type> {
    let options = || ids(question.options.iter().map(|option| &option.id));
    let parts = |names: &mut dyn Iterator<Item = &str>, of: Type| {
        Type::Map(names.map(|name| (name.to_owned(), of.clone())).collect())
    };
    let inner = || {
        let inner = question.questions.iter();
        let inner = inner.filter_map(|one| Some((one.id.as_str().to_owned(), answer_type(one)?)));
        Type::Map(inner.collect())
    };
    Some(match question.kind {
        Kind::Text | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url | Kind::Hidden => {
            Type::Text
        }
        Kind::Number
        | Kind::Slider
        | Kind::Rating
        | Kind::Nps
        | Kind::Csat
        | Kind::Ces
        | Kind::Agreement
        | Kind::Bipolar => Type::Number,
        Kind::SingleChoice => Type::Choice(options()),
        Kind::MultipleChoice | Kind::Ranking => Type::Choices(options()),
        Kind::YesNo | Kind::Consent | Kind::Signature => Type::Bool,
        Kind::Date => Type::Date,
        Kind::Time => Type::Time,
        Kind::DateTime => Type::DateTime,
        Kind::DateRange => parts(&mut ["from", "to"].into_iter(), Type::Date),
        Kind::Address => {
            let names = question.address_parts().iter().map(|part| part.as_str());
            parts(&mut { names }, Type::Text)
        }
        Kind::File => Type::List(Box::new(Type::Text)),
        Kind::Matrix => {
            let cell = match question.cells.unwrap_or(Cells::Single) {
                Cells::Single => Type::Choice(options()),
                Cells::Multiple => Type::Choices(options()),
                Cells::Rating | Cells::Bipolar => Type::Number,
                Cells::Weighted => parts(&mut ["weight", "rating"].into_iter(), Type::Number),
                Cells::Columns => inner(),
            };
            parts(&mut question.rows.iter().map(|row| row.id.as_str()), cell)
        }
        Kind::Group => Type::List(Box::new(inner())),
        Kind::Statement => return None,
    })
}

/// What an answer is worth, where it is worth anything.
fn worth_type(question: &Question) -> Option<Type> {
    let valued = question.options.iter().any(|option| option.value.is_some());
    match (question.kind, answer_type(question)?) {
        (_, Type::Number) | (Kind::YesNo | Kind::Consent, _) => Some(Type::Number),
        (Kind::SingleChoice, _) if valued => Some(Type::Number),
        (Kind::MultipleChoice, _) if valued => Some(Type::List(Box::new(Type::Number))),
        (Kind::Matrix, Type::Map(rows)) => {
            let rows = rows.into_iter().filter_map(|(row, cell)| {
                let worth = match cell {
                    Type::Choice(_) if valued => Type::Number,
                    Type::Choices(_) if valued => Type::List(Box::new(Type::Number)),
                    Type::Number => Type::Number,
                    Type::Map(_) => Type::Any,
                    _ => return None,
                };
                Some((row, worth))
            });
            let rows: Vec<_> = rows.collect();
            (!rows.is_empty()).then_some(Type::Map(rows))
        }
        _ => None,
    }
}
