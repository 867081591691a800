//! Expressions of chance about questions.

use super::chance::Chance;
use super::survey::{Asked, TEXTS};
use serde_json::Value;

/// A condition about these questions.
pub(crate) fn condition(chance: &mut Chance, asked: &[Asked]) -> String {
    match chance.below(10) {
        0 | 1 => format!("{} and {}", part(chance, asked), part(chance, asked)),
        2 | 3 => format!("{} or {}", part(chance, asked), part(chance, asked)),
        4 => format!(
            "({} or {}) && {}",
            part(chance, asked),
            part(chance, asked),
            part(chance, asked)
        ),
        5 => format!("!({})", part(chance, asked)),
        _ => part(chance, asked),
    }
}

/// A constant as an expression writes it.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{text}'"),
        other => other.to_string(),
    }
}

/// The value, or one that is like it.
fn like(chance: &mut Chance, value: &Value) -> String {
    match (chance.below(6), value) {
        (0, Value::Number(number)) => format!("'{number}'"),
        (1, Value::String(text)) => format!("'{}'", text.to_uppercase()),
        (2, Value::String(text)) => format!(" '{text} '"),
        _ => literal(value),
    }
}

fn comparison(chance: &mut Chance) -> &'static str {
    chance.one(&[
        "=",
        "==",
        "!=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "equal",
        "notequal",
        "less",
        "greaterorequal",
    ])
}

fn emptiness(chance: &mut Chance) -> &'static str {
    chance.one(&["empty", "notempty"])
}

fn part(chance: &mut Chance, asked: &[Asked]) -> String {
    let one = chance.one(asked);
    let name = &one.name;
    if chance.percent(12) {
        return format!("{{{name}}} {}", emptiness(chance));
    }
    if chance.percent(10) {
        return format!(
            "{} {} {}",
            number(chance, asked),
            comparison(chance),
            chance.below(12)
        );
    }
    match one.kind {
        "number" | "rating" if one.values[0].is_number() => match chance.below(5) {
            0 => {
                let others: Vec<_> = asked
                    .iter()
                    .filter(|other| other.kind == "number")
                    .collect();
                match others.is_empty() {
                    false => format!(
                        "{{{name}}} {} {{{}}}",
                        comparison(chance),
                        chance.one(&others).name
                    ),
                    true => format!("{{{name}}} > 2"),
                }
            }
            1 => format!("{{{name}}} {} 'abc'", comparison(chance)),
            2 => format!("{{{name}}}"),
            _ => {
                let value = chance.one(&one.values);
                format!("{{{name}}} {} {}", comparison(chance), like(chance, &value))
            }
        },
        "text" | "words" | "comment" => {
            let text = chance.one(&TEXTS);
            match chance.below(5) {
                0 => format!("{{{name}}} = ''"),
                1 => format!("{{{name}}} contains '{}'", &text[..1]),
                2 => format!("{{{name}}} notcontains '{}'", &text[..1]),
                3 => format!("{{{name}}} != '{text}'"),
                _ => format!("{{{name}}} = '{text}'"),
            }
        }
        "email" => format!("{{{name}}} = 'anna@example.org'"),
        "date" => format!("{{{name}}} {} '2026-03-01'", comparison(chance)),
        "boolean" if one.values[0].is_boolean() => match chance.below(5) {
            0 => format!("{{{name}}}"),
            1 => format!("!{{{name}}}"),
            2 => format!("{{{name}}} = 'true'"),
            3 => format!("{{{name}}} != true"),
            _ => format!("{{{name}}} = false"),
        },
        "radiogroup" | "dropdown" | "boolean" | "rating" => {
            let value = chance.one(&one.values);
            match chance.below(7) {
                0 => format!("{{{name}}} anyof [{}, 'red', 3]", literal(&value)),
                1 => format!("{{{name}}} noneof [{}, 'item 3']", literal(&value)),
                2 => format!("[{}, 2, 'a'] contains {{{name}}}", literal(&value)),
                3 => format!("{{{name}}} allof [{}]", literal(&value)),
                4 => format!("{} {} {{{name}}}", literal(&value), comparison(chance)),
                5 => format!("{{{name}}}"),
                _ => format!("{{{name}}} {} {}", comparison(chance), like(chance, &value)),
            }
        }
        "checkbox" | "tagbox" | "ranking" => several(chance, &one),
        "matrix" => {
            let row = chance.one(&one.rows);
            let value = chance.one(&one.values);
            format!(
                "{{{name}.{row}}} {} {}",
                comparison(chance),
                like(chance, &value)
            )
        }
        "matrixdropdown" => {
            let row = chance.one(&one.rows);
            match chance.below(3) {
                0 => format!("{{{name}.{row}.pick}} {} 2", comparison(chance)),
                1 => format!("{{{name}.{row}.count}} {} 3", comparison(chance)),
                _ => format!("{{{name}.{row}.say}} {}", emptiness(chance)),
            }
        }
        "paneldynamic" => match chance.below(5) {
            0 => format!("{{{name}[0].sort}} = 'a'"),
            1 => format!("{{{name}[1].count}} {} 2", comparison(chance)),
            2 => format!("sumInArray({{{name}}}, 'count') > 2"),
            3 => format!("countInArray({{{name}}}, 'label') >= 2"),
            _ => format!("{{{name}.length}} {} 2", comparison(chance)),
        },
        _ => match chance.below(3) {
            0 => format!("{{{name}.one}} = 'x'"),
            1 => format!("{{{name}.two}} {} 5", comparison(chance)),
            _ => format!("{{{name}.two}} {}", emptiness(chance)),
        },
    }
}

fn several(chance: &mut Chance, one: &Asked) -> String {
    let name = &one.name;
    let value = literal(&chance.one(&one.values));
    let other = literal(&chance.one(&one.values));
    if one.kind == "ranking" && chance.percent(40) {
        return format!("{{{name}[0]}} = {value}");
    }
    match chance.below(9) {
        0 => format!("{{{name}}} contains {value}"),
        1 => format!("{{{name}}} notcontains {value}"),
        2 => format!("{{{name}}} contains [{value}, {other}]"),
        3 => format!("{{{name}}} anyof [{value}, {other}, 'strange']"),
        4 => format!("{{{name}}} allof [{value}, {other}]"),
        5 => format!("{{{name}}} noneof [{value}, {other}]"),
        6 => format!("{{{name}}} = [{value}, {other}]"),
        7 => format!("{{{name}}} != [{value}]"),
        _ => format!("{{{name}.length}} >= 2"),
    }
}

/// A number that is computed.
pub(crate) fn number(chance: &mut Chance, asked: &[Asked]) -> String {
    let numbers: Vec<String> = asked
        .iter()
        .filter(|one| one.kind == "number" || (one.kind == "rating" && one.values[0].is_number()))
        .map(|one| format!("{{{}}}", one.name))
        .collect();
    if numbers.is_empty() {
        return "1 + 2 * 3".to_owned();
    }
    let (a, b) = (chance.one(&numbers), chance.one(&numbers));
    match chance.below(11) {
        0 => format!("{a} + {b}"),
        1 => format!("{a} - 2 * {b}"),
        2 => format!("{a} / {b}"),
        3 => format!("sum({a}, {b}, 1)"),
        4 => format!("avg({a}, {b})"),
        5 => format!("min({a}, {b})"),
        6 => format!("max({a}, {b}, 5)"),
        7 => format!("count({a}, {b})"),
        8 => format!("round({a} / 3, 2)"),
        9 => format!("iif({a} > 2, {b}, 1)"),
        _ => format!("{a} % 3"),
    }
}
