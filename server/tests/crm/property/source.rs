//! Sources of every kind, through transforms.

use super::chance::Chance;
use super::form::{OPTIONS, QUESTIONS};
use serde_json::{Map, Value, json};
use sonda_domain::{Content, Kind};

/// A source that is nested at most so deep.
pub(super) fn source(chance: &mut Chance, content: &Content, rows: &str, deepest: usize) -> Value {
    let nested = if deepest == 0 { 100 } else { chance.below(100) };
    let mut source = match nested {
        0..10 => {
            let of: Vec<Value> = several(chance, content, rows, deepest);
            json!({"first_of": of})
        }
        10..20 => {
            let separator = chance.one(&[" ", "\n", "", "; ", " – "]);
            let of: Vec<Value> = several(chance, content, rows, deepest);
            json!({"join": {"of": of, "separator": separator}})
        }
        _ => plain(chance, content, rows),
    };
    let count = chance.one(&[0, 0, 0, 0, 1, 1, 1, 2, 2, 3]);
    let kind = kind_of(&source, content);
    let through: Vec<Value> = (0..count)
        .map(|place| transform(chance, kind.filter(|_| place == 0), content, &source))
        .collect();
    if !through.is_empty() {
        source["through"] = json!(through);
    }
    source
}

fn several(chance: &mut Chance, content: &Content, rows: &str, deepest: usize) -> Vec<Value> {
    (0..=chance.below(3))
        .map(|_| source(chance, content, rows, deepest - 1))
        .collect()
}

fn question(chance: &mut Chance) -> String {
    match chance.percent(5) {
        true => "first".to_owned(),
        false => format!("q{}", 1 + chance.below(QUESTIONS - 1)),
    }
}

fn kind_of(source: &Value, content: &Content) -> Option<Kind> {
    let answer = source["answer"].as_str()?;
    Some(content.question(answer)?.kind)
}

fn plain(chance: &mut Chance, content: &Content, rows: &str) -> Value {
    let context = [
        "form",
        "version",
        "locale",
        "response",
        "link",
        "contact",
        "submitted_at",
        "page",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
    ];
    let calculations = ["whole", "part", "huge", "word", "flag", "maybe"];
    match chance.below(100) {
        0..35 => json!({"answer": question(chance)}),
        35..45 => part(chance, content),
        45..53 => {
            let commented = content.questions().filter(|one| one.comment.is_some());
            let ids: Vec<String> = commented.map(|one| one.id.as_str().to_owned()).collect();
            match ids.is_empty() {
                true => json!({"answer": question(chance)}),
                false => json!({"comment": chance.one(&ids)}),
            }
        }
        53..58 => {
            let answer = question(chance);
            let options = content
                .question(&answer)
                .map(|one| one.options.clone())
                .unwrap_or_default();
            let values: Map<String, Value> = options
                .iter()
                .map(|option| (option.id.as_str().to_owned(), counterpart(chance)))
                .collect();
            json!({"choice": {"answer": answer, "values": values}})
        }
        58..63 => json!({"constant": constant(chance)}),
        63..74 => json!({"context": chance.one(&context)}),
        // Of rows alone.
        74..80 if rows == "one" && chance.percent(95) => json!({"answer": question(chance)}),
        74..80 => {
            json!({"row": chance.one(&["question", "title", "type", "number", "text", "comment"])})
        }
        80..86 => json!({"result": chance.one(&calculations)}),
        86..90 => json!({"band": chance.one(&["whole", "maybe"])}),
        90..93 => json!({"link": "order"}),
        93..95 => json!({"contact": "first_name"}),
        95..97 => json!({"record": chance.one(&["earlier", "conditional"])}),
        _ => {
            let consents = content.questions().filter(|one| one.kind == Kind::Consent);
            let ids: Vec<String> = consents.map(|one| one.id.as_str().to_owned()).collect();
            match ids.first() {
                Some(id) => json!({"consent": id}),
                None => json!({"answer": "first"}),
            }
        }
    }
}

/// A part of an answer that has some.
fn part(chance: &mut Chance, content: &Content) -> Value {
    let mut parts: Vec<String> = Vec::new();
    for question in content.questions() {
        let id = question.id.as_str();
        let mut add = |part: &str| parts.push(format!("{id}.{part}"));
        match question.kind {
            Kind::Address => {
                let names = question.address_parts().iter();
                names.for_each(|part| add(part.as_str()));
            }
            Kind::DateRange => ["from", "to"].into_iter().for_each(add),
            Kind::Matrix => {
                for row in question.rows.iter().map(|row| row.id.as_str()) {
                    add(row);
                    ["c1", "c2", "weight"]
                        .iter()
                        .for_each(|column| add(&format!("{row}.{column}")));
                }
            }
            Kind::SingleChoice | Kind::MultipleChoice => add("a"),
            _ => {}
        }
    }
    match parts.is_empty() {
        true => json!({"answer": question(chance)}),
        false => json!({"part": chance.one(&parts)}),
    }
}

fn constant(chance: &mut Chance) -> Value {
    chance.one(&[
        json!("a"),
        json!(["a", "b"]),
        json!(7),
        json!(2.5),
        json!("2026-07-31"),
        json!("2026-07-31T12:00:00+02:00"),
        json!(true),
        json!("x".repeat(90)),
        json!("ola"),
    ])
}

fn counterpart(chance: &mut Chance) -> Value {
    chance.one(&[
        json!("a"),
        json!("b"),
        json!(null),
        json!(3),
        json!("yyy"),
        json!(true),
    ])
}

/// A transform: often one that is made for answers of that kind.
fn transform(chance: &mut Chance, kind: Option<Kind>, content: &Content, source: &Value) -> Value {
    if let Some(kind) = kind.filter(|_| chance.percent(85)) {
        match kind {
            Kind::Number | Kind::Slider | Kind::Rating | Kind::Nps => return number(chance),
            Kind::Date | Kind::DateTime => return date(chance),
            Kind::Phone | Kind::Text => {
                return chance.one(&[
                    json!({"phone": {"region": "PL"}}),
                    json!("trim"),
                    json!("title"),
                    json!("hash"),
                ]);
            }
            Kind::SingleChoice | Kind::MultipleChoice => {
                let id = source["answer"].as_str().unwrap_or_default();
                let options = content
                    .question(id)
                    .map(|one| one.options.clone())
                    .unwrap_or_default();
                let keys: Vec<String> = options
                    .iter()
                    .map(|one| one.id.as_str().to_owned())
                    .collect();
                return table(chance, &keys);
            }
            Kind::YesNo => return table(chance, &["yes".to_owned(), "no".to_owned()]),
            _ => {}
        }
    }
    let words = [
        "trim",
        "lower",
        "upper",
        "title",
        "first_name",
        "last_name",
        "hash",
    ];
    match chance.below(12) {
        0..5 => json!(chance.one(&words)),
        5 => json!({"phone": {"region": chance.one(&["PL", "DE", "US"])}}),
        6 | 7 => number(chance),
        8 => date(chance),
        9 => {
            let keys = chance.one(&[
                &OPTIONS[..],
                &["yes", "no"],
                &["1", "4.0", "10", "-7"],
                &["en", "pl"],
            ]);
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            table(chance, &keys)
        }
        _ => json!({"default": constant(chance)}),
    }
}

fn number(chance: &mut Chance) -> Value {
    let mark = chance.one(&[None, Some(","), Some(".")]);
    json!({"number": {"decimals": chance.below(11), "decimal_mark": mark}})
}

fn date(chance: &mut Chance) -> Value {
    let pieces = [
        "%Y", "%y", "%m", "%d", "%e", "%B", "%b", "%A", "%a", "%j", "%u", "%V", "%G", "%F", "%H",
        "%I", "%k", "%l", "%M", "%S", "%p", "%P", "%R", "%T", "%z", "%:z", "%Z", "%%", "%-d",
        "%_m", "%0e", "%^B", "%--d", "%Q", ". ", "żółw",
    ];
    let mut format = String::new();
    for _ in 0..=chance.below(4) {
        format += chance.one(&pieces);
    }
    let zone = chance.one(&[
        None,
        Some("Europe/Warsaw"),
        Some("Asia/Kathmandu"),
        Some("America/New_York"),
    ]);
    json!({"date": {"format": chance.percent(70).then_some(format), "zone": zone}})
}

fn table(chance: &mut Chance, keys: &[String]) -> Value {
    let mut values = Map::new();
    for key in keys {
        values.insert(key.clone(), counterpart(chance));
    }
    if chance.percent(20) {
        values.retain(|_, _| chance.percent(60));
    }
    match chance.below(3) {
        0 => json!({"table": {"values": values, "otherwise": counterpart(chance)}}),
        _ => json!({"table": {"values": values}}),
    }
}
