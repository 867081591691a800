//! The columns that a form's responses are written in: those of every version, in the order of the newest.

mod gathered;

use crate::store::StoredResponse;
use gathered::{About, Gathered};
use sonda_domain::{AddressPart, Content, Kind, LocalText, Locale, OptionId, QuestionId};
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
