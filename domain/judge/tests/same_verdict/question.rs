//! Questions of chance, of every type, that pass the check.

use crate::asked::{Of, Variable};
use crate::chance::Chance;
use crate::form::words;
use crate::logic::{condition, decimal};
use serde_json::{Value, json};
use sonda_domain::Kind;

/// Types that a column of a matrix may have.
const COLUMNS: [Kind; 10] = [
    Kind::Text,
    Kind::Email,
    Kind::Phone,
    Kind::Url,
    Kind::Number,
    Kind::SingleChoice,
    Kind::YesNo,
    Kind::Rating,
    Kind::Date,
    Kind::Time,
];

/// Types that a group cannot hold.
const NOT_IN_GROUP: [Kind; 5] = [
    Kind::Group,
    Kind::Matrix,
    Kind::File,
    Kind::Signature,
    Kind::Hidden,
];

/// A question without logic of its own but that of its options and rows, and what can be looked at of it.
pub(crate) fn question(
    chance: &mut Chance,
    id: &str,
    kind: Kind,
    seen: &[Variable],
) -> (Value, Vec<Variable>) {
    let mut one = json!({"id": id, "type": kind.as_str(), "title": words(chance, seen)});
    if chance.percent(20) {
        one["help"] = words(chance, &[]);
    }
    let silent = matches!(kind, Kind::Statement | Kind::Hidden);
    if chance.percent(30) && !silent {
        one["required"] = json!(true);
    }
    if chance.percent(20) && !silent {
        one["comment"] = json!({});
        if chance.percent(50) {
            one["comment"]["max_length"] = json!(1 + chance.below(30));
        }
    }
    let variables = own(chance, &mut one, id, kind, seen);
    (one, variables)
}

/// The properties of a type.
fn own(
    chance: &mut Chance,
    one: &mut Value,
    id: &str,
    kind: Kind,
    seen: &[Variable],
) -> Vec<Variable> {
    let of = match kind {
        Kind::Text | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url => {
            if chance.percent(30) {
                one["max_length"] = json!(1 + chance.below(40));
            }
            Of::Text
        }
        Kind::Hidden => {
            let sources = [
                json!({"url": "ref"}),
                json!({"host": "customer"}),
                json!({"link": "order"}),
            ];
            one["source"] = chance.one(&sources);
            Of::Text
        }
        Kind::Number | Kind::Slider => {
            let low = chance.below(20) as i64 - 10;
            if kind == Kind::Slider || chance.percent(50) {
                one["min"] = json!(low);
                one["max"] = json!(low + 1 + chance.below(90) as i64);
            }
            if chance.percent(30) && kind == Kind::Number {
                one["min"] = json!("-10.25");
            }
            if chance.percent(50) {
                one["decimals"] = json!(chance.below(7));
            }
            if chance.percent(30) && kind == Kind::Number {
                one["currency"] = json!(chance.one(&["PLN", "EUR", "JPY", "KWD"]));
            }
            Of::Number
        }
        Kind::SingleChoice | Kind::MultipleChoice | Kind::Ranking => {
            return choice(chance, one, id, kind, seen);
        }
        Kind::YesNo => {
            if chance.percent(20) {
                one["quiz"] =
                    json!({"correct": [chance.one(&["yes", "no"])], "points": decimal(chance)});
            }
            let worth = Variable::new(format!("$value.{id}"), Of::Number);
            return vec![Variable::new(id, Of::Bool), worth];
        }
        Kind::Consent => {
            if chance.percent(50) {
                one["version"] = json!("2026-05");
            }
            Of::Bool
        }
        Kind::Signature => Of::Bool,
        Kind::Rating | Kind::Agreement | Kind::Bipolar => {
            if chance.percent(60) {
                one["steps"] = json!(2 + chance.below(9));
            }
            if kind == Kind::Rating && chance.percent(50) {
                one["icon"] = json!(chance.one(&["star", "heart", "smiley", "thumb", "number"]));
            }
            if kind == Kind::Bipolar || chance.percent(30) {
                one["low_label"] = words(chance, &[]);
                one["high_label"] = words(chance, &[]);
            }
            let worth = Variable::new(format!("$value.{id}"), Of::Number);
            return vec![Variable::new(id, Of::Number), worth];
        }
        Kind::Nps | Kind::Csat | Kind::Ces => Of::Number,
        Kind::Matrix => return matrix(chance, one, id, seen),
        Kind::Date | Kind::DateTime | Kind::DateRange => {
            if chance.percent(50) {
                one["earliest"] = json!("2026-01-01");
            }
            if chance.percent(30) {
                one["latest"] = json!("2026-12-31");
            }
            match kind {
                Kind::Date => Of::Date,
                Kind::DateTime => Of::DateTime,
                _ => {
                    let part = |part: &str| Variable::new(format!("{id}.{part}"), Of::Date);
                    return vec![part("from"), part("to")];
                }
            }
        }
        Kind::Time => Of::Time,
        Kind::Address => {
            let all = ["street", "postal_code", "city", "region", "country"];
            let mut parts = chance.some(&all);
            if parts.is_empty() {
                parts = vec!["street", "postal_code", "city", "country"];
            } else {
                one["parts"] = json!(parts);
            }
            let parts = parts.into_iter();
            return parts
                .map(|part| Variable::new(format!("{id}.{part}"), Of::Text))
                .collect();
        }
        Kind::File => {
            if chance.percent(50) {
                one["max_files"] = json!(1 + chance.below(4));
            }
            Of::Files
        }
        Kind::Statement => return Vec::new(),
        Kind::Group => return group(chance, one, id, seen),
    };
    vec![Variable::new(id, of)]
}

/// Options, and their ids.
fn options(chance: &mut Chance, seen: &[Variable], plain: bool) -> (Vec<Value>, Vec<String>) {
    let count = 1 + chance.below(5);
    let ids: Vec<String> = (1..=count).map(|number| format!("o{number}")).collect();
    let valued = chance.percent(40);
    let options = ids.iter().map(|id| {
        let mut option = json!({"id": id, "title": words(chance, &[])});
        if chance.percent(15) && !plain && !seen.is_empty() {
            option["visible_if"] = condition(chance, seen);
        }
        if valued && chance.percent(80) {
            option["value"] = decimal(chance);
        }
        option
    });
    (options.collect(), ids)
}

fn choice(
    chance: &mut Chance,
    one: &mut Value,
    id: &str,
    kind: Kind,
    seen: &[Variable],
) -> Vec<Variable> {
    let (mut options, ids) = options(chance, seen, false);
    let several = kind != Kind::SingleChoice;
    let valued = options.iter().any(|option| option.get("value").is_some());
    if kind == Kind::Ranking {
        for option in &mut options {
            option.as_object_mut().unwrap().remove("value");
        }
    } else {
        let last = options.len() - 1;
        if chance.percent(20) {
            options[last]["text"] = json!(true);
        }
        if kind == Kind::MultipleChoice && chance.percent(20) {
            options[last]["exclusive"] = json!(true);
        }
        let pictured = chance.percent(15);
        for option in options.iter_mut().filter(|_| pictured) {
            option["picture"] = json!("https://www.example.com/a.png");
        }
        if chance.percent(30) {
            let displays = ["list", "dropdown", "buttons", "pictures"];
            one["display"] = json!(chance.one(&displays[..3 + usize::from(pictured)]));
        }
        if chance.percent(20) {
            let correct = match kind {
                Kind::SingleChoice => vec![chance.one(&ids)],
                _ => ids[..=chance.below(ids.len())].to_vec(),
            };
            one["quiz"] = json!({"correct": correct, "points": chance.below(5)});
        }
    }
    if kind == Kind::MultipleChoice {
        if chance.percent(20) {
            one["max_chosen"] = json!(1 + chance.below(ids.len()));
        } else if chance.percent(20) {
            one["min_chosen"] = json!(1 + chance.below(ids.len()));
        }
        one["select_all"] = json!(chance.percent(20));
    }
    if chance.percent(30) {
        one["shuffled"] = json!(true);
    }
    one["options"] = json!(options);
    let mut variables = vec![Variable::new(
        id,
        if several {
            Of::Choices(ids)
        } else {
            Of::Choice(ids)
        },
    )];
    if kind == Kind::SingleChoice && valued {
        variables.push(Variable::new(format!("$value.{id}"), Of::Number));
    }
    variables
}

fn matrix(chance: &mut Chance, one: &mut Value, id: &str, seen: &[Variable]) -> Vec<Variable> {
    let cells = chance.one(&[
        "single", "multiple", "rating", "bipolar", "weighted", "columns",
    ]);
    if cells != "single" || chance.percent(50) {
        one["cells"] = json!(cells);
    }
    let count = 1 + chance.below(4);
    let weighed = cells == "weighted" && chance.percent(50) && count != 3;
    let mut rows = Vec::new();
    for number in 1..=count {
        let mut row = json!({"id": format!("r{number}"), "title": words(chance, &[])});
        if chance.percent(15) {
            row["visible_if"] = condition(chance, seen);
        }
        if weighed {
            row["weight"] = json!(format!("{}", 1.0 / count as f64));
        }
        if cells == "bipolar" {
            row["low_label"] = words(chance, &[]);
            row["high_label"] = words(chance, &[]);
        }
        rows.push(row);
    }
    one["rows"] = json!(rows);
    let mut inner = Vec::new();
    let mut ids = Vec::new();
    match cells {
        "single" | "multiple" => {
            let (options, own) = options(chance, seen, true);
            one["options"] = json!(options);
            ids = own;
        }
        "columns" => {
            let mut columns = Vec::new();
            for number in 1..=1 + chance.below(3) {
                let name = format!("c{number}");
                let kind = chance.one(&COLUMNS);
                let (mut column, variables) = question(chance, &name, kind, &[]);
                take(&mut column, &["comment", "quiz"]);
                columns.push(column);
                inner.extend(variables.into_iter().filter(|one| one.name == name));
            }
            one["questions"] = json!(columns);
        }
        _ if chance.percent(50) => one["steps"] = json!(2 + chance.below(9)),
        _ => {}
    }
    let mut variables = Vec::new();
    for row in 1..=count {
        let name = format!("{id}.r{row}");
        let part = |part: &str, of| Variable::new(format!("{name}.{part}"), of);
        match cells {
            "single" => variables.push(Variable::new(name, Of::Choice(ids.clone()))),
            "multiple" => variables.push(Variable::new(name, Of::Choices(ids.clone()))),
            "weighted" => {
                variables.extend([part("weight", Of::Number), part("rating", Of::Number)]);
            }
            "columns" => {
                let cells = inner.iter();
                variables.extend(cells.map(|column| part(&column.name, column.of.clone())));
            }
            _ => variables.push(Variable::new(name, Of::Number)),
        }
    }
    variables
}

fn take(question: &mut Value, properties: &[&str]) {
    for property in properties {
        question.as_object_mut().unwrap().remove(*property);
    }
}

fn group(chance: &mut Chance, one: &mut Value, id: &str, seen: &[Variable]) -> Vec<Variable> {
    if chance.percent(40) {
        one["min_entries"] = json!(chance.below(3));
    }
    if chance.percent(40) {
        one["max_entries"] = json!(2 + chance.below(4));
    }
    let mut questions = Vec::new();
    let mut inner: Vec<Variable> = Vec::new();
    for number in 1..=1 + chance.below(4) {
        let kind = chance.one(&Kind::ALL);
        if NOT_IN_GROUP.contains(&kind) {
            continue;
        }
        let (mut child, variables) = question(chance, &format!("i{number}"), kind, &[]);
        take(&mut child, &["quiz"]);
        let mut around = seen.to_vec();
        around.extend(inner.iter().cloned());
        if chance.percent(40) && !around.is_empty() {
            child["visible_if"] = condition(chance, &around);
        }
        questions.push(child);
        let worthless = |one: &Variable| !one.name.starts_with('$');
        inner.extend(variables.into_iter().filter(worthless));
    }
    if questions.is_empty() {
        let (child, variables) = question(chance, "i0", Kind::Number, &[]);
        questions.push(child);
        inner.extend(variables);
    }
    one["questions"] = json!(questions);
    vec![Variable::new(id, Of::Entries(inner))]
}
