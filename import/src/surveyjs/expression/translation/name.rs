//! Names: what is looked at, and which of its parts.

use super::super::term::Term;
use super::{Nature, Result, Step, Translation, next_step};
use serde_json::json;

impl Translation<'_> {
    pub(super) fn variable(&mut self, name: &str) -> Result<Term> {
        let name = name.trim().trim_start_matches('#');
        if name.eq_ignore_ascii_case("item") || name.eq_ignore_ascii_case("choice") {
            let item = self.scope.item.clone();
            return item
                .map(|item| Term::Constant(item.seen()))
                .ok_or_else(|| format!("`{{{name}}}` has no meaning here"));
        }
        for prefix in ["panel.", "row."] {
            if let Some(inner) = strip_word(name, prefix) {
                return self.own(inner);
            }
        }
        let Some((variable, path)) = self.variables.find(name) else {
            return Err(format!(
                "there is no `{{{name}}}`, or it is not carried over"
            ));
        };
        let (id, nature, worth, place) = (
            variable.id.clone(),
            variable.nature.clone(),
            variable.worth,
            variable.place,
        );
        let shown = variable.name.clone();
        if let (Some(place), Some(before)) = (place, self.scope.before)
            && place >= before
        {
            return Err(format!(
                "it looks at `{shown}`, which is not asked before: a condition looks at earlier questions"
            ));
        }
        if self.scope.hiding.contains(&id) {
            return Err(format!(
                "inside of an entry, `{shown}` means the question of the entry"
            ));
        }
        self.used.extend(place);
        if id.is_empty() {
            let parts = self.variables.parts_of(&shown);
            let parts = parts.iter().map(|part| json!({ "var": part.id })).collect();
            return if path.is_empty() {
                Ok(Term::Together(parts))
            } else {
                Err(format!("`{{{name}}}` has no such part"))
            };
        }
        self.part(
            name,
            id.clone(),
            nature,
            worth.then(|| format!("$value.{id}")),
            path,
        )
    }

    /// A question of the same entry.
    fn own(&mut self, name: &str) -> Result<Term> {
        let found = self.scope.own.iter().find(|(own, ..)| {
            name.get(..own.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(own))
                && matches!(name[own.len()..].chars().next(), None | Some('.' | '['))
        });
        let Some((own, id, nature)) = found else {
            return Err(format!("`{name}` is not an earlier question of the entry"));
        };
        self.part(name, id.clone(), nature.clone(), None, &name[own.len()..])
    }

    /// What a path leads to.
    fn part(
        &mut self,
        name: &str,
        mut id: String,
        mut nature: Nature,
        mut worth: Option<String>,
        mut path: &str,
    ) -> Result<Term> {
        while !path.is_empty() {
            let strange = || format!("`{{{name}}}` has no counterpart");
            let (step, rest) = next_step(path).ok_or_else(strange)?;
            if rest.is_empty() && step == Step::Part("length") {
                return match nature {
                    Nature::Several { .. } | Nature::Entries(_) => {
                        Ok(Term::Number(json!({"length": [{ "var": id }]})))
                    }
                    _ => Err(strange()),
                };
            }
            nature = match (nature, step) {
                (Nature::Parts(parts), Step::Part(part)) => {
                    let mut parts = parts.into_iter();
                    let (_, part, nature) = parts
                        .find(|(name, ..)| name.eq_ignore_ascii_case(part))
                        .ok_or_else(strange)?;
                    id = format!("{id}.{part}");
                    worth = worth.map(|worth| format!("{worth}.{part}"));
                    nature
                }
                (Nature::Entries(questions), Step::Index(index)) => {
                    id = format!("{id}.{index}");
                    worth = None;
                    Nature::Parts(questions)
                }
                (
                    Nature::Several {
                        options,
                        ranked: true,
                    },
                    Step::Index(index),
                ) => {
                    id = format!("{id}.{index}");
                    worth = None;
                    let options = options.into_iter();
                    Nature::Finite(options.map(|(id, value)| (json!(id), value)).collect())
                }
                _ => return Err(strange()),
            };
            path = rest;
        }
        Ok(Term::Answer {
            logic: json!({ "var": id }),
            nature,
            worth: worth.map(|worth| json!({ "var": worth })),
        })
    }
}

fn strip_word<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let start = name.get(..prefix.len())?;
    start
        .eq_ignore_ascii_case(prefix)
        .then(|| &name[prefix.len()..])
}
