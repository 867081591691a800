//! A condition of the draft while it is edited: what is read, what is written, and what is a step of its own.

use super::condition::{Group, Joint, Node, Op, Operand, Test};
use super::operators::{carried, fitting};
use super::place::Place;
use super::reading::read;
use super::subject::{Subject, Subjects};
use crate::draft::{Draft, pointer};
use crate::prelude::*;
use crate::screens::panels::fields::focus;
use crate::screens::panels::form::Reader;
use crate::words::panels::words;
use serde_json::Value;

/// A condition being edited.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    pub(super) draft: Draft,
    pub(super) pointer: StoredValue<String>,
    pub(super) place: StoredValue<Place>,
    pub(super) model: RwSignal<Group>,
    /// Grows where the rows are to be made anew.
    pub(super) built: RwSignal<u64>,
    /// What was written last: everything else comes from elsewhere.
    last: StoredValue<Value>,
    id: StoredValue<String>,
}

impl Editing {
    pub(super) fn new(pointer: String, place: Place) -> Self {
        let draft = Draft::here();
        let now = draft.with_untracked(|all| all.pointer(&pointer).cloned().unwrap_or_default());
        let id = pointer.replace('/', "-");
        let editing = Self {
            draft,
            pointer: StoredValue::new(pointer),
            place: StoredValue::new(place),
            model: RwSignal::new(Group::empty()),
            built: RwSignal::new(0),
            last: StoredValue::new(now.clone()),
            id: StoredValue::new(id),
        };
        editing.take(&now);
        let now = draft.memo(editing.pointer.get_value());
        Effect::new(move |_| {
            let now = now.get();
            if editing.last.with_value(|last| *last != now) {
                editing.take(&now);
            }
        });
        editing
    }

    /// Reads what comes from elsewhere.
    fn take(self, json: &Value) {
        let group = match json {
            Value::Null => Group::empty(),
            json => read(json, &self.subjects()),
        };
        self.last.set_value(json.clone());
        self.model.set(group);
        self.built.update(|built| *built += 1);
    }

    /// What can be looked at. Tracked only where it is asked for with the draft.
    pub(super) fn subjects(self) -> Subjects {
        self.draft
            .with_untracked(|all| self.subjects_of(all, &self.draft.locale().get_untracked()))
    }

    pub(super) fn subjects_of(self, definition: &Value, locale: &str) -> Subjects {
        let reader = Reader { definition, locale };
        self.place
            .with_value(|place| Subjects::of(&reader, place, words()))
    }

    /// Writes what is typed: on and on at one place is one step to take back.
    fn write(self) {
        let json = self.json();
        self.pointer
            .with_value(|pointer| self.draft.set(pointer, json));
    }

    fn json(self) -> Value {
        let json = self
            .model
            .with_untracked(Group::to_json)
            .unwrap_or_default();
        self.last.set_value(json.clone());
        json
    }

    pub(super) fn alter(self, path: &[usize], change: impl FnOnce(&mut Test)) {
        self.model.update(|group| {
            group.change(path, |node| {
                if let Node::Test(test) = node {
                    change(test);
                }
            });
        });
    }

    /// Changes a value in place: the rows stay.
    pub(super) fn change(self, path: &[usize], change: impl FnOnce(&mut Test)) {
        self.alter(path, change);
        self.write();
    }

    /// The id of a control.
    pub(super) fn control(self, path: &[usize], what: &str) -> String {
        let path: Vec<String> = path.iter().map(ToString::to_string).collect();
        self.id
            .with_value(|id| format!("{id}-{}-{what}", path.join("_")))
    }

    /// Writes a change of another kind, a step of its own; makes the rows anew and brings the focus to one of their
    /// controls.
    pub(super) fn rebuild(self, name: &str, id: String) {
        let json = self.json();
        self.pointer.with_value(|at| {
            self.draft.edit(name, |all| pointer::write(all, at, json));
        });
        self.built.update(|built| *built += 1);
        focus(id);
    }

    /// Begins a condition with what the rule is of, or else with the nearest thing that was asked before.
    fn fresh(self) -> Test {
        let subjects = self.subjects();
        let own = self.ruled();
        let own = subjects.seen().find(|one| Some(&one.path) == own.as_ref());
        let nearest = subjects.seen().rfind(|one| !one.path.starts_with('$'));
        let nearest = own.or(nearest);
        let Some(subject) = nearest.or_else(|| subjects.seen().next()) else {
            return test_of("", Op::Answered, Operand::Nothing);
        };
        begun(subject)
    }

    /// The question whose answer a rule is of.
    fn ruled(self) -> Option<String> {
        let question = self
            .pointer
            .with_value(|at| Some(at.split_once("/rules/")?.0.to_owned()))?;
        let id = format!("{question}/id");
        self.draft
            .with_untracked(|all| Some(all.pointer(&id)?.as_str()?.to_owned()))
    }

    pub(super) fn add(self, path: &[usize], is_group: bool) {
        let test = Node::Test(self.fresh());
        let node = match is_group {
            true => Node::Group(Group {
                joint: Joint::Any,
                nodes: vec![test],
                written: None,
            }),
            false => test,
        };
        let mut at = path.to_vec();
        self.model.update(|group| {
            group.change_group(path, |group| {
                at.push(group.nodes.len());
                group.nodes.push(node);
            });
        });
        if is_group {
            at.push(0);
        }
        self.rebuild(&words().logic_add, self.control(&at, "subject"));
    }

    pub(super) fn remove(self, path: &[usize]) {
        let Some((last, above)) = path.split_last() else {
            return;
        };
        self.model.update(|group| {
            group.change_group(above, |group| {
                if *last < group.nodes.len() {
                    group.nodes.remove(*last);
                }
            });
        });
        self.rebuild(&words().logic_remove, self.control(above, "add"));
    }

    pub(super) fn join(self, path: &[usize], joint: Joint) {
        self.model
            .update(|group| group.change_group(path, |group| group.joint = joint));
        self.rebuild(&words().logic_joint, self.control(path, "joint"));
    }
}

fn test_of(subject: &str, op: Op, operand: Operand) -> Test {
    Test {
        subject: subject.to_owned(),
        op,
        operand,
        blank: op.takes_blank(),
        written: None,
    }
}

/// A test of something, with the likeliest operator.
pub(super) fn begun(subject: &Subject) -> Test {
    let op = fitting(&subject.shape)
        .first()
        .copied()
        .unwrap_or(Op::Answered);
    let operand = carried(&Operand::Nothing, op, &subject.shape, Op::Answered);
    test_of(&subject.path, op, operand)
}
