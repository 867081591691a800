//! Constraints: what must hold for an answer.

use super::build::{Around, Builder};
use super::expression::{Expression, Operator};
use super::kind::RowKind;
use super::plan::Item;
use super::table::Column;
use super::translate::{Context, Of, all, decimal, moment, size};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};
use sonda_domain::interface_messages;

const LONGEST_ANSWER: u32 = 20_000;
const LARGEST_LOGIC: usize = 1_000;

type Members = Map<String, Value>;

impl<'t> Builder<'t, '_> {
    /// What must hold for an answer: limits where these say the same, rules for the rest.
    pub(super) fn constraint(
        &mut self,
        item: &Item<'t>,
        repeat: Around<'_>,
        question: &mut Members,
    ) {
        let row = item.row;
        let Some(cell) = row.cell(&Column::Constraint) else {
            return;
        };
        let cell = cell.clone();
        let Some(entry) = self.entry(item) else {
            self.lose(&cell.place, "more than one question has this name");
            return;
        };
        let context = Context {
            repeat,
            this: Some((&item.id, &entry)),
        };
        let rest = self.translated(&cell, context, |translation, expression| {
            let mut rest = Vec::new();
            for part in parts(expression) {
                if !exact(part, &item.kind, question) {
                    rest.push(translation.condition(part)?);
                }
            }
            Ok(all(rest))
        });
        let message = row.place_of(&Column::ConstraintMessage).to_owned();
        let has_message = row.each(&Column::ConstraintMessage).next().is_some();
        match rest {
            None => {}
            Some(Value::Bool(true)) if has_message => {
                self.lose(&message, "the interface has its own words for limits");
            }
            Some(Value::Bool(true)) => {}
            Some(_) if repeat.is_some() => {
                self.lose(&cell.place, "in a repeat, only limits are checked");
            }
            Some(rule) if size(&rule) > LARGEST_LOGIC => {
                self.lose(&cell.place, "the constraint is too large");
            }
            Some(rule) => {
                let message = self.text(row, &Column::ConstraintMessage);
                let message = message.unwrap_or_else(|| self.wrong());
                let rule = json!([{"valid_if": rule, "message": message}]);
                question.insert("rules".to_owned(), rule);
            }
        }
    }

    /// What the interface says of an answer that does not fit, in the form's languages.
    fn wrong(&self) -> Value {
        let locales = self.languages.locales.iter();
        let texts = locales.map(|locale| {
            let messages = interface_messages(locale);
            (locale.to_string(), messages.get("wrong_type").into())
        });
        Value::Object(texts.collect())
    }
}

/// The parts of a conjunction.
fn parts(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::Binary(Operator::And, left, right) => [parts(left), parts(right)].concat(),
        other => vec![other],
    }
}

/// Writes a condition as a limit, if one says exactly the same.
fn exact(part: &Expression, kind: &RowKind, question: &mut Members) -> bool {
    if let Some(option) = lonely(part) {
        return *kind != RowKind::Note && exclusive(option, question);
    }
    let Expression::Binary(operator, left, right) = part else {
        return false;
    };
    let (operator, left, right) = match (&**left, &**right) {
        (number @ (Expression::Number(_) | Expression::Text(_)), other) => {
            (operator.mirrored(), other, number)
        }
        (left, right) => (*operator, left, right),
    };
    match (kind, left, right) {
        (RowKind::Integer | RowKind::Between(..), Expression::This, Expression::Number(number)) => {
            let (operator, number) = match operator {
                Operator::Greater => (Operator::GreaterOrEqual, number.floor() + Decimal::ONE),
                Operator::Less => (Operator::LessOrEqual, number.ceil() - Decimal::ONE),
                operator => (operator, *number),
            };
            numeric(operator, number, question)
        }
        (RowKind::Decimal, Expression::This, Expression::Number(number)) => {
            numeric(operator, *number, question)
        }
        (RowKind::Date, Expression::This, right) => {
            let text = match right {
                Expression::Text(text) => text,
                Expression::Call(name, arguments) if name == "date" => match &arguments[..] {
                    [Expression::Text(text)] => text,
                    _ => return false,
                },
                _ => return false,
            };
            let property = match operator {
                Operator::GreaterOrEqual => "earliest",
                Operator::LessOrEqual => "latest",
                _ => return false,
            };
            match moment(&Of::Date, text) {
                Ok(date) if !question.contains_key(property) => {
                    question.insert(property.to_owned(), date);
                    true
                }
                _ => false,
            }
        }
        (_, Expression::Call(name, arguments), Expression::Number(number)) => {
            if arguments[..] != [Expression::This] {
                return false;
            }
            let Some(number) = number.to_u32().filter(|_| number.is_integer()) else {
                return false;
            };
            counted(name, operator, number, kind, question)
        }
        _ => false,
    }
}

fn numeric(operator: Operator, number: Decimal, question: &mut Members) -> bool {
    let before = |property: &str| {
        question.get(property).and_then(|value| {
            decimal(
                &value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned),
            )
        })
    };
    let (property, number) = match operator {
        Operator::GreaterOrEqual => ("min", before("min").map_or(number, |min| min.max(number))),
        Operator::LessOrEqual => ("max", before("max").map_or(number, |max| max.min(number))),
        _ => return false,
    };
    question.insert(property.to_owned(), number.normalize().to_string().into());
    true
}

/// How many characters there may be, or options chosen.
fn counted(
    name: &str,
    operator: Operator,
    number: u32,
    kind: &RowKind,
    question: &mut Members,
) -> bool {
    let (least, most) = match operator {
        Operator::LessOrEqual => (None, Some(number)),
        Operator::Less => (None, number.checked_sub(1)),
        Operator::GreaterOrEqual => (Some(number), None),
        Operator::Greater => (number.checked_add(1), None),
        Operator::Equal => (Some(number), Some(number)),
        _ => return false,
    };
    match (name, kind) {
        ("string-length", RowKind::Text | RowKind::Phone) => {
            let limit = most.filter(|most| least.is_none() && (1..=LONGEST_ANSWER).contains(most));
            let free = !question.contains_key("max_length");
            if let Some(limit) = limit.filter(|_| free) {
                question.insert("max_length".to_owned(), limit.into());
                return true;
            }
            false
        }
        ("count-selected", RowKind::Select { several: true, .. }) => {
            let options = question.get("options").and_then(Value::as_array);
            let options = options.map_or(0, Vec::len);
            let fits = |count: u32| (1..=options).contains(&(count as usize));
            let free = !question.contains_key("min_chosen") && !question.contains_key("max_chosen");
            if !free || ![least, most].into_iter().flatten().all(fits) || least.or(most).is_none() {
                return false;
            }
            for (property, count) in [("min_chosen", least), ("max_chosen", most)] {
                if let Some(count) = count {
                    question.insert(property.to_owned(), count.into());
                }
            }
            true
        }
        _ => false,
    }
}

/// The choice of `not(selected(., 'none') and count-selected(.) > 1)`.
fn lonely(part: &Expression) -> Option<&str> {
    let called = |expression: &Expression, of: &str| match expression {
        Expression::Call(name, arguments) => {
            name == of && arguments.first() == Some(&Expression::This)
        }
        _ => false,
    };
    let Expression::Call(name, arguments) = part else {
        return None;
    };
    let ("not", [Expression::Binary(Operator::And, left, right)]) = (name.as_str(), &arguments[..])
    else {
        return None;
    };
    let (one, count) = if called(left, "selected") {
        (left, right)
    } else {
        (right, left)
    };
    let Expression::Call(_, selected) = &**one else {
        return None;
    };
    let Expression::Binary(operator, counted, limit) = &**count else {
        return None;
    };
    let limit = match (operator, &**limit) {
        (Operator::Greater, Expression::Number(limit)) => *limit,
        (Operator::GreaterOrEqual, Expression::Number(limit)) => *limit - Decimal::ONE,
        _ => return None,
    };
    match &selected[..] {
        [Expression::This, Expression::Text(option)]
            if called(one, "selected")
                && called(counted, "count-selected")
                && limit == Decimal::ONE =>
        {
            Some(option)
        }
        _ => None,
    }
}

/// Makes an option exclude the others, if it is there under the very name.
fn exclusive(name: &str, question: &mut Members) -> bool {
    if question.get("type").and_then(Value::as_str) != Some("multiple_choice") {
        return false;
    }
    let options = question.get_mut("options").and_then(Value::as_array_mut);
    let mut options = options.into_iter().flatten();
    match options.find(|option| option["id"] == name) {
        Some(option) => {
            option["exclusive"] = true.into();
            true
        }
        None => false,
    }
}
