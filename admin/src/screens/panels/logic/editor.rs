//! The visual editor of one condition, its sentence above it.

use super::condition::{Group, Joint, Node, Operand, Test};
use super::editing::{Editing, begun};
use super::operand::{operand_view, with_view};
use super::operators::{carried, fitting};
use super::place::Place;
use super::raw;
use super::sentence::{Piece, Speech, label};
use super::subject::{Shape, Subjects};
use crate::prelude::*;
use crate::screens::panels::fields::faults;
use crate::words::language;
use crate::words::panels::words;
use serde_json::Value;

/// How deep groups may lie within each other.
const DEEPEST: usize = 3;

/// The pieces of a sentence, names and values set apart.
pub(super) fn pieces_view(pieces: Vec<Piece>) -> AnyView {
    let pieces = pieces.into_iter().map(|piece| match piece {
        Piece::Plain(text) => view! { <span>{text}</span> }.into_any(),
        Piece::Name(text) => view! { <em>{text}</em> }.into_any(),
        Piece::Value(text) => view! { <strong>{text}</strong> }.into_any(),
    });
    pieces.collect::<Vec<_>>().into_any()
}

/// The condition in words. `lead` says what follows from it (`{v}` stands for the condition), `always` what is so without
/// one.
fn sentence(editing: Editing, lead: &'static str, always: &'static str) -> AnyView {
    let said = move || {
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
    said.into_any()
}

/// Its parts, and all of it as JSON on request.
fn parts(editing: Editing) -> AnyView {
    let rows = move || {
        editing.built.track();
        let subjects = editing.subjects();
        let group = editing.model.get_untracked();
        group_view(editing, &group, &[], &subjects)
    };
    view! {
        {rows}
        {raw::view(editing)}
    }
    .into_any()
}

/// A condition: in words, to be edited, and as JSON on request.
pub(crate) fn condition(
    pointer: String,
    place: Place,
    lead: &'static str,
    always: &'static str,
) -> AnyView {
    let at = pointer.clone();
    let editing = Editing::new(pointer, place);
    view! {
        <div class="condition">
            <p class="said" aria-live="polite">{sentence(editing, lead, always)}</p>
            {faults(at)}
            {parts(editing)}
        </div>
    }
    .into_any()
}

/// The same, folded under its words. What the check finds is for others to say.
pub(crate) fn folded(
    pointer: String,
    place: Place,
    lead: &'static str,
    always: &'static str,
) -> AnyView {
    let editing = Editing::new(pointer, place);
    view! {
        <summary><span aria-live="polite">{sentence(editing, lead, always)}</span></summary>
        <div class="leaf condition">{parts(editing)}</div>
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
