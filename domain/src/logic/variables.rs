//! Which variables an expression refers to.

use super::expression::{Expression, Operation};
use super::operator::Operator as O;
use super::{Logic, Value, number};

/// A reference to a variable of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The first segment of its path; empty for everything there is.
    pub name: String,
    /// The segments that follow.
    pub rest: Vec<String>,
    /// Where, as a JSON Pointer into the expression.
    pub pointer: String,
}

impl Logic {
    /// The variables of the form that the expression refers to, in their order and as often as it does.
    ///
    /// Elements inside of `map` and its like are none; nor are names that are computed, which are faults.
    #[must_use]
    pub fn variables(&self) -> Vec<Variable> {
        let mut search = Search {
            found: Vec::new(),
            pointer: String::new(),
            depth: 0,
        };
        search.expression(&self.0);
        search.found
    }
}

struct Search {
    found: Vec<Variable>,
    /// Where the search is.
    pointer: String,
    /// How many `map`s and their like it is in.
    depth: usize,
}

impl Search {
    fn at(&mut self, segment: &str, what: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        push_segment(&mut self.pointer, segment);
        what(self);
        self.pointer.truncate(length);
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::List(values) => self.each(values),
            Expression::Operation(operation) => {
                self.at(operation.operator.name(), |search| {
                    search.operation(operation);
                });
            }
            Expression::Literal(_) | Expression::Exact(_) | Expression::Unknown(..) => {}
        }
    }

    fn each(&mut self, expressions: &[Expression]) {
        for (index, expression) in expressions.iter().enumerate() {
            self.at(&index.to_string(), |search| search.expression(expression));
        }
    }

    fn operation(&mut self, operation: &Operation) {
        let arguments = &operation.arguments;
        match operation.operator {
            O::Var => {
                let path = arguments.first().map_or(Some(String::new()), literal_name);
                if let (Some(path), 0) = (path, self.depth) {
                    self.dotted(&path);
                }
            }
            O::Val | O::Exists => {
                if let Some((jumps, path)) = val_path(arguments)
                    && jumps == self.depth * 2
                {
                    self.add(path);
                }
            }
            O::Missing | O::MissingSome if self.depth == 0 => {
                for name in literal_names(arguments) {
                    self.dotted(&name);
                }
            }
            _ => {}
        }
        if operation.bare {
            arguments
                .iter()
                .for_each(|argument| self.expression(argument));
            return;
        }
        let inside = operation.operator.has_scope();
        for (index, argument) in arguments.iter().enumerate() {
            let depth = usize::from(inside && index == 1);
            self.depth += depth;
            self.at(&index.to_string(), |search| search.expression(argument));
            self.depth -= depth;
        }
    }

    fn dotted(&mut self, path: &str) {
        self.add(path.split('.').map(str::to_owned).collect());
    }

    fn add(&mut self, mut path: Vec<String>) {
        let rest = path.split_off(path.len().min(1));
        self.found.push(Variable {
            name: path.pop().unwrap_or_default(),
            rest,
            pointer: self.pointer.clone(),
        });
    }
}

/// Appends a segment to a JSON Pointer.
pub(super) fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
}

/// The name that an expression is; none if it is computed.
pub(super) fn literal_name(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Literal(Value::Text(text)) => Some(text.clone()),
        Expression::Literal(Value::Number(number)) => Some(number::text(*number)),
        Expression::Literal(Value::Null) => Some(String::new()),
        _ => None,
    }
}

/// How many half scopes a `val` goes out, and its path; none if they are computed.
pub(super) fn val_path(arguments: &[Expression]) -> Option<(usize, Vec<String>)> {
    let (jumps, path) = match arguments {
        [Expression::List(jump), path @ ..] => match &**jump {
            [Expression::Literal(Value::Number(jumps))] => {
                let jumps = number::integer(*jumps).unsigned_abs();
                (usize::try_from(jumps).ok()?, path)
            }
            _ => return None,
        },
        path => (0, path),
    };
    let path: Option<Vec<_>> = path.iter().map(literal_name).collect();
    Some((jumps, path?))
}

/// The names in the arguments of `missing`, and in lists there.
pub(super) fn literal_names(arguments: &[Expression]) -> Vec<String> {
    let mut names = Vec::new();
    for argument in arguments {
        match argument {
            Expression::List(values) => names.extend(literal_names(values)),
            Expression::Literal(Value::Text(name)) => names.push(name.clone()),
            _ => {}
        }
    }
    names
}
