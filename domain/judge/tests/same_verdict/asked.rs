//! What a condition can look at.

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Of {
    Number,
    Text,
    Bool,
    Date,
    Time,
    DateTime,
    Choice(Vec<String>),
    Choices(Vec<String>),
    Files,
    /// The entries of a group, by what is in each.
    Entries(Vec<Variable>),
}

/// A name of something answered, calculated or known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variable {
    /// With dots where it is a part of something.
    pub(crate) name: String,
    pub(crate) of: Of,
}

impl Variable {
    pub(crate) fn new(name: impl Into<String>, of: Of) -> Self {
        Self {
            name: name.into(),
            of,
        }
    }

    pub(crate) fn is_number(&self) -> bool {
        self.of == Of::Number
    }
}
