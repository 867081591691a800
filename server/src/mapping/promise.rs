//! What a source promises: the shape of its value, for the check of a mapping.

use super::column::PipedSource;
use super::document::{ChoiceSource, Context, JoinSource, RowField, Rows, Source, Target};
use super::nearest::suggestion;
use super::shape::{Shape, is_text, longest_list};
use super::source::{band_text, option_text, title};
use super::through::{LONGEST_PHONE, MOST_TRANSFORMS, promise_through};
use crate::link_values::LONGEST_VALUE;
use rust_decimal::Decimal;
use serde_json::Value;
use sonda_domain::{Calculation, Content, Kind, Page, Question, TargetId};

const LONGEST_ID: usize = 64;
const LONGEST_KIND: usize = 40;
/// `14:05`
const LENGTH_OF_TIME: usize = 5;
/// `2026-01-31 – 2026-02-01`
const LENGTH_OF_RANGE: usize = 23;
/// A step of a scale behind its row: `: 10`, and room for another digit.
const LONGEST_STEP: usize = 5;
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
            let reason = format!("at most {MOST_TRANSFORMS} transforms, one after the other");
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
                format!("takes 1 to {MOST_SOURCES} sources"),
            ));
        }
        if depth > DEEPEST {
            let reason = format!("sources are at most {DEEPEST} deep inside each other");
            return Err(Wrong::at(path, reason));
        }
        of.iter()
            .enumerate()
            .map(|(index, one)| self.nested(one, &format!("{path}/{index}"), depth))
            .collect()
    }

    fn first_of(&mut self, of: &[PipedSource], path: &str, depth: usize) -> Result<Promise, Wrong> {
        let all = self.all(of, path, depth)?;
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
            let reason = format!("is at most {LONGEST_SEPARATOR} characters that can be written");
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
                    "the question `{id}` takes no comment: give it one, or use `answer`"
                )),
            },
            Source::Consent(id) => {
                let question = question(content, id.as_str())?;
                match (&question.version, question.kind) {
                    (_, kind) if kind != Kind::Consent => {
                        Err(format!("the question `{id}` is no consent: use `answer`"))
                    }
                    (None, _) => Err(format!(
                        "the consent `{id}` does not name the version of its wording: give it `version`"
                    )),
                    (Some(version), _) if !is_text(version) => Err(format!(
                        "the `version` of the consent `{id}` is blank: write it, as in `2026-07`"
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
                    return Err(format!("the calculation `{id}` has no bands: use `result`"));
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
            Source::Context(context) => Ok(promise_context(*context, content)),
            Source::Record(id) => self.record(id),
            Source::Row(_) if self.target().rows != Rows::PerQuestion => {
                Err("`row` needs `rows: per_question`".into())
            }
            Source::Row(field) => Ok(promise_row(*field, content)),
            Source::FirstOf(_) | Source::Join(_) => Err("has no value of its own".into()),
        }
    }

    fn record(&self, id: &TargetId) -> Result<Promise, String> {
        let (earlier, others) = self.targets.split_at(self.place);
        let Some(target) = earlier.iter().find(|target| target.id == *id) else {
            return Err(match others.iter().find(|target| target.id == *id) {
                Some(later) if later.id == self.target().id => {
                    format!("no earlier target is called `{id}`: it would refer to itself")
                }
                Some(later) if super::references(later).any(|one| *one == self.target().id) => {
                    format!(
                        "no earlier target is called `{id}`: a cycle, for `{id}` refers to `{}`, too",
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
                        suggestion(id.as_str(), names)
                    )
                }
            });
        };
        if target.rows == Rows::PerQuestion {
            return Err(format!(
                "the target `{id}` writes several records: refer to one with `rows: one`"
            ));
        }
        if target.connector != self.target().connector {
            return Err(format!(
                "the target `{id}` writes to another CRM, `{}`",
                target.connector
            ));
        }
        let creates = target.find.as_ref().is_none_or(super::Find::creates);
        Ok(Promise {
            shape: Shape::Record {
                table: target.table.clone(),
            },
            can_be_empty: target.when.is_some() || !creates,
        })
    }
}

/// What the maker of a personal link gives along.
fn promise_link(kind: &str, name: &str, content: &Content) -> Result<Promise, String> {
    let full = format!("{kind}.{name}");
    if content.known.contains(&full) {
        return Ok(Promise::sometimes(Shape::Text {
            longest: LONGEST_VALUE,
        }));
    }
    let prefix = format!("{kind}.");
    let declared = content
        .known
        .iter()
        .filter_map(|one| one.strip_prefix(&prefix));
    let near = suggestion(name, declared);
    Err(format!(
        "the form does not declare `{full}` in `known`{near}"
    ))
}

fn question<'a>(content: &'a Content, id: &str) -> Result<&'a Question, String> {
    content.question(id).ok_or_else(|| {
        let names = content.questions().map(|question| question.id.as_str());
        format!("the form has no question `{id}`{}", suggestion(id, names))
    })
}

/// Whether no response is without an answer to the question: a hidden question has none.
fn is_always_answered(question: &Question, content: &Content) -> bool {
    let is_of = |page: &Page| page.questions.iter().any(|one| one.id == question.id);
    let page = content.pages.iter().position(is_of);
    let passed_over = page.is_some_and(|page| {
        let mut earlier = content.pages.iter().take(page);
        content.pages[page].visible_if.is_some() || earlier.any(|one| !one.next.is_empty())
    });
    must_be_answered(question) && !passed_over
}

/// Whether no response passes without an answer, where the question's page is shown.
fn must_be_answered(question: &Question) -> bool {
    let always_offers = match question.kind {
        Kind::Hidden => false,
        Kind::Matrix => question.rows.iter().any(|row| row.visible_if.is_none()),
        Kind::Group => question.questions.iter().any(must_be_answered),
        _ => {
            let mut options = question.options.iter();
            question.options.is_empty() || options.any(|option| option.visible_if.is_none())
        }
    };
    question.required && question.visible_if.is_none() && always_offers
}

pub(super) fn calculation<'a>(content: &'a Content, id: &str) -> Result<&'a Calculation, String> {
    let calculations = || content.calculations.iter();
    let found = calculations().find(|calculation| calculation.id.as_str() == id);
    found.ok_or_else(|| {
        let names = calculations().map(|calculation| calculation.id.as_str());
        format!(
            "the form has no calculation `{id}`{}",
            suggestion(id, names)
        )
    })
}

fn answer_shape(question: &Question, content: &Content) -> Shape {
    match question.kind {
        Kind::Text | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url | Kind::Hidden => {
            let limit = question.length_limit() as usize;
            let longest = match &question.source {
                // What the link brings along is bounded when the link is made, and by nothing else.
                Some(sonda_domain::Source::Link(_)) => limit.max(LONGEST_VALUE),
                // It becomes E.164 after it was judged.
                _ if question.kind == Kind::Phone => limit.max(LONGEST_PHONE),
                _ => limit,
            };
            Shape::Text { longest }
        }
        Kind::Number => Shape::Number {
            min: question.min,
            max: question.max,
            decimals: question.decimal_places(),
        },
        Kind::Slider => Shape::Number {
            min: Some(question.range().0),
            max: Some(question.range().1),
            decimals: question.decimal_places(),
        },
        Kind::Rating | Kind::Nps | Kind::Csat | Kind::Ces | Kind::Agreement | Kind::Bipolar => {
            let bounds = question.scale();
            let bound = |step: u8| Decimal::from(step);
            Shape::Number {
                min: bounds.map(|(lowest, _)| bound(lowest)),
                max: bounds.map(|(_, highest)| bound(highest)),
                decimals: 0,
            }
        }
        Kind::SingleChoice | Kind::MultipleChoice => Shape::Options {
            options: question
                .options
                .iter()
                .map(|option| option_text(&option.id, question, content))
                .collect(),
            most: most_chosen(question),
        },
        Kind::Consent => Shape::Flag,
        Kind::YesNo => Shape::YesNo,
        Kind::Date => Shape::Day,
        Kind::DateTime => Shape::LocalTime,
        // A part of these would be another answer.
        Kind::Time => Shape::Text {
            longest: LENGTH_OF_TIME,
        },
        Kind::DateRange => Shape::Text {
            longest: LENGTH_OF_RANGE,
        },
        Kind::Ranking => {
            let options = question.options.iter();
            let titles = options.map(|one| option_text(&one.id, question, content).1);
            Shape::Text {
                longest: longest_list(
                    titles.map(|title| title.chars().count()),
                    question.options.len(),
                ),
            }
        }
        Kind::Matrix if question.scale().is_some() => {
            let rows = question.rows.iter();
            let lengths = rows.map(|row| row.id.as_str().len() + LONGEST_STEP);
            Shape::Text {
                longest: longest_list(lengths, question.rows.len()),
            }
        }
        // What else has parts is written as one line of text, cut to the column's length.
        Kind::Matrix
        | Kind::Address
        | Kind::File
        | Kind::Signature
        | Kind::Statement
        | Kind::Group => Shape::Cut,
    }
}

fn most_chosen(question: &Question) -> usize {
    match question.kind {
        Kind::MultipleChoice => question
            .max_chosen
            .map_or(question.options.len(), |most| most as usize),
        _ => 1,
    }
}

fn promise_choice(choice: &ChoiceSource, content: &Content) -> Result<Promise, String> {
    let question = question(content, choice.answer.as_str())?;
    if !matches!(question.kind, Kind::SingleChoice | Kind::MultipleChoice) {
        return Err(format!(
            "the question `{}` is no choice: use `answer`",
            choice.answer
        ));
    }
    let ids = || question.options.iter().map(|option| option.id.as_str());
    if let Some(missing) = ids().find(|id| !choice.values.contains_key(*id)) {
        return Err(format!(
            "the option `{missing}` has no value: add it; null leaves the column as it is"
        ));
    }
    if let Some(strange) = choice
        .values
        .keys()
        .find(|name| !ids().any(|id| id == *name))
    {
        let near = suggestion(strange, ids());
        return Err(format!("the question has no option `{strange}`{near}"));
    }
    let values: Vec<Value> = choice
        .values
        .values()
        .filter(|value| !value.is_null())
        .cloned()
        .collect();
    if values.is_empty() {
        return Err("`choice` has no value but null: leave the column out".into());
    }
    let can_be_empty = !is_always_answered(question, content) || values.len() < choice.values.len();
    Ok(Promise {
        shape: Shape::Fixed {
            values,
            most: most_chosen(question),
        },
        can_be_empty,
    })
}

fn promise_context(context: Context, content: &Content) -> Promise {
    match context {
        Context::Form | Context::Response => Promise::always(Shape::Text {
            longest: LONGEST_ID,
        }),
        Context::Version => Promise::always(Shape::Number {
            min: Some(Decimal::ONE),
            max: Some(Decimal::from(i32::MAX)),
            decimals: 0,
        }),
        Context::Locale => Promise::always(Shape::Words(
            content
                .locales
                .iter()
                .map(|locale| locale.as_str().to_owned())
                .collect(),
        )),
        Context::SubmittedAt => Promise::always(Shape::Moment),
        Context::Link => Promise::sometimes(Shape::Text {
            longest: LONGEST_ID,
        }),
        Context::Contact => Promise::sometimes(Shape::Contact),
        Context::Page
        | Context::UtmSource
        | Context::UtmMedium
        | Context::UtmCampaign
        | Context::UtmTerm
        | Context::UtmContent => Promise::sometimes(Shape::Cut),
    }
}

fn promise_row(field: RowField, content: &Content) -> Promise {
    let longest = |lengths: &mut dyn Iterator<Item = usize>| Shape::Text {
        longest: lengths.max().unwrap_or(0),
    };
    match field {
        RowField::Question => Promise::always(Shape::Text {
            longest: LONGEST_ID,
        }),
        RowField::Type => Promise::always(Shape::Text {
            longest: LONGEST_KIND,
        }),
        RowField::Title => Promise::always(longest(
            &mut content
                .questions()
                .map(|question| title(question, content).chars().count()),
        )),
        RowField::Text => Promise::sometimes(longest(
            &mut content
                .questions()
                .map(|question| answer_shape(question, content).longest_text()),
        )),
        RowField::Comment => {
            Promise::sometimes(longest(&mut content.questions().filter_map(|question| {
                Some(question.comment.as_ref()?.length_limit() as usize)
            })))
        }
        RowField::Number => {
            let mut numbers =
                content
                    .questions()
                    .filter_map(|question| match answer_shape(question, content) {
                        Shape::Number { min, max, decimals } => Some((min, max, decimals)),
                        _ => None,
                    });
            let zero = Some(Decimal::ZERO);
            let first = numbers.next().unwrap_or((zero, zero, 0));
            // An absent bound is wider than any.
            let (min, max, decimals) = numbers.fold(first, |(min, max, decimals), other| {
                (
                    min.zip(other.0).map(|(a, b)| a.min(b)),
                    max.zip(other.1).map(|(a, b)| a.max(b)),
                    decimals.max(other.2),
                )
            });
            Promise::sometimes(Shape::Number { min, max, decimals })
        }
    }
}
