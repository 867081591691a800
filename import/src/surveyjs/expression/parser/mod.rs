//! Reads expressions, by the grammar of survey-core (`expressions/grammar.pegjs`).
//!
//! As there, the words of operators need no space around them.

mod atom;

use super::tree::{Binary, Expression, Unary};

/// The deepest expression: brackets, lists and calls within each other.
const MAX_DEPTH: usize = 24;

/// The longest expression, in bytes.
const LONGEST: usize = 10_000;

/// The most operators and values of one expression.
const MOST_PARTS: usize = 1_000;

/// Why a text is no expression, in English.
pub(crate) type Fault = &'static str;

/// The expression that a text is.
///
/// # Errors
/// If it is none, or too large.
pub(crate) fn parse(text: &str) -> Result<Expression, Fault> {
    if text.len() > LONGEST {
        return Err("the expression is too long");
    }
    let mut parser = Parser {
        rest: text,
        depth: 0,
        parts: 0,
    };
    let expression = parser.expression()?;
    parser.space();
    if parser.rest.is_empty() {
        Ok(expression)
    } else {
        Err(NOT_READ)
    }
}

const NOT_READ: Fault = "the expression could not be read";

/// Operators with their words; of two that begin alike, the longer first.
type Words = &'static [(&'static str, Binary)];

const OR: Words = &[("||", Binary::Or), ("or", Binary::Or)];
const AND: Words = &[("&&", Binary::And), ("and", Binary::And)];
const COMPARISONS: Words = &[
    ("<=", Binary::LessOrEqual),
    ("lessorequal", Binary::LessOrEqual),
    (">=", Binary::GreaterOrEqual),
    ("greaterorequal", Binary::GreaterOrEqual),
    ("==", Binary::Equal),
    ("equal", Binary::Equal),
    ("=", Binary::Equal),
    ("!=", Binary::NotEqual),
    ("<>", Binary::NotEqual),
    ("notequal", Binary::NotEqual),
    ("<", Binary::Less),
    ("less", Binary::Less),
    (">", Binary::Greater),
    ("greater", Binary::Greater),
];
const SUMS: Words = &[("+", Binary::Plus), ("-", Binary::Minus)];
const PRODUCTS: Words = &[
    ("*", Binary::Times),
    ("/", Binary::Divide),
    ("%", Binary::Modulo),
];
const POWERS: Words = &[("^", Binary::Power), ("power", Binary::Power)];
const MEMBERSHIPS: Words = &[
    ("*=", Binary::Contains),
    ("contains", Binary::Contains),
    ("contain", Binary::Contains),
    ("notcontains", Binary::NotContains),
    ("notcontain", Binary::NotContains),
    ("anyof", Binary::AnyOf),
    ("allof", Binary::AllOf),
    ("noneof", Binary::NoneOf),
];

/// The operators from the loosest to the tightest.
const LEVELS: [Words; 7] = [OR, AND, COMPARISONS, SUMS, PRODUCTS, POWERS, MEMBERSHIPS];

struct Parser<'t> {
    rest: &'t str,
    depth: usize,
    parts: usize,
}

impl<'t> Parser<'t> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Passes over a sign, or a word in any case.
    fn word(&mut self, word: &str) -> bool {
        let found = self
            .rest
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word));
        if found {
            self.rest = &self.rest[word.len()..];
        }
        found
    }

    fn count(&mut self) -> Result<(), Fault> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err("the expression is too large");
        }
        Ok(())
    }

    fn expression(&mut self) -> Result<Expression, Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("the expression is nested too deeply");
        }
        let expression = self.level(&LEVELS);
        self.depth -= 1;
        expression
    }

    /// Operands joined by operators of one level, from left to right.
    fn level(&mut self, levels: &[Words]) -> Result<Expression, Fault> {
        let [words, tighter @ ..] = levels else {
            return self.factor();
        };
        let mut left = self.level(tighter)?;
        loop {
            let before = self.rest;
            self.space();
            let found = words.iter().find(|(word, _)| self.word(word));
            let Some((_, operator)) = found else {
                self.rest = before;
                return Ok(left);
            };
            self.count()?;
            // `*` and `+` could also begin `*=`; a word could also begin a longer one. Then no operand follows.
            match self.level(tighter) {
                Ok(right) => left = Expression::Binary(*operator, Box::new(left), Box::new(right)),
                Err(NOT_READ) => {
                    self.rest = before;
                    return Ok(left);
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    fn factor(&mut self) -> Result<Expression, Fault> {
        self.count()?;
        self.space();
        if self.word("(") {
            let inside = self.expression()?;
            return self.closed(')', inside);
        }
        if self.word("[") {
            let list = self.sequence(']')?;
            return Ok(Expression::List(list));
        }
        let before = self.rest;
        let name = self.letters();
        if !name.is_empty() && self.word("(") {
            let arguments = self.sequence(')')?;
            return Ok(Expression::Call(name.to_owned(), arguments));
        }
        self.rest = before;
        if self.word("!") || self.word("negate") {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err("the expression is nested too deeply");
            }
            let inside = self.factor()?;
            self.depth -= 1;
            return Ok(Expression::Unary(Unary::Not, Box::new(inside)));
        }
        let atom = self.atom()?;
        let before = self.rest;
        self.space();
        let operator = if self.word("empty") {
            Unary::Empty
        } else if self.word("notempty") {
            Unary::NotEmpty
        } else {
            self.rest = before;
            return Ok(atom);
        };
        Ok(Expression::Unary(operator, Box::new(atom)))
    }

    fn closed(&mut self, sign: char, inside: Expression) -> Result<Expression, Fault> {
        self.space();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                Ok(inside)
            }
            None => Err(NOT_READ),
        }
    }

    /// Expressions with commas between them, up to the sign.
    fn sequence(&mut self, end: char) -> Result<Vec<Expression>, Fault> {
        let mut all = Vec::new();
        self.space();
        if let Some(rest) = self.rest.strip_prefix(end) {
            self.rest = rest;
            return Ok(all);
        }
        loop {
            all.push(self.expression()?);
            self.space();
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
            } else if let Some(rest) = self.rest.strip_prefix(end) {
                self.rest = rest;
                return Ok(all);
            } else {
                return Err(NOT_READ);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::js::Js;
    use super::*;
    use Expression::{Call, Constant, Unary as One, Variable};

    fn two(operator: Binary, left: Expression, right: Expression) -> Expression {
        Expression::Binary(operator, Box::new(left), Box::new(right))
    }

    fn variable(name: &str) -> Expression {
        Variable(name.to_owned())
    }

    fn text(text: &str) -> Expression {
        Constant(Js::Text(text.to_owned()))
    }

    #[test]
    fn operators_bind_as_in_survey_core() {
        let equal = |name: &str, value| two(Binary::Equal, variable(name), text(value));
        assert_eq!(
            parse("{a} = 'x' or {b}=='y' and {c} = z"),
            Ok(two(
                Binary::Or,
                equal("a", "x"),
                two(Binary::And, equal("b", "y"), equal("c", "z"))
            ))
        );
        assert_eq!(
            parse("1 + 2 * {n} > -3.5"),
            Ok(two(
                Binary::Greater,
                two(
                    Binary::Plus,
                    Constant(Js::Number(1.0)),
                    two(Binary::Times, Constant(Js::Number(2.0)), variable("n"))
                ),
                Constant(Js::Number(-3.5))
            ))
        );
    }

    #[test]
    fn words_are_operators_in_any_case() {
        let empty = One(Unary::Empty, Box::new(variable("a b")));
        assert_eq!(parse(" {a b}  EMPTY "), Ok(empty));
        assert_eq!(
            parse("!({q} notempty)"),
            Ok(One(
                Unary::Not,
                Box::new(One(Unary::NotEmpty, Box::new(variable("q"))))
            ))
        );
        assert_eq!(
            parse("{q} notcontains [1, \"it\\'s\"]"),
            Ok(two(
                Binary::NotContains,
                variable("q"),
                Expression::List(vec![Constant(Js::Number(1.0)), text("it's")])
            ))
        );
        assert_eq!(
            parse("iif({a}, null, TRUE)"),
            Ok(Call(
                "iif".to_owned(),
                vec![variable("a"), Constant(Js::Null), Constant(Js::Bool(true))]
            ))
        );
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for bad in [
            "",
            "{a} =",
            "{a",
            "(1",
            "{a} = 'x\"",
            "{{a}}",
            "1 2",
            "f(1,",
            "{a} ! {b}",
            "='x'",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000));
        assert!(parse(&deep).is_err());
        assert!(parse(&"!".repeat(9_000)).is_err());
        assert!(parse(&"1+".repeat(4_000)).is_err());
        assert!(parse(&"x".repeat(20_000)).is_err());
    }
}
