//! Logic inside a definition: what it refers to must exist, come before it, and be of the right type.

use super::Fault;
use super::scope::{Scope, Sight};
use crate::{Content, Logic, Variable, check_logic};

/// Every condition and calculation of a form.
pub(super) fn check_all_logic(content: &Content, faults: &mut Vec<Fault>) {
    let scope = Scope::of(content);
    let mut visited = content.clone();
    visited.logics_mut(&mut |path, part, logic| {
        let sight = scope.sight(part);
        for (pointer, reason) in check_logic(logic, &|name| scope.type_of(name, &sight)) {
            faults.push(Fault::new(format!("{path}{pointer}"), reason));
        }
        for variable in logic.variables() {
            if let Some(reason) = out_of_sight(&scope, &sight, &variable) {
                faults.push(Fault::new(format!("{path}{}", variable.pointer), reason));
            }
        }
    });
    check_cycles(content, &scope, faults);
}

/// Why a variable that exists cannot be looked at from here.
fn out_of_sight(scope: &Scope<'_>, sight: &Sight, variable: &Variable) -> Option<String> {
    let name = variable.name.as_str();
    if name.is_empty() {
        return Some(
            "logic names what it looks at: `{\"var\": \"\"}` has no meaning here".to_owned(),
        );
    }
    if sight.is_own(name) {
        return None;
    }
    let uses = scope.uses_of(variable);
    if uses.points && !sight.points {
        return Some(format!(
            "`{name}` depends on the right answers of a quiz, which only calculations and endings may look at"
        ));
    }
    let mut hidden = uses
        .questions
        .iter()
        .filter(|place| !sight.questions.contains(place));
    let place = *hidden.next()?;
    let question = scope.question(place);
    Some(if sight.place == Some(place) {
        format!("`{question}` would depend on itself")
    } else if name == question.as_str() || name.starts_with('$') {
        format!("`{question}` comes later: a condition looks at what was asked before it")
    } else {
        format!("`{name}` depends on `{question}`, which comes later")
    })
}

/// Calculations that use themselves, or those after them.
fn check_cycles(content: &Content, scope: &Scope<'_>, faults: &mut Vec<Fault>) {
    for (index, calculation) in content.calculations.iter().enumerate() {
        for variable in calculation.value.variables() {
            let Some(other) = scope.calculation_of(&variable) else {
                continue;
            };
            if other < index {
                continue;
            }
            let path = format!("/calculations/{index}/value{}", variable.pointer);
            let name = &content.calculations[other].id;
            let reason = if reaches(content, scope, &content.calculations[other].value, index, 0)
                || other == index
            {
                format!(
                    "a cycle: `{}` depends on itself by way of `{name}`",
                    calculation.id
                )
            } else {
                format!("`{name}` comes later: a calculation uses those before it")
            };
            faults.push(Fault::new(path, reason));
        }
    }
}

fn reaches(
    content: &Content,
    scope: &Scope<'_>,
    logic: &Logic,
    target: usize,
    depth: usize,
) -> bool {
    depth < content.calculations.len()
        && logic.variables().iter().any(|variable| {
            scope.calculation_of(variable).is_some_and(|other| {
                other == target
                    || (other > target
                        && reaches(
                            content,
                            scope,
                            &content.calculations[other].value,
                            target,
                            depth + 1,
                        ))
            })
        })
}
