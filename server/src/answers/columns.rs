//! The columns that a form's responses are written in: those of every version, in the order of the newest.

use crate::store::StoredResponse;
use sonda_domain::{
    AddressPart, Calculation, Cells, Choice, Content, Kind, LocalText, Locale, OptionId, Question,
    QuestionId,
};
use std::collections::{BTreeMap, HashMap};

/// How several options chosen are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Multiple {
    /// In one cell, with `; ` between.
    #[default]
    Joined,
    /// Each option in a column of its own: 1 or 0; of a ranking its place.
    Split,
}

/// What options and columns are called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Naming {
    /// By their ids, which stay as they are.
    #[default]
    Ids,
    /// By what visitors read.
    Titles,
}

/// How a table of responses is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// What options are called.
    pub options: Naming,
    /// What columns are called.
    pub headers: Naming,
    /// How several options chosen are written.
    pub multiple: Multiple,
    /// The language of titles.
    pub locale: Option<Locale>,
}

/// What a cell of a response holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Id,
    SubmittedAt,
    Version,
    Locale,
    Link,
    Contact,
    Marks,
    /// A member of the context.
    Context(String),
    /// All other members of the context, as JSON.
    OtherContext,
    Ending,
    Result(QuestionId),
    Band(QuestionId),
    Answer(QuestionId, Part),
}

/// A part of what was given to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Comment,
    /// The visitor's own words to an option.
    Words(OptionId),
    /// Whether an option was chosen.
    Chosen(OptionId),
    /// An option's place in a ranking.
    Rank(OptionId),
    From,
    To,
    Address(AddressPart),
    /// The ids of files.
    Files,
    /// The wording that was agreed to.
    Wording,
    Row(OptionId, Box<Part>),
    Cell(OptionId, QuestionId, Box<Part>),
    Entry(usize, QuestionId, Box<Part>),
}

/// A column of a table of responses.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name, the same whatever the language: `visit`, `visit.comment`, `grid.row`.
    pub name: String,
    /// The question it belongs to.
    pub question: Option<QuestionId>,
    /// The type of that question.
    pub kind: Option<Kind>,
    /// What is asked, and of which part.
    pub titles: Vec<LocalText>,
    /// The options an answer may name.
    pub options: Vec<(OptionId, LocalText)>,
    /// The versions in which it was asked; empty where that means nothing.
    pub versions: Vec<i64>,
    pub(super) source: Source,
    fallback: Locale,
}

const CAMPAIGN: [&str; 6] = [
    "page",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
];

/// The columns of a form, given its versions, the newest first.
#[must_use]
pub fn columns(versions: &[(i64, &Content)], multiple: Multiple) -> Vec<Column> {
    let Some((_, newest)) = versions.first() else {
        return Vec::new();
    };
    let mut gathered = Gathered {
        fallback: newest.fallback_locale.clone(),
        multiple,
        columns: Vec::new(),
        places: HashMap::new(),
        version: 0,
    };
    for (name, source) in [
        ("id", Source::Id),
        ("submitted_at", Source::SubmittedAt),
        ("version", Source::Version),
        ("locale", Source::Locale),
        ("link", Source::Link),
        ("contact", Source::Contact),
        ("marks", Source::Marks),
    ] {
        gathered.add(name.to_owned(), source, About::default());
    }
    for (version, content) in versions {
        gathered.version = *version;
        for question in content.questions() {
            let about = About::of(question);
            gathered.question(question, question.id.as_str(), &about, &|part| {
                Source::Answer(question.id.clone(), part)
            });
        }
    }
    for (version, content) in versions {
        gathered.version = *version;
        for calculation in &content.calculations {
            gathered.calculation(calculation);
        }
    }
    gathered.version = 0;
    gathered.add("ending".to_owned(), Source::Ending, About::default());
    for name in CAMPAIGN {
        gathered.add(
            name.to_owned(),
            Source::Context(name.to_owned()),
            About::default(),
        );
    }
    gathered.add("context".to_owned(), Source::OtherContext, About::default());
    gathered.columns
}

#[derive(Debug, Clone, Default)]
struct About {
    question: Option<QuestionId>,
    kind: Option<Kind>,
    titles: Vec<LocalText>,
    options: Vec<(OptionId, LocalText)>,
}

impl About {
    fn of(question: &Question) -> Self {
        Self {
            question: Some(question.id.clone()),
            kind: Some(question.kind),
            titles: vec![question.title.clone()],
            options: titles(&question.options),
        }
    }

    fn part(&self, title: &LocalText) -> Self {
        let mut about = self.clone();
        about.titles.push(title.clone());
        about
    }

    /// A part whose name says it.
    fn bare(&self) -> Self {
        Self {
            options: Vec::new(),
            ..self.clone()
        }
    }
}

fn titles(options: &[Choice]) -> Vec<(OptionId, LocalText)> {
    let options = options.iter();
    options
        .map(|option| (option.id.clone(), option.title.clone()))
        .collect()
}

struct Gathered {
    fallback: Locale,
    multiple: Multiple,
    columns: Vec<Column>,
    places: HashMap<String, usize>,
    version: i64,
}

impl Gathered {
    fn add(&mut self, name: String, source: Source, about: About) {
        if let Some(place) = self.places.get(&name) {
            let column = &mut self.columns[*place];
            column.versions.push(self.version);
            for (option, title) in about.options {
                if !column.options.iter().any(|(one, _)| *one == option) {
                    column.options.push((option, title));
                }
            }
            return;
        }
        // A question may be called as one of our own columns is.
        self.places.insert(name.clone(), self.columns.len());
        self.columns.push(Column {
            name,
            question: about.question,
            kind: about.kind,
            titles: about.titles,
            options: about.options,
            versions: if self.version == 0 {
                Vec::new()
            } else {
                vec![self.version]
            },
            source,
            fallback: self.fallback.clone(),
        });
    }

    fn calculation(&mut self, calculation: &Calculation) {
        let titles: Vec<LocalText> = calculation.title.iter().cloned().collect();
        let about = About {
            titles,
            ..About::default()
        };
        let name = format!("result.{}", calculation.id);
        self.add(
            name.clone(),
            Source::Result(calculation.id.clone()),
            about.clone(),
        );
        if !calculation.bands.is_empty() {
            let bands = calculation.bands.iter();
            let bands = bands.map(|band| (band.id.clone(), band.title.clone()));
            let about = About {
                options: bands.collect(),
                ..about
            };
            self.add(
                format!("{name}.band"),
                Source::Band(calculation.id.clone()),
                about,
            );
        }
    }

    /// The columns of a question; `source` puts a part into its place.
    fn question(
        &mut self,
        question: &Question,
        name: &str,
        about: &About,
        source: &dyn Fn(Part) -> Source,
    ) {
        match question.kind {
            Kind::Statement => return,
            Kind::Matrix => self.matrix(question, name, about, source),
            Kind::Group => {
                let (_, most) = question.entry_limits();
                for entry in 0..(most as usize).min(50) {
                    for inner in &question.questions {
                        let name = format!("{name}.{}.{}", entry + 1, inner.id);
                        let mut about = about.part(&inner.title);
                        about.kind = Some(inner.kind);
                        about.options = titles(&inner.options);
                        let id = &inner.id;
                        self.question(inner, &name, &about, &|part| {
                            source(Part::Entry(entry, id.clone(), Box::new(part)))
                        });
                    }
                }
            }
            _ => self.simple(question, question.kind, name, about, source),
        }
        for option in question.options.iter().filter(|option| option.text) {
            self.add(
                format!("{name}.{}.text", option.id),
                source(Part::Words(option.id.clone())),
                about.bare().part(&option.title),
            );
        }
        if question.comment.is_some() {
            self.add(
                format!("{name}.comment"),
                source(Part::Comment),
                about.bare(),
            );
        }
    }

    fn simple(
        &mut self,
        question: &Question,
        kind: Kind,
        name: &str,
        about: &About,
        source: &dyn Fn(Part) -> Source,
    ) {
        let split = self.multiple == Multiple::Split;
        match kind {
            Kind::MultipleChoice | Kind::Ranking if split => {
                for option in &question.options {
                    let part = match kind {
                        Kind::Ranking => Part::Rank(option.id.clone()),
                        _ => Part::Chosen(option.id.clone()),
                    };
                    let about = about.bare().part(&option.title);
                    self.add(format!("{name}.{}", option.id), source(part), about);
                }
            }
            Kind::DateRange => {
                self.add(format!("{name}.from"), source(Part::From), about.clone());
                self.add(format!("{name}.to"), source(Part::To), about.clone());
            }
            Kind::Address => {
                for part in question.address_parts() {
                    let name = format!("{name}.{}", part.as_str());
                    self.add(name, source(Part::Address(*part)), about.clone());
                }
            }
            Kind::File => {
                self.add(name.to_owned(), source(Part::Whole), about.clone());
                self.add(format!("{name}.files"), source(Part::Files), about.clone());
            }
            Kind::Consent if question.version.is_some() => {
                self.add(name.to_owned(), source(Part::Whole), about.clone());
                self.add(
                    format!("{name}.version"),
                    source(Part::Wording),
                    about.clone(),
                );
            }
            _ => self.add(name.to_owned(), source(Part::Whole), about.clone()),
        }
    }

    fn matrix(
        &mut self,
        question: &Question,
        name: &str,
        about: &About,
        source: &dyn Fn(Part) -> Source,
    ) {
        let cells = question.cells.unwrap_or(Cells::Single);
        for row in &question.rows {
            let name = format!("{name}.{}", row.id);
            let about = about.part(&row.title);
            let cell = |column: &QuestionId, part| {
                source(Part::Cell(row.id.clone(), column.clone(), Box::new(part)))
            };
            match cells {
                Cells::Columns => {
                    for column in &question.questions {
                        let mut about = about.part(&column.title);
                        about.kind = Some(column.kind);
                        about.options = titles(&column.options);
                        let name = format!("{name}.{}", column.id);
                        self.simple(column, column.kind, &name, &about, &|part| {
                            cell(&column.id, part)
                        });
                    }
                }
                Cells::Weighted => {
                    for column in ["rating", "weight"] {
                        if let Ok(id) = QuestionId::try_from(column.to_owned()) {
                            let source = cell(&id, Part::Whole);
                            self.add(format!("{name}.{column}"), source, about.clone());
                        }
                    }
                }
                cells => {
                    let kind = match cells {
                        Cells::Multiple => Kind::MultipleChoice,
                        _ => Kind::SingleChoice,
                    };
                    self.simple(question, kind, &name, &about, &|part| {
                        source(Part::Row(row.id.clone(), Box::new(part)))
                    });
                }
            }
        }
    }
}

impl Column {
    /// What the column says in a language: the question and the part of it.
    #[must_use]
    pub fn title(&self, locale: Option<&Locale>) -> String {
        self.joined(&self.titles, locale.unwrap_or(&self.fallback))
    }

    /// What the part of the question is called.
    pub(super) fn part_title(&self, locale: &Locale) -> String {
        self.joined(self.titles.get(1..).unwrap_or_default(), locale)
    }

    fn joined(&self, titles: &[LocalText], locale: &Locale) -> String {
        let titles = titles.iter().map(|title| title.get(locale, &self.fallback));
        titles.collect::<Vec<_>>().join(" – ")
    }

    /// What an option is called.
    pub(super) fn option<'a>(&'a self, id: &'a OptionId, names: &Names) -> &'a str {
        let title = || {
            let locale = names.locale.as_ref().unwrap_or(&self.fallback);
            let (_, title) = self.options.iter().find(|(one, _)| one == id)?;
            Some(title.get(locale, &self.fallback)).filter(|title| !title.is_empty())
        };
        match names.options {
            Naming::Ids => id.as_str(),
            Naming::Titles => title().unwrap_or(id.as_str()),
        }
    }
}

/// The first row of a table: no name comes twice.
pub(super) fn headers(columns: &[Column], names: &Names) -> Vec<String> {
    if names.headers == Naming::Ids {
        return columns.iter().map(|column| column.name.clone()).collect();
    }
    let title = |column: &Column| {
        let title = column.title(names.locale.as_ref());
        if title.is_empty() {
            column.name.clone()
        } else {
            title
        }
    };
    let titles: Vec<String> = columns.iter().map(title).collect();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for title in &titles {
        *count.entry(title.as_str()).or_default() += 1;
    }
    let twice = |title: &str| count.get(title).is_some_and(|count| *count > 1);
    let all = titles.iter().zip(columns);
    all.map(|(title, column)| match twice(title) {
        true => format!("{title} [{}]", column.name),
        false => title.clone(),
    })
    .collect()
}

/// Members of the context that have no column of their own.
pub(super) fn other_context(response: &StoredResponse) -> BTreeMap<&str, &str> {
    let context = response.context.iter();
    context
        .filter(|(name, _)| !CAMPAIGN.contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}
