//! Functions.

use super::compare::{is_number, is_selected, moment};
use super::json::{all, answered, any, choice, not, operation, var};
use super::scope::Of;
use super::term::{Number, Term, Text};
use super::{Expression, Translated, Translation};
use serde_json::{Value, json};

/// The clock is not among what logic may look at.
const NO_CLOCK: &str = "logic knows no clock";

impl Translation<'_> {
    pub(super) fn call(&self, name: &str, arguments: &[Expression]) -> Translated<Term> {
        match (name, arguments) {
            ("true", []) => Ok(Term::Bool(Value::Bool(true))),
            ("false", []) => Ok(Term::Bool(Value::Bool(false))),
            ("not", [one]) => Ok(Term::Bool(not(self.condition(one)?))),
            ("boolean", [one]) => Ok(Term::Bool(self.condition(one)?)),
            ("number", [one]) => self.number(one).map(Term::Number),
            ("string" | "once" | "date" | "date-time", [one]) => self.converted(name, one),
            ("selected", [list, one]) => is_selected(self.term(list)?, &self.term(one)?),
            ("count-selected", [one]) => self.count_selected(one),
            ("count", [Expression::Question(of)]) => self.count(of),
            ("sum", [Expression::Question(of)]) => self.sum(of),
            ("string-length", [one]) => self.length(one),
            ("concat", arguments) if !arguments.is_empty() => self.concatenated(arguments),
            ("contains", [text, part]) => {
                let (text, part) = (self.text(text)?, self.text(part)?);
                Ok(Term::Bool(json!({"in": [part, text]})))
            }
            ("starts-with", [text, part]) => self.begins(text, part, true),
            ("ends-with", [text, part]) => self.begins(text, part, false),
            ("substr", [text, rest @ ..]) if matches!(rest.len(), 1 | 2) => self.cut(text, rest),
            ("if", [condition, value, otherwise]) => self.choice(condition, value, otherwise),
            ("coalesce", [value, otherwise]) => self.coalesced(value, otherwise),
            ("abs", [one]) => {
                let Number { value, guards, .. } = self.number(one)?;
                let value = json!({"max": [value, {"-": [value]}]});
                Ok(Term::Number(Number::computed(value, guards)))
            }
            ("int", [one]) => {
                let Number { value, guards, .. } = self.number(one)?;
                let value = json!({"-": [value, {"%": [value, 1]}]});
                Ok(Term::Number(Number::computed(value, guards)))
            }
            ("round", [one]) => self.rounded(one, 0),
            ("round", [one, Expression::Number(places)]) => {
                let places = u32::try_from(*places).ok().filter(|places| *places <= 12);
                self.rounded(one, places.ok_or("`round` takes 0 to 12 places")?)
            }
            ("min" | "max", arguments) if arguments.len() > 1 => {
                let mut values = Vec::new();
                let mut guards = Vec::new();
                for argument in arguments {
                    let number = self.number(argument)?;
                    values.push(number.value);
                    guards.extend(number.guards);
                }
                Ok(Term::Number(Number::computed(
                    operation(name, values),
                    guards,
                )))
            }
            ("today" | "now", _) => Err(format!("`{name}()`: {NO_CLOCK}")),
            ("regex", _) => Err("`regex`: logic knows no patterns".to_owned()),
            _ => Err(format!(
                "the function `{name}` is not known with {} arguments",
                arguments.len()
            )),
        }
    }

    /// What changes only what a value is called.
    fn converted(&self, name: &str, one: &Expression) -> Translated<Term> {
        let term = self.term(one)?;
        let of = match name {
            "date" => Of::Date,
            "date-time" => Of::DateTime,
            "string" => {
                let value = term_text(term)?;
                return Ok(Term::Text(value));
            }
            _ => return Ok(term),
        };
        match term {
            Term::Moment(found, value) if found == of => Ok(Term::Moment(of, value)),
            Term::Text(Text {
                value: Value::String(text),
                ..
            }) => {
                let value = moment(&of, &text)?;
                Ok(Term::Moment(of, value))
            }
            _ => Err(format!("`{name}` takes a date")),
        }
    }

    fn count_selected(&self, one: &Expression) -> Translated<Term> {
        let value = match self.term(one)? {
            Term::Choices(value, _) => json!({"length": value}),
            Term::Choice { id, .. } => choice(answered(&id), json!(1), json!(0)),
            _ => return Err("`count-selected` asks for choices".to_owned()),
        };
        Ok(Term::Number(Number::computed(value, Vec::new())))
    }

    /// The entries of a repeat.
    fn count(&self, name: &str) -> Translated<Term> {
        match self.scope.find(name, &self.context)? {
            (name, entry) if entry.of == Of::Entries => {
                let value = json!({"length": var(&name)});
                Ok(Term::Number(Number::computed(value, Vec::new())))
            }
            _ => Err(format!("`count` asks for a repeat, which `{name}` is not")),
        }
    }

    /// The sum of what was answered in the entries of a repeat.
    fn sum(&self, name: &str) -> Translated<Term> {
        let entry = self.scope.entry(name)?;
        match (&entry.repeat, &entry.of) {
            (Some(repeat), Of::Number) if self.context.repeat != Some(repeat) => {
                let value = json!({"sum": [{"map": [var(repeat), var(&entry.id)]}]});
                Ok(Term::Number(Number::computed(value, Vec::new())))
            }
            _ => Err(format!(
                "`sum` asks for numbers of a repeat, which `{name}` is not"
            )),
        }
    }

    fn length(&self, one: &Expression) -> Translated<Term> {
        match self.term(one)? {
            Term::Text(Text { value, .. }) => {
                let value = json!({"length": value});
                Ok(Term::Number(Number::computed(value, Vec::new())))
            }
            _ => Err("`string-length` asks for a text".to_owned()),
        }
    }

    fn text(&self, one: &Expression) -> Translated<Value> {
        match self.term(one)? {
            Term::Text(Text { value, .. }) => Ok(value),
            _ => Err("a text is needed".to_owned()),
        }
    }

    fn concatenated(&self, arguments: &[Expression]) -> Translated<Term> {
        let mut parts = Vec::new();
        for argument in arguments {
            parts.push(term_text(self.term(argument)?)?.value);
        }
        let value = operation("cat", parts);
        Ok(Term::Text(Text { value, known: None }))
    }

    /// `starts-with` and `ends-with`, of a text that is written there.
    fn begins(&self, text: &Expression, part: &Expression, at_start: bool) -> Translated<Term> {
        let text = self.text(text)?;
        let part = self.term(part)?;
        let literal = part.literal().ok_or("the part must be written there")?;
        let length = i64::try_from(literal.chars().count()).unwrap_or(i64::MAX);
        if length == 0 {
            return Ok(Term::Bool(Value::Bool(true)));
        }
        let cut = if at_start {
            json!({"substr": [text, 0, length]})
        } else {
            json!({"substr": [text, -length]})
        };
        Ok(Term::Bool(json!({"===": [cut, literal]})))
    }

    /// `substr(text, from, to)`, of numbers that are written there.
    fn cut(&self, text: &Expression, rest: &[Expression]) -> Translated<Term> {
        let mut arguments = vec![self.text(text)?];
        let mut last = 0;
        for (index, number) in rest.iter().enumerate() {
            let number = self.number(number)?.value.as_i64();
            let number = number.filter(|number| *number >= 0);
            let number = number.ok_or("`substr` takes whole numbers that are written there")?;
            let argument = if index == 0 {
                number
            } else {
                (number - last).max(0)
            };
            arguments.push(argument.into());
            last = number;
        }
        let value = operation("substr", arguments);
        Ok(Term::Text(Text { value, known: None }))
    }

    fn rounded(&self, one: &Expression, places: u32) -> Translated<Term> {
        let Number { value, guards, .. } = self.number(one)?;
        let value = if places == 0 {
            json!({"round": [value]})
        } else {
            json!({"round": [value, places]})
        };
        Ok(Term::Number(Number::computed(value, guards)))
    }

    fn choice(
        &self,
        condition: &Expression,
        value: &Expression,
        otherwise: &Expression,
    ) -> Translated<Term> {
        let condition = self.condition(condition)?;
        match condition {
            Value::Bool(true) => return self.term(value),
            Value::Bool(false) => return self.term(otherwise),
            _ => {}
        }
        Ok(match alike(self.term(value)?, self.term(otherwise)?)? {
            Pair::Numbers(value, otherwise) => {
                let (guard, other) = (all(value.guards), all(otherwise.guards));
                let guard = if guard == other {
                    guard
                } else {
                    choice(condition.clone(), guard, other)
                };
                let plain = value.plain && otherwise.plain;
                let chosen = choice(condition, value.value, otherwise.value);
                let guards = if guard == Value::Bool(true) {
                    Vec::new()
                } else {
                    vec![guard]
                };
                Term::Number(Number {
                    value: chosen,
                    guards,
                    plain,
                })
            }
            Pair::Texts(value, otherwise) => Term::Text(Text {
                known: value
                    .known
                    .zip(otherwise.known)
                    .map(|(one, other)| [one, other].concat()),
                value: choice(condition, value.value, otherwise.value),
            }),
            Pair::Conditions(value, otherwise) => Term::Bool(choice(condition, value, otherwise)),
            Pair::Moments(of, value, otherwise) => {
                Term::Moment(of, choice(condition, value, otherwise))
            }
        })
    }

    fn coalesced(&self, value: &Expression, otherwise: &Expression) -> Translated<Term> {
        Ok(match alike(self.term(value)?, self.term(otherwise)?)? {
            Pair::Numbers(value, otherwise) => {
                let guard = any(vec![all(value.guards.clone()), all(otherwise.guards)]);
                let plain = otherwise.plain;
                let chosen = json!({"??": [value.or_null(), otherwise.value]});
                let guards = if guard == Value::Bool(true) {
                    Vec::new()
                } else {
                    vec![guard]
                };
                Term::Number(Number {
                    value: chosen,
                    guards,
                    plain,
                })
            }
            Pair::Texts(value, otherwise) => Term::Text(Text {
                value: json!({"or": [value.value, otherwise.value]}),
                known: None,
            }),
            Pair::Moments(of, value, otherwise) => {
                Term::Moment(of, json!({"??": [value, otherwise]}))
            }
            Pair::Conditions(..) => return Err("`coalesce` asks for answers".to_owned()),
        })
    }
}

/// A text, or a number written as one.
fn term_text(term: Term) -> Translated<Text> {
    match term {
        Term::Text(text) => Ok(text),
        Term::Number(number) => Ok(Text {
            value: operation("cat", vec![number.or_null()]),
            known: None,
        }),
        Term::Moment(_, value) => Ok(Text {
            value: operation("cat", vec![value]),
            known: None,
        }),
        Term::Choice { id, list, .. } if list.ids.iter().all(|(name, id)| name == id) => Ok(Text {
            value: operation("cat", vec![id]),
            known: None,
        }),
        _ => Err("this cannot be part of a text".to_owned()),
    }
}

/// Two values that are of one sort.
enum Pair {
    Numbers(Number, Number),
    Texts(Text, Text),
    Conditions(Value, Value),
    Moments(Of, Value, Value),
}

fn alike(left: Term, right: Term) -> Translated<Pair> {
    let empty = |term: &Term| term.literal() == Some("");
    let numeric = |term: &Term| {
        term.literal()
            .is_none_or(|text| text.is_empty() || is_number(text))
    };
    Ok(match (left, right) {
        (Term::Moment(of, left), Term::Moment(other, right)) if of == other => {
            Pair::Moments(of, left, right)
        }
        (Term::Moment(of, left), right) if empty(&right) => Pair::Moments(of, left, Value::Null),
        (left, Term::Moment(of, right)) if empty(&left) => Pair::Moments(of, Value::Null, right),
        (Term::Bool(left), Term::Bool(right)) => Pair::Conditions(left, right),
        // Texts that are all numbers are numbers, as `if(…, '1', '0')`.
        (left, right)
            if numeric(&left)
                && numeric(&right)
                && !(empty(&left) && empty(&right))
                && !is_text(&left)
                && !is_text(&right) =>
        {
            Pair::Numbers(left.number()?, right.number()?)
        }
        (left, right) => Pair::Texts(term_text(left)?, term_text(right)?),
    })
}

/// Whether it is a text that is not written there.
fn is_text(term: &Term) -> bool {
    matches!(term, Term::Text(text) if !text.value.is_string())
}
