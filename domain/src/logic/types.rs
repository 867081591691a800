//! What kinds of values expressions have, as far as is known before there are any.

/// The type of a variable or an expression. Any of them may also be null: a question without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Not known: only the evaluation will tell.
    Any,
    /// Never anything but null.
    Null,
    /// True or false.
    Bool,
    /// A number.
    Number,
    /// Any text.
    Text,
    /// A date as text, `2026-01-31`.
    Date,
    /// A time as text, `09:30`.
    Time,
    /// A date and time as text, `2026-01-31T09:30`.
    DateTime,
    /// The id of one of these options.
    Choice(Vec<String>),
    /// A list of ids of these options.
    Choices(Vec<String>),
    /// A list of values of one type.
    List(Box<Type>),
    /// Values by name.
    Map(Vec<(String, Type)>),
}

impl Type {
    /// What values of the type are, in English.
    pub(crate) fn described(&self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Null => "null",
            Self::Bool => "a truth value",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Date => "a date",
            Self::Time => "a time",
            Self::DateTime => "a date and time",
            Self::Choice(_) => "a choice",
            Self::Choices(_) => "several choices",
            Self::List(_) => "a list",
            Self::Map(_) => "a group of values",
        }
    }

    /// The type of what is one or the other.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Null, other) | (other, Self::Null) => other,
            (Self::Choice(ids), Self::Choice(more)) => Self::Choice(union(ids, more)),
            (Self::Choices(ids), Self::Choices(more)) => Self::Choices(union(ids, more)),
            (Self::List(one), Self::List(other)) => Self::List(Box::new(one.or(*other))),
            (Self::Map(one), Self::Map(other)) if one.len() == other.len() => {
                let parts = one.into_iter().zip(other);
                Self::Map(
                    parts
                        .map(|((name, one), (_, other))| (name, one.or(other)))
                        .collect(),
                )
            }
            _ => Self::Any,
        }
    }

    /// The type of the elements, if it is a list or may be one.
    pub(super) fn element(&self) -> Option<Self> {
        match self {
            Self::Any | Self::Null => Some(Self::Any),
            Self::List(element) => Some((**element).clone()),
            Self::Choices(ids) => Some(Self::Choice(ids.clone())),
            Self::Map(parts) => {
                let parts = parts.iter().map(|(_, part)| part.clone());
                Some(parts.reduce(Self::or).unwrap_or(Self::Any))
            }
            _ => None,
        }
    }

    /// The type of the part of that name.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn part(&self, name: &str) -> Result<Self, String> {
        let number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Any => Ok(Self::Any),
            Self::Map(parts) => {
                let found = parts.iter().find(|(known, _)| known == name);
                found.map(|(_, of)| of.clone()).ok_or_else(|| {
                    let known: Vec<_> = parts.iter().map(|(known, _)| known.as_str()).collect();
                    format!("there is no `{name}`, but {}", named(&known))
                })
            }
            Self::List(_) | Self::Choices(_) if number => Ok(self.element().unwrap_or(Self::Any)),
            _ => Err(format!("{} has no part `{name}`", self.described())),
        }
    }
}

fn union(mut ids: Vec<String>, more: Vec<String>) -> Vec<String> {
    for id in more {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// Names for a message, the first ones of many.
pub(super) fn named<S: AsRef<str>>(names: &[S]) -> String {
    const MOST: usize = 20;
    let mut list: Vec<_> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    if names.len() > MOST {
        list.push("…".to_owned());
    }
    if list.is_empty() {
        return "nothing".to_owned();
    }
    list.join(", ")
}
