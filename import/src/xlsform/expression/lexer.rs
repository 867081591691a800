//! The words of an expression.

use super::Operator;
use rust_decimal::Decimal;

/// The most words of one expression.
const MOST: usize = 600;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(Decimal),
    Text(String),
    Question(String),
    Name(String),
    Operator(Operator),
    Open,
    Close,
    Comma,
    Slash,
    Dot,
    Parent,
}

impl Token {
    /// Whether an operand ends with it, so that `*`, `div` and their like after it are operators.
    fn ends_operand(&self) -> bool {
        matches!(
            self,
            Self::Number(_)
                | Self::Text(_)
                | Self::Question(_)
                | Self::Name(_)
                | Self::Close
                | Self::Dot
                | Self::Parent
        )
    }
}

/// The words of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if tokens.len() == MOST {
            return Err(format!("an expression of more than {MOST} words"));
        }
        let after_operand = tokens.last().is_some_and(Token::ends_operand);
        let (token, length) = if first.is_ascii_digit() || starts_decimal(rest) {
            number(rest)?
        } else if is_name_start(first) {
            name(rest, after_operand)
        } else {
            sign(rest, first, after_operand)?
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn starts_decimal(rest: &str) -> bool {
    let mut bytes = rest.bytes();
    bytes.next() == Some(b'.') && bytes.next().is_some_and(|byte| byte.is_ascii_digit())
}

fn number(rest: &str) -> Result<(Token, usize), String> {
    let digits = |c: char| !(c.is_ascii_digit() || c == '.');
    let length = rest.find(digits).unwrap_or(rest.len());
    let text = &rest[..length];
    // More digits would not survive JSON.
    let number = Decimal::from_str_exact(text.trim_end_matches('.')).ok();
    let number = number.filter(|number| number.mantissa().unsigned_abs() < 1_000_000_000_000_000);
    let number = number.ok_or_else(|| format!("`{text}` is no number of up to 15 digits"))?;
    Ok((Token::Number(number.normalize()), length))
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn name(rest: &str, after_operand: bool) -> (Token, usize) {
    let inside = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    let length = rest.find(inside).unwrap_or(rest.len());
    let name = &rest[..length];
    let operator = match name {
        _ if !after_operand => None,
        "and" => Some(Operator::And),
        "or" => Some(Operator::Or),
        "div" => Some(Operator::Divide),
        "mod" => Some(Operator::Modulo),
        _ => None,
    };
    let token = operator.map_or_else(|| Token::Name(name.to_owned()), Token::Operator);
    (token, length)
}

fn sign(rest: &str, first: char, after_operand: bool) -> Result<(Token, usize), String> {
    use Operator as O;
    for (sign, token) in [
        ("!=", Token::Operator(O::NotEqual)),
        ("<=", Token::Operator(O::LessOrEqual)),
        (">=", Token::Operator(O::GreaterOrEqual)),
        ("..", Token::Parent),
        ("=", Token::Operator(O::Equal)),
        ("<", Token::Operator(O::Less)),
        (">", Token::Operator(O::Greater)),
        ("+", Token::Operator(O::Plus)),
        ("-", Token::Operator(O::Minus)),
        ("−", Token::Operator(O::Minus)),
        ("(", Token::Open),
        (")", Token::Close),
        (",", Token::Comma),
        ("/", Token::Slash),
        (".", Token::Dot),
    ] {
        if rest.starts_with(sign) {
            return Ok((token, sign.len()));
        }
    }
    if first == '*' && after_operand {
        return Ok((Token::Operator(O::Times), 1));
    }
    if let Some(inside) = rest.strip_prefix("${") {
        let end = inside.find('}').ok_or("a `${` without its `}`")?;
        let name = inside[..end].trim().to_owned();
        return Ok((Token::Question(name), end + 3));
    }
    // Word processors bend quotes.
    let closing: &[char] = match first {
        '\'' | '‘' | '’' => &['\'', '‘', '’'],
        '"' | '“' | '”' => &['"', '“', '”'],
        _ => return Err(format!("`{first}` is not understood")),
    };
    let closing: &[char] = match first {
        '\'' | '"' => &closing[..1],
        _ => closing,
    };
    let inside = &rest[first.len_utf8()..];
    let end = inside.find(closing).ok_or("a quote that does not end")?;
    let quote = inside[end..].chars().next().map_or(0, char::len_utf8);
    let text = inside[..end].to_owned();
    Ok((Token::Text(text), first.len_utf8() + end + quote))
}
