//! What a condition can look at from its place: answers and their parts, calculations, and what is known.

use super::place::Place;
use crate::screens::panels::form::{self, Reader};
use crate::words::panels::Words;
use serde_json::Value;

/// What kind of value something has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// One of the options: ids and what they are called.
    Choice(Vec<(String, String)>),
    /// Several of them.
    Choices(Vec<(String, String)>),
    Bool,
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    Text,
    Date,
    Time,
    DateTime,
    /// Files, or the entries of a group.
    List,
}

/// Something that can be looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Subject {
    /// The path of its variable.
    pub(crate) path: String,
    /// What people call it.
    pub(crate) name: String,
    pub(crate) shape: Shape,
    /// Whether it can be looked at from here.
    pub(crate) is_seen: bool,
}

/// Everything a form has, with what can be looked at from one place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Subjects(pub(crate) Vec<Subject>);

impl Subjects {
    /// What can be looked at from `place`, named in the reader's language.
    pub(crate) fn of(reader: &Reader<'_>, place: &Place, words: &Words) -> Self {
        let mut subjects = Self::default();
        let sight = place.sight(reader.definition);
        for (number, question) in form::questions(reader.definition).iter().enumerate() {
            let is_seen = number < sight.questions;
            let path = question["id"].as_str().unwrap_or_default();
            let name = reader.name(question);
            subjects.answer(reader, question, path, &name, is_seen);
            if sight.inside == Some(number) {
                let inner = form::list(question, "questions").iter();
                for one in inner.take(sight.inner) {
                    let path = one["id"].as_str().unwrap_or_default();
                    subjects.answer(reader, one, path, &reader.name(one), true);
                }
            }
        }
        subjects.calculated(reader, &sight, words);
        subjects.known(reader, words);
        subjects
    }

    /// What there is at that path.
    pub(crate) fn get(&self, path: &str) -> Option<&Subject> {
        self.0.iter().find(|one| one.path == path)
    }

    /// Its kind of value.
    pub(crate) fn shape(&self, path: &str) -> Option<&Shape> {
        self.get(path).map(|one| &one.shape)
    }

    /// What can be looked at.
    pub(crate) fn seen(&self) -> impl DoubleEndedIterator<Item = &Subject> {
        self.0.iter().filter(|one| one.is_seen)
    }

    fn push(&mut self, path: &str, name: &str, shape: Shape, is_seen: bool) {
        if path.is_empty() || self.get(path).is_some() {
            return;
        }
        self.0.push(Subject {
            path: path.to_owned(),
            name: name.to_owned(),
            shape,
            is_seen,
        });
    }

    fn answer(
        &mut self,
        reader: &Reader<'_>,
        question: &Value,
        path: &str,
        name: &str,
        is_seen: bool,
    ) {
        if path.is_empty() {
            return;
        }
        let part = |part: &str| format!("{path}.{part}");
        let under = |part: &str| format!("{name} – {part}");
        match question["type"].as_str().unwrap_or_default() {
            "matrix" => {
                for row in form::list(question, "rows") {
                    let id = row["id"].as_str().unwrap_or_default();
                    let (path, name) = (part(id), under(&reader.name(row)));
                    match question["cells"].as_str().unwrap_or("single") {
                        "weighted" => {
                            let steps = scale(question);
                            self.push(&format!("{path}.rating"), &name, steps, is_seen);
                            let weight = Shape::Number {
                                min: Some(0.0),
                                max: Some(1.0),
                            };
                            self.push(
                                &format!("{path}.weight"),
                                &format!("{name} (%)"),
                                weight,
                                is_seen,
                            );
                        }
                        "columns" => {
                            for column in form::list(question, "questions") {
                                let id = column["id"].as_str().unwrap_or_default();
                                let name = format!("{name} – {}", reader.name(column));
                                self.answer(
                                    reader,
                                    column,
                                    &format!("{path}.{id}"),
                                    &name,
                                    is_seen,
                                );
                            }
                        }
                        "multiple" => {
                            self.push(
                                &path,
                                &name,
                                Shape::Choices(reader.options(question)),
                                is_seen,
                            );
                        }
                        "single" => {
                            self.push(
                                &path,
                                &name,
                                Shape::Choice(reader.options(question)),
                                is_seen,
                            );
                        }
                        _ => self.push(&path, &name, scale(question), is_seen),
                    }
                }
            }
            "date_range" => {
                self.push(&part("from"), &under("↦"), Shape::Date, is_seen);
                self.push(&part("to"), &under("⇥"), Shape::Date, is_seen);
            }
            "address" => {
                let parts: Vec<&str> = form::list(question, "parts")
                    .iter()
                    .filter_map(Value::as_str)
                    .collect();
                let usual = ["street", "postal_code", "city", "country"];
                for one in if parts.is_empty() { &usual[..] } else { &parts } {
                    self.push(&part(one), &under(one), Shape::Text, is_seen);
                }
            }
            _ => {
                if let Some(shape) = shape_of(reader, question) {
                    self.push(path, name, shape, is_seen);
                }
            }
        }
    }

    fn calculated(&mut self, reader: &Reader<'_>, sight: &super::place::Sight, words: &Words) {
        let questions = form::questions(reader.definition);
        for (number, question) in questions.iter().enumerate() {
            let is_seen = number < sight.questions;
            let id = question["id"].as_str().unwrap_or_default();
            let valued = form::list(question, "options")
                .iter()
                .any(|option| option["value"].is_number());
            if valued && question["type"] == "single_choice" {
                let name = words.logic_worth.replace("{q}", &reader.name(question));
                let shape = Shape::Number {
                    min: None,
                    max: None,
                };
                self.push(&format!("$value.{id}"), &name, shape, is_seen);
            }
            if question["quiz"].is_object() {
                let name = words.logic_points.replace("{q}", &reader.name(question));
                let shape = Shape::Number {
                    min: Some(0.0),
                    max: None,
                };
                self.push(&format!("$points.{id}"), &name, shape, sight.points);
            }
        }
        let calculations = form::list(&reader.definition["content"], "calculations");
        for (number, one) in calculations.iter().enumerate() {
            let id = one["id"].as_str().unwrap_or_default();
            let uses = uses(&one["value"], calculations, number);
            let is_seen = number < sight.calculations
                && uses.iter().all(|name| match name.as_str() {
                    "$points" => sight.points,
                    "$value" | "$band" => sight.points,
                    name => questions[..sight.questions.min(questions.len())]
                        .iter()
                        .any(|one| one["id"] == name),
                });
            let name = reader.name(one);
            let shape = Shape::Number {
                min: None,
                max: None,
            };
            self.push(id, &name, shape, is_seen);
            let bands = form::list(one, "bands");
            if !bands.is_empty() {
                let bands = reader.named(bands);
                let name = words.logic_band.replace("{q}", &name);
                self.push(&format!("$band.{id}"), &name, Shape::Choice(bands), is_seen);
            }
        }
    }

    fn known(&mut self, reader: &Reader<'_>, words: &Words) {
        for known in form::list(&reader.definition["content"], "known") {
            let Some(known) = known.as_str() else {
                continue;
            };
            let name = match known.split_once('.') {
                Some(("contact", name)) => words.logic_contact.replace("{q}", name),
                Some((_, name)) => words.logic_link.replace("{q}", name),
                None => continue,
            };
            self.push(&format!("${known}"), &name, Shape::Text, true);
        }
        let locales = reader.locales();
        if locales.len() > 1 {
            let locales = locales.into_iter().map(|tag| (tag.clone(), tag)).collect();
            self.push(
                "$locale",
                &words.logic_language,
                Shape::Choice(locales),
                true,
            );
        }
    }
}

/// The questions, by id, that a calculation depends on in the end, and the kinds of worth it uses.
fn uses(logic: &Value, calculations: &[Value], before: usize) -> Vec<String> {
    let mut names = Vec::new();
    form::variables(logic, &mut |path| names.push(path.to_owned()));
    let mut found = Vec::new();
    for path in names {
        let mut parts = path.split('.');
        let first = parts.next().unwrap_or_default();
        let name = match first {
            "$value" => parts.next().unwrap_or(first),
            "$band" => parts.next().unwrap_or(first),
            "$points" => "$points",
            name if name.starts_with('$') || name.is_empty() => continue,
            name => name,
        };
        let inner = calculations[..before.min(calculations.len())]
            .iter()
            .position(|one| one["id"] == name);
        match inner {
            Some(inner) => found.extend(uses(&calculations[inner]["value"], calculations, inner)),
            None => found.push(name.to_owned()),
        }
    }
    found
}

/// The steps of a scale.
fn scale(question: &Value) -> Shape {
    let steps = |usual: f64| question["steps"].as_f64().unwrap_or(usual);
    let (min, max) = match question["type"].as_str().unwrap_or_default() {
        "nps" => (0.0, 10.0),
        "csat" => (1.0, 5.0),
        "ces" => (1.0, 7.0),
        "bipolar" => (1.0, steps(7.0)),
        "matrix" if question["cells"] == "bipolar" => (1.0, steps(7.0)),
        _ => (1.0, steps(5.0)),
    };
    Shape::Number {
        min: Some(min),
        max: Some(max),
    }
}

/// The kind of value that one answer has.
pub(crate) fn shape_of(reader: &Reader<'_>, question: &Value) -> Option<Shape> {
    Some(match question["type"].as_str()? {
        "number" => Shape::Number {
            min: question["min"].as_f64(),
            max: question["max"].as_f64(),
        },
        "slider" => Shape::Number {
            min: Some(question["min"].as_f64().unwrap_or(0.0)),
            max: Some(question["max"].as_f64().unwrap_or(100.0)),
        },
        "rating" | "nps" | "csat" | "ces" | "agreement" | "bipolar" => scale(question),
        "single_choice" => Shape::Choice(reader.options(question)),
        "multiple_choice" | "ranking" => Shape::Choices(reader.options(question)),
        "yes_no" | "consent" | "signature" => Shape::Bool,
        "date" => Shape::Date,
        "time" => Shape::Time,
        "date_time" => Shape::DateTime,
        "file" | "group" => Shape::List,
        "statement" | "matrix" | "date_range" | "address" => return None,
        _ => Shape::Text,
    })
}
