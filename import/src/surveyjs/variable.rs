//! What the questions of a survey are to its expressions.

use super::expression::js::Js;
use serde_json::Value;

/// What an answer is to an expression.
#[derive(Clone, Debug)]
pub(super) enum Nature {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A date or time: a text that has an order.
    Moment,
    /// One of a few values: as logic writes it, and as SurveyJS does.
    Finite(Vec<(Value, Js)>),
    /// Several of a few values, by the ids of options.
    Several {
        options: Vec<(String, Js)>,
        /// Whether the order is the visitor's.
        ranked: bool,
    },
    /// Something that is there or not.
    Present,
    /// Rows, or the columns of one: by their names in SurveyJS, with ids.
    Parts(Vec<(String, String, Nature)>),
    /// Entries with questions: by their names in SurveyJS, with ids.
    Entries(Vec<(String, String, Nature)>),
}

/// A name that expressions know.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    /// The name in SurveyJS.
    pub(super) name: String,
    /// The name in logic.
    pub(super) id: String,
    pub(super) nature: Nature,
    /// Its place among all questions; of a calculation, that of the last question it uses, and none if it uses none.
    pub(super) place: Option<usize>,
    /// Whether it has `$value`, because its options are numbers.
    pub(super) worth: bool,
}

/// All names.
#[derive(Default)]
pub(super) struct Variables(Vec<Variable>);

impl Variables {
    /// Adds a name. Of two that are the same the first is meant.
    pub(super) fn add(&mut self, variable: Variable) {
        self.0.push(variable);
    }

    /// The variable that a name begins with, and what follows it.
    ///
    /// SurveyJS takes names in any case; the longest that fits is meant, as names may have dots.
    pub(super) fn find<'n>(&self, name: &'n str) -> Option<(&Variable, &'n str)> {
        let fits = |variable: &&Variable, same: fn(&str, &str) -> bool| {
            name.get(..variable.name.len())
                .is_some_and(|start| same(start, &variable.name))
                && matches!(
                    name[variable.name.len()..].chars().next(),
                    None | Some('.' | '[' | '-')
                )
        };
        let exact = |one: &str, other: &str| one == other;
        let alike = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        let longest = |same: fn(&str, &str) -> bool| {
            let found = self.0.iter().rev().filter(|variable| fits(variable, same));
            found.max_by_key(|variable| variable.name.len())
        };
        let variable = longest(exact).or_else(|| longest(alike))?;
        Some((variable, &name[variable.name.len()..]))
    }

    /// All of a question of several parts.
    pub(super) fn parts_of<'v>(&'v self, name: &str) -> Vec<&'v Variable> {
        let begin = format!("{name}.");
        let parts = self.0.iter();
        parts
            .filter(|variable| variable.name.starts_with(&begin))
            .collect()
    }
}

/// Steps of a path behind a name: `.part` and `[0]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step<'n> {
    Part(&'n str),
    Index(usize),
}

/// The next step of a path and what follows it.
pub(super) fn next_step(path: &str) -> Option<(Step<'_>, &str)> {
    if let Some(rest) = path.strip_prefix('[') {
        let (index, rest) = rest.split_once(']')?;
        return Some((Step::Index(index.trim().parse().ok()?), rest));
    }
    let rest = path.strip_prefix('.')?;
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    Some((Step::Part(&rest[..end]), &rest[end..]))
}
