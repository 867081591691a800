//! Logic inside a definition: what it refers to must exist, come before it, and be of the right type.

use super::Fault;
use super::default::{is_of_parts, unfit};
use super::scope::{Scope, Sight};
use crate::logics::Part;
use crate::{Content, Logic, Type, Variable, check_logic, type_of_logic};

/// Every condition and calculation of a form.
pub(super) fn check_all_logic(content: &Content, faults: &mut Vec<Fault>) {
    let scope = Scope::of(content);
    let mut visited = content.clone();
    visited.logics_mut(&mut |path, part, logic| {
        let sight = scope.sight(part);
        let begins = match part {
            Part::Before(place) if path.ends_with("/default") => Some(place),
            _ => None,
        };
        let is_value = begins.is_some_and(|place| is_of_parts(scope.asked(place), logic));
        if !is_value {
            for (pointer, reason) in check_logic(logic, &|name| scope.type_of(name, &sight)) {
                faults.push(Fault::new(format!("{path}{pointer}"), reason));
            }
        }
        if let Some(place) = begins {
            let of = type_of_logic(logic, &|name| scope.type_of(name, &sight));
            let reason = unfit(scope.asked(place), logic, &of, &content.fallback_locale);
            faults.extend(reason.map(|reason| Fault::new(path, reason)));
        }
        for variable in logic.variables() {
            if let Some(reason) = shadowed(content, &scope, part, &variable)
                .or_else(|| out_of_sight(&scope, &sight, &variable))
            {
                faults.push(Fault::new(format!("{path}{}", variable.pointer), reason));
            }
        }
    });
    for (index, calculation) in content.calculations.iter().enumerate() {
        let of = scope.calculation_type(index);
        let mut fault = |property: &str, reason: &str| {
            let reason = format!("{reason}, and this is {}", of.described());
            faults.push(Fault::new(
                format!("/calculations/{index}/{property}"),
                reason,
            ));
        };
        if !calculation.bands.is_empty() && !matches!(of, Type::Number | Type::Any) {
            fault("bands", "bands are of numbers");
        }
        if calculation.title.is_some()
            && matches!(of, Type::List(_) | Type::Choices(_) | Type::Map(_))
        {
            fault("title", "a number or a text can be shown");
        }
    }
    check_cycles(content, &scope, faults);
}

/// Every fault of a condition that looks at a whole response: all answers, what is calculated, and what is known. Paths
/// are relative to it.
#[must_use]
pub fn check_condition(content: &Content, condition: &Logic) -> Vec<Fault> {
    let scope = Scope::of(content);
    let sight = scope.sight(Part::Ending);
    let mut faults: Vec<Fault> = check_logic(condition, &|name| scope.type_of(name, &sight))
        .into_iter()
        .map(|(pointer, reason)| Fault::new(pointer, reason))
        .collect();
    for variable in condition.variables() {
        let reason = out_of_sight(&scope, &sight, &variable);
        faults.extend(reason.map(|reason| Fault::new(variable.pointer, reason)));
    }
    faults
}

/// Inside an entry, a name that the group and the form both have means the one as long as it is answered, and then the
/// other.
fn shadowed(
    content: &Content,
    scope: &Scope<'_>,
    part: Part,
    variable: &Variable,
) -> Option<String> {
    let Part::Inside(place, _) = part else {
        return None;
    };
    let name = variable.name.as_str();
    let inner = &scope.asked(place).questions;
    let outside = scope.place(name).is_some()
        || content
            .calculations
            .iter()
            .any(|one| one.id.as_str() == name);
    (outside && inner.iter().any(|one| one.id.as_str() == name)).then(|| {
        format!("`{name}` is a name of the group and of the form: one of them needs another id")
    })
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
    let variables: Vec<Vec<Variable>> = content
        .calculations
        .iter()
        .map(|calculation| calculation.value.variables())
        .collect();
    let uses: Vec<Vec<usize>> = variables
        .iter()
        .map(|all| {
            all.iter()
                .filter_map(|one| scope.calculation_of(one))
                .collect()
        })
        .collect();
    for (index, calculation) in content.calculations.iter().enumerate() {
        let leading_back = leading_to(index, &uses);
        for variable in &variables[index] {
            let Some(other) = scope.calculation_of(variable) else {
                continue;
            };
            if other < index {
                continue;
            }
            let path = format!("/calculations/{index}/value{}", variable.pointer);
            let name = &content.calculations[other].id;
            let reason = if leading_back[other] {
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

/// Of each calculation whether it is `target`, or uses it by way of later ones.
fn leading_to(target: usize, uses: &[Vec<usize>]) -> Vec<bool> {
    let mut users = vec![Vec::new(); uses.len()];
    for (user, used) in uses.iter().enumerate().skip(target + 1) {
        for one in used {
            users[*one].push(user);
        }
    }
    let mut leading = vec![false; uses.len()];
    let mut found = vec![target];
    while let Some(one) = found.pop() {
        if !std::mem::replace(&mut leading[one], true) {
            found.append(&mut users[one]);
        }
    }
    leading
}
