//! Expressions of SurveyJS as JSON Logic of the same meaning.
//!
//! Comparisons differ most: there, nothing is before or after an empty answer, and texts are equal without regard to
//! case. Of an answer that is one of a few values, the values for which a comparison holds are found here, once.

use super::super::variable::{Nature, Step, Variables, next_step};
use super::js::{self, Js};
use super::term::{Term, and, is_null, literal, not, not_null, one_of, or};
use super::tree::{Binary, Expression, Unary};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The largest logic that is made, in values.
const LARGEST: usize = 900;

/// The most pairs of values that a comparison of two choices becomes.
const MOST_PAIRS: usize = 60;

/// What an expression can look at from its place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// The questions before this place, if not all.
    pub(crate) before: Option<usize>,
    /// The questions of the same entry that come before, each with its name in SurveyJS, id and nature.
    pub(crate) own: Vec<(String, String, Nature)>,
    /// The ids of all questions of the entry: they hide others of the same id.
    pub(crate) hiding: Vec<String>,
    /// The choice or row that it is asked of.
    pub(crate) item: Option<Js>,
}

/// What of a whole condition counts as true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    /// `true`: of questions and pages that are shown or required.
    Itself,
    /// `true` and 1: of choices, rows, validators, triggers and endings.
    Loose,
    /// All but `false`: of questions that are enabled.
    NotFalse,
}

/// A translation, and what was found on the way.
pub(crate) struct Translation<'v> {
    variables: &'v Variables,
    scope: &'v Scope,
    /// Remarks about what is not quite the same.
    pub(crate) remarks: Vec<&'static str>,
    /// The places of the questions that are looked at.
    pub(crate) used: BTreeSet<usize>,
}

/// Why there is no translation, in English.
type Result<T> = std::result::Result<T, String>;

const CASE: &str =
    "texts are compared with regard to upper and lower case, which SurveyJS does not have";
const BOTH: &str = "compares what Sonda cannot compare";

impl<'v> Translation<'v> {
    pub(crate) fn new(variables: &'v Variables, scope: &'v Scope) -> Self {
        Self {
            variables,
            scope,
            remarks: Vec::new(),
            used: BTreeSet::new(),
        }
    }

    /// The condition that an expression is.
    ///
    /// What counts as true depends on what the condition is for; `and` and `or` yield one of their operands, as in
    /// JavaScript.
    ///
    /// # Errors
    /// Why it has no counterpart.
    pub(crate) fn condition(&mut self, expression: &Expression, truth: Truth) -> Result<Value> {
        let condition = match truth {
            Truth::Itself => self.itself(expression, true, false)?,
            Truth::Loose => self.itself(expression, true, true)?,
            Truth::NotFalse => not(self.itself(expression, false, false)?),
        };
        small(condition)
    }

    /// Whether an expression yields that very truth value, or `loosely` 1.
    fn itself(&mut self, expression: &Expression, wanted: bool, loosely: bool) -> Result<Value> {
        let Expression::Binary(operator @ (Binary::And | Binary::Or), left, right) = expression
        else {
            let term = self.term(expression)?;
            return Ok(is_itself(&term, wanted, loosely));
        };
        let second = self.itself(right, wanted, loosely)?;
        let first = self.term(left)?;
        let holds = self.truth(&first)?;
        // `and` yields its second operand where the first holds, `or` where it does not.
        let (first_yields, goes_on) = match operator {
            Binary::And => (!wanted, holds),
            _ if wanted && matches!(first, Term::Truth(_)) => return Ok(or(vec![holds, second])),
            _ => (wanted, not(holds)),
        };
        let later = and(vec![goes_on, second]);
        small(if first_yields {
            or(vec![self.itself(left, wanted, loosely)?, later])
        } else {
            later
        })
    }

    /// The value that an expression is.
    ///
    /// # Errors
    /// Why it has no counterpart.
    pub(crate) fn value(&mut self, expression: &Expression) -> Result<Term> {
        let term = self.term(expression)?;
        small(term.logic())?;
        Ok(term)
    }

    fn remark(&mut self, remark: &'static str) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    fn term(&mut self, expression: &Expression) -> Result<Term> {
        match expression {
            Expression::Constant(value) => Ok(Term::Constant(value.clone())),
            Expression::Variable(name) => self.variable(name),
            Expression::List(values) => {
                let mut list = Vec::new();
                for value in values {
                    match self.term(value)? {
                        Term::Constant(value) => list.push(value),
                        _ => return Err("a list of anything but constants".to_owned()),
                    }
                }
                Ok(Term::Constant(Js::List(list)))
            }
            Expression::Unary(operator, operand) => {
                let operand = self.term(operand)?;
                Ok(Term::Truth(match operator {
                    Unary::Empty => empty(&operand),
                    Unary::NotEmpty => not(empty(&operand)),
                    Unary::Not => not(self.truth(&operand)?),
                }))
            }
            Expression::Binary(operator @ (Binary::And | Binary::Or), left, right) => {
                let left = self.term(left)?;
                let left = self.truth(&left)?;
                let right = self.term(right)?;
                let both = vec![left, self.truth(&right)?];
                let logic = if *operator == Binary::And {
                    and(both)
                } else {
                    or(both)
                };
                small(logic).map(Term::Truth)
            }
            Expression::Binary(operator, left, right) => {
                let left = self.term(left)?;
                let right = self.term(right)?;
                match operator {
                    Binary::Plus
                    | Binary::Minus
                    | Binary::Times
                    | Binary::Divide
                    | Binary::Modulo
                    | Binary::Power => self.computed(*operator, &left, &right),
                    _ => {
                        let logic = self.compared(*operator, &left, &right)?;
                        small(logic).map(Term::Truth)
                    }
                }
            }
            Expression::Call(name, arguments) => self.call(name, arguments),
        }
    }

    // --- names ---

    fn variable(&mut self, name: &str) -> Result<Term> {
        let name = name.trim().trim_start_matches('#');
        if name.eq_ignore_ascii_case("item") || name.eq_ignore_ascii_case("choice") {
            let item = self.scope.item.clone();
            return item
                .map(|item| Term::Constant(item.seen()))
                .ok_or_else(|| format!("`{{{name}}}` has no meaning here"));
        }
        for prefix in ["panel.", "row."] {
            if let Some(inner) = strip_word(name, prefix) {
                return self.own(inner);
            }
        }
        let Some((variable, path)) = self.variables.find(name) else {
            return Err(format!(
                "there is no `{{{name}}}`, or it is not carried over"
            ));
        };
        let (id, nature, worth, place) = (
            variable.id.clone(),
            variable.nature.clone(),
            variable.worth,
            variable.place,
        );
        let shown = variable.name.clone();
        if let (Some(place), Some(before)) = (place, self.scope.before)
            && place >= before
        {
            return Err(format!(
                "it looks at `{shown}`, which is not asked before: a condition looks at earlier questions"
            ));
        }
        if self.scope.hiding.contains(&id) {
            return Err(format!(
                "inside of an entry, `{shown}` means the question of the entry"
            ));
        }
        self.used.extend(place);
        if id.is_empty() {
            let parts = self.variables.parts_of(&shown);
            let parts = parts.iter().map(|part| json!({ "var": part.id })).collect();
            return if path.is_empty() {
                Ok(Term::Together(parts))
            } else {
                Err(format!("`{{{name}}}` has no such part"))
            };
        }
        self.part(
            name,
            id.clone(),
            nature,
            worth.then(|| format!("$value.{id}")),
            path,
        )
    }

    /// A question of the same entry.
    fn own(&mut self, name: &str) -> Result<Term> {
        let found = self.scope.own.iter().find(|(own, ..)| {
            name.get(..own.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(own))
                && matches!(name[own.len()..].chars().next(), None | Some('.' | '['))
        });
        let Some((own, id, nature)) = found else {
            return Err(format!("`{name}` is not an earlier question of the entry"));
        };
        self.part(name, id.clone(), nature.clone(), None, &name[own.len()..])
    }

    /// What a path leads to.
    fn part(
        &mut self,
        name: &str,
        mut id: String,
        mut nature: Nature,
        mut worth: Option<String>,
        mut path: &str,
    ) -> Result<Term> {
        while !path.is_empty() {
            let strange = || format!("`{{{name}}}` has no counterpart");
            let (step, rest) = next_step(path).ok_or_else(strange)?;
            if rest.is_empty() && step == Step::Part("length") {
                return match nature {
                    Nature::Several { .. } | Nature::Entries(_) => {
                        Ok(Term::Number(json!({"length": [{ "var": id }]})))
                    }
                    _ => Err(strange()),
                };
            }
            nature = match (nature, step) {
                (Nature::Parts(parts), Step::Part(part)) => {
                    let mut parts = parts.into_iter();
                    let (_, part, nature) = parts
                        .find(|(name, ..)| name.eq_ignore_ascii_case(part))
                        .ok_or_else(strange)?;
                    id = format!("{id}.{part}");
                    worth = worth.map(|worth| format!("{worth}.{part}"));
                    nature
                }
                (Nature::Entries(questions), Step::Index(index)) => {
                    id = format!("{id}.{index}");
                    worth = None;
                    Nature::Parts(questions)
                }
                (
                    Nature::Several {
                        options,
                        ranked: true,
                    },
                    Step::Index(index),
                ) => {
                    id = format!("{id}.{index}");
                    worth = None;
                    let options = options.into_iter();
                    Nature::Finite(options.map(|(id, value)| (json!(id), value)).collect())
                }
                _ => return Err(strange()),
            };
            path = rest;
        }
        Ok(Term::Answer {
            logic: json!({ "var": id }),
            nature,
            worth: worth.map(|worth| json!({ "var": worth })),
        })
    }

    // --- truth ---

    /// Whether a term counts as true.
    fn truth(&mut self, term: &Term) -> Result<Value> {
        Ok(match term {
            Term::Constant(value) => json!(value.is_true()),
            Term::Truth(logic) => logic.clone(),
            Term::Number(logic) | Term::Text(logic) => json!({ "!!": [logic] }),
            Term::Together(_) => not(empty(term)),
            Term::Answer { logic, nature, .. } => match nature {
                Nature::Number => json!({ "!!": [logic] }),
                // A text that reads as 0 or false is one.
                Nature::Text => and(vec![
                    json!({ "!!": [logic] }),
                    not(json!({"in": [logic, ["0", "false"]]})),
                ]),
                Nature::Finite(values) => {
                    let truth = values.iter().filter(|(_, value)| value.seen().is_true());
                    one_of(
                        logic,
                        &truth.map(|(logic, _)| logic.clone()).collect::<Vec<_>>(),
                    )
                }
                _ => not_null(logic),
            },
        })
    }

    // --- comparisons ---

    fn compared(&mut self, operator: Binary, left: &Term, right: &Term) -> Result<Value> {
        match (left, right) {
            (Term::Constant(left), Term::Constant(right)) => js::holds(operator, left, right)
                .map(|holds| json!(holds))
                .ok_or_else(|| BOTH.to_owned()),
            (left, Term::Constant(constant)) => self.with_constant(operator, left, constant),
            (Term::Constant(constant), right) => match operator.exchanged() {
                Some(operator) => self.with_constant(operator, right, constant),
                None => finite(right, |value| js::holds(operator, constant, value))
                    .ok_or_else(|| BOTH.to_owned()),
            },
            (left, right) => self.with_each_other(operator, left, right),
        }
    }

    fn with_constant(&mut self, operator: Binary, term: &Term, constant: &Js) -> Result<Value> {
        if let Some(logic) = finite(term, |value| js::holds(operator, value, constant)) {
            return Ok(logic);
        }
        if constant.is_empty() {
            return match operator {
                Binary::Equal => Ok(empty(term)),
                Binary::NotEqual => Ok(not(empty(term))),
                Binary::LessOrEqual | Binary::GreaterOrEqual if *constant == Js::Null => {
                    Ok(empty(term))
                }
                Binary::Less | Binary::Greater if *constant == Js::Null => Ok(json!(false)),
                _ => Err("a comparison with an empty text".to_owned()),
            };
        }
        match term {
            Term::Number(logic)
            | Term::Answer {
                logic,
                nature: Nature::Number,
                ..
            } => number_with(operator, logic, constant),
            Term::Text(logic)
            | Term::Answer {
                logic,
                nature: Nature::Text,
                ..
            } => self.text_with(operator, logic, constant),
            Term::Answer {
                logic,
                nature: Nature::Moment,
                ..
            } => moment_with(operator, logic, constant),
            Term::Answer {
                logic,
                nature: Nature::Several { options, .. },
                ..
            } => several_with(operator, logic, options, constant),
            _ => Err(BOTH.to_owned()),
        }
    }

    fn text_with(&mut self, operator: Binary, logic: &Value, constant: &Js) -> Result<Value> {
        let text = constant
            .text()
            .filter(|_| !matches!(constant, Js::Bool(_)))
            .ok_or_else(|| BOTH.to_owned())?;
        let found = match operator {
            Binary::Equal => json!({"===": [logic, text]}),
            Binary::NotEqual => json!({"!==": [logic, text]}),
            Binary::Contains => json!({"in": [text, logic]}),
            // Of an empty text, nothing is contained.
            Binary::NotContains => not(json!({"in": [text, logic]})),
            _ => return Err("an order of texts".to_owned()),
        };
        if text.to_lowercase() != text.to_uppercase() {
            self.remark(CASE);
        }
        Ok(found)
    }

    fn with_each_other(&mut self, operator: Binary, left: &Term, right: &Term) -> Result<Value> {
        if let (Some(lefts), Some(rights)) = (values(left), values(right)) {
            return pairs(operator, (left, &lefts), (right, &rights));
        }
        if let (Some(one), Some(other)) = (left.as_number(), right.as_number()) {
            return ordered(
                operator,
                (&one, left.may_be_null()),
                (&other, right.may_be_null()),
            );
        }
        let logic = |term: &Term| match term {
            Term::Answer { logic, nature, .. } => {
                Some((logic.clone(), matches!(nature, Nature::Moment)))
            }
            Term::Text(logic) => Some((logic.clone(), false)),
            _ => None,
        };
        let is_text = |term: &Term| {
            matches!(
                term,
                Term::Text(_)
                    | Term::Answer {
                        nature: Nature::Text | Nature::Moment,
                        ..
                    }
            )
        };
        match (logic(left), logic(right)) {
            (Some((one, moments)), Some((other, moment)))
                if is_text(left) && is_text(right) && moment == moments =>
            {
                if moment {
                    return ordered(operator, (&one, true), (&other, true));
                }
                self.remark(CASE);
                match operator {
                    Binary::Equal => Ok(json!({"===": [one, other]})),
                    Binary::NotEqual => Ok(json!({"!==": [one, other]})),
                    _ => Err("an order of texts".to_owned()),
                }
            }
            _ => Err(BOTH.to_owned()),
        }
    }

    // --- arithmetic ---

    fn computed(&mut self, operator: Binary, left: &Term, right: &Term) -> Result<Term> {
        let joins = |term: &Term| {
            matches!(term, Term::Text(_))
                || matches!(term, Term::Constant(Js::Text(text)) if js::number_in(text).is_none())
        };
        if operator == Binary::Plus && (joins(left) || joins(right)) {
            let plain = |term: &Term| {
                !matches!(
                    term,
                    Term::Together(_)
                        | Term::Truth(_)
                        | Term::Constant(Js::List(_) | Js::Bool(_))
                        | Term::Answer {
                            nature: Nature::Several { .. }
                                | Nature::Parts(_)
                                | Nature::Entries(_)
                                | Nature::Present
                                | Nature::Finite(_),
                            ..
                        }
                )
            };
            if !plain(left) || !plain(right) {
                return Err("joins what is no text".to_owned());
            }
            return Ok(Term::Text(json!({"cat": [left.logic(), right.logic()]})));
        }
        let strange = || "computes with what is no number".to_owned();
        let one = left.as_number().ok_or_else(strange)?;
        let other = right.as_number().ok_or_else(strange)?;
        let sign = match operator {
            Binary::Plus => "+",
            Binary::Minus => "-",
            Binary::Times => "*",
            Binary::Divide => "/",
            Binary::Modulo => "%",
            _ => return Err("powers have no counterpart".to_owned()),
        };
        let logic = json!({ sign: [one, other] });
        let logic = match operator {
            Binary::Divide | Binary::Modulo => match right {
                Term::Constant(value) if value.is_true() => logic,
                Term::Constant(_) => return Err("a division by 0".to_owned()),
                // There, a division by 0 yields nothing; here it would end the whole expression.
                _ => json!({"if": [{"!!": [other]}, logic, null]}),
            },
            _ => logic,
        };
        small(logic).map(Term::Number)
    }

    // --- functions ---

    fn call(&mut self, name: &str, arguments: &[Expression]) -> Result<Term> {
        match (name, arguments) {
            ("iif", [condition, yes, rest @ ..]) if rest.len() <= 1 => {
                let condition = self.term(condition)?;
                let condition = self.truth(&condition)?;
                let yes = self.term(yes)?;
                let no = match rest.first() {
                    Some(no) => self.term(no)?,
                    None => Term::Constant(Js::Null),
                };
                either(&condition, &yes, &no)
            }
            ("round", [number, rest @ ..]) if rest.len() <= 1 => {
                let number = self.number(number)?;
                let places = match rest.first() {
                    Some(Expression::Constant(Js::Number(places)))
                        if (0.0..=12.0).contains(places) && places.fract() == 0.0 =>
                    {
                        literal(&Js::Number(*places))
                    }
                    None => json!(0),
                    Some(_) => return Err("rounds to places that are computed".to_owned()),
                };
                small(json!({"if": [not_null(&number), {"round": [number, places]}, null]}))
                    .map(Term::Number)
            }
            ("sum" | "avg" | "min" | "max" | "count", [_, ..]) => self.total(name, arguments),
            (
                "sumInArray" | "avgInArray" | "minInArray" | "maxInArray" | "countInArray",
                [group, Expression::Constant(Js::Text(question))],
            ) => self.total_of_entries(name, group, question),
            _ => Err(format!(
                "the function `{name}` has no counterpart with these arguments"
            )),
        }
    }

    fn number(&mut self, expression: &Expression) -> Result<Value> {
        let term = self.term(expression)?;
        term.as_number()
            .ok_or_else(|| "computes with what is no number".to_owned())
    }

    fn total(&mut self, name: &str, arguments: &[Expression]) -> Result<Term> {
        let mut numbers = Vec::new();
        for argument in arguments {
            let term = self.term(argument)?;
            match &term {
                Term::Constant(Js::List(values)) => {
                    for value in values {
                        numbers.push(Term::Constant(value.clone()).as_number());
                    }
                }
                Term::Answer { logic, .. } if name == "count" && term.as_number().is_none() => {
                    // What is counted need not be a number.
                    match &term {
                        Term::Answer {
                            nature: Nature::Parts(_) | Nature::Entries(_) | Nature::Several { .. },
                            ..
                        } => {
                            return Err("counts more than single answers".to_owned());
                        }
                        _ => numbers.push(Some(logic.clone())),
                    }
                }
                term => numbers.push(term.as_number()),
            }
        }
        let numbers: Option<Vec<Value>> = numbers.into_iter().collect();
        let numbers = numbers.ok_or_else(|| "computes with what is no number".to_owned())?;
        small(total_of(name, &numbers)).map(Term::Number)
    }

    fn total_of_entries(&mut self, name: &str, group: &Expression, question: &str) -> Result<Term> {
        let group = self.term(group)?;
        let Term::Answer {
            logic,
            nature: Nature::Entries(questions),
            ..
        } = &group
        else {
            return Err(format!("`{name}` is asked of what has no entries"));
        };
        let found = questions.iter().find(|(own, ..)| own == question);
        let Some((_, id, nature)) = found else {
            return Err(format!("there is no `{question}` in these entries"));
        };
        let column = json!({"map": [logic, {"var": id}]});
        if name == "countInArray" {
            let answered = json!({"filter": [column, not_null(&json!({"var": ""}))]});
            return Ok(Term::Number(json!({"length": [answered]})));
        }
        if !matches!(nature, Nature::Number) {
            return Err("computes with what is no number".to_owned());
        }
        Ok(Term::Number(match name {
            "sumInArray" => json!({ "sum": [column] }),
            "avgInArray" => json!({"??": [{ "mean": [column] }, 0]}),
            name => extreme(if name == "minInArray" { "<" } else { ">" }, &column),
        }))
    }
}

/// Whether a term is that very truth value, or `loosely` 1.
fn is_itself(term: &Term, wanted: bool, loosely: bool) -> Value {
    let counts = |value: &Js| match value.seen() {
        Js::Bool(value) => value == wanted,
        Js::Number(number) => loosely && number == 1.0,
        _ => false,
    };
    match term {
        Term::Truth(logic) if wanted => logic.clone(),
        Term::Truth(logic) => not(logic.clone()),
        Term::Constant(value) => json!(counts(value)),
        Term::Number(logic)
        | Term::Answer {
            logic,
            nature: Nature::Number,
            ..
        } if loosely => json!({"===": [logic, 1]}),
        Term::Text(logic)
        | Term::Answer {
            logic,
            nature: Nature::Text,
            ..
        } => {
            let texts = [json!(wanted.to_string()), json!("1")];
            one_of(logic, &texts[..1 + usize::from(loosely)])
        }
        term => finite(term, |value| Some(counts(value))).unwrap_or_else(|| json!(false)),
    }
}

/// The sum and the like of single numbers, each of which may be null.
fn total_of(name: &str, numbers: &[Value]) -> Value {
    match name {
        "sum" => json!({ "sum": numbers }),
        "avg" => json!({"??": [{ "mean": numbers }, 0]}),
        "count" => {
            let ones = numbers
                .iter()
                .map(|one| json!({"if": [not_null(one), 1, 0]}));
            json!({ "sum": ones.collect::<Vec<_>>() })
        }
        name => extreme(if name == "min" { "<" } else { ">" }, &json!(numbers)),
    }
}

/// The least or greatest of a list, without what is null.
fn extreme(sign: &str, list: &Value) -> Value {
    let (current, best) = (json!({"var": "current"}), json!({"var": "accumulator"}));
    let better = or(vec![is_null(&best), json!({ sign: [current, best] })]);
    json!({"reduce": [
        {"filter": [list, not_null(&json!({"var": ""}))]},
        {"if": [better, current, best]},
        null
    ]})
}

/// `iif`: its results are of one kind.
fn either(condition: &Value, yes: &Term, no: &Term) -> Result<Term> {
    let choice = |yes: Value, no: Value| small(json!({"if": [condition, yes, no]}));
    let null = |term: &Term| matches!(term, Term::Constant(Js::Null));
    let truth = |term: &Term| match term {
        Term::Truth(logic) => Some(logic.clone()),
        Term::Constant(Js::Bool(value)) => Some(json!(value)),
        _ => None,
    };
    if let (Some(yes), Some(no)) = (truth(yes), truth(no)) {
        return choice(yes, no).map(Term::Truth);
    }
    let number = |term: &Term| match term {
        Term::Constant(Js::Null) => Some(Value::Null),
        Term::Constant(Js::Text(_)) => None,
        term => term.as_number(),
    };
    if let (Some(yes), Some(no)) = (number(yes), number(no)) {
        return choice(yes, no).map(Term::Number);
    }
    let text = |term: &Term| match term {
        Term::Constant(Js::Text(text)) => Some(json!(text)),
        Term::Text(logic)
        | Term::Answer {
            logic,
            nature: Nature::Text,
            ..
        } => Some(logic.clone()),
        term if null(term) => Some(json!("")),
        _ => None,
    };
    match (text(yes), text(no)) {
        (Some(yes), Some(no)) => choice(yes, no).map(Term::Text),
        _ => Err("`iif` yields values of different kinds".to_owned()),
    }
}

fn strip_word<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let start = name.get(..prefix.len())?;
    start
        .eq_ignore_ascii_case(prefix)
        .then(|| &name[prefix.len()..])
}

/// Refuses what has grown too large.
fn small(logic: Value) -> Result<Value> {
    if size(&logic) > LARGEST {
        return Err("the expression is too large".to_owned());
    }
    Ok(logic)
}

fn size(logic: &Value) -> usize {
    1 + match logic {
        Value::Array(values) => values.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}

/// Whether there is no answer.
fn empty(term: &Term) -> Value {
    match term {
        Term::Constant(value) => json!(value.is_empty()),
        Term::Truth(_) => json!(false),
        Term::Text(logic) => json!({"===": [logic, ""]}),
        Term::Answer { logic, .. } | Term::Number(logic) => is_null(logic),
        Term::Together(parts) => and(parts.iter().map(is_null).collect()),
    }
}

/// The values of a term that is one of a few.
fn values(term: &Term) -> Option<Vec<(Value, Js)>> {
    match term {
        Term::Answer {
            nature: Nature::Finite(values),
            ..
        } => {
            let values = values.iter();
            Some(
                values
                    .map(|(logic, value)| (logic.clone(), value.seen()))
                    .collect(),
            )
        }
        Term::Truth(_) => Some(vec![
            (json!(true), Js::Bool(true)),
            (json!(false), Js::Bool(false)),
        ]),
        _ => None,
    }
}

/// Of a term that is one of a few values: whether it is one of those for which something holds.
fn finite(term: &Term, holds: impl Fn(&Js) -> Option<bool>) -> Option<Value> {
    let values = values(term)?;
    let logic = term.logic();
    let of_null = term.may_be_null() && holds(&Js::Null)?;
    let mut yes = Vec::new();
    let mut no = Vec::new();
    for (logic, value) in &values {
        if holds(value)? { &mut yes } else { &mut no }.push(logic.clone());
    }
    Some(if of_null {
        not(one_of(&logic, &no))
    } else if no.is_empty() && term.may_be_null() {
        not_null(&logic)
    } else if no.is_empty() {
        json!(true)
    } else {
        one_of(&logic, &yes)
    })
}

/// Two terms that each are one of a few values.
fn pairs(
    operator: Binary,
    (left, lefts): (&Term, &[(Value, Js)]),
    (right, rights): (&Term, &[(Value, Js)]),
) -> Result<Value> {
    let null = (Value::Null, Js::Null);
    let with_null = |term: &Term, values: &[(Value, Js)]| {
        let null = term.may_be_null().then(|| null.clone());
        values.iter().cloned().chain(null).collect::<Vec<_>>()
    };
    let rights = with_null(right, rights);
    if lefts.len() * rights.len() > 400 {
        return Err("compares two questions with too many choices".to_owned());
    }
    let (one, other) = (left.logic(), right.logic());
    let mut found = Vec::new();
    for (logic, value) in with_null(left, lefts) {
        let mut partners = Vec::new();
        for (partner, other) in &rights {
            if js::holds(operator, &value, other).ok_or_else(|| BOTH.to_owned())? {
                partners.push(partner.clone());
            }
        }
        if !partners.is_empty() {
            let partners = if partners.len() == rights.len() {
                json!(true)
            } else {
                one_of(&other, &partners)
            };
            found.push(and(vec![json!({"===": [one, logic]}), partners]));
        }
    }
    if found.len() > MOST_PAIRS {
        return Err("compares two questions with too many choices".to_owned());
    }
    Ok(or(found))
}

/// A comparison of two that have an order, each with whether it may be null.
fn ordered(
    operator: Binary,
    (left, left_null): (&Value, bool),
    (right, right_null): (&Value, bool),
) -> Result<Value> {
    let there = |sign: &str| {
        let mut all = Vec::new();
        if left_null {
            all.push(not_null(left));
        }
        if right_null {
            all.push(not_null(right));
        }
        all.push(json!({ sign: [left, right] }));
        and(all)
    };
    let or_both_null = |logic: Value| {
        if left_null && right_null {
            or(vec![and(vec![is_null(left), is_null(right)]), logic])
        } else {
            logic
        }
    };
    Ok(match operator {
        Binary::Equal => json!({"===": [left, right]}),
        Binary::NotEqual => json!({"!==": [left, right]}),
        Binary::Less => there("<"),
        Binary::Greater => there(">"),
        Binary::LessOrEqual => or_both_null(there("<=")),
        Binary::GreaterOrEqual => or_both_null(there(">=")),
        _ => return Err(BOTH.to_owned()),
    })
}

fn number_with(operator: Binary, logic: &Value, constant: &Js) -> Result<Value> {
    match constant.number() {
        Some(number) => {
            let number = literal(&Js::Number(number));
            ordered(operator, (logic, true), (&number, false))
        }
        None if matches!(constant, Js::Text(_)) => match operator {
            Binary::NotEqual => Ok(json!(true)),
            Binary::Equal
            | Binary::Less
            | Binary::LessOrEqual
            | Binary::Greater
            | Binary::GreaterOrEqual => Ok(json!(false)),
            _ => Err(BOTH.to_owned()),
        },
        None => Err(BOTH.to_owned()),
    }
}

fn moment_with(operator: Binary, logic: &Value, constant: &Js) -> Result<Value> {
    match constant {
        Js::Text(text) => ordered(operator, (logic, true), (&json!(text), false)),
        _ => Err(BOTH.to_owned()),
    }
}

/// A question of several options and a constant.
fn several_with(
    operator: Binary,
    logic: &Value,
    options: &[(String, Js)],
    constant: &Js,
) -> Result<Value> {
    // Whether an option of that value is among the chosen ones.
    let has = |value: &Js| {
        let same = options
            .iter()
            .filter(|(_, option)| js::equal(option, value));
        or(same.map(|(id, _)| json!({"in": [id, logic]})).collect())
    };
    let one = [constant.clone()];
    let wanted = match constant {
        Js::List(values) => values.as_slice(),
        _ => &one,
    };
    let all = || and(wanted.iter().map(has).collect());
    let any = || or(wanted.iter().map(has).collect());
    Ok(match operator {
        Binary::Contains | Binary::AllOf => all(),
        Binary::NotContains => not(all()),
        Binary::AnyOf => any(),
        Binary::NoneOf => not(any()),
        Binary::Equal | Binary::NotEqual => {
            // In any order; but nothing is chosen twice, and a single value is no list.
            let twice = wanted.iter().enumerate().any(|(index, value)| {
                wanted[..index]
                    .iter()
                    .any(|before| js::equal(before, value))
            });
            let same = match constant {
                Js::List(_) if !twice => and(vec![
                    all(),
                    json!({"===": [{"length": [logic]}, wanted.len()]}),
                ]),
                _ => json!(false),
            };
            if operator == Binary::Equal {
                same
            } else {
                not(same)
            }
        }
        _ => return Err("an order of lists".to_owned()),
    })
}
