//! Which operators fit what, and what they are compared with.

use super::condition::{Op, Operand};
use super::subject::Shape;
use serde_json::{Value, json};

/// How a value is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Nothing,
    One,
    Many,
    Range,
    Count,
}

/// The operators for a kind of value, the likeliest first.
pub(crate) fn fitting(shape: &Shape) -> &'static [Op] {
    use Op::{
        Answered, AtLeast, AtMost, Between, Blank, CountAtLeast, CountAtMost, CountIs, Has, HasAny,
        HasNone, HasNot, Is, IsNot, Less, More, NoneOf, OneOf,
    };
    match shape {
        Shape::Choice(_) => &[Is, IsNot, OneOf, NoneOf, Answered, Blank],
        Shape::Choices(_) => &[
            Has,
            HasNot,
            HasAny,
            HasNone,
            CountAtLeast,
            CountAtMost,
            CountIs,
            Answered,
            Blank,
        ],
        Shape::Bool => &[Is, Answered, Blank],
        Shape::Number { .. } => &[
            AtMost, AtLeast, Less, More, Is, IsNot, Between, Answered, Blank,
        ],
        Shape::Text => &[Answered, Blank, Is, IsNot, Has, HasNot],
        Shape::Date | Shape::Time | Shape::DateTime => {
            &[Less, AtMost, More, AtLeast, Is, Between, Answered, Blank]
        }
        Shape::List => &[Answered, Blank, CountAtLeast, CountAtMost, CountIs],
    }
}

/// What an operator is given.
pub(crate) fn asked(op: Op) -> Asked {
    match op {
        Op::Answered | Op::Blank | Op::True | Op::False => Asked::Nothing,
        Op::OneOf | Op::NoneOf | Op::HasAny | Op::HasNone => Asked::Many,
        Op::Between => Asked::Range,
        Op::CountIs | Op::CountAtMost | Op::CountAtLeast => Asked::Count,
        _ => Asked::One,
    }
}

/// Whether it can be compared with another answer.
pub(crate) fn takes_answer(op: Op, shape: &Shape) -> bool {
    let ordered = matches!(
        shape,
        Shape::Number { .. } | Shape::Date | Shape::Time | Shape::DateTime
    );
    let is_equality = matches!(op, Op::Is | Op::IsNot);
    let is_order = matches!(op, Op::Less | Op::AtMost | Op::More | Op::AtLeast);
    (ordered && (is_order || is_equality)) || (matches!(shape, Shape::Text) && is_equality)
}

/// Whether two kinds of values can be compared.
pub(crate) fn alike(one: &Shape, other: &Shape) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// What stays of an operand where the operator is changed.
pub(crate) fn carried(operand: &Operand, op: Op, shape: &Shape, was: Op) -> Operand {
    let kept = match operand {
        Operand::One(value) => vec![value.clone()],
        Operand::Many(values) => values.clone(),
        Operand::Range(from, to) => vec![from.clone(), to.clone()],
        Operand::Nothing | Operand::Answer(_) => Vec::new(),
    };
    // A number of options is none of them.
    let kept = if (asked(was) == Asked::Count) == (asked(op) == Asked::Count) {
        kept
    } else {
        Vec::new()
    };
    let first = || kept.first().cloned();
    match asked(op) {
        Asked::Nothing => Operand::Nothing,
        Asked::One => match operand {
            Operand::Answer(path) if takes_answer(op, shape) => Operand::Answer(path.clone()),
            _ => Operand::One(first().unwrap_or_else(|| usual(shape))),
        },
        Asked::Many => Operand::Many(kept.into_iter().filter(|one| !one.is_null()).collect()),
        Asked::Range => {
            let to = kept.get(1).cloned();
            Operand::Range(first().unwrap_or_default(), to.unwrap_or_default())
        }
        Asked::Count => Operand::One(first().unwrap_or_else(|| json!(1))),
    }
}

/// The value to begin with: the first option, or yes.
fn usual(shape: &Shape) -> Value {
    match shape {
        Shape::Choice(options) | Shape::Choices(options) => {
            options.first().map_or(Value::Null, |(id, _)| json!(id))
        }
        Shape::Bool => json!(true),
        _ => Value::Null,
    }
}

/// A number as it was typed, with a point or a comma.
pub(crate) fn number(text: &str) -> Option<Value> {
    let text = text.trim().replace(',', ".");
    let text = text.strip_prefix('+').unwrap_or(&text);
    // Its decimals are yet to come.
    let text = text.strip_suffix('.').unwrap_or(text);
    if let Ok(whole) = text.parse::<i64>() {
        return Some(json!(whole));
    }
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())?;
    Some(json!(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_stays_where_it_fits() {
        let shape = Shape::Choice(vec![("a".into(), "A".into()), ("b".into(), "B".into())]);
        let one = Operand::One(json!("b"));
        let many = carried(&one, Op::OneOf, &shape, Op::Is);
        assert_eq!(many, Operand::Many(vec![json!("b")]));
        assert_eq!(carried(&many, Op::IsNot, &shape, Op::OneOf), one);
        assert_eq!(
            carried(&many, Op::Blank, &shape, Op::OneOf),
            Operand::Nothing
        );
    }

    #[test]
    fn a_count_is_no_option() {
        let shape = Shape::Choices(vec![("a".into(), "A".into())]);
        let option = Operand::One(json!("a"));
        let count = carried(&option, Op::CountAtLeast, &shape, Op::Has);
        assert_eq!(count, Operand::One(json!(1)));
        assert_eq!(carried(&count, Op::Has, &shape, Op::CountAtLeast), option);
    }

    #[test]
    fn numbers_are_read_with_point_or_comma() {
        assert_eq!(number("3"), Some(json!(3)));
        assert_eq!(number(" 3,5 "), Some(json!(3.5)));
        assert_eq!(number("+2"), Some(json!(2)));
        assert_eq!(number("3,"), Some(json!(3)), "its decimals are yet to come");
        for bad in ["", "x", "1e999", "3.5.1", "NaN", ".", "-"] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }
}
