//! Conditions and calculations of chance that pass the check, with every operator there is.

use crate::asked::{Of, Variable};
use crate::chance::Chance;
use serde_json::{Value, json};

fn var(chance: &mut Chance, name: &str) -> Value {
    if chance.percent(10) {
        let path: Vec<&str> = name.split('.').collect();
        return json!({ "val": path });
    }
    json!({ "var": name })
}

/// A condition about some of these; true where there are none.
pub(crate) fn condition(chance: &mut Chance, seen: &[Variable]) -> Value {
    if seen.is_empty() {
        return json!(true);
    }
    match chance.below(14) {
        0 | 1 => json!({"and": [part(chance, seen), part(chance, seen)]}),
        2 | 3 => json!({"or": [part(chance, seen), part(chance, seen), part(chance, seen)]}),
        4 => json!({"!": [part(chance, seen)]}),
        5 => json!({"if": [part(chance, seen), part(chance, seen), part(chance, seen)]}),
        6 => json!({"?:": [part(chance, seen), false, part(chance, seen)]}),
        _ => part(chance, seen),
    }
}

fn part(chance: &mut Chance, seen: &[Variable]) -> Value {
    if chance.percent(15) {
        return json!({comparison(chance): [number(chance, seen), chance.below(12)]});
    }
    let one = chance.one(seen);
    if chance.percent(8) {
        return presence(chance, seen, &one);
    }
    let it = var(chance, &one.name);
    match &one.of {
        Of::Number => match chance.below(5) {
            0 => json!({chance.one(&["===", "!=="]): [it, null]}),
            1 => json!({"<=": [chance.below(5), it, chance.below(20)]}),
            2 => json!({chance.one(&["==", "!="]): [it, chance.below(12)]}),
            3 => json!({"<": [it, decimal(chance)]}),
            _ => json!({comparison(chance): [it, chance.below(12)]}),
        },
        Of::Text => match chance.below(5) {
            0 => json!({"!!": it}),
            1 => json!({"in": ["a", it]}),
            2 => json!({comparison(chance): [{"length": it}, chance.below(10)]}),
            3 => json!({"==": [{"substr": [it, 0, 1]}, "A"]}),
            _ => json!({equality(chance): [it, chance.one(&["Anna", "a", "12", "żółć", "ord-7"])]}),
        },
        Of::Bool => match chance.below(4) {
            0 => json!({"==": [it, chance.percent(50)]}),
            1 => json!({ "!": it }),
            2 => json!({"!==": [it, null]}),
            _ => it,
        },
        Of::Date => {
            json!({comparison(chance): [it, chance.one(&["2026-02-28", "2026-06-15", "2020-01-01"])]})
        }
        Of::Time => json!({comparison(chance): [it, chance.one(&["09:30", "23:59"])]}),
        Of::DateTime => {
            json!({comparison(chance): [it, chance.one(&["2026-02-28T09:30", "2026-06-15T00:00"])]})
        }
        Of::Choice(ids) => match chance.below(4) {
            0 => json!({"in": [it, chance.some(ids)]}),
            1 => json!({"in": [it, {"merge": [[chance.one(ids)], [chance.one(ids)]]}]}),
            2 => {
                json!({"==": [it, {"if": [{"!!": it}, chance.one(ids), chance.one(ids)]}]})
            }
            _ => json!({equality(chance): [it, chance.one(ids)]}),
        },
        Of::Choices(ids) => match chance.below(5) {
            0 => {
                json!({chance.one(&["some", "all", "none"]): [it, {"==": [{"var": ""}, chance.one(ids)]}]})
            }
            1 => json!({comparison(chance): [{"length": it}, chance.below(3)]}),
            2 => it,
            _ => json!({"in": [chance.one(ids), it]}),
        },
        Of::Files => json!({comparison(chance): [{"length": it}, chance.below(3)]}),
        Of::Entries(inner) => entries(chance, &it, inner),
    }
}

fn presence(chance: &mut Chance, seen: &[Variable], one: &Variable) -> Value {
    let other = chance.one(seen).name;
    let name = &one.name;
    match chance.below(3) {
        0 => json!({"exists": name.split('.').collect::<Vec<_>>()}),
        1 => json!({"!": {"missing": [name, other]}}),
        _ => json!({"==": [{"length": {"missing_some": [1, [name, other]]}}, 0]}),
    }
}

fn entries(chance: &mut Chance, list: &Value, inner: &[Variable]) -> Value {
    let quantifier = chance.one(&["some", "all", "none"]);
    match chance.below(3) {
        0 => json!({quantifier: [list, part(chance, inner)]}),
        1 => {
            json!({comparison(chance): [{"length": {"filter": [list, part(chance, inner)]}}, chance.below(3)]})
        }
        _ => json!({comparison(chance): [{"length": list}, chance.below(3)]}),
    }
}

fn comparison(chance: &mut Chance) -> &'static str {
    chance.one(&["<", "<=", ">", ">="])
}

fn equality(chance: &mut Chance) -> &'static str {
    chance.one(&["==", "!=", "===", "!=="])
}

pub(crate) fn decimal(chance: &mut Chance) -> Value {
    let units = chance.below(2_000) as f64 - 500.0;
    match chance.below(3) {
        0 => json!(units / 100.0),
        1 => json!(units / 10.0),
        _ => json!(units as i64),
    }
}

/// A number computed from some of these.
pub(crate) fn number(chance: &mut Chance, seen: &[Variable]) -> Value {
    let numbers: Vec<Variable> = seen.iter().filter(|one| one.is_number()).cloned().collect();
    let lists: Vec<&Variable> = seen
        .iter()
        .filter(|one| matches!(one.of, Of::Entries(_) | Of::Choices(_)))
        .collect();
    if numbers.is_empty() || (chance.percent(15) && !lists.is_empty()) {
        return match lists.is_empty() {
            true => json!({"round": [{"/": [decimal(chance), 3]}, 2]}),
            false => of_list(chance, &lists),
        };
    }
    let (a, b) = (chance.one(&numbers), chance.one(&numbers));
    let (a, b) = (var(chance, &a.name), var(chance, &b.name));
    match chance.below(16) {
        0 => json!({"+": [a, b, decimal(chance)]}),
        1 => json!({"-": [a, b]}),
        2 => json!({"*": [a, decimal(chance)]}),
        3 => json!({"/": [a, 7]}),
        4 => json!({"/": [a, b]}),
        5 => json!({"%": [a, 4]}),
        6 => json!({"max": [a, b]}),
        7 => json!({"min": [a, 5, b]}),
        8 => json!({"sum": [a, {"*": [0.3, b]}]}),
        9 => json!({"mean": [a, b]}),
        10 => json!({"round": [{"*": [a, 1.005]}, 2]}),
        11 => json!({"??": [a, b, 0]}),
        12 => json!({"if": [{">": [a, 3]}, b, 1]}),
        13 => json!({"-": a}),
        14 => {
            json!({"reduce": [[1, 2, 3.5], {"+": [{"var": "accumulator"}, {"*": [{"var": "current"}, 2]}]}, 0]})
        }
        _ => json!({"*": [{"+": [a, 0.1]}, {"+": [b, 0.2]}]}),
    }
}

fn of_list(chance: &mut Chance, lists: &[&Variable]) -> Value {
    let one = *chance.one(&lists.iter().collect::<Vec<_>>());
    let list = var(chance, &one.name);
    let Of::Entries(inner) = &one.of else {
        return json!({"+": {"map": [list, {"+": [1, {"val": [[1], "index"]}]}]}});
    };
    match inner.iter().find(|inner| inner.is_number()) {
        Some(inner) => match chance.below(3) {
            0 => json!({"sum": {"map": [list, {"var": inner.name}]}}),
            1 => json!({"mean": [{"map": [list, {"var": inner.name}]}]}),
            _ => {
                let current = format!("current.{}", inner.name);
                json!({"reduce": [list, {"max": [{"var": "accumulator"}, {"var": current}]}, 0]})
            }
        },
        None => json!({ "length": list }),
    }
}

/// A text made of some of these.
pub(crate) fn text(chance: &mut Chance, seen: &[Variable]) -> Value {
    let said: Vec<&Variable> = seen
        .iter()
        .filter(|one| !matches!(one.of, Of::Choices(_) | Of::Files | Of::Entries(_)))
        .collect();
    if said.is_empty() {
        return json!({"cat": ["A", 1.5, true]});
    }
    let one = chance.one(&said.iter().collect::<Vec<_>>()).name.clone();
    match chance.below(3) {
        0 => json!({"cat": ["<", {"var": one}, ">"]}),
        1 => json!({"substr": [{"cat": [{"var": one}, "żółć"]}, -5, 3]}),
        _ => json!({"cat": [{"var": [one, "nothing"]}, "!"]}),
    }
}
