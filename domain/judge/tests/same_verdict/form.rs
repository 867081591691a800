//! Forms of chance, most of which can be published.

use crate::answers::Answers;
use crate::asked::{Of, Variable};
use crate::chance::Chance;
use crate::logic::{condition, number, text};
use crate::question::question;
use serde_json::{Value, json};
use sonda_domain::Kind;

const LOCALES: [&str; 4] = ["en", "pl", "ar", "uk"];

/// A text, which may say what was answered to one of these.
pub(crate) fn words(chance: &mut Chance, seen: &[Variable]) -> Value {
    let mut english = chance.one(&["A title", "Wie?", "x"]).to_owned();
    if chance.percent(30) && !seen.is_empty() {
        let name = chance.one(seen).name;
        let said = !["$value", "$points", "$locale"]
            .iter()
            .any(|one| name.starts_with(one));
        if said {
            let without = chance.one(&["", "|you", "| nobody "]);
            english = format!("{english}, {{{{{name}{without}}}}}!");
        }
    }
    match chance.below(3) {
        0 => json!({ "en": english }),
        1 => json!({"en": english, "pl": format!("Tytuł: {english}")}),
        _ => json!({"en": english, "ar": "عنوان", "uk": "Назва"}),
    }
}

/// A form, answers to it, and what is known.
pub(crate) fn case(seed: u64) -> Value {
    let mut chance = Chance::new(seed);
    let chance = &mut chance;
    let mut content =
        json!({"locales": LOCALES, "fallback_locale": "en", "title": words(chance, &[])});
    content["known"] = json!(["contact.first_name", "link.order"]);
    let mut form = Form {
        seen: vec![
            Variable::new("$contact.first_name", Of::Text),
            Variable::new("$link.order", Of::Text),
            Variable::new("$locale", Of::Choice(LOCALES.map(str::to_owned).to_vec())),
        ],
        ..Form::default()
    };
    let paged = chance.percent(70);
    let mut pages: Vec<Value> = Vec::new();
    for page in 0..1 + chance.below(4) {
        pages.push(form.page(chance, page));
    }
    let last = pages.len();
    for (number, page) in pages.iter_mut().enumerate() {
        if paged && chance.percent(30) {
            page["next"] = jumps(chance, number, last, &form.until[number]);
        }
    }
    if paged {
        content["pages"] = json!(pages);
    } else {
        content["questions"] = pages[0]["questions"].take();
        form.seen = form.until[0].clone();
        form.asked
            .retain(|question| content["questions"].as_array().unwrap().contains(question));
    }
    if chance.percent(50) {
        content["layout"] = json!(chance.one(&["one_page", "pages", "one_question"]));
    }
    content["review"] = json!(chance.percent(20));
    let reached = |one: &Value| form.seen.iter().any(|seen| seen.name == one["id"]);
    let calculations: Vec<Value> = form
        .calculations
        .iter()
        .filter(|one| reached(one))
        .cloned()
        .collect();
    content["calculations"] = json!(calculations);
    let mut concluded = form.seen.clone();
    for question in &form.asked {
        if question.get("quiz").is_some() {
            let id = question["id"].as_str().unwrap();
            concluded.push(Variable::new(format!("$points.{id}"), Of::Number));
        }
    }
    if chance.percent(40) {
        score(chance, &mut content, &mut concluded);
    }
    endings(chance, &mut content, &concluded);
    let mut answers = Answers {
        entries: json!({}),
        wild: chance.one(&[0, 0, 1, 10]),
        chance,
    };
    for question in &form.asked {
        answers.answer(question);
    }
    let mut entries = answers.entries;
    if chance.percent(5) {
        entries[chance.one(&["zzz", "_key", "q1.zzz", "q1.comment", ""])] = json!(["x"]);
    }
    if chance.percent(15) {
        spoil(chance, &mut content);
    }
    json!({
        "content": content, "entries": entries, "seed": chance.below(5),
        "known": {"locale": chance.one(&LOCALES), "values": {"contact.first_name": "Anna", "link.order": "ord-7"}},
    })
}

/// A form on its way.
#[derive(Default)]
struct Form {
    /// What a condition may look at now.
    seen: Vec<Variable>,
    /// What it may look at after each page.
    until: Vec<Vec<Variable>>,
    /// All questions.
    asked: Vec<Value>,
    calculations: Vec<Value>,
}

impl Form {
    fn page(&mut self, chance: &mut Chance, number: usize) -> Value {
        let mut page = json!({"id": format!("p{number}")});
        if chance.percent(40) {
            page["title"] = words(chance, &self.seen);
        }
        if number > 0 && chance.percent(30) {
            page["visible_if"] = condition(chance, &self.seen);
        }
        let mut questions = Vec::new();
        for _ in 0..1 + chance.below(5) {
            let id = format!("q{}", self.asked.len() + questions.len());
            let kind = chance.one(&Kind::ALL);
            let (mut one, variables) = question(chance, &id, kind, &self.seen);
            if chance.percent(30) {
                one["visible_if"] = condition(chance, &self.seen);
            }
            if chance.percent(25) {
                self.begin(chance, &mut one, kind, &variables);
            }
            self.seen.extend(variables);
            questions.push(one);
            if chance.percent(10) {
                self.calculate(chance);
            }
        }
        // What is on the page, be it later, may be looked at by what is required and by rules.
        for one in &mut questions {
            let silent = matches!(one["type"].as_str(), Some("statement" | "hidden"));
            if chance.percent(15) && !silent {
                one["required_if"] = condition(chance, &self.seen);
            }
            if chance.percent(15) && one["type"] != "statement" {
                let message = words(chance, &[]);
                one["rules"] =
                    json!([{"valid_if": condition(chance, &self.seen), "message": message}]);
            }
        }
        self.until.push(self.seen.clone());
        self.asked.extend(questions.iter().cloned());
        page["questions"] = json!(questions);
        page
    }

    /// What a question begins with.
    fn begin(&self, chance: &mut Chance, one: &mut Value, kind: Kind, own: &[Variable]) {
        one["default"] = match (kind, own.first().map(|one| &one.of)) {
            (Kind::Statement | Kind::Hidden | Kind::Group | Kind::Matrix | Kind::Address, _) => {
                return;
            }
            (_, Some(Of::Number)) => match self.seen.iter().rfind(|seen| seen.is_number()) {
                Some(seen) => json!({"+": [{"var": seen.name}, chance.below(3)]}),
                None => one.get("max").cloned().unwrap_or(json!(1)),
            },
            (_, Some(Of::Text)) => text(chance, &self.seen),
            (Kind::YesNo, Some(Of::Bool)) => condition(chance, &self.seen),
            (_, Some(Of::Choice(ids))) => json!(chance.one(ids)),
            (Kind::MultipleChoice, Some(Of::Choices(ids))) => json!(chance.some(ids)),
            (_, Some(Of::Date)) => json!("2026-05-01"),
            _ => return,
        };
        if kind == Kind::DateRange {
            one.as_object_mut().unwrap().remove("default");
        }
    }

    /// A calculation of what was asked so far, which conditions may look at from here on.
    fn calculate(&mut self, chance: &mut Chance) {
        let id = format!("sum{}", self.calculations.len());
        let mut one = json!({"id": id, "value": number(chance, &self.seen)});
        let of = if chance.percent(20) {
            one["value"] = text(chance, &self.seen);
            Of::Text
        } else {
            one["bands"] = bands(chance);
            one["decimals"] = json!(chance.below(7));
            Of::Number
        };
        if of == Of::Number && !one["bands"].as_array().unwrap().is_empty() {
            let ids = ["low", "middle", "high"].map(str::to_owned).to_vec();
            self.seen
                .push(Variable::new(format!("$band.{id}"), Of::Choice(ids)));
        }
        self.seen.push(Variable::new(id, of));
        self.calculations.push(one);
    }
}

fn bands(chance: &mut Chance) -> Value {
    match chance.below(3) {
        0 => json!([]),
        1 => json!([
            {"id": "low", "to": "3.99", "title": words(chance, &[])},
            {"id": "middle", "from": 4, "to": "7.99", "title": words(chance, &[])},
            {"id": "high", "from": 8, "title": words(chance, &[])}
        ]),
        _ => json!([
            {"id": "low", "from": 0, "to": 0.5, "title": words(chance, &[])},
            {"id": "middle", "from": 0.6, "to": 5, "title": words(chance, &[])},
            {"id": "high", "from": 5.1, "to": 100, "title": words(chance, &[])}
        ]),
    }
}

/// A score over everything, the points of a quiz too.
fn score(chance: &mut Chance, content: &mut Value, seen: &mut Vec<Variable>) {
    let mut one =
        json!({"id": "score", "title": words(chance, &[]), "value": number(chance, seen)});
    one["bands"] = bands(chance);
    content["calculations"].as_array_mut().unwrap().push(one);
    seen.push(Variable::new("score", Of::Number));
}

fn endings(chance: &mut Chance, content: &mut Value, seen: &[Variable]) {
    let mut endings = Vec::new();
    for number in 0..chance.below(4) {
        let mut ending = json!({"id": format!("e{number}"), "title": words(chance, seen)});
        ending["visible_if"] = condition(chance, seen);
        endings.push(ending);
    }
    if chance.percent(60) {
        endings.push(
            json!({"id": "last", "title": words(chance, seen), "link": "https://www.example.com/"}),
        );
    }
    content["endings"] = json!(endings);
}

fn jumps(chance: &mut Chance, page: usize, pages: usize, seen: &[Variable]) -> Value {
    let mut jumps = Vec::new();
    for _ in 0..=chance.below(2) {
        let mut jump = json!({"if": condition(chance, seen)});
        let to = page + 1 + chance.below(4);
        if to < pages {
            jump["to"] = json!(format!("p{to}"));
        }
        jumps.push(jump);
    }
    json!(jumps)
}

/// Puts something wrong somewhere, which a draft may hold: the form still reads.
fn spoil(chance: &mut Chance, content: &mut Value) {
    let wrong = [
        json!({"==": [{"var": "nobody"}, 1]}),
        json!({"<": [{"var": "q0"}, "x", {"var": "q99"}]}),
        json!({"frobnicate": [1]}),
        json!({"/": [1, 0]}),
        json!({"+": ["a", []]}),
        json!({"var": "$points.q0"}),
        json!([1, {"in": [1, 2]}]),
        json!({"a": 1, "b": 2}),
    ];
    let wrong = chance.one(&wrong);
    let inside = if content.get("pages").is_some() {
        &mut content["pages"][0]
    } else {
        content
    };
    let count = inside["questions"].as_array().unwrap().len();
    let one = &mut inside["questions"][chance.below(count)];
    match chance.below(8) {
        0 => one["required_if"] = wrong,
        1 => one["visible_if"] = wrong,
        2 => one["default"] = wrong,
        3 => one["rules"] = json!([{"valid_if": wrong, "message": {"en": "no"}}]),
        4 => one["steps"] = json!(chance.below(20)),
        5 => one["title"] = json!({"pl": "{{nobody}}", "de": " "}),
        6 => one["id"] = json!("q1"),
        _ => {
            one["min"] = json!(5);
            one["max"] = json!("4.5");
            one["options"] = json!([{"id": "o1", "title": {"en": "{{q0"}}, {"id": "o1", "title": {"en": "b"}, "exclusive": true}]);
        }
    }
}
