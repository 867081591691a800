//! What a source promises: the shape of its value, for the check of a mapping.

mod answer;
mod context;

use super::arrival::Arrival;
use super::column::PipedSource;
use super::document::{Context, JoinSource, Rows, Source, Target};
use super::nearest::choose;
use super::part;
use super::references;
use super::shape::{Shape, is_text};
use super::source::band_text;
use super::through::{MOST_TRANSFORMS, promise_through};
use answer::promise_choice;
pub(super) use answer::{answer_shape, is_always_answered};
use context::{promise_context, promise_link, promise_row};
use serde_json::Value;
use sonda_domain::{Calculation, Content, Kind, Question, TargetId};

/// How many sources may be inside each other, and in one list.
const DEEPEST: usize = 8;
const MOST_SOURCES: usize = 20;
const LONGEST_SEPARATOR: usize = 20;

/// A shape, and whether a response may have nothing of it.
#[derive(Debug)]
pub(super) struct Promise {
    pub(super) shape: Shape,
    pub(super) can_be_empty: bool,
}

impl Promise {
    fn always(shape: Shape) -> Self {
        Self {
            shape,
            can_be_empty: false,
        }
    }

    fn sometimes(shape: Shape) -> Self {
        Self {
            shape,
            can_be_empty: true,
        }
    }

    /// The same, or nothing.
    pub(super) fn or_nothing(self) -> Self {
        Self::sometimes(self.shape)
    }

    /// What is promised of the same source in one of two cases.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            shape: self.shape.or(other.shape),
            can_be_empty: self.can_be_empty || other.can_be_empty,
        }
    }
}

/// What is wrong with a source.
#[derive(Debug)]
pub(super) struct Wrong {
    /// Where, as a JSON Pointer into the source.
    pub(super) path: String,
    pub(super) reason: String,
}

impl Wrong {
    fn at(path: &str, reason: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            reason: reason.into(),
        }
    }
}

/// What sources of a target may refer to.
pub(super) struct Promiser<'a> {
    pub(super) content: &'a Content,
    pub(super) arrival: Arrival,
    /// All targets of the mapping, and the place of this one.
    pub(super) targets: &'a [Target],
    pub(super) place: usize,
    /// Sources that are never reached, as they are found.
    pub(super) unreached: Vec<String>,
}

impl Promiser<'_> {
    fn target(&self) -> &Target {
        &self.targets[self.place]
    }

    /// What a source promises, after its transforms.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(super) fn piped(&mut self, piped: &PipedSource) -> Result<Promise, Wrong> {
        self.nested(piped, "", 0)
    }

    fn nested(&mut self, piped: &PipedSource, path: &str, depth: usize) -> Result<Promise, Wrong> {
        let mut promise = match &piped.source {
            Source::FirstOf(of) => self.first_of(of, &format!("{path}/first_of"), depth + 1)?,
            Source::Join(join) => self.join(join, &format!("{path}/join"), depth + 1)?,
            source => self
                .plain(source)
                .map_err(|reason| Wrong::at(path, reason))?,
        };
        if piped.through.len() > MOST_TRANSFORMS {
            let reason = format!(
                "at most {MOST_TRANSFORMS} transforms, one after the other: leave some out"
            );
            return Err(Wrong::at(&format!("{path}/through"), reason));
        }
        for (index, transform) in piped.through.iter().enumerate() {
            promise = promise_through(transform, promise)
                .map_err(|reason| Wrong::at(&format!("{path}/through/{index}"), reason))?;
        }
        Ok(promise)
    }

    fn all(&mut self, of: &[PipedSource], path: &str, depth: usize) -> Result<Vec<Promise>, Wrong> {
        if of.is_empty() || of.len() > MOST_SOURCES {
            return Err(Wrong::at(
                path,
                format!("takes 1 to {MOST_SOURCES} sources: add one, or leave some out"),
            ));
        }
        if depth > DEEPEST {
            let reason = format!(
                "sources are at most {DEEPEST} deep inside each other: take the inner ones out"
            );
            return Err(Wrong::at(path, reason));
        }
        of.iter()
            .enumerate()
            .map(|(index, one)| self.nested(one, &format!("{path}/{index}"), depth))
            .collect()
    }

    fn first_of(&mut self, of: &[PipedSource], path: &str, depth: usize) -> Result<Promise, Wrong> {
        let mut all = self.all(of, path, depth)?;
        for (promise, one) in all.iter_mut().zip(of) {
            // Here a contact of another table is none.
            promise.can_be_empty |= one.source == Source::Context(Context::Contact);
        }
        let last = all.len() - 1;
        if let Some(end) = all
            .iter()
            .position(|one| !one.can_be_empty)
            .filter(|end| *end < last)
        {
            self.unreached.push(format!("{path}/{}", end + 1));
        }
        let can_be_empty = all.iter().all(|one| one.can_be_empty);
        let shape = all.into_iter().map(|one| one.shape).reduce(Shape::or);
        let shape = shape.ok_or_else(|| Wrong::at(path, "takes at least one source"))?;
        Ok(Promise {
            shape,
            can_be_empty,
        })
    }

    fn join(&mut self, join: &JoinSource, path: &str, depth: usize) -> Result<Promise, Wrong> {
        let separator = join.separator.chars();
        if separator.clone().count() > LONGEST_SEPARATOR
            || separator
                .clone()
                .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
        {
            let reason = format!(
                "is at most {LONGEST_SEPARATOR} characters that can be written: use another, such as `, `"
            );
            return Err(Wrong::at(&format!("{path}/separator"), reason));
        }
        let of = format!("{path}/of");
        let all = self.all(&join.of, &of, depth)?;
        let can_be_empty = all.iter().all(|one| one.can_be_empty);
        let mut longest = Some(separator.count() * (all.len() - 1));
        for (index, one) in all.iter().enumerate() {
            let text = one
                .shape
                .joined()
                .map_err(|reason| Wrong::at(&format!("{of}/{index}"), reason))?;
            longest = longest.zip(text).map(|(longest, text)| longest + text);
        }
        Ok(Promise {
            shape: longest.map_or(Shape::Cut, |longest| Shape::Text { longest }),
            can_be_empty,
        })
    }

    /// What a source promises that has no other inside it.
    fn plain(&self, source: &Source) -> Result<Promise, String> {
        let content = self.content;
        match source {
            Source::Answer(id) => {
                let question = question(content, id.as_str())?;
                Ok(Promise {
                    shape: answer_shape(question, content),
                    can_be_empty: !is_always_answered(question, content),
                })
            }
            Source::Comment(id) => match &question(content, id.as_str())?.comment {
                Some(comment) => Ok(Promise::sometimes(Shape::Text {
                    longest: comment.length_limit() as usize,
                })),
                None => Err(format!(
                    "the question `{id}` takes no comment: let it take one, or use its answer"
                )),
            },
            Source::Part(name) => part::promise(name, content),
            Source::Consent(id) => {
                let question = question(content, id.as_str())?;
                match (&question.version, question.kind) {
                    (_, kind) if kind != Kind::Consent => {
                        Err(format!("the question `{id}` is no consent: take its answer as it is"))
                    }
                    (None, _) => Err(format!(
                        "the consent `{id}` does not name the version of its wording: write one"
                    )),
                    (Some(version), _) if !is_text(version) => Err(format!(
                        "the version of the wording of the consent `{id}` is blank: write it, as in `2026-07`"
                    )),
                    (Some(version), _) => Ok(Promise {
                        shape: Shape::Words(vec![version.clone()]),
                        can_be_empty: !is_always_answered(question, content),
                    }),
                }
            }
            Source::Link(name) => promise_link("link", name, content),
            Source::Contact(name) => promise_link("contact", name, content),
            Source::Choice(choice) => promise_choice(choice, content),
            Source::Result(id) => {
                let calculation = calculation(content, id.as_str())?;
                Ok(Promise::sometimes(Shape::Calculated {
                    decimals: calculation.decimals.unwrap_or(2),
                }))
            }
            Source::Band(id) => {
                let calculation = calculation(content, id.as_str())?;
                if calculation.bands.is_empty() {
                    return Err(format!("the calculation `{id}` has no bands: use its value"));
                }
                let bands = calculation.bands.iter();
                Ok(Promise::sometimes(Shape::Options {
                    options: bands.map(|band| band_text(band, content)).collect(),
                    most: 1,
                }))
            }
            Source::Constant(Value::Null) => {
                Err("a constant needs a value: leave the column out".into())
            }
            Source::Constant(value) => Ok(Promise::always(Shape::Fixed {
                values: vec![value.clone()],
                most: 1,
            })),
            Source::Context(context) => Ok(promise_context(*context, content, self.arrival)),
            Source::Record(id) => self.record(id),
            Source::Row(_) if self.target().rows != Rows::PerQuestion => Err(
                "this source needs a record for each question answered (`rows: per_question`): choose that, or use \
                 an answer".into(),
            ),
            Source::Row(field) => Ok(promise_row(*field, content)),
            Source::FirstOf(_) | Source::Join(_) => Err("has no value of its own".into()),
        }
    }

    fn record(&self, id: &TargetId) -> Result<Promise, String> {
        let (earlier, others) = self.targets.split_at(self.place);
        let Some(target) = earlier.iter().find(|target| target.id == *id) else {
            return Err(match others.iter().find(|target| target.id == *id) {
                Some(later) if later.id == self.target().id => {
                    format!(
                        "no earlier target is called `{id}`: it would refer to itself; leave it out"
                    )
                }
                Some(later) if references(later).any(|one| *one == self.target().id) => {
                    format!(
                        "no earlier target is called `{id}`: a cycle, for `{id}` refers to `{}`, too; leave out one of \
                         the two",
                        self.target().id
                    )
                }
                Some(_) => {
                    format!("no earlier target is called `{id}`: put `{id}` before this one")
                }
                None => {
                    let names = earlier.iter().map(|target| target.id.as_str());
                    format!(
                        "no earlier target is called `{id}`{}",
                        choose(id.as_str(), names)
                    )
                }
            });
        };
        if target.rows == Rows::PerQuestion {
            return Err(format!(
                "the target `{id}` writes several records: refer to one that writes a single record"
            ));
        }
        if target.connector != self.target().connector {
            return Err(format!(
                "the target `{id}` writes to another CRM, `{}`: refer to a target of the same, or leave it out",
                target.connector
            ));
        }
        Ok(Promise {
            shape: Shape::Record {
                table: target.table.clone(),
            },
            can_be_empty: !self.always_has_a_record(target),
        })
    }

    /// Whether each response that is delivered has a record of that target. Where one that is named by its id is not
    /// there, the delivery fails, and so do those that refer to it.
    fn always_has_a_record(&self, target: &Target) -> bool {
        let Some(find) = &target.find else {
            return target.when.is_none();
        };
        let named = || match &target.columns.get("id")?.value.source {
            Source::Context(Context::Contact) => Some(self.arrival == Arrival::ByLink),
            Source::Record(id) => {
                let named = self.targets.iter().position(|one| one.id == *id);
                let own = self.targets.iter().position(|one| one.id == target.id);
                // Earlier ones alone, so that this ends.
                let (named, _) = named.zip(own).filter(|(named, own)| named < own)?;
                Some(self.always_has_a_record(&self.targets[named]))
            }
            _ => None,
        };
        let names_one = || find.only_by_id() && named() == Some(true);
        target.when.is_none() && (find.creates() || names_one())
    }
}

/// The question of that id.
pub(super) fn question<'a>(content: &'a Content, id: &str) -> Result<&'a Question, String> {
    content.question(id).ok_or_else(|| {
        let names = content.questions().map(|question| question.id.as_str());
        format!("the form has no question `{id}`{}", choose(id, names))
    })
}

pub(super) fn calculation<'a>(content: &'a Content, id: &str) -> Result<&'a Calculation, String> {
    let calculations = || content.calculations.iter();
    let found = calculations().find(|calculation| calculation.id.as_str() == id);
    found.ok_or_else(|| {
        let names = calculations().map(|calculation| calculation.id.as_str());
        format!("the form has no calculation `{id}`{}", choose(id, names))
    })
}
