//! The operators by name.

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Same,
    NotSame,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Not,
    Truth,
    And,
    Or,
    If,
    Ternary,
    Coalesce,
    Var,
    Val,
    Exists,
    Missing,
    MissingSome,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
    Max,
    Min,
    Cat,
    Substr,
    In,
    Merge,
    Map,
    Filter,
    Reduce,
    All,
    Some,
    None,
    Length,
    Sum,
    Mean,
    Round,
}

use Operator as O;

/// Every operator with its name in JSON.
pub(super) const OPERATORS: [(&str, Operator); 41] = [
    ("==", O::Equal),
    ("!=", O::NotEqual),
    ("===", O::Same),
    ("!==", O::NotSame),
    ("<", O::Less),
    ("<=", O::LessOrEqual),
    (">", O::Greater),
    (">=", O::GreaterOrEqual),
    ("!", O::Not),
    ("!!", O::Truth),
    ("and", O::And),
    ("or", O::Or),
    ("if", O::If),
    ("?:", O::Ternary),
    ("??", O::Coalesce),
    ("var", O::Var),
    ("val", O::Val),
    ("exists", O::Exists),
    ("missing", O::Missing),
    ("missing_some", O::MissingSome),
    ("+", O::Plus),
    ("-", O::Minus),
    ("*", O::Times),
    ("/", O::Divide),
    ("%", O::Modulo),
    ("max", O::Max),
    ("min", O::Min),
    ("cat", O::Cat),
    ("substr", O::Substr),
    ("in", O::In),
    ("merge", O::Merge),
    ("map", O::Map),
    ("filter", O::Filter),
    ("reduce", O::Reduce),
    ("all", O::All),
    ("some", O::Some),
    ("none", O::None),
    ("length", O::Length),
    ("sum", O::Sum),
    ("mean", O::Mean),
    ("round", O::Round),
];

impl Operator {
    /// The operator of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let found = OPERATORS.iter().find(|(known, _)| *known == name);
        found.map(|(_, operator)| *operator)
    }

    /// Its name in JSON.
    pub(super) fn name(self) -> &'static str {
        let found = OPERATORS.iter().find(|(_, operator)| *operator == self);
        found.map_or("", |(name, _)| name)
    }

    /// Whether its second argument is evaluated for each element of the first.
    pub(super) fn has_scope(self) -> bool {
        matches!(
            self,
            O::Map | O::Filter | O::Reduce | O::All | O::Some | O::None
        )
    }
}
