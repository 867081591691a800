//! Variables: from names to values.

use super::data::Scope;
use super::evaluation::Evaluation;
use super::expression::Expression;
use super::{Value, list};
use std::borrow::Cow;

impl Evaluation<'_> {
    /// `var`: the value at a path with dots, or else the second argument.
    pub(super) fn var(&mut self, arguments: &[Expression], scope: &Scope<'_>) -> Value {
        let found = match arguments {
            [] => self.dotted(&Value::Null, scope),
            // The usual path is not copied.
            [Expression::Literal(path), ..] => self.dotted(path, scope),
            [path, ..] => {
                let path = self.value(path, scope);
                self.dotted(&path, scope)
            }
        };
        match (found, arguments) {
            (Some(value), _) => value,
            (None, [_, default, ..]) => self.value(default, scope),
            (None, _) => Value::Null,
        }
    }

    /// The value at a path with dots; the empty one is everything.
    fn dotted(&mut self, path: &Value, scope: &Scope<'_>) -> Option<Value> {
        let path = self.text(path);
        let mut names = path.split('.');
        if path.is_empty() {
            names.next();
        }
        self.walk(scope, &mut names)
    }

    /// `val`: the value at a path of names, after `[n]` so many half scopes out.
    pub(super) fn val(&mut self, path: &[Value], scope: &Scope<'_>) -> Option<Value> {
        let mut scope = scope;
        let mut path = path;
        if let [Value::List(jump), rest @ ..] = path {
            path = rest;
            // `[-2]` is the same as `[2]`.
            let mut halves = match &**jump {
                [jump] => self.integer(jump).unsigned_abs(),
                _ => 0,
            };
            while halves > 1 {
                halves -= 2;
                scope = scope.outer?;
            }
            if halves == 1 {
                return match path {
                    [Value::Text(name)] if name == "index" => {
                        Some(Value::Number(scope.index.into()))
                    }
                    _ => None,
                };
            }
        }
        let mut names = Vec::new();
        for name in path {
            names.push(self.text(name));
        }
        self.walk(scope, &mut names.iter().map(|name| &**name))
    }

    fn walk(&mut self, scope: &Scope<'_>, names: &mut dyn Iterator<Item = &str>) -> Option<Value> {
        let first = match names.next() {
            Some(name) => scope.data.get(name)?,
            None => scope.data.whole(),
        };
        // Data that is made when it is asked for costs about its length.
        if let Cow::Owned(Value::Map(members)) = &first {
            self.spend(members.len() / 4);
        }
        let mut value = &*first;
        for name in names {
            if let Value::Map(members) = value {
                self.spend(members.len() / 8);
            }
            value = value.member(name)?;
        }
        Some(self.copy(value))
    }

    /// `missing`: the names that have no value.
    pub(super) fn missing(&mut self, names: Vec<Value>, scope: &Scope<'_>) -> Vec<Value> {
        let mut missing = Vec::new();
        for name in names {
            match self.dotted(&name, scope) {
                None | Some(Value::Null) => missing.push(name),
                Some(Value::Text(text)) if text.is_empty() => missing.push(name),
                _ => {}
            }
        }
        missing
    }

    /// `missing_some`: the names that have no value, unless enough of them have one.
    pub(super) fn missing_some(&mut self, values: Vec<Value>, scope: &Scope<'_>) -> Value {
        let mut values = values.into_iter();
        let needed = values.next().unwrap_or_default();
        let needed = self.integer(&needed);
        let names = list::flat(values.collect());
        let count = names.len();
        let mut missing = self.missing(names, scope);
        if (count - missing.len()) as i64 >= needed {
            missing.clear();
        }
        Value::List(missing)
    }
}
