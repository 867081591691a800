//! Functions.

use super::super::js::Js;
use super::super::term::{Term, is_null, literal, not_null, or};
use super::super::tree::Expression;
use super::size::small;
use super::{Nature, Result, Translation};
use serde_json::{Value, json};

impl Translation<'_> {
    pub(super) fn call(&mut self, name: &str, arguments: &[Expression]) -> Result<Term> {
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
