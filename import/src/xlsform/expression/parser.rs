//! From words to an expression.

use super::lexer::{Token, tokens};
use super::{Expression, Operator};

/// The deepest expression: brackets, calls and signs within each other.
const DEEPEST: usize = 40;

/// Reads an expression.
///
/// # Errors
/// What is not understood, in English.
pub(in crate::xlsform) fn parse(text: &str) -> Result<Expression, String> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
    };
    let expression = parser.binary(0)?;
    match parser.tokens.get(parser.at) {
        None => Ok(expression),
        Some(_) => Err("something follows the end of the expression".to_owned()),
    }
}

/// The most operators of one kind in a row.
const LONGEST: usize = 100;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

/// The operators from the loosest to the tightest.
const LEVELS: &[&[Operator]] = &[
    &[Operator::Or],
    &[Operator::And],
    &[Operator::Equal, Operator::NotEqual],
    &[
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
    ],
    &[Operator::Plus, Operator::Minus],
    &[Operator::Times, Operator::Divide, Operator::Modulo],
];

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn binary(&mut self, level: usize) -> Result<Expression, String> {
        let Some(operators) = LEVELS.get(level) else {
            return self.unary();
        };
        let mut left = self.binary(level + 1)?;
        let mut count = 0;
        while let Some(Token::Operator(operator)) = self.peek()
            && operators.contains(operator)
        {
            let operator = *operator;
            self.at += 1;
            // A chain of operators becomes as deep as it is long.
            count += 1;
            if count > LONGEST {
                return Err(format!("more than {LONGEST} operators in a row"));
            }
            let right = self.binary(level + 1)?;
            left = Expression::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expression, String> {
        if self.take(&Token::Operator(Operator::Minus)) {
            let inside = self.deeper(Self::unary)?;
            return Ok(match inside {
                Expression::Number(number) => Expression::Number(-number),
                inside => Expression::Negative(Box::new(inside)),
            });
        }
        self.primary()
    }

    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        if self.depth == DEEPEST {
            return Err(format!("brackets more than {DEEPEST} deep"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn primary(&mut self) -> Result<Expression, String> {
        let token = self.peek().cloned().ok_or("the expression ends early")?;
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Expression::Number(number)),
            Token::Text(text) => Ok(Expression::Text(text)),
            Token::Question(name) => Ok(Expression::Question(name)),
            Token::Open => {
                let inside = self.deeper(|parser| parser.binary(0))?;
                if self.take(&Token::Close) {
                    Ok(inside)
                } else {
                    Err("a bracket that does not end".to_owned())
                }
            }
            Token::Name(name) if self.take(&Token::Open) => {
                let arguments = self.deeper(Self::arguments)?;
                if name == "current" && arguments.is_empty() && self.peek() == Some(&Token::Slash) {
                    return self.path(None);
                }
                Ok(Expression::Call(name, arguments))
            }
            Token::Name(name) if self.peek() == Some(&Token::Slash) => self.path(Some(name)),
            Token::Name(name) => Ok(Expression::Column(name)),
            Token::Dot if self.peek() == Some(&Token::Slash) => self.path(None),
            Token::Dot => Ok(Expression::This),
            Token::Parent | Token::Slash => {
                self.at -= usize::from(token == Token::Slash);
                self.path(None)
            }
            token => Err(format!("{token:?} is not expected here")),
        }
    }

    fn arguments(&mut self) -> Result<Vec<Expression>, String> {
        let mut arguments = Vec::new();
        if self.take(&Token::Close) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.binary(0)?);
            if self.take(&Token::Close) {
                return Ok(arguments);
            }
            if !self.take(&Token::Comma) {
                return Err("a call that does not end".to_owned());
            }
        }
    }

    /// The rest of a path: it means the question that its last name is.
    fn path(&mut self, mut last: Option<String>) -> Result<Expression, String> {
        while self.take(&Token::Slash) {
            match self.peek().cloned() {
                Some(Token::Name(name)) => last = Some(name),
                Some(Token::Parent | Token::Dot) => last = None,
                _ => break,
            }
            self.at += 1;
        }
        if self.peek() == Some(&Token::Open) {
            return Err("paths with calls are not understood".to_owned());
        }
        last.map(Expression::Question)
            .ok_or_else(|| "a path that names no question".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    fn shown(expression: &Expression) -> String {
        match expression {
            Expression::Number(number) => number.to_string(),
            Expression::Text(text) => format!("'{text}'"),
            Expression::Question(name) => format!("${name}"),
            Expression::This => ".".to_owned(),
            Expression::Column(name) => name.clone(),
            Expression::Call(name, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(shown).collect();
                format!("{name}({})", arguments.join(" "))
            }
            Expression::Binary(operator, left, right) => {
                format!("({operator:?} {} {})", shown(left), shown(right))
            }
            Expression::Negative(inside) => format!("(- {})", shown(inside)),
        }
    }

    #[test]
    fn operators_bind_as_in_xpath() {
        for (text, tree) in [
            (
                "${a} = 'x' and ${b} > 1 or ${c}",
                "(Or (And (Equal $a 'x') (Greater $b 1)) $c)",
            ),
            ("1 + 2 * 3 - 4", "(Minus (Plus 1 (Times 2 3)) 4)"),
            ("${a} div 2 mod 3", "(Modulo (Divide $a 2) 3)"),
            ("-(${a}) = -1.50", "(Equal (- $a) -1.5)"),
            (
                ". > 10.51 and . < .5",
                "(And (Greater . 10.51) (Less . 0.5))",
            ),
            ("../zone = \"1_NW\"", "(Equal $zone '1_NW')"),
            ("/data/group/zone", "$zone"),
            ("current()/../zone", "$zone"),
            (
                "not(selected(., 'c') and selected(.,'d'))",
                "not((And selected(. 'c') selected(. 'd')))",
            ),
            (
                "count-selected(.) <= 3",
                "(LessOrEqual count-selected(.) 3)",
            ),
            (
                "state=${state} and or = 'and'",
                "(And (Equal state $state) (Equal or 'and'))",
            ),
            ("${a} = ‘x’", "(Equal $a 'x')"),
            ("today()", "today()"),
        ] {
            assert_eq!(
                parse(text).map(|tree| shown(&tree)).as_deref(),
                Ok(tree),
                "{text}"
            );
        }
        assert_eq!(parse("- 1"), Ok(Expression::Number(Decimal::from(-1))));
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
        let signs = "-".repeat(1_000);
        let long = "1+".repeat(1_000);
        for text in [
            "",
            "(",
            ")",
            "1 +",
            "${a",
            "'a",
            "f(",
            "f(1",
            "f(1,)",
            "a b",
            "#",
            "1.2.3",
            "..",
            "/",
            "instance('x')/root",
            "a[1]",
            "123456789012345678901234567890",
            &deep,
            &signs,
            &long,
        ] {
            assert!(parse(text).is_err(), "{}", &text[..text.len().min(40)]);
        }
    }
}
