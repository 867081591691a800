//! Suggests which field of a form goes into which column of a table, by name and type.
//!
//! Whatever is suggested passes the check: what a column does not take as it is goes through a transform, or is not
//! suggested.

mod fields;
mod meaning;

pub use fields::{Field, FieldGroup, Gives};

use fields::fields;

use super::arrival::Arrival;
use super::column::{ColumnSource, PipedSource};
use super::document::{Context, EMBEDDED, Mapping, Rows, Source, Target};
use super::promise::Promiser;
use super::transform::{NumberTransform, PhoneTransform, Transform, ValueTable};
use crate::crm::{Column, ColumnType, Table, TextFormat};
use meaning::{Meaning, words};
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::{Content, Kind, Locale};
use std::collections::{BTreeMap, BTreeSet};

/// What is suggested for a target.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Suggestions {
    /// What the form has to give.
    pub fields: Vec<Field>,
    /// For columns without a source, one of these; the surest first.
    pub columns: Vec<Suggestion>,
    /// The columns to find an existing record by, in the order to try; empty: there is none that the form could fill.
    /// `id` is the contact of the personal link.
    pub find_by: Vec<String>,
}

/// A source for a column.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Suggestion {
    /// The column.
    pub column: String,
    /// What would go into it, as a mapping writes it.
    pub source: ColumnSource,
    /// Why.
    pub reason: Reason,
    /// How sure it is, from 1 to 100.
    pub confidence: u8,
}

/// Why a field is suggested for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Both have the same name.
    SameName,
    /// Both mean the same, by their names or their types.
    SameMeaning,
    /// Their names have words in common.
    LikeName,
    /// It is the record that an earlier target finds or makes.
    EarlierRecord,
}

/// What could go into the columns of a table.
///
/// `place` is the target's among those of the mapping, or behind the last of them. Columns and fields that are in use
/// there are left alone.
#[must_use]
pub fn suggest(
    content: &Content,
    mapping: &Mapping,
    place: usize,
    (connector, table): (&str, &Table),
    locale: &Locale,
) -> Suggestions {
    let own;
    let (mapping, place) = match mapping.targets.get(place) {
        Some(_) => (mapping, place),
        None => {
            own = with_another(mapping, connector, table);
            (&own, mapping.targets.len())
        }
    };
    let fields = fields(content, mapping, place, locale);
    let target = mapping.targets.get(place);
    let mut suggestions = Suggestions::default();
    if target.is_none_or(|target| target.rows == Rows::One) {
        let taken = |name: &str| target.is_some_and(|one| one.columns.contains_key(name));
        let used: Vec<&Source> = target
            .into_iter()
            .flat_map(|target| target.columns.values().map(|column| &column.value.source))
            .collect();
        let judge = Judge {
            content,
            mapping,
            place,
        };
        let mut candidates = Vec::new();
        let free = |column: &&Column| !column.read_only && !taken(&column.name);
        for column in table.columns.iter().filter(free) {
            for (index, field) in fields.iter().enumerate() {
                if used.contains(&&field.source) {
                    continue;
                }
                if let Some((confidence, reason, source)) = judge.pair(field, column) {
                    candidates.push((index, confidence, reason, column, source));
                }
            }
        }
        suggestions.columns = chosen(candidates);
        if table.open {
            let answers = fields.iter().filter(|field| !used.contains(&&field.source));
            let named = answers.filter_map(under_its_own_name);
            suggestions
                .columns
                .extend(named.filter(|one| !taken(&one.column)));
        }
    }
    suggestions.find_by = find_by(table, &suggestions.columns, target);
    // A form that does not ask who answers knows it by its personal links, which are made for these contacts.
    if suggestions.find_by.is_empty() && connector == EMBEDDED && table.name == "contact" {
        suggestions.find_by.push("id".to_owned());
    }
    suggestions.fields = fields;
    suggestions
}

/// The mapping, with a target behind the last that has nothing yet.
fn with_another(mapping: &Mapping, connector: &str, table: &Table) -> Mapping {
    let mut mapping = mapping.clone();
    let id = format!("target-{}", mapping.targets.len());
    if let Ok(id) = id.parse() {
        mapping.targets.push(Target {
            id,
            connector: connector.to_owned(),
            table: table.name.clone(),
            when: None,
            rows: Rows::One,
            find: None,
            columns: BTreeMap::new(),
        });
    }
    mapping
}

/// What a table that takes any column is given of an answer or a score: what it is, under the name that it has.
fn under_its_own_name(field: &Field) -> Option<Suggestion> {
    let is_whole = matches!(field.group, FieldGroup::Answer | FieldGroup::Result);
    Some(Suggestion {
        column: field_id(&field.source).filter(|_| is_whole && field.part.is_none())?,
        source: PipedSource::from(field.source.clone()).into_column(),
        reason: Reason::SameName,
        confidence: 90,
    })
}

type Candidate<'a> = (usize, u8, Reason, &'a Column, ColumnSource);

/// The surest of all pairs, so that no column is suggested twice, and no field but for the parts of a name.
fn chosen(mut candidates: Vec<Candidate<'_>>) -> Vec<Suggestion> {
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.1));
    let mut fields: BTreeSet<(usize, bool)> = BTreeSet::new();
    let mut columns = BTreeSet::new();
    let mut groups = BTreeSet::new();
    let mut chosen = Vec::new();
    for (field, confidence, reason, column, source) in candidates {
        let part = match source.value.through.last() {
            Some(Transform::FirstName) => Some(false),
            Some(Transform::LastName) => Some(true),
            _ => None,
        };
        let keys = match part {
            Some(last) => vec![(field, last)],
            None => vec![(field, false), (field, true)],
        };
        let group = column.one_of.as_deref();
        if columns.contains(column.name.as_str())
            || keys.iter().any(|key| fields.contains(key))
            || group.is_some_and(|group| groups.contains(group))
        {
            continue;
        }
        fields.extend(keys);
        columns.insert(column.name.as_str());
        groups.extend(group);
        chosen.push(Suggestion {
            column: column.name.clone(),
            source,
            reason,
            confidence,
        });
    }
    chosen
}

/// The columns that tell who somebody is, of those that have a source or would get one.
fn find_by(table: &Table, suggested: &[Suggestion], target: Option<&Target>) -> Vec<String> {
    let has_source = |name: &str| {
        suggested.iter().any(|one| one.column == name)
            || target.is_some_and(|target| target.columns.contains_key(name))
    };
    let of = |wanted: TextFormat| {
        let is = move |column: &&Column| {
            column.identifying
                && matches!(&column.kind, ColumnType::Text { format, .. } if *format == wanted)
        };
        table.columns.iter().filter(is)
    };
    let key = table.keys.iter().filter_map(|key| match &key[..] {
        [one] => table.column(one),
        _ => None,
    });
    let mut names: Vec<String> = Vec::new();
    for column in key
        .filter(|column| column.identifying)
        .chain(of(TextFormat::Email))
        .chain(of(TextFormat::Phone))
    {
        if has_source(&column.name) && !names.contains(&column.name) {
            names.push(column.name.clone());
        }
    }
    names
}

struct Judge<'a> {
    content: &'a Content,
    mapping: &'a Mapping,
    place: usize,
}

impl Judge<'_> {
    /// How well a field goes into a column, and how it gets there.
    fn pair(&self, field: &Field, column: &Column) -> Option<(u8, Reason, ColumnSource)> {
        if let Source::Record(_) = &field.source {
            if !matches!(column.kind, ColumnType::Lookup { .. }) {
                return None;
            }
            let source = field.source.clone().into();
            return self
                .takes(&source, column)
                .then(|| (99, Reason::EarlierRecord, source.into_column()));
        }
        let (confidence, reason, through) = self.likeness(field, column)?;
        let mut ways = vec![through.clone()];
        ways.extend(more_ways(field, column).into_iter().map(|transform| {
            let mut way = through.clone();
            way.push(transform);
            way
        }));
        let mut sources = ways.into_iter().map(|through| PipedSource {
            source: field.source.clone(),
            through,
        });
        let source = sources.find(|source| self.takes(source, column))?;
        Some((confidence, reason, source.into_column()))
    }

    fn takes(&self, source: &PipedSource, column: &Column) -> bool {
        let mut promiser = Promiser {
            arrival: Arrival::Anyhow,
            content: self.content,
            targets: &self.mapping.targets,
            place: self.place,
            unreached: Vec::new(),
        };
        promiser
            .piped(source)
            .is_ok_and(|promise| promise.shape.fit(&column.kind).is_ok())
    }

    /// How alike the two are called, and what makes of the one what the other asks for.
    fn likeness(&self, field: &Field, column: &Column) -> Option<(u8, Reason, Vec<Transform>)> {
        let id = field_id(&field.source);
        if let Some(id) = &id
            && field.part.is_none()
            && words(id) == words(&column.name)
        {
            return Some((
                98,
                Reason::SameName,
                usual_through(field, column, self.content),
            ));
        }
        let meaning = self.meaning(field);
        let wanted = meaning_of_column(column);
        if let (Some(meaning), Some(wanted)) = (meaning, wanted) {
            let through = match (meaning, wanted) {
                (Meaning::FullName, Meaning::FirstName) => vec![Transform::FirstName],
                (Meaning::FullName, Meaning::LastName) => vec![Transform::LastName],
                (one, other) if one == other => usual_through(field, column, self.content),
                (Meaning::Recommendation, Meaning::Score) => Vec::new(),
                _ => return None,
            };
            let confidence = match (meaning == wanted, column.required, field.group) {
                (false, ..) => 70,
                (true, _, FieldGroup::Context | FieldGroup::Part) => 75,
                (true, true, _) => 92,
                (true, false, _) => 88,
            };
            // The plain one of several columns of the same meaning.
            let digits = column.name.trim_end_matches(|c: char| c.is_ascii_digit());
            let number: u32 = column.name[digits.len()..].parse().unwrap_or(1);
            let lesser = u8::try_from(number.min(9)).unwrap_or(9).saturating_sub(1) * 2;
            return Some((confidence - lesser, Reason::SameMeaning, through));
        }
        if meaning.is_some() || wanted.is_some() || field.group == FieldGroup::Context {
            return None;
        }
        let of_field: BTreeSet<String> = id
            .iter()
            .flat_map(|id| words(id))
            .chain(words(&field.title))
            .filter(|word| word.chars().count() > 3)
            .collect();
        let of_column: BTreeSet<String> = words(&column.name)
            .into_iter()
            .chain(words(&column.label))
            .filter(|word| word.chars().count() > 3)
            .collect();
        let common = of_field.intersection(&of_column).count();
        (common > 0).then(|| {
            (
                40 + u8::try_from(common.min(4)).unwrap_or(4) * 5,
                Reason::LikeName,
                Vec::new(),
            )
        })
    }

    fn meaning(&self, field: &Field) -> Option<Meaning> {
        let by_context = |context: &Context| match context {
            Context::Locale => Some(Meaning::Language),
            Context::SubmittedAt => Some(Meaning::SubmittedAt),
            Context::Page => Some(Meaning::Page),
            Context::UtmSource => Some(Meaning::Origin),
            Context::UtmMedium => Some(Meaning::Medium),
            Context::UtmCampaign => Some(Meaning::Campaign),
            _ => None,
        };
        match &field.source {
            Source::Context(context) => by_context(context),
            Source::Comment(_) => Some(Meaning::Message),
            Source::Part(name) => {
                let part = name.rsplit('.').next().unwrap_or_default();
                Meaning::of(part).filter(|meaning| {
                    use Meaning::{City, Country, PostalCode, Region, Street};
                    matches!(meaning, City | Country | PostalCode | Region | Street)
                })
            }
            Source::Answer(id) => {
                let question = self.content.question(id.as_str())?;
                match question.kind {
                    Kind::Email => return Some(Meaning::Email),
                    Kind::Phone => return Some(Meaning::Phone),
                    Kind::Nps => return Some(Meaning::Recommendation),
                    Kind::Url => return Some(Meaning::Website),
                    Kind::Consent => return Some(Meaning::Consent),
                    _ => {}
                }
                let completed = question
                    .autocomplete
                    .and_then(|one| Meaning::of(one.as_str()));
                let titles = || {
                    question
                        .title
                        .iter()
                        .find_map(|(_, title)| Meaning::of(title))
                };
                let meaning = completed
                    .or_else(|| Meaning::of(id.as_str()))
                    .or_else(titles);
                let is_score = matches!(question.kind, Kind::Rating | Kind::Csat | Kind::Ces);
                let is_long = question.kind == Kind::LongText;
                meaning
                    .or(is_score.then_some(Meaning::Score))
                    .or(is_long.then_some(Meaning::Message))
            }
            Source::Result(_) => Meaning::of(&field.title).or(Some(Meaning::Score)),
            Source::Link(name) | Source::Contact(name) => Meaning::of(name),
            _ => None,
        }
    }
}

impl PipedSource {
    fn into_column(self) -> ColumnSource {
        ColumnSource {
            value: self,
            mode: super::column::Mode::default(),
        }
    }
}

fn meaning_of_column(column: &Column) -> Option<Meaning> {
    match &column.kind {
        ColumnType::Text {
            format: TextFormat::Email,
            ..
        } => Some(Meaning::Email),
        ColumnType::Text {
            format: TextFormat::Phone,
            ..
        } => Some(Meaning::Phone),
        ColumnType::Lookup { .. } => None,
        _ => Meaning::of(&column.name).or_else(|| Meaning::of(&column.label)),
    }
}

/// What a field is called in the definition.
fn field_id(source: &Source) -> Option<String> {
    match source {
        Source::Answer(id) | Source::Result(id) => Some(id.to_string()),
        Source::Link(name) | Source::Contact(name) => Some(name.clone()),
        Source::Context(context) => {
            let name = serde_json::to_value(context).ok()?;
            name.as_str().map(str::to_owned)
        }
        _ => None,
    }
}

/// What brings a value to the form in which its like is kept.
fn usual_through(field: &Field, column: &Column, content: &Content) -> Vec<Transform> {
    let ColumnType::Text { format, .. } = &column.kind else {
        return Vec::new();
    };
    match format {
        TextFormat::Email => vec![Transform::Lower],
        TextFormat::Phone => {
            let region = match &field.source {
                Source::Answer(id) => content.question(id.as_str()),
                _ => None,
            };
            let region = region.and_then(|question| question.region.clone());
            region
                .map(|region| Transform::Phone(PhoneTransform { region }))
                .into_iter()
                .collect()
        }
        TextFormat::Plain => Vec::new(),
    }
}

/// What a column might take where it does not take a value as it is.
fn more_ways(field: &Field, column: &Column) -> Vec<Transform> {
    match &column.kind {
        ColumnType::Integer { .. } => vec![rounded(0)],
        ColumnType::Decimal { scale, .. } => vec![rounded(*scale)],
        ColumnType::Choice { values } | ColumnType::MultiChoice { values } => {
            let alike = |a: &str, b: &str| !a.is_empty() && words(a) == words(b);
            let counterpart = |(id, title): &(String, String)| {
                let mut values = values.iter();
                let found = values.find(|one| {
                    alike(&one.label, title) || alike(&one.value, id) || alike(&one.label, id)
                });
                Some((id.clone(), found?.value.clone().into()))
            };
            let table: Option<BTreeMap<_, _>> = field.options.iter().map(counterpart).collect();
            table
                .filter(|values| !values.is_empty())
                .map(|values| {
                    Transform::Table(ValueTable {
                        values,
                        otherwise: None,
                    })
                })
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

fn rounded(decimals: u32) -> Transform {
    Transform::Number(NumberTransform {
        decimals,
        decimal_mark: None,
    })
}

#[cfg(test)]
mod tests;
