//! The visual editor of one condition, its sentence above it.

use super::condition::{Group, Joint, Node, Op, Operand, Test};
use super::operators::{Asked, alike, asked, carried, fitting, takes_answer};
use super::place::Place;
use super::raw;
use super::reading::read;
use super::sentence::{Piece, Speech, label};
use super::subject::{Shape, Subject, Subjects};
use super::value::{field, scale_of};
use crate::draft::{Draft, pointer};
use crate::prelude::*;
use crate::screens::panels::fields::{faults, focus};
use crate::screens::panels::form::Reader;
use crate::words::language;
use crate::words::panels::words;
use serde_json::Value;

/// How deep groups may lie within each other.
const DEEPEST: usize = 3;

/// A condition being edited.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    draft: Draft,
    pub(super) pointer: StoredValue<String>,
    place: StoredValue<Place>,
    pub(super) model: RwSignal<Group>,
    /// Grows where the rows are to be made anew.
    built: RwSignal<u64>,
    /// What was written last: everything else comes from elsewhere.
    last: StoredValue<Value>,
    id: StoredValue<String>,
}

impl Editing {
    fn new(pointer: String, place: Place) -> Self {
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

    fn subjects_of(self, definition: &Value, locale: &str) -> Subjects {
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

    fn alter(self, path: &[usize], change: impl FnOnce(&mut Test)) {
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
    fn rebuild(self, name: &str, id: String) {
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

    fn add(self, path: &[usize], is_group: bool) {
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

    fn remove(self, path: &[usize]) {
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

    fn join(self, path: &[usize], joint: Joint) {
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
fn begun(subject: &Subject) -> Test {
    let op = fitting(&subject.shape)
        .first()
        .copied()
        .unwrap_or(Op::Answered);
    let operand = carried(&Operand::Nothing, op, &subject.shape, Op::Answered);
    test_of(&subject.path, op, operand)
}

/// The pieces of a sentence, names and values set apart.
pub(super) fn pieces_view(pieces: Vec<Piece>) -> AnyView {
    let pieces = pieces.into_iter().map(|piece| match piece {
        Piece::Plain(text) => view! { <span>{text}</span> }.into_any(),
        Piece::Name(text) => view! { <em>{text}</em> }.into_any(),
        Piece::Value(text) => view! { <strong>{text}</strong> }.into_any(),
    });
    pieces.collect::<Vec<_>>().into_any()
}

/// A condition: in words, to be edited, and as JSON on request.
///
/// `lead` says what follows from it (`{v}` stands for the condition), `always` what is so without one.
pub(crate) fn condition(
    pointer: String,
    place: Place,
    lead: &'static str,
    always: &'static str,
) -> AnyView {
    let at = pointer.clone();
    let editing = Editing::new(pointer, place);
    let sentence = move || {
        let draft = editing.draft;
        let locale = draft.locale().get();
        let subjects = draft.with(|all| editing.subjects_of(all, &locale));
        let speech = Speech {
            words: words(),
            subjects: &subjects,
            language: language(),
        };
        let pieces = editing.model.with(|group| match group.nodes.is_empty() {
            true => vec![Piece::Plain(always.to_owned())],
            false => super::sentence::filled(lead, &[("v", &speech.group(group))]),
        });
        pieces_view(pieces)
    };
    let rows = move || {
        editing.built.track();
        let subjects = editing.subjects();
        let group = editing.model.get_untracked();
        group_view(editing, &group, &[], &subjects)
    };
    view! {
        <div class="condition">
            <p class="said" aria-live="polite">{sentence}</p>
            {faults(at)}
            {rows}
            {raw::view(editing)}
        </div>
    }
    .into_any()
}

fn group_view(editing: Editing, group: &Group, path: &[usize], subjects: &Subjects) -> AnyView {
    let words = words();
    let rows: Vec<AnyView> = group
        .nodes
        .iter()
        .enumerate()
        .map(|(number, node)| {
            let path = [path, &[number]].concat();
            match node {
                Node::Test(test) => test_view(editing, test, &path, subjects),
                Node::Group(group) => {
                    let rows = group_view(editing, group, &path, subjects);
                    view! {
                        <div class="inner" role="group" aria-label=words.logic_group.as_str()>
                            {rows}
                            {remove_button(editing, path, words.logic_remove_group.as_str())}
                        </div>
                    }
                    .into_any()
                }
                Node::Other(json) => other_view(editing, json, path),
            }
        })
        .collect();
    let joint = (group.nodes.len() > 1 || group.joint == Joint::None)
        .then(|| joint_view(editing, group.joint, path));
    let nothing = subjects.seen().next().is_none();
    let at = path.to_vec();
    let add = move |_| editing.add(&at, false);
    let at = path.to_vec();
    let add_group = move |_| editing.add(&at, true);
    let may_nest = !group.nodes.is_empty() && path.len() < DEEPEST - 1;
    view! {
        {joint}
        {(!rows.is_empty()).then(|| view! { <div class="tests">{rows}</div> })}
        {match nothing {
            true => view! { <p class="detail">{words.logic_nothing_before.as_str()}</p> }.into_any(),
            false => view! {
                <div class="actions">
                    <button type="button" class="quiet small" id=editing.control(path, "add") on:click=add>
                        {words.logic_add.as_str()}
                    </button>
                    {may_nest.then(|| view! {
                        <button type="button" class="quiet small" on:click=add_group>{words.logic_add_group.as_str()}</button>
                    })}
                </div>
            }.into_any(),
        }}
    }
    .into_any()
}

fn joint_view(editing: Editing, joint: Joint, path: &[usize]) -> AnyView {
    let words = words();
    let all = [
        (Joint::All, "all", words.logic_all_of.as_str()),
        (Joint::Any, "any", words.logic_any_of.as_str()),
        (Joint::None, "none", words.logic_none_of.as_str()),
    ];
    let options = all.map(|(one, value, name)| {
        view! { <option value=value selected=one == joint>{name}</option> }
    });
    let at = path.to_vec();
    let change = move |event: web_sys::Event| {
        let chosen = event_target_value(&event);
        if let Some((joint, ..)) = all.iter().find(|(_, value, _)| *value == chosen) {
            editing.join(&at, *joint);
        }
    };
    view! {
        <select class="joint" id=editing.control(path, "joint") aria-label=words.logic_joint.as_str() on:change=change>
            {Vec::from(options)}
        </select>
    }
    .into_any()
}

fn remove_button(editing: Editing, path: Vec<usize>, name: &'static str) -> AnyView {
    view! {
        <button type="button" class="quiet small remove" aria-label=name title=name on:click=move |_| editing.remove(&path)>
            "×"
        </button>
    }
    .into_any()
}

fn other_view(editing: Editing, json: &Value, path: Vec<usize>) -> AnyView {
    let words = words();
    let text = serde_json::to_string_pretty(json).unwrap_or_default();
    view! {
        <div class="other">
            <p class="detail">{words.logic_other.as_str()}</p>
            <pre tabindex="0">{text}</pre>
            {remove_button(editing, path, words.logic_remove.as_str())}
        </div>
    }
    .into_any()
}

/// The things that can be tested, and the one that is, should it not be among them.
fn subject_options(subjects: &Subjects, chosen: &str) -> Vec<AnyView> {
    let option = |path: String, name: String, is_chosen: bool| {
        view! { <option value=path selected=is_chosen>{name}</option> }.into_any()
    };
    let mut options: Vec<AnyView> = subjects
        .seen()
        .map(|one| option(one.path.clone(), one.name.clone(), one.path == chosen))
        .collect();
    if !subjects.seen().any(|one| one.path == chosen) {
        let template = match subjects.get(chosen) {
            Some(later) => words().logic_later.replace("{q}", &later.name),
            None => words().logic_unknown.replace("{q}", chosen),
        };
        options.insert(0, option(chosen.to_owned(), template, true));
    }
    options
}

fn test_view(editing: Editing, test: &Test, path: &[usize], subjects: &Subjects) -> AnyView {
    let words = words();
    let shape = subjects
        .shape(&test.subject)
        .cloned()
        .unwrap_or(Shape::Text);
    let speech = Speech {
        words,
        subjects,
        language: language(),
    };
    let mut ops = fitting(&shape).to_vec();
    if !ops.contains(&test.op) {
        ops.push(test.op);
    }
    let op_options: Vec<AnyView> = ops
        .iter()
        .enumerate()
        .map(|(number, op)| {
            let name = label(speech.template(*op, Some(&shape)));
            view! { <option value=number.to_string() selected=*op == test.op>{name}</option> }
                .into_any()
        })
        .collect();
    let at = path.to_vec();
    let choose_subject = move |event: web_sys::Event| {
        let chosen = event_target_value(&event);
        let found = editing.subjects().get(&chosen).map(begun);
        if let Some(found) = found {
            editing.alter(&at, |test| *test = found);
            editing.rebuild(&words.logic_subject, editing.control(&at, "subject"));
        }
    };
    let at = path.to_vec();
    let kind = shape.clone();
    let choose_op = move |event: web_sys::Event| {
        let number = event_target_value(&event)
            .parse::<usize>()
            .unwrap_or_default();
        let Some(op) = ops.get(number).copied() else {
            return;
        };
        editing.alter(&at, |test| {
            test.operand = carried(&test.operand, op, &kind, test.op);
            // What was said of missing answers is not what it means of another operator.
            test.blank = op.takes_blank();
            test.op = op;
        });
        editing.rebuild(&words.logic_op, editing.control(&at, "op"));
    };
    let minds = test.op.minds_blank() && test.blank != test.op.takes_blank();
    let at = path.to_vec();
    let natural = test.op.takes_blank();
    let blank = (minds || matches!(test.operand, Operand::Answer(_))).then(|| {
        let name = match natural {
            true => words.logic_blank_not.as_str(),
            false => words.logic_blank_too.as_str(),
        };
        let turn = move |event: web_sys::Event| {
            let is_so = event_target_checked(&event);
            editing.change(&at, |test| test.blank = is_so != natural);
        };
        view! {
            <label class="tick">
                <input type="checkbox" checked=minds on:change=turn/>
                <span>{name}</span>
            </label>
        }
    });
    view! {
        <div class="test" role="group" aria-label=words.logic_condition.as_str()>
            <select class="subject" id=editing.control(path, "subject") aria-label=words.logic_subject.as_str() on:change=choose_subject>
                {subject_options(subjects, &test.subject)}
            </select>
            <select class="op" id=editing.control(path, "op") aria-label=words.logic_op.as_str() on:change=choose_op>
                {op_options}
            </select>
            {with_view(editing, test, path, &shape, subjects)}
            {operand_view(editing, test, path, &shape)}
            {blank}
            {remove_button(editing, path.to_vec(), words.logic_remove.as_str())}
        </div>
    }
    .into_any()
}

/// Whether it is compared with a value, or with another answer.
fn with_view(
    editing: Editing,
    test: &Test,
    path: &[usize],
    shape: &Shape,
    subjects: &Subjects,
) -> Option<AnyView> {
    if !takes_answer(test.op, shape) {
        return None;
    }
    let fits = |one: &&Subject| alike(&one.shape, shape) && one.path != test.subject;
    let others: Vec<(String, String)> = subjects
        .seen()
        .filter(fits)
        .map(|one| (one.path.clone(), one.name.clone()))
        .collect();
    let chosen = match &test.operand {
        Operand::Answer(path) => path.clone(),
        _ => String::new(),
    };
    let is_usual = editing.place.with_value(Place::is_judging) && !others.is_empty();
    if !is_usual && chosen.is_empty() {
        return None;
    }
    let mut options = vec![(String::new(), words().logic_a_value.clone())];
    options.extend(others);
    if !options.iter().any(|(path, _)| *path == chosen) {
        options.push((chosen.clone(), chosen.clone()));
    }
    let options = options.into_iter().map(|(path, name)| {
        let is_chosen = path == chosen;
        view! { <option value=path selected=is_chosen>{name}</option> }
    });
    let at = path.to_vec();
    let change = move |event: web_sys::Event| {
        let path = event_target_value(&event);
        editing.alter(&at, |test| {
            test.operand = match path.is_empty() {
                true => Operand::One(Value::Null),
                false => Operand::Answer(path),
            };
        });
        editing.rebuild(&words().logic_with, editing.control(&at, "with"));
    };
    let select = view! {
        <select class="with" id=editing.control(path, "with") aria-label=words().logic_with.as_str() on:change=change>
            {options.collect_view()}
        </select>
    };
    Some(select.into_any())
}

fn operand_view(editing: Editing, test: &Test, path: &[usize], shape: &Shape) -> Option<AnyView> {
    let words = words();
    let name = words.logic_value.as_str();
    let at = path.to_vec();
    let one = move |value: Value| editing.change(&at, |test| test.operand = Operand::One(value));
    Some(match (&test.operand, asked(test.op)) {
        (Operand::Nothing | Operand::Answer(_), _) => return None,
        (Operand::One(value), Asked::Count) => {
            let count = Shape::Number {
                min: Some(0.0),
                max: None,
            };
            field(name, value, &count, Callback::new(one))
        }
        (Operand::One(value), _) => field(name, value, shape, Callback::new(one)),
        (Operand::Range(from, to), _) => {
            let (first, second) = (path.to_vec(), path.to_vec());
            let set_from = move |value: Value| {
                editing.change(&first, |test| {
                    if let Operand::Range(from, _) = &mut test.operand {
                        *from = value;
                    }
                });
            };
            let set_to = move |value: Value| {
                editing.change(&second, |test| {
                    if let Operand::Range(_, to) = &mut test.operand {
                        *to = value;
                    }
                });
            };
            view! {
                {field(&words.logic_from, from, shape, Callback::new(set_from))}
                {field(&words.logic_to, to, shape, Callback::new(set_to))}
            }
            .into_any()
        }
        (Operand::Many(values), _) => many_view(editing, values, path, shape),
    })
}

/// Several values: ticked where they are known, else written one after the other.
fn many_view(editing: Editing, values: &[Value], path: &[usize], shape: &Shape) -> AnyView {
    let words = words();
    let known: Vec<(Value, String)> = match shape {
        Shape::Choice(options) | Shape::Choices(options) => {
            let options = options.iter();
            options
                .map(|(id, name)| (Value::from(id.as_str()), name.clone()))
                .collect()
        }
        shape => scale_of(shape)
            .into_iter()
            .map(|step| (Value::from(step), step.to_string()))
            .collect(),
    };
    if known.is_empty() {
        let is_number = matches!(shape, Shape::Number { .. });
        let texts: Vec<String> = values
            .iter()
            .map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned))
            .collect();
        let at = path.to_vec();
        let write = move |event: web_sys::Event| {
            let text = event_target_value(&event);
            let parts = text
                .split(';')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            let values = parts
                .map(|part| match is_number {
                    true => super::number(part).unwrap_or_default(),
                    false => Value::from(part),
                })
                .filter(|value| !value.is_null())
                .collect();
            editing.change(&at, |test| test.operand = Operand::Many(values));
        };
        return view! {
            <input class="value" value=texts.join("; ") aria-label=words.logic_values.as_str() on:input=write/>
        }
        .into_any();
    }
    let ticks = known.into_iter().map(|(value, name)| {
        let is_in = values.contains(&value);
        let at = path.to_vec();
        let turn = move |event: web_sys::Event| {
            let is_in = event_target_checked(&event);
            editing.change(&at, |test| {
                if let Operand::Many(values) = &mut test.operand {
                    values.retain(|one| *one != value);
                    if is_in {
                        values.push(value.clone());
                    }
                }
            });
        };
        view! {
            <label class="tick"><input type="checkbox" checked=is_in on:change=turn/><span>{name}</span></label>
        }
    });
    view! {
        <fieldset class="ticks value">
            <legend class="unseen">{words.logic_values.as_str()}</legend>
            {ticks.collect_view()}
        </fieldset>
    }
    .into_any()
}
