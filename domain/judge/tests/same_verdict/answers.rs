//! Answers of chance: most fit their question, some are anything.

use crate::chance::Chance;
use serde_json::{Value, json};

const ANYTHING: [&str; 30] = [
    "",
    " ",
    "o1",
    "o9",
    "yes",
    "true",
    "false",
    "on",
    "0",
    "1",
    "5",
    "11",
    "-1",
    "12,5",
    "1 000,00",
    "0.000001",
    "1e9",
    "99999999999999999999999999999",
    "anna@",
    "12345",
    "a\r\nb",
    "a\u{0}b",
    "<script>alert(1)</script>",
    "żółć",
    "\u{202e}x",
    "💚💚💚",
    "2026-02-30",
    "24:00",
    "٣",
    "javascript:alert(1)",
];

/// Answers on their way.
pub(crate) struct Answers<'c> {
    pub(crate) chance: &'c mut Chance,
    pub(crate) entries: Value,
    /// In how many of a hundred fields anything may stand.
    pub(crate) wild: usize,
}

fn ids(list: &Value) -> Vec<&str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|one| one["id"].as_str()).collect()
}

impl Answers<'_> {
    /// Puts an answer to a question among the entries.
    pub(crate) fn answer(&mut self, question: &Value) {
        let id = question["id"].as_str().unwrap();
        // Nothing at all is an answer too.
        let missing = if question["required"] == true {
            self.wild
        } else {
            15
        };
        if self.chance.percent(missing) {
            return;
        }
        self.field(question, id);
        if question.get("comment").is_some() && self.chance.percent(50) {
            let comment = self
                .chance
                .one(&["So so", "żółć", "  ", "a line\nand another"]);
            self.entries[format!("{id}.comment")] = json!([comment]);
        }
    }

    fn put(&mut self, name: String, value: impl Into<String>) {
        let value = match self.chance.percent(self.wild) {
            true => self.chance.one(&ANYTHING).to_owned(),
            false => value.into(),
        };
        self.entries[name] = json!([value]);
    }

    fn scale(&mut self, question: &Value, usual: u64) -> String {
        let steps = question["steps"].as_u64().unwrap_or(usual).max(1);
        (1 + self.chance.below(steps as usize)).to_string()
    }

    /// The fields of one question, which begin with `name`.
    fn field(&mut self, question: &Value, name: &str) {
        let options = ids(&question["options"]);
        let owned = name.to_owned();
        match question["type"].as_str().unwrap() {
            "text" | "hidden" => {
                let value = self.chance.one(&["Anna", " a ", "12", "żółć", "ord-7"]);
                self.put(owned, value);
            }
            "long_text" => self.put(owned, "a line\r\nand another"),
            "email" => self.put(owned, "anna@example.com"),
            "phone" => self.put(owned, "+48 601 234 567"),
            "url" => {
                let value = self
                    .chance
                    .one(&["https://www.example.com/a?b=c", "example.com"]);
                self.put(owned, value);
            }
            "number" | "slider" => {
                let low = question["min"].as_i64().unwrap_or(0);
                let high = question["max"].as_i64().unwrap_or(low + 40);
                let within = low + self.chance.below((high - low).max(1) as usize) as i64;
                let text = match (self.chance.below(4), question["decimals"].as_u64()) {
                    (0, Some(1..)) => format!("{within},5"),
                    (1, Some(2..)) => format!("{within}.25"),
                    _ => within.to_string(),
                };
                self.put(owned, text);
            }
            "single_choice" => {
                let chosen = self.chance.one(&options);
                if question["options"][options.len() - 1]["text"] == true && self.chance.percent(50)
                {
                    self.put(format!("{name}.{}", options[options.len() - 1]), "my own");
                }
                self.put(owned, chosen);
            }
            "multiple_choice" => {
                let chosen = self.chance.some(&options);
                self.entries[owned] = json!(chosen);
            }
            "yes_no" => {
                let value = self.chance.one(&["yes", "no"]);
                self.put(owned, value);
            }
            "consent" => self.put(owned, "yes"),
            "rating" | "agreement" => {
                let step = self.scale(question, 5);
                self.put(owned, step);
            }
            "bipolar" => {
                let step = self.scale(question, 7);
                self.put(owned, step);
            }
            "nps" => {
                let step = self.chance.below(11).to_string();
                self.put(owned, step);
            }
            "csat" | "ces" => {
                let step = (1 + self.chance.below(5)).to_string();
                self.put(owned, step);
            }
            "matrix" => self.matrix(question, name),
            "ranking" => {
                let by = self.chance.below(options.len());
                for (place, option) in options.iter().enumerate() {
                    let place = (place + by) % options.len() + 1;
                    self.put(format!("{name}.{option}"), place.to_string());
                }
            }
            "date" => {
                let value =
                    self.chance
                        .one(&["2026-02-28", "2026-06-15", "2026-12-31", "2025-12-31"]);
                self.put(owned, value);
            }
            "time" => {
                let value = self.chance.one(&["00:00", "09:30", "23:59"]);
                self.put(owned, value);
            }
            "date_time" => {
                let value = self.chance.one(&["2026-02-28T09:30", "2026-06-15T00:00"]);
                self.put(owned, value);
            }
            "date_range" => {
                self.put(format!("{name}.from"), "2026-02-28");
                let to = self.chance.one(&["2026-02-28", "2026-06-15", "2026-01-15"]);
                self.put(format!("{name}.to"), to);
            }
            "address" => {
                let usual = json!(["street", "postal_code", "city", "country"]);
                let parts = question.get("parts").unwrap_or(&usual).as_array().unwrap();
                for part in parts {
                    let value = self.chance.one(&["Rynek 1", "00-001", "Łódź", "PL"]);
                    self.put(format!("{name}.{}", part.as_str().unwrap()), value);
                }
            }
            "file" => self.entries[owned] = json!(self.chance.some(&["u1", "u2", "u3"])),
            "signature" => match self.chance.percent(50) {
                true => self.put(owned, "M10 20L30 40"),
                false => self.put(format!("{name}.name"), "Anna Nowak"),
            },
            "group" => {
                let most = question["max_entries"].as_u64().unwrap_or(4);
                let count = self.chance.below(most as usize + 1);
                for index in 0..count {
                    for inner in question["questions"].as_array().unwrap() {
                        if self.chance.percent(90) {
                            let id = inner["id"].as_str().unwrap();
                            self.field(inner, &format!("{name}.{index}.{id}"));
                        }
                    }
                }
                self.put(owned, count.to_string());
            }
            _ => {}
        }
    }

    fn matrix(&mut self, question: &Value, name: &str) {
        let options = ids(&question["options"]);
        let rows = ids(&question["rows"]);
        let weight = ["1", "0.5", "", "0.25"][rows.len() - 1];
        for row in &rows {
            if self.chance.percent(5) {
                continue;
            }
            let field_name = format!("{name}.{row}");
            match question["cells"].as_str().unwrap_or("single") {
                "single" => {
                    let chosen = self.chance.one(&options);
                    self.put(field_name, chosen);
                }
                "multiple" => self.entries[field_name] = json!(self.chance.some(&options)),
                "columns" => {
                    for column in question["questions"].as_array().unwrap() {
                        let id = column["id"].as_str().unwrap();
                        self.field(column, &format!("{field_name}.{id}"));
                    }
                }
                cells => {
                    let step = self.scale(question, if cells == "bipolar" { 7 } else { 5 });
                    let given = question["rows"][0].get("weight").is_none();
                    if cells == "weighted" && given && !weight.is_empty() {
                        self.put(format!("{field_name}.weight"), weight);
                    }
                    self.put(field_name, step);
                }
            }
        }
    }
}
