//! Columns as they are gathered from the questions of each version.

use super::{Column, Multiple, Part, Source};
use sonda_domain::{
    Calculation, Cells, Choice, Kind, LocalText, Locale, OptionId, Question, QuestionId,
};
use std::collections::HashMap;

#[derive(Debug, Clone, Default)]
pub(super) struct About {
    question: Option<QuestionId>,
    kind: Option<Kind>,
    titles: Vec<LocalText>,
    options: Vec<(OptionId, LocalText)>,
}

impl About {
    pub(super) fn of(question: &Question) -> Self {
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

pub(super) struct Gathered {
    pub(super) fallback: Locale,
    pub(super) multiple: Multiple,
    pub(super) columns: Vec<Column>,
    pub(super) places: HashMap<String, usize>,
    pub(super) version: i64,
}

impl Gathered {
    pub(super) fn add(&mut self, name: String, source: Source, about: About) {
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

    pub(super) fn calculation(&mut self, calculation: &Calculation) {
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
    pub(super) fn question(
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
