//! Names inside texts: `{{name}}` must be something that can be said there.

use super::Fault;
use super::scope::Scope;
use crate::course::pipes;
use crate::logics::Part;
use crate::{Cells, Content, Kind, Type, Variable};

/// The names in every text.
pub(super) fn check_pipes(content: &Content, faults: &mut Vec<Fault>) {
    let scope = Scope::of(content);
    let mut texts = content.clone();
    texts.texts_mut(&mut |path, text| {
        for (locale, words) in text.iter() {
            for (name, _) in pipes(words) {
                if let Some(reason) = unsaid(&scope, path, name) {
                    faults.push(Fault::new(format!("{path}/{locale}"), reason));
                }
            }
        }
    });
}

/// Why a text at that place cannot say it.
fn unsaid(scope: &Scope<'_>, path: &str, name: &str) -> Option<String> {
    let mut segments = name.split('.').map(str::to_owned);
    let variable = Variable {
        name: segments.next().unwrap_or_default(),
        rest: segments.collect(),
        pointer: String::new(),
    };
    let concluding = path.starts_with("/endings/") || path.starts_with("/calculations/");
    if scope.uses_of(&variable).points && !concluding {
        return Some(format!(
            "`{name}` depends on the right answers of a quiz: only an ending may say it"
        ));
    }
    if !is_word(scope, &variable) {
        return Some(format!("there is nothing called `{name}` to be said here"));
    }
    let place = scope.place(&variable.name)?;
    let kind = scope.asked(place).kind;
    if path.contains("/rules/")
        && matches!(
            kind,
            Kind::YesNo | Kind::Consent | Kind::Signature | Kind::Agreement | Kind::File
        )
        && variable.rest.is_empty()
    {
        return Some(format!("a message cannot say the answer to `{name}`"));
    }
    let page = path.strip_prefix("/pages/")?.split('/').next()?.parse();
    let seen = scope.sight(Part::After(page.ok()?)).questions;
    (!seen.contains(&place))
        .then(|| format!("`{name}` comes later: a page says what was asked on it or before it"))
}

/// Whether there are words for it: what [`Course::pipe`](crate::Course::pipe) says.
fn is_word(scope: &Scope<'_>, variable: &Variable) -> bool {
    let everything = scope.sight(Part::Ending);
    let (name, rest) = (variable.name.as_str(), &*variable.rest);
    let part_of = |name: &str, part: &String| {
        let of = scope.type_of(name, &everything);
        of.is_some_and(|of| of.part(part).is_ok())
    };
    let Some(place) = scope.place(name) else {
        return match (name, rest) {
            ("$band" | "$contact" | "$link", [part]) => part_of(name, part),
            (_, []) if !name.starts_with('$') => {
                scope.type_of(name, &everything).is_some_and(|of| {
                    !matches!(
                        of,
                        Type::Bool | Type::Null | Type::List(_) | Type::Choices(_) | Type::Map(_)
                    )
                })
            }
            _ => false,
        };
    };
    let question = scope.asked(place);
    match (question.kind, rest) {
        (Kind::Statement, _) => false,
        (_, []) => true,
        (_, [part]) if part == "comment" => question.comment.is_some(),
        (Kind::Matrix, [row]) => {
            !matches!(question.cells, Some(Cells::Columns | Cells::Weighted)) && part_of(name, row)
        }
        (Kind::Address | Kind::DateRange, [part]) => part_of(name, part),
        _ => false,
    }
}
