//! The expressions of XLSForm, which are XPath 1.0 with `${name}` for questions.

mod lexer;
mod parser;

use rust_decimal::Decimal;

pub(super) use parser::parse;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    Number(Decimal),
    Text(String),
    /// `${name}`, or a path that leads to it.
    Question(String),
    /// `.`: the question itself.
    This,
    /// A plain name: a column of the sheet `choices`.
    Column(String),
    Call(String, Vec<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    Negative(Box<Expression>),
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
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
}

impl Operator {
    /// The operator with its operands exchanged.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}
