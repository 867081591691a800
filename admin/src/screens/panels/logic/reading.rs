//! Reads JSON Logic as a condition that people can edit.

use super::condition::{Group, Joint, Node, Op, Operand, Test};
use super::subject::{Shape, Subjects};
use serde_json::Value;
use sonda_domain::{Budget, Logic, Value as Data};

/// Reads a whole condition. What stands alone becomes a group of one.
pub(crate) fn read(json: &Value, subjects: &Subjects) -> Group {
    match node(json, subjects) {
        Node::Group(group) => group,
        node => Group {
            joint: Joint::All,
            nodes: vec![node],
            written: Some(json.clone()),
        },
    }
}

/// Whether logic is true where nothing is answered.
pub(crate) fn holds_of_nothing(json: &Value) -> bool {
    let logic: Result<Logic, _> = serde_json::from_value(json.clone());
    let nothing = Data::Map(Vec::new());
    logic.is_ok_and(|logic| logic.is_true(&nothing, &Budget::default()))
}

fn node(json: &Value, subjects: &Subjects) -> Node {
    if let Some(test) = test(json, subjects) {
        return Node::Test(test);
    }
    group(json, subjects).map_or_else(|| Node::Other(json.clone()), Node::Group)
}

fn group(json: &Value, subjects: &Subjects) -> Option<Group> {
    let (joint, parts) = match operation(json)? {
        ("and", Value::Array(parts)) => (Joint::All, parts),
        ("or", Value::Array(parts)) => (Joint::Any, parts),
        ("!", inner) => match operation(only(inner))? {
            ("or", Value::Array(parts)) => (Joint::None, parts),
            _ => return None,
        },
        _ => return None,
    };
    (!parts.is_empty()).then(|| Group {
        joint,
        nodes: parts.iter().map(|part| node(part, subjects)).collect(),
        written: Some(json.clone()),
    })
}

/// The operator of an object with one member, and its arguments.
fn operation(json: &Value) -> Option<(&str, &Value)> {
    let members = json.as_object().filter(|members| members.len() == 1)?;
    let (name, arguments) = members.iter().next()?;
    Some((name, arguments))
}

/// The only argument, with brackets or without.
fn only(arguments: &Value) -> &Value {
    match arguments.as_array().map(Vec::as_slice) {
        Some([one]) => one,
        _ => arguments,
    }
}

/// The path of a variable without a default.
pub(crate) fn variable(json: &Value) -> Option<&str> {
    match operation(json)? {
        ("var", name) => only(name).as_str().filter(|name| !name.is_empty()),
        _ => None,
    }
}

fn test(json: &Value, subjects: &Subjects) -> Option<Test> {
    let mut test = guarded(json, subjects).or_else(|| core(json, subjects))?;
    if !matches!(test.operand, Operand::Answer(_)) {
        test.blank = holds_of_nothing(json);
    }
    test.written = Some(json.clone());
    Some(test)
}

/// A test with what it says of a question without an answer.
fn guarded(json: &Value, subjects: &Subjects) -> Option<Test> {
    let (joint, parts) = operation(json)?;
    let [first, second] = parts.as_array()?.as_slice() else {
        return None;
    };
    let mut test = core(second, subjects).filter(|test| test.op.minds_blank())?;
    let guard = core(first, subjects).filter(|guard| guard.subject == test.subject)?;
    let is_guard = match (joint, guard.op) {
        ("and", Op::Answered) => true,
        // Zero is an answer, too: where it can be given, this says more than that there is one.
        ("and", Op::True) => match subjects.shape(&test.subject) {
            Some(Shape::Number { min: Some(min), .. }) => *min > 0.0,
            Some(Shape::Number { .. } | Shape::Bool) | None => false,
            Some(_) => true,
        },
        ("or", Op::Blank) => true,
        _ => false,
    };
    test.blank = joint == "or";
    is_guard.then_some(test)
}

fn core(json: &Value, subjects: &Subjects) -> Option<Test> {
    let of = |subject: &str, op: Op, operand: Operand| {
        Some(Test {
            subject: subject.to_owned(),
            op,
            operand,
            blank: op.takes_blank(),
            written: None,
        })
    };
    if let Some(subject) = variable(json) {
        return of(subject, Op::True, Operand::Nothing);
    }
    let (name, arguments) = operation(json)?;
    if matches!(name, "!" | "!!") {
        let inner = only(arguments);
        if name == "!!" {
            return of(variable(inner)?, Op::True, Operand::Nothing);
        }
        let test = core(inner, subjects)?;
        let op = test.op.opposite()?;
        return of(&test.subject, op, test.operand);
    }
    let arguments = arguments.as_array()?.as_slice();
    if name == "<="
        && let [from, middle, to] = arguments
        && is_literal(from)
        && is_literal(to)
    {
        let range = Operand::Range(from.clone(), to.clone());
        return of(variable(middle)?, Op::Between, range);
    }
    let [left, right] = arguments else {
        return None;
    };
    match name {
        "in" => match (variable(left), variable(right), right.as_array()) {
            (Some(subject), None, Some(values)) if values.iter().all(is_literal) => {
                of(subject, Op::OneOf, Operand::Many(values.clone()))
            }
            (None, Some(subject), _) if is_literal(left) => {
                of(subject, Op::Has, Operand::One(left.clone()))
            }
            _ => None,
        },
        "some" | "none" => {
            let (within, inner) = operation(right)?;
            let [element, values] = inner.as_array()?.as_slice() else {
                return None;
            };
            let is_element = operation(element)
                .is_some_and(|(name, path)| name == "var" && only(path).as_str() == Some(""));
            let values = values.as_array().filter(|all| all.iter().all(is_literal))?;
            if within != "in" || !is_element {
                return None;
            }
            let op = if name == "some" {
                Op::HasAny
            } else {
                Op::HasNone
            };
            of(variable(left)?, op, Operand::Many(values.clone()))
        }
        _ => compared(name, left, right, subjects),
    }
}

/// A comparison of two.
fn compared(name: &str, left: &Value, right: &Value, subjects: &Subjects) -> Option<Test> {
    let op = match name {
        "==" | "===" => Op::Is,
        "!=" | "!==" => Op::IsNot,
        "<" => Op::Less,
        "<=" => Op::AtMost,
        ">" => Op::More,
        ">=" => Op::AtLeast,
        _ => return None,
    };
    let turned = match op {
        Op::Less => Op::More,
        Op::AtMost => Op::AtLeast,
        Op::More => Op::Less,
        Op::AtLeast => Op::AtMost,
        op => op,
    };
    let is_strict = name.len() == 3;
    let (subject, op, value) = match (variable(left), variable(right)) {
        (Some(one), Some(other)) => (one, op, Operand::Answer(other.to_owned())),
        (Some(one), None) => (one, op, Operand::One(right.clone())),
        (None, Some(one)) => (one, turned, Operand::One(left.clone())),
        (None, None) => return counted(op, left, right),
    };
    let (op, operand) = match (&value, op) {
        (Operand::One(Value::Null), Op::Is | Op::IsNot) => {
            // Null counts as 0 and false unless the types are compared as well.
            let zero = matches!(
                subjects.shape(subject),
                None | Some(Shape::Number { .. } | Shape::Bool)
            );
            if zero && !is_strict {
                return None;
            }
            let op = if op == Op::Is {
                Op::Blank
            } else {
                Op::Answered
            };
            (op, Operand::Nothing)
        }
        (Operand::One(value), _) if !is_literal(value) => return None,
        _ => (op, value),
    };
    Some(Test {
        subject: subject.to_owned(),
        op,
        operand,
        blank: op.takes_blank(),
        written: None,
    })
}

/// A comparison of how many there are of something.
fn counted(op: Op, left: &Value, right: &Value) -> Option<Test> {
    let ("length", of) = operation(left)? else {
        return None;
    };
    let op = match op {
        Op::Is => Op::CountIs,
        Op::AtMost => Op::CountAtMost,
        Op::AtLeast => Op::CountAtLeast,
        _ => return None,
    };
    right.is_number().then_some(())?;
    Some(Test {
        subject: variable(only(of))?.to_owned(),
        op,
        operand: Operand::One(right.clone()),
        blank: false,
        written: None,
    })
}

fn is_literal(value: &Value) -> bool {
    matches!(value, Value::Bool(_) | Value::Number(_) | Value::String(_))
}
