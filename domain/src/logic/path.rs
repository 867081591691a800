//! Variables: from names to values.

use super::budget::Failed;
use super::data::Scope;
use super::evaluate::{Evaluation, Outcome};
use super::expression::Expression;
use super::value::member;
use super::{Value, text};
use std::borrow::Cow;

impl Evaluation<'_> {
    /// `var`: the value at a path with dots, or else the second argument.
    pub(super) fn var<'e>(
        &mut self,
        arguments: &'e [Expression],
        scope: &'e Scope<'e>,
    ) -> Outcome<'e> {
        let path = match arguments.first() {
            Some(path) => self.value(path, scope)?,
            None => Cow::default(),
        };
        match (self.dotted(&path, scope)?, arguments.get(1)) {
            (Some(value), _) => Ok(value),
            (None, Some(default)) => self.value(default, scope),
            (None, None) => Ok(Cow::default()),
        }
    }

    /// The value at a path with dots; the empty one is everything.
    fn dotted<'e>(
        &mut self,
        path: &Value,
        scope: &'e Scope<'e>,
    ) -> Result<Option<Cow<'e, Value>>, Failed> {
        let path = text::of(path)?;
        if path.is_empty() {
            return self.walk(scope, &mut std::iter::empty());
        }
        self.walk(scope, &mut path.split('.'))
    }

    /// `val`: the value at a path of names, after `[n]` so many half scopes out.
    pub(super) fn val<'e>(
        &mut self,
        path: &[Cow<'_, Value>],
        scope: &'e Scope<'e>,
    ) -> Result<Option<Cow<'e, Value>>, Failed> {
        let mut scope = scope;
        let mut path = path;
        if let Some(Cow::Borrowed(Value::List(jump)) | Cow::Owned(Value::List(jump))) = path.first()
        {
            path = &path[1..];
            let mut jumps = jumps(jump)?;
            while jumps >= 2 {
                jumps -= 2;
                scope = match scope.outer {
                    Some(outer) => outer,
                    None => return Ok(None),
                };
            }
            if jumps == 1 {
                let named = matches!(path, [name] if **name == Value::Text("index".to_owned()));
                return Ok(named.then(|| Cow::Owned(Value::Number(scope.index.into()))));
            }
        }
        let names: Result<Vec<_>, _> = path.iter().map(|name| text::of(name)).collect();
        self.walk(scope, &mut names?.iter().map(|name| &**name))
    }

    /// `missing`: the names that have no value.
    pub(super) fn missing(
        &mut self,
        names: &[Cow<'_, Value>],
        scope: &Scope<'_>,
    ) -> Result<Vec<Value>, Failed> {
        let mut missing = Vec::new();
        for name in names {
            let alone = match &**name {
                Value::List(_) => None,
                name => Some(name),
            };
            for name in name.inner().chain(alone) {
                let found = self.dotted(name, scope)?;
                let empty = |value: &Value| match value {
                    Value::Null => true,
                    Value::Text(text) => text.is_empty(),
                    _ => false,
                };
                if found.is_none_or(|value| empty(&value)) {
                    missing.push(self.owned(Cow::Borrowed(name))?);
                }
            }
        }
        Ok(missing)
    }

    fn walk<'e>(
        &mut self,
        scope: &'e Scope<'e>,
        names: &mut dyn Iterator<Item = &str>,
    ) -> Result<Option<Cow<'e, Value>>, Failed> {
        let mut value = match names.next() {
            Some(name) => scope.data.get(name),
            None => Some(scope.data.whole()),
        };
        if let Some(Cow::Owned(value)) = &value {
            self.pay(value, usize::MAX)?;
        }
        for name in names {
            let Some(from) = value else {
                break;
            };
            if let Value::Map(members) = &*from {
                self.budget.spend(members.len() / 16)?;
            }
            self.budget.spend(1)?;
            value = member(from, name);
        }
        Ok(value)
    }
}

/// How many half scopes to go out; `[-2]` is the same as `[2]`.
fn jumps(jump: &[Value]) -> Result<u32, Failed> {
    match jump {
        [Value::Number(number)] => u32::try_from(number.abs()).map_err(|_| Failed),
        _ => Err(Failed),
    }
}
