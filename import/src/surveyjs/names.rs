//! Identifiers of all questions, before anything else is read: texts and expressions refer to them.

use super::node::below;
use super::slug::Taken;
use serde_json::Value;
use std::collections::BTreeMap;

/// The deepest panels in each other that are read.
pub(super) const MAX_DEPTH: usize = 16;

/// The most elements that are read.
const MOST: usize = 2_000;

/// Identifiers by the places of what they name.
#[derive(Default)]
pub(super) struct Names {
    ids: BTreeMap<String, String>,
    /// Names that a text can mention, in lower case, with their identifiers.
    said: BTreeMap<String, String>,
}

/// Something that needs an identifier.
struct Found {
    pointer: String,
    name: String,
    /// Whether a text can mention it.
    said: bool,
}

impl Names {
    /// Reads the names of a survey.
    pub(super) fn of(document: &Value) -> Self {
        let mut all = Vec::new();
        if let Some(values) = document["calculatedValues"].as_array() {
            for (index, value) in values.iter().enumerate().take(MOST) {
                let pointer = format!("/calculatedValues/{index}");
                push(&mut all, pointer, value, true);
            }
        }
        for (index, page) in list(&document["pages"]).iter().enumerate() {
            elements(&mut all, &format!("/pages/{index}"), page, 0);
        }
        elements(&mut all, "", document, 0);
        let mut names = Self::default();
        let mut taken = Taken::default();
        // Names that can stay as they are, first: no other name then takes them away.
        let (same, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|found| {
            let free = taken.is_free(&found.name);
            if free {
                names.add(found, &mut taken);
            }
            free
        });
        drop(same);
        for found in &others {
            names.add(found, &mut taken);
        }
        names
    }

    fn add(&mut self, found: &Found, taken: &mut Taken) {
        let id = taken.take(&found.name, 'q');
        if found.said {
            let name = found.name.to_lowercase();
            self.said.entry(name).or_insert_with(|| id.clone());
        }
        self.ids.insert(found.pointer.clone(), id);
    }

    /// The identifier of what is at that place.
    pub(super) fn id(&self, pointer: &str) -> Option<&str> {
        self.ids.get(pointer).map(String::as_str)
    }

    /// The identifier of what a text mentions.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        self.said
            .get(&name.trim().to_lowercase())
            .map(String::as_str)
    }

    /// Whether a text mentions a part of something.
    pub(super) fn mentions_part(&self, name: &str) -> bool {
        let name = name.trim().to_lowercase();
        let ends = name.match_indices(['.', '[']);
        let mut starts = ends.map(|(end, _)| &name[..end]);
        starts.any(|start| self.said.contains_key(start) || matches!(start, "panel" | "row"))
    }
}

/// What the statement of an expression goes by.
pub(super) fn shown(pointer: &str) -> String {
    format!("{pointer}/shown")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn push(all: &mut Vec<Found>, pointer: String, element: &Value, said: bool) {
    let name = element["name"].as_str().unwrap_or_default().to_owned();
    all.push(Found {
        pointer,
        name,
        said,
    });
}

fn elements(all: &mut Vec<Found>, pointer: &str, container: &Value, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    for property in ["elements", "questions"] {
        let place = below(pointer, property);
        for (index, element) in list(&container[property]).iter().enumerate() {
            if all.len() > MOST {
                return;
            }
            let pointer = below(&place, &index.to_string());
            let kind = element["type"].as_str().unwrap_or_default();
            push(
                all,
                pointer.clone(),
                element,
                !matches!(kind, "panel" | "html" | "image"),
            );
            if kind == "expression" {
                // The statement that says the value.
                let name = element["name"].as_str().unwrap_or_default();
                all.push(Found {
                    pointer: shown(&pointer),
                    name: format!("{name}-shown"),
                    said: false,
                });
            }
            if kind == "panel" {
                elements(all, &pointer, element, depth + 1);
            }
            for (number, item) in list(&element["items"]).iter().enumerate() {
                if kind == "multipletext" && all.len() <= MOST {
                    let name = format!(
                        "{}.{}",
                        element["name"].as_str().unwrap_or_default(),
                        item["name"].as_str().unwrap_or_default()
                    );
                    all.push(Found {
                        pointer: format!("{pointer}/items/{number}"),
                        name,
                        said: true,
                    });
                }
            }
        }
    }
}
