//! Variables: whether they are known, and their types.

use super::{Checker, Found};
use crate::logic::expression::{Expression, Operation};
use crate::logic::operator::Operator as O;
use crate::logic::types::Type;
use crate::logic::variables::{literal_name, literal_names, val_path};

/// What names mean at one place.
pub(super) enum Names<'n> {
    /// The variables of the form.
    Form(&'n dyn Fn(&str) -> Option<Type>),
    /// The parts of one element, and what names mean around.
    Element(Type, &'n Names<'n>),
}

impl Names<'_> {
    /// The type of what a path leads to.
    fn type_at(&self, path: &[String]) -> Result<Type, String> {
        let (mut of, rest) = match (self, path) {
            (Self::Element(element, _), path) => (element.clone(), path),
            (Self::Form(_), []) => return Err("the name of a variable is missing".to_owned()),
            (Self::Form(scope), [name, rest @ ..]) => {
                let of = scope(name).ok_or_else(|| format!("unknown variable `{name}`"))?;
                (of, rest)
            }
        };
        for name in rest {
            of = of.part(name)?;
        }
        Ok(of)
    }
}

const COMPUTED: &str = "the name of a variable cannot be computed";

impl Checker {
    pub(super) fn var(&mut self, operation: &Operation, names: &Names<'_>) -> Found {
        let mut found = self.at_argument(operation, 0, |checker| {
            match operation.arguments.first().and_then(literal_name) {
                Some(path) => checker.dotted(&path, names),
                None => checker.computed(),
            }
        });
        if let Some(default) = operation.arguments.get(1) {
            let default = self.at("1", |checker| checker.found(default, names));
            found = found.or(default);
        }
        found
    }

    fn computed(&mut self) -> Found {
        self.fault(COMPUTED);
        Type::Any.into()
    }

    fn dotted(&mut self, path: &str, names: &Names<'_>) -> Found {
        let path: Vec<String> = match path {
            "" => Vec::new(),
            path => path.split('.').map(str::to_owned).collect(),
        };
        self.named(&path, names)
    }

    fn named(&mut self, path: &[String], names: &Names<'_>) -> Found {
        match names.type_at(path) {
            Ok(of) => of.into(),
            Err(reason) => {
                self.fault(reason);
                Type::Any.into()
            }
        }
    }

    /// `val`, and `exists`, which has the same path.
    pub(super) fn val(&mut self, operation: &Operation, names: &Names<'_>) -> Found {
        let Some((mut jumps, path)) = val_path(&operation.arguments) else {
            return self.computed();
        };
        let mut names = names;
        while jumps > 1 {
            jumps -= 2;
            names = match names {
                Names::Element(_, outer) => outer,
                Names::Form(_) => {
                    self.fault("there are not so many lists around this");
                    return Type::Any.into();
                }
            };
        }
        match (jumps, names) {
            (0, names) => self.named(&path, names),
            (_, Names::Element(..)) if path == ["index"] => Type::Number.into(),
            _ => {
                self.fault("`[1]` knows only the `index` of an element");
                Type::Any.into()
            }
        }
    }

    pub(super) fn missing(&mut self, operation: &Operation, names: &Names<'_>) -> Found {
        let mut listed = &*operation.arguments;
        if operation.operator == O::MissingSome {
            let needed = self.at("0", |checker| checker.found(&listed[0], names));
            self.at("0", |checker| checker.must_be_number(&needed));
            listed = &listed[1..];
        }
        if !listed.iter().all(is_names) {
            self.fault(COMPUTED);
        }
        for name in literal_names(listed) {
            self.dotted(&name, names);
        }
        Type::List(Box::new(Type::Text)).into()
    }
}

fn is_names(argument: &Expression) -> bool {
    match argument {
        Expression::List(values) => values.iter().all(is_names),
        Expression::Literal(crate::logic::Value::Text(_)) => true,
        _ => false,
    }
}
