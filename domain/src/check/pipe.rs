//! Names inside texts: `{{name}}` must be something that can be said there.

use super::Fault;
use super::scope::Scope;
use crate::course::pipes;
use crate::logics::Part;
use crate::{Content, Variable};

/// The names in every text.
pub(super) fn check_pipes(content: &Content, faults: &mut Vec<Fault>) {
    let scope = Scope::of(content);
    let everything = scope.sight(Part::Ending);
    let mut texts = content.clone();
    texts.texts_mut(&mut |path, text| {
        let concluding = path.starts_with("/endings/") || path.starts_with("/calculations/");
        for (locale, words) in text.iter() {
            for (name, _) in pipes(words) {
                let mut segments = name.split('.').map(str::to_owned);
                let variable = Variable {
                    name: segments.next().unwrap_or_default(),
                    rest: segments.collect(),
                    pointer: String::new(),
                };
                let known = scope.type_of(&variable.name, &everything).and_then(|mut of| {
                    for part in variable.rest.iter().filter(|part| *part != "comment") {
                        of = of.part(part).ok()?;
                    }
                    Some(of)
                });
                let said = !matches!(variable.name.as_str(), "$points" | "$value" | "$locale");
                let reason = match known {
                    Some(_) if said && scope.uses_of(&variable).points && !concluding => {
                        format!("`{name}` depends on the right answers of a quiz: only an ending may say it")
                    }
                    Some(_) if said => continue,
                    _ => format!("there is nothing called `{name}` to be said here"),
                };
                faults.push(Fault::new(format!("{path}/{locale}"), reason));
            }
        }
    });
}
