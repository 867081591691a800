//! A question of each type, with an answer at or inside of its limits.

use super::OPTIONS;
use crate::property::chance::Chance;
use serde_json::{Value, json};

pub(super) struct Asked {
    pub(super) question: Value,
    pub(super) entries: Vec<(String, String)>,
}

/// What a question is built and answered by.
struct Asking<'c> {
    chance: &'c mut Chance,
    id: String,
    /// Whether the conditions of the form hold.
    holds: bool,
    /// Whether it is answered, where it can be.
    answered: bool,
    entries: Vec<(String, String)>,
}

impl Asking<'_> {
    fn answer(&mut self, part: &str, value: impl Into<String>) {
        if self.answered {
            self.entries
                .push((format!("{}{part}", self.id), value.into()));
        }
    }

    fn title(&mut self) -> Value {
        let length = 1 + self.chance.below(60);
        let text = match self.chance.below(3) {
            0 => "Ż".repeat(length),
            1 => format!("A b\n{}", "ß".repeat(length)),
            _ => "Title of it".to_owned(),
        };
        json!({"en": text, "pl": "Tytuł"})
    }

    /// Options or rows, and those that are shown.
    fn parts(&mut self, most: usize, conditional: bool) -> (Vec<Value>, Vec<&'static str>) {
        let mut shown = Vec::new();
        let count = 1 + self.chance.below(most);
        let parts = OPTIONS[..count].iter().map(|id| {
            let mut part = json!({"id": id, "title": self.title()});
            let hides = conditional && self.chance.percent(30);
            if hides {
                part["visible_if"] = condition();
            }
            if !hides || self.holds {
                shown.push(*id);
            }
            part
        });
        (parts.collect(), shown)
    }
}

pub(super) fn condition() -> Value {
    json!({"==": [{"var": "first"}, true]})
}

const TYPES: [&str; 29] = [
    "text",
    "long_text",
    "email",
    "phone",
    "url",
    "number",
    "number",
    "single_choice",
    "single_choice",
    "multiple_choice",
    "yes_no",
    "rating",
    "nps",
    "csat",
    "ces",
    "agreement",
    "bipolar",
    "slider",
    "matrix",
    "ranking",
    "date",
    "time",
    "date_time",
    "date_range",
    "address",
    "file",
    "signature",
    "consent",
    "hidden",
];

pub(super) fn question(chance: &mut Chance, index: usize, holds: bool, reached: bool) -> Asked {
    let kind = chance.one(&TYPES);
    let is_hidden = kind == "hidden";
    let required = !is_hidden && chance.percent(50);
    let depends = chance.percent(20);
    let required_if = !is_hidden && chance.percent(10);
    let shown = reached && (!depends || holds);
    let must = required || (required_if && holds);
    let answered = shown && (must || chance.percent(60));
    let mut asking = Asking {
        chance,
        id: format!("q{index}"),
        holds,
        answered,
        entries: Vec::new(),
    };
    let mut question =
        json!({"id": asking.id, "type": kind, "title": asking.title(), "required": required});
    if depends {
        question["visible_if"] = condition();
    }
    if required_if {
        question["required_if"] = condition();
    }
    match kind {
        "text" | "long_text" | "email" | "phone" | "url" | "hidden" => {
            text(&mut asking, kind, &mut question);
        }
        "number" | "slider" => number(&mut asking, kind, &mut question),
        "rating" | "nps" | "csat" | "ces" | "agreement" | "bipolar" => {
            scale(&mut asking, kind, &mut question);
        }
        "single_choice" | "multiple_choice" | "ranking" => {
            choice(&mut asking, kind, &mut question);
        }
        "matrix" => matrix(&mut asking, &mut question),
        _ => other(&mut asking, kind, &mut question),
    }
    if !is_hidden && asking.chance.percent(25) {
        let longest = 1 + asking.chance.below(200);
        question["comment"] = json!({"max_length": longest});
        asking.answered = shown;
        asking.answer(".comment", "ł".repeat(longest));
    }
    Asked {
        question,
        entries: asking.entries,
    }
}

fn text(asking: &mut Asking<'_>, kind: &str, question: &mut Value) {
    let longest = 1 + asking.chance.below(300);
    match kind {
        "email" => {
            let longest = longest.max(6);
            question["max_length"] = json!(longest);
            let local = (longest - 5).min(60);
            asking.answer("", format!("{}@b.co", "e".repeat(local)));
        }
        "phone" => {
            let (region, numbers): (Option<&str>, &[&str]) = asking.chance.one(&[
                (
                    Some("PL"),
                    &["501234567", "601 234 567", "501234567 ext. 1234567"][..],
                ),
                (Some("DE"), &["030 901820"][..]),
                (
                    None,
                    &["+48 601 234 567", "601 234 567", "0048501234567"][..],
                ),
            ]);
            let number = asking.chance.one(numbers);
            question["max_length"] = json!(number.len() + asking.chance.below(5));
            if let Some(region) = region {
                question["region"] = json!(region);
            }
            asking.answer("", number);
        }
        "url" => {
            let start = "https://example.com/";
            question["max_length"] = json!(start.len() + longest);
            asking.answer("", format!("{start}{}", "u".repeat(longest)));
        }
        "hidden" => {
            question["max_length"] = json!(longest);
            question["source"] = match asking.chance.below(3) {
                0 => json!({"url": "ref"}),
                1 => json!({"host": "ref"}),
                _ => json!({"link": "order"}),
            };
            // What is too long is dropped.
            let length = longest + asking.chance.below(2);
            asking.answer("", "h".repeat(length));
        }
        _ => {
            question["max_length"] = json!(longest);
            let (length, letter) = (
                1 + asking.chance.below(longest),
                asking.chance.one(&["ż", "ß", "İ", "a"]),
            );
            let words = asking.chance.percent(50) && length > 2;
            let mut written = letter.repeat(length);
            if words {
                written = format!("{letter} {}", letter.repeat(length - 2));
            }
            if kind == "long_text" && asking.chance.percent(50) && length > 2 {
                written = format!("{letter}\n{}", letter.repeat(length - 2));
            }
            asking.answer("", written);
        }
    }
}

fn number(asking: &mut Asking<'_>, kind: &str, question: &mut Value) {
    let decimals = asking.chance.below(4);
    let bounded = kind == "slider" || asking.chance.percent(60);
    let currency = (kind == "number" && asking.chance.percent(30))
        .then(|| asking.chance.one(&["PLN", "JPY", "KWD"]));
    let places = match currency {
        Some(currency) => {
            question["currency"] = json!(currency);
            match currency {
                "PLN" => 2,
                "JPY" => 0,
                _ => 3,
            }
        }
        None => {
            question["decimals"] = json!(decimals);
            decimals
        }
    };
    let (least, width) = (asking.chance.between(-50, 50), asking.chance.between(1, 90));
    let most = least + width;
    let fraction = if places == 0 {
        String::new()
    } else {
        format!(".{}", "9".repeat(places))
    };
    if !bounded {
        let digits = "9".repeat(27 - places);
        let whole = asking.chance.one(&["-", ""]).to_owned() + &digits;
        asking.answer("", whole + &fraction);
        return;
    }
    let (least_only, most_only) = match kind {
        "number" => (asking.chance.percent(15), asking.chance.percent(15)),
        _ => (false, false),
    };
    if !most_only {
        question["min"] = json!(least);
    }
    if !least_only {
        question["max"] = json!(most);
    }
    let value = match asking.chance.below(3) {
        0 => least.to_string(),
        1 => most.to_string(),
        // Within the bounds, with all its decimals.
        _ if least >= 0 => format!("{least}{fraction}"),
        _ => format!("{}{fraction}", least + 1).replace("-0", "0"),
    };
    asking.answer("", value);
}

fn scale(asking: &mut Asking<'_>, kind: &str, question: &mut Value) {
    let steps = 2 + asking.chance.below(9);
    if matches!(kind, "rating" | "agreement" | "bipolar") {
        question["steps"] = json!(steps);
    }
    if kind == "bipolar" {
        question["low_label"] = json!({"en": "cold", "pl": "cold"});
        question["high_label"] = json!({"en": "warm", "pl": "warm"});
    }
    let (least, most) = match kind {
        "nps" => (0, 10),
        "csat" => (1, 5),
        "ces" => (1, 7),
        _ => (1, i64::try_from(steps).unwrap()),
    };
    let step = asking.chance.between(least, most);
    asking.answer("", step.to_string());
}

fn choice(asking: &mut Asking<'_>, kind: &str, question: &mut Value) {
    let (mut options, shown) = asking.parts(4, true);
    let texts = kind != "ranking" && asking.chance.percent(20);
    if texts {
        options[0]["text"] = json!(true);
    }
    if shown.is_empty() {
        question["options"] = json!(options);
        return;
    }
    let chosen = match kind {
        "single_choice" => vec![asking.chance.one(&shown)],
        "multiple_choice" => {
            let most = 1 + asking.chance.below(options.len());
            question["max_chosen"] = json!(most);
            shown[..shown.len().min(most)].to_vec()
        }
        _ => {
            for (place, id) in (1..).zip(&shown) {
                asking.answer(&format!(".{id}"), place.to_string());
            }
            Vec::new()
        }
    };
    for id in chosen {
        asking.answer("", id);
        if texts && id == OPTIONS[0] {
            asking.answer(".a", "o".repeat(150));
        }
    }
    question["options"] = json!(options);
}

fn matrix(asking: &mut Asking<'_>, question: &mut Value) {
    let cells = asking.chance.one(&[
        "single", "multiple", "rating", "bipolar", "weighted", "columns",
    ]);
    let (rows, shown) = asking.parts(3, true);
    question["cells"] = json!(cells);
    match cells {
        "single" | "multiple" => {
            let (options, _) = asking.parts(3, false);
            question["options"] = json!(options);
        }
        "bipolar" => {
            question["low_label"] = json!({"en": "cold", "pl": "cold"});
            question["high_label"] = json!({"en": "warm", "pl": "warm"});
        }
        "columns" => {
            let title = json!({"en": "C", "pl": "C"});
            question["questions"] = json!([
                {"id": "c1", "type": "number", "title": title, "decimals": 2},
                {"id": "c2", "type": "text", "title": title, "max_length": 90}]);
        }
        _ => {}
    }
    question["rows"] = json!(rows);
    let count = shown.len();
    for (place, row) in shown.into_iter().enumerate() {
        let row = format!(".{row}");
        match cells {
            "single" | "multiple" => asking.answer(&row, "a"),
            "columns" => {
                asking.answer(&format!("{row}.c1"), "12.25");
                asking.answer(&format!("{row}.c2"), "w".repeat(90));
            }
            _ => asking.answer(&row, "5"),
        }
        if cells == "weighted" {
            let weight = if place == 0 { "1" } else { "0" };
            asking.answer(&format!("{row}.weight"), weight);
        }
    }
    // Nothing of it is shown.
    if count == 0 {
        asking.entries.clear();
    }
}

fn other(asking: &mut Asking<'_>, kind: &str, question: &mut Value) {
    let days = ["2026-02-28", "0001-01-01", "9999-12-31"];
    match kind {
        "yes_no" => {
            let answer = asking.chance.one(&["yes", "no"]);
            asking.answer("", answer);
        }
        "consent" => {
            let version = 1 + asking.chance.below(100);
            question["version"] = json!("v".repeat(version));
            asking.answer("", "yes");
        }
        "date" => {
            let day = asking.chance.one(&days);
            asking.answer("", day);
        }
        "time" => {
            let time = asking.chance.one(&["00:00", "23:59"]);
            asking.answer("", time);
        }
        "date_time" => {
            let (day, time) = (
                asking.chance.one(&days),
                asking.chance.one(&["00:00", "23:59"]),
            );
            asking.answer("", format!("{day}T{time}"));
        }
        "date_range" => {
            asking.answer(".from", "0001-01-01");
            asking.answer(".to", "9999-12-31");
        }
        "address" => {
            for (part, value) in [
                (".street", "Długa 1\n2"),
                (".postal_code", "00-001"),
                (".city", "Warszawa"),
                (".country", "Polska"),
            ] {
                asking.answer(part, value);
            }
        }
        "file" => asking.answer("", "0198c0de-a"),
        "signature" => {
            let (part, value) = asking
                .chance
                .one(&[(".name", "Żaneta Żak"), ("", "M10 20L30 40")]);
            asking.answer(part, value);
        }
        _ => {}
    }
}
