//! The elements of a page: questions, and panels with more of them.

use super::draft::{Draft, Pending};
use super::names::MAX_DEPTH;
use super::node::{Formula, Node};
use super::question::{Level, Reader};
use super::slug::Taken;
use super::survey::MOST_SUMS;
use serde_json::Value;
use sonda_domain::Kind;

/// The most questions of a form.
const MOST: usize = 500;

const TOO_MANY: &str = "there are more questions than a form can have";

/// The most questions of an entry.
const MOST_INNER: usize = 50;

/// What is around elements.
#[derive(Clone)]
pub(super) struct Container {
    /// When the panels around are shown.
    pub(super) conditions: Vec<Pending>,
    pub(super) depth: usize,
}

/// A calculation on its way.
pub(super) struct Sum {
    pub(super) id: String,
    /// The name in SurveyJS.
    pub(super) name: String,
    pub(super) formula: Formula,
    /// The decimal places it is rounded to.
    pub(super) places: Option<u32>,
}

/// What was read of a page.
#[derive(Default)]
pub(super) struct Elements {
    pub(super) drafts: Vec<Draft>,
    pub(super) sums: Vec<Sum>,
}

impl Reader<'_> {
    /// Elements of a page or panel.
    pub(super) fn elements(
        &mut self,
        list: &[(&Value, String)],
        around: &Container,
        all: &mut Elements,
    ) {
        for (value, pointer) in list {
            let Some(node) = Node::of(value, pointer.clone(), &mut self.losses) else {
                continue;
            };
            if self.read + all.drafts.len() >= MOST || all.sums.len() >= MOST_SUMS {
                self.losses.add(pointer, TOO_MANY);
                return;
            }
            let Some(id) = self.texts.names.id(pointer).map(str::to_owned) else {
                self.losses
                    .add(pointer, "too many elements, or too deep in each other");
                continue;
            };
            let kind = value["type"].as_str().unwrap_or_default();
            if kind == "panel" {
                self.panel(node, &id, around, all);
                continue;
            }
            let before = all.drafts.len();
            self.element(node, kind, &id, all);
            if self.read + all.drafts.len() > MOST {
                self.losses.add(pointer, TOO_MANY);
                all.drafts.truncate(MOST - self.read);
            }
            for draft in &mut all.drafts[before..] {
                draft.pending.extend(around.conditions.iter().cloned());
            }
        }
    }

    fn element(&mut self, node: Node<'_>, kind: &str, id: &str, all: &mut Elements) {
        let level = Level::Page;
        let draft = match kind {
            "text" => self.text(node, id, level),
            "comment" => self.comment(node, id, level),
            "radiogroup" | "dropdown" | "buttongroup" | "checkbox" | "tagbox" | "imagepicker"
            | "ranking" => self.choice(node, id, kind, level, &[]),
            "boolean" => self.boolean(node, id, level),
            "rating" => self.rating(node, id, level),
            "slider" => self.slider(node, id, level),
            "matrix" => self.matrix(node, id),
            "matrixdropdown" => self.table(node, id),
            "matrixdynamic" => self.dynamic_table(node, id),
            "paneldynamic" => self.group(node, id),
            "file" => self.file(node, id, level),
            "signaturepad" => self.signature(node, id, level),
            "html" => self.html(node, id, level),
            "multipletext" => {
                all.drafts.extend(self.multiple(node, id));
                None
            }
            "expression" => {
                let Some((draft, formula, places)) = self.expression(node, id) else {
                    return;
                };
                all.sums.push(Sum {
                    id: id.to_owned(),
                    name: draft.name.clone(),
                    formula,
                    places,
                });
                Some(draft)
            }
            kind => {
                let reason = format!("questions of the type `{kind}` have no counterpart");
                self.losses.add(&node.pointer, reason);
                None
            }
        };
        all.drafts.extend(draft);
    }

    /// A panel is flattened: its title becomes a statement, its conditions go to each of its questions.
    fn panel(&mut self, mut node: Node<'_>, id: &str, around: &Container, all: &mut Elements) {
        let mut inside = around.clone();
        inside.depth += 1;
        inside.conditions.extend(self.visibility(&mut node));
        if let Some(head) = self.head(&mut node, id) {
            all.drafts.push(Draft {
                pending: inside.conditions.clone(),
                ..head
            });
        }
        let list = node.list(&["elements", "questions"], &mut self.losses);
        if inside.depth > MAX_DEPTH {
            self.losses
                .add(&node.pointer, "panels are too deep in each other");
        } else {
            self.elements(&list, &inside, all);
        }
        node.close(&mut self.losses);
    }

    /// What a panel says of itself.
    fn head(&mut self, node: &mut Node<'_>, id: &str) -> Option<Draft> {
        node.pass(&["type", "name"]);
        let title = self.texts.take(node, &["title"], &mut self.losses);
        let text = self.texts.take(node, &["description"], &mut self.losses);
        let (title, help) = match (title, text) {
            (Some(title), text) => (title, text),
            (None, text) => (text?, None),
        };
        let mut draft = Draft::new(id, Kind::Statement, title, "", &node.pointer)?;
        draft.question.help = help;
        Some(draft)
    }

    /// Elements of an entry, where panels are flattened too.
    pub(super) fn entry_elements(
        &mut self,
        list: &[(&Value, String)],
        around: &Container,
        taken: &mut Taken,
        all: &mut Vec<Draft>,
    ) {
        for (value, pointer) in list {
            let Some(mut node) = Node::of(value, pointer.clone(), &mut self.losses) else {
                continue;
            };
            if all.len() >= MOST_INNER {
                self.losses
                    .add(pointer, "there are more questions than an entry can have");
                return;
            }
            let kind = value["type"].as_str().unwrap_or_default();
            let id = taken.take(value["name"].as_str().unwrap_or_default(), 'q');
            if kind != "panel" {
                let draft = self.inner(node, kind, &id, Level::Entry, &[]);
                all.extend(draft.map(|mut draft| {
                    draft.pending.extend(around.conditions.iter().cloned());
                    draft
                }));
                continue;
            }
            let mut inside = around.clone();
            inside.depth += 1;
            inside.conditions.extend(self.visibility(&mut node));
            if let Some(head) = self.head(&mut node, &id) {
                all.push(Draft {
                    pending: inside.conditions.clone(),
                    ..head
                });
            }
            let list = node.list(&["elements", "questions"], &mut self.losses);
            if inside.depth > MAX_DEPTH {
                self.losses
                    .add(&node.pointer, "panels are too deep in each other");
            } else {
                self.entry_elements(&list, &inside, taken, all);
            }
            node.close(&mut self.losses);
        }
    }
}
