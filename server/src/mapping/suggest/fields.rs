//! What a form has to give: every source that a column could have, with what it is called.

use crate::mapping::arrival::Arrival;
use crate::mapping::column::PipedSource;
use crate::mapping::document::{Context, Mapping, Rows, Source, Target};
use crate::mapping::promise::Promiser;
use crate::mapping::shape::Shape;
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::{Cells, Content, Kind, LocalText, Locale, Question};

/// Something that a form has to give.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Field {
    /// The source, as a mapping writes it.
    pub source: Source,
    /// What it is a part of.
    pub group: FieldGroup,
    /// What people call it, in the language asked for; of what a form does not name, empty.
    pub title: String,
    /// Of a part, what it is called: a row's title, or the name of the part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// What it gives.
    pub gives: Gives,
    /// The most characters of its text; absent: it is no text, or is cut to the column's length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest: Option<usize>,
    /// Of options, their ids and titles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<(String, String)>,
    /// Whether a response may be without it.
    pub can_be_empty: bool,
}

/// What a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldGroup {
    /// The answer to a question.
    Answer,
    /// A part of an answer.
    Part,
    /// The comment on a question.
    Comment,
    /// A calculated value, or the band it lies in.
    Result,
    /// What the personal link was made with.
    Link,
    /// What is known of the submission.
    Context,
    /// The record of an earlier target.
    Record,
    /// Of the question that a row stands for.
    Row,
}

/// What a field gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// A text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    YesNo,
    /// A date.
    Date,
    /// A date and time.
    DateTime,
    /// One of some options.
    Option,
    /// Several of some options.
    Options,
    /// A record.
    Record,
}

/// What a form has to give to the target at that place. `locale` is the language of the titles.
#[must_use]
pub(super) fn fields(
    content: &Content,
    mapping: &Mapping,
    place: usize,
    locale: &Locale,
) -> Vec<Field> {
    let mut found = Listed {
        content,
        targets: &mapping.targets,
        place,
        locale,
        fields: Vec::new(),
    };
    let is_per_question = mapping
        .targets
        .get(place)
        .is_some_and(|target| target.rows == Rows::PerQuestion);
    if is_per_question {
        found.row();
    }
    for question in content.questions() {
        found.question(question);
    }
    found.results();
    found.records();
    found.link();
    found.context();
    found.fields
}

struct Listed<'a> {
    content: &'a Content,
    targets: &'a [Target],
    place: usize,
    locale: &'a Locale,
    fields: Vec<Field>,
}

impl Listed<'_> {
    fn text(&self, text: &LocalText) -> String {
        text.get(self.locale, &self.content.fallback_locale)
            .to_owned()
    }

    /// Adds a source that gives something; what does not is passed over.
    fn add(&mut self, source: Source, group: FieldGroup, title: String, part: Option<String>) {
        let mut promiser = Promiser {
            arrival: Arrival::Anyhow,
            content: self.content,
            targets: self.targets,
            place: self.place,
            unreached: Vec::new(),
        };
        let piped = PipedSource::from(source);
        let Ok(promise) = promiser.piped(&piped) else {
            return;
        };
        let is_text = matches!(promise.shape, Shape::Text { .. });
        self.fields.push(Field {
            source: piped.source,
            group,
            title,
            part,
            gives: gives(&promise.shape),
            longest: is_text.then(|| promise.shape.longest_text()),
            options: match promise.shape {
                Shape::Options { options, .. } => options,
                _ => Vec::new(),
            },
            can_be_empty: promise.can_be_empty,
        });
    }

    fn question(&mut self, question: &Question) {
        if question.kind == Kind::Statement {
            return;
        }
        let title = self.text(&question.title);
        let id = || question.id.clone();
        self.add(
            Source::Answer(id()),
            FieldGroup::Answer,
            title.clone(),
            None,
        );
        for (name, part) in self.parts(question) {
            let source = Source::Part(format!("{}.{name}", question.id));
            self.add(source, FieldGroup::Part, title.clone(), Some(part));
        }
        if question.kind == Kind::Consent && question.version.is_some() {
            let part = Some("version".to_owned());
            self.add(Source::Consent(id()), FieldGroup::Part, title.clone(), part);
        }
        if question.comment.is_some() {
            self.add(Source::Comment(id()), FieldGroup::Comment, title, None);
        }
    }

    /// The names of the parts of an answer, each with what it is called.
    fn parts(&self, question: &Question) -> Vec<(String, String)> {
        let plain = |name: &str| (name.to_owned(), name.to_owned());
        match question.kind {
            Kind::Address => {
                let parts = question.address_parts().iter();
                parts.map(|part| plain(part.as_str())).collect()
            }
            Kind::DateRange => vec![plain("from"), plain("to")],
            Kind::SingleChoice | Kind::MultipleChoice => {
                let written = question.options.iter().filter(|option| option.text);
                written
                    .map(|option| (option.id.to_string(), self.text(&option.title)))
                    .collect()
            }
            Kind::Matrix => {
                let mut parts = Vec::new();
                for row in &question.rows {
                    let title = self.text(&row.title);
                    if question.cells == Some(Cells::Columns) {
                        for column in &question.questions {
                            let name = format!("{}.{}", row.id, column.id);
                            let of = self.text(&column.title);
                            parts.push((name, format!("{title}, {of}")));
                        }
                    } else {
                        parts.push((row.id.to_string(), title));
                    }
                }
                parts
            }
            _ => Vec::new(),
        }
    }

    fn results(&mut self) {
        for calculation in &self.content.calculations {
            let title = calculation.title.as_ref();
            let title = title.map_or_else(|| calculation.id.to_string(), |title| self.text(title));
            let id = || calculation.id.clone();
            self.add(
                Source::Result(id()),
                FieldGroup::Result,
                title.clone(),
                None,
            );
            if !calculation.bands.is_empty() {
                let part = Some("band".to_owned());
                self.add(Source::Band(id()), FieldGroup::Result, title, part);
            }
        }
    }

    fn records(&mut self) {
        let earlier = self.targets.get(..self.place).unwrap_or_default();
        for target in earlier {
            let source = Source::Record(target.id.clone());
            let title = target.id.to_string();
            self.add(
                source,
                FieldGroup::Record,
                title,
                Some(target.table.clone()),
            );
        }
    }

    fn link(&mut self) {
        for known in &self.content.known {
            let (source, name): (fn(String) -> Source, _) = match known.split_once('.') {
                Some(("link", name)) => (Source::Link, name),
                Some(("contact", name)) => (Source::Contact, name),
                _ => continue,
            };
            let title = name.replace('_', " ");
            let part = Some(known.clone());
            self.add(source(name.to_owned()), FieldGroup::Link, title, part);
        }
    }

    fn context(&mut self) {
        let contexts = [
            Context::SubmittedAt,
            Context::Locale,
            Context::Contact,
            Context::Link,
            Context::Form,
            Context::Version,
            Context::Response,
            Context::Page,
            Context::UtmSource,
            Context::UtmMedium,
            Context::UtmCampaign,
            Context::UtmTerm,
            Context::UtmContent,
        ];
        for context in contexts {
            let source = Source::Context(context);
            self.add(source, FieldGroup::Context, String::new(), None);
        }
    }

    fn row(&mut self) {
        use crate::mapping::document::RowField;
        let fields = [
            RowField::Title,
            RowField::Text,
            RowField::Number,
            RowField::Comment,
            RowField::Question,
            RowField::Type,
        ];
        for field in fields {
            self.add(Source::Row(field), FieldGroup::Row, String::new(), None);
        }
    }
}

fn gives(shape: &Shape) -> Gives {
    match shape {
        Shape::Text { .. } | Shape::Cut | Shape::Written | Shape::Words(_) => Gives::Text,
        Shape::Number { .. } | Shape::Calculated { .. } => Gives::Number,
        Shape::Flag | Shape::YesNo => Gives::YesNo,
        Shape::Day => Gives::Date,
        Shape::LocalTime | Shape::Moment => Gives::DateTime,
        Shape::Options { most: 1, .. } => Gives::Option,
        Shape::Options { .. } => Gives::Options,
        Shape::Record { .. } | Shape::Contact => Gives::Record,
        Shape::Fixed { .. } => Gives::Text,
        Shape::Either(shapes) => shapes.first().map_or(Gives::Text, gives),
    }
}
