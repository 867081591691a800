//! What an expression is made of.

use super::js::Js;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    /// A value that stands for itself.
    Constant(Js),
    /// `{name}`.
    Variable(String),
    /// `[a, b]`.
    List(Vec<Expression>),
    /// An operator with one operand.
    Unary(Unary, Box<Expression>),
    /// An operator with two operands.
    Binary(Binary, Box<Expression>, Box<Expression>),
    /// `name(a, b)`.
    Call(String, Vec<Expression>),
}

/// An operator with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unary {
    Empty,
    NotEmpty,
    Not,
}

/// An operator with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binary {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
    Power,
    Contains,
    NotContains,
    AnyOf,
    AllOf,
    NoneOf,
}

impl Binary {
    /// The operator that says the same with its operands exchanged.
    pub(crate) fn exchanged(self) -> Option<Self> {
        Some(match self {
            Self::Equal | Self::NotEqual => self,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            _ => return None,
        })
    }
}

impl Expression {
    /// Hands over the name of every variable.
    pub(crate) fn variables<'e>(&'e self, take: &mut impl FnMut(&'e str)) {
        match self {
            Self::Constant(_) => {}
            Self::Variable(name) => take(name),
            Self::List(all) | Self::Call(_, all) => {
                for one in all {
                    one.variables(take);
                }
            }
            Self::Unary(_, one) => one.variables(take),
            Self::Binary(_, one, other) => {
                one.variables(take);
                other.variables(take);
            }
        }
    }
}
