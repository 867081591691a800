//! How stored answers are read: questions, rows and options by what they were called, of every version.

use crate::words::{answers::words, language};
use serde_json::Value;

/// What the columns of a form's answers mean, as the server's codebook says.
#[derive(Debug)]
pub(super) struct Book {
    entries: Vec<Value>,
}

/// A text member; empty where there is none.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// A list member.
pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// A text in the reader's language, or any there is.
pub(super) fn local(texts: &Value) -> &str {
    let all = texts.as_object();
    let found = [language(), "en"].into_iter().find_map(|tag| all?.get(tag));
    let found = found.or_else(|| all?.values().next());
    found.and_then(Value::as_str).unwrap_or_default()
}

/// A question, as lists show it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) title: String,
    /// Whether the newest version asks it.
    pub(super) is_current: bool,
}

impl Book {
    pub(super) fn of(codebook: &Value) -> Self {
        Self {
            entries: list(codebook, "columns").to_vec(),
        }
    }

    /// The questions, in the order of the newest version.
    pub(super) fn questions(&self) -> Vec<Asked> {
        let newest = self.newest();
        let mut asked: Vec<Asked> = Vec::new();
        for entry in &self.entries {
            let id = text(entry, "question");
            if id.is_empty() || asked.iter().any(|one| one.id == id) {
                continue;
            }
            asked.push(Asked {
                id: id.to_owned(),
                kind: text(entry, "type").to_owned(),
                title: self.question(id),
                is_current: list(entry, "versions").first() == Some(&newest),
            });
        }
        asked
    }

    fn newest(&self) -> Value {
        let versions = self
            .entries
            .iter()
            .flat_map(|entry| list(entry, "versions"));
        let newest = versions.filter_map(Value::as_i64).max();
        newest.map_or(Value::Null, Value::from)
    }

    /// The versions there are, the newest first.
    pub(super) fn versions(&self) -> Vec<i64> {
        let versions = self
            .entries
            .iter()
            .flat_map(|entry| list(entry, "versions"));
        let mut versions: Vec<i64> = versions.filter_map(Value::as_i64).collect();
        versions.sort_unstable();
        versions.dedup();
        versions.reverse();
        versions
    }

    /// The languages of the form.
    pub(super) fn locales(&self) -> Vec<String> {
        let mut locales: Vec<String> = Vec::new();
        for entry in &self.entries {
            for tag in entry["title"]
                .as_object()
                .into_iter()
                .flat_map(|title| title.keys())
            {
                if !locales.contains(tag) {
                    locales.push(tag.clone());
                }
            }
        }
        locales
    }

    fn entries_of<'a>(&'a self, question: &'a str) -> impl Iterator<Item = &'a Value> {
        let entries = self.entries.iter();
        entries.filter(move |entry| text(entry, "question") == question)
    }

    /// What a question asks; its id where that is not known.
    pub(super) fn question(&self, id: &str) -> String {
        let entry = self.entries_of(id).next();
        let Some(entry) = entry else {
            return id.to_owned();
        };
        let (title, part) = (local(&entry["title"]), local(&entry["part"]));
        let whole = title.strip_suffix(part).unwrap_or(title);
        whole.trim_end_matches(" – ").to_owned()
    }

    /// The options of a question, by id and title.
    pub(super) fn options(&self, question: &str) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        for option in self
            .entries_of(question)
            .flat_map(|entry| list(entry, "options"))
        {
            let id = text(option, "id");
            if !found.iter().any(|(one, _)| one == id) {
                found.push((id.to_owned(), local(&option["title"]).to_owned()));
            }
        }
        found
    }

    fn option(&self, question: &str, id: &str) -> String {
        let options = self.options(question);
        let found = options
            .into_iter()
            .find(|(one, title)| one == id && !title.is_empty());
        found.map_or_else(|| id.to_owned(), |(_, title)| title)
    }

    /// The calculated values: name, title and bands.
    pub(super) fn results(&self) -> Vec<(String, String, Vec<(String, String)>)> {
        let mut results: Vec<(String, String, Vec<(String, String)>)> = Vec::new();
        for entry in &self.entries {
            let Some(name) = text(entry, "column").strip_prefix("result.") else {
                continue;
            };
            if !text(entry, "question").is_empty() {
                continue;
            }
            let (name, is_band) = match name.strip_suffix(".band") {
                Some(name) => (name, true),
                None => (name, false),
            };
            if is_band {
                let options = list(entry, "options").iter();
                let bands = options
                    .map(|one| (text(one, "id").to_owned(), local(&one["title"]).to_owned()));
                if let Some(result) = results.iter_mut().find(|(one, ..)| one == name) {
                    result.2 = bands.collect();
                }
            } else {
                let title = match local(&entry["title"]) {
                    "" => name,
                    title => title,
                };
                results.push((name.to_owned(), title.to_owned(), Vec::new()));
            }
        }
        results
    }

    /// What a part of a question is called: `row`, or `row.column`.
    fn part(&self, question: &str, part: &str) -> String {
        let column = format!("{question}.{part}");
        let entry = self.entries.iter().find(|entry| {
            let name = text(entry, "column");
            name == column
                || name
                    .strip_prefix(&column)
                    .is_some_and(|rest| rest.starts_with('.'))
        });
        match entry.map(|entry| local(&entry["part"])) {
            None | Some("") => part.to_owned(),
            Some(title) => title.to_owned(),
        }
    }

    /// What was given to a question, in a line.
    pub(super) fn given(&self, question: &str, given: &Value) -> String {
        let mut line = match &given["answer"] {
            Value::Null => String::new(),
            answer => self.answer(question, answer),
        };
        for (_, words) in given["texts"].as_object().into_iter().flatten() {
            line.push_str(": ");
            line.push_str(words.as_str().unwrap_or_default());
        }
        line
    }

    fn answer(&self, question: &str, answer: &Value) -> String {
        let value = &answer["value"];
        let ids = || {
            value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
        };
        match text(answer, "type") {
            "choice" => self.option(question, value.as_str().unwrap_or_default()),
            "choices" => joined(ids().map(|id| self.option(question, id)), ", "),
            "ranking" => joined(
                ids()
                    .enumerate()
                    .map(|(place, id)| format!("{}. {}", place + 1, self.option(question, id))),
                "  ",
            ),
            "yes_no" | "consent" => {
                let words = words();
                let word = if value == &Value::Bool(true) {
                    &words.yes
                } else {
                    &words.no
                };
                word.clone()
            }
            "date_range" => format!("{} – {}", text(value, "from"), text(value, "to")),
            "date_time" => value.as_str().unwrap_or_default().replace('T', " "),
            "address" => {
                let parts = ["street", "postal_code", "city", "region", "country"];
                let parts = parts
                    .into_iter()
                    .map(|part| text(value, part).replace('\n', ", "));
                joined(parts.filter(|part| !part.is_empty()), ", ")
            }
            "files" => {
                let files = value.as_array().into_iter().flatten();
                joined(files.map(|file| text(file, "name").to_owned()), ", ")
            }
            "signature" => match value["typed"].as_str() {
                Some(name) => name.to_owned(),
                None => words().signature_drawn.clone(),
            },
            "rows" => joined(
                members(value).map(|(row, answer)| {
                    format!(
                        "{}: {}",
                        self.part(question, row),
                        self.answer(question, answer)
                    )
                }),
                "; ",
            ),
            "table" => {
                let cells = members(value).flat_map(|(row, cells)| {
                    members(cells).map(move |(column, answer)| (format!("{row}.{column}"), answer))
                });
                joined(
                    cells.map(|(part, answer)| {
                        format!(
                            "{}: {}",
                            self.part(question, &part),
                            self.answer(question, answer)
                        )
                    }),
                    "; ",
                )
            }
            "group" => {
                let entries = value.as_array().into_iter().flatten().enumerate();
                joined(
                    entries.map(|(index, entry)| {
                        let fields = members(entry).map(|(inner, given)| self.given(inner, given));
                        format!("{}. {}", index + 1, joined(fields, ", "))
                    }),
                    "; ",
                )
            }
            _ => match value {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                other => other.to_string(),
            },
        }
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn joined(texts: impl Iterator<Item = String>, separator: &str) -> String {
    let mut line = String::new();
    for text in texts {
        if !line.is_empty() {
            line.push_str(separator);
        }
        line.push_str(&text);
    }
    line
}
