//! One question as its answers are counted.

use super::counted::Counted;
use super::figures::{NewestText, RowSummary, SummaryOf};
use sonda_domain::{Answer, Cells, Given, Kind, LocalText, Question};
use std::collections::BTreeSet;

/// So many texts are shown.
const NEWEST_TEXTS: usize = 5;

/// The most characters of one of them.
const LONGEST_TEXT: usize = 400;

#[derive(Debug)]
pub(super) struct Tally {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) nps: bool,
    pub(super) texts: bool,
    pub(super) title: LocalText,
    pub(super) versions: BTreeSet<i64>,
    pub(super) comments: u64,
    pub(super) of: Counted,
    pub(super) rows: Vec<(String, LocalText, Counted)>,
    pub(super) newest: Vec<NewestText>,
}

impl Tally {
    pub(super) fn of(id: String, question: &Question) -> Self {
        let kind = question.kind;
        Self {
            id,
            kind: kind.as_str().to_owned(),
            nps: kind == Kind::Nps,
            texts: matches!(kind, Kind::Text | Kind::LongText | Kind::Url | Kind::Hidden),
            title: question.title.clone(),
            versions: BTreeSet::new(),
            comments: 0,
            of: Counted::default(),
            rows: Vec::new(),
            newest: Vec::new(),
        }
    }

    pub(super) fn declare(&mut self, question: &Question) {
        match question.kind {
            Kind::YesNo => {
                for id in ["yes", "no"] {
                    self.of.declare(id.to_owned(), None);
                }
            }
            Kind::Consent => self.of.declare("yes".to_owned(), None),
            Kind::Matrix => self.declare_rows(question),
            _ => self.of.declare_options(question, true),
        }
    }

    fn declare_rows(&mut self, question: &Question) {
        let cells = question.cells.unwrap_or(Cells::Single);
        for row in &question.rows {
            match cells {
                Cells::Columns => {
                    for column in &question.questions {
                        let id = format!("{}.{}", row.id, column.id);
                        let counted = self.row(id, &row.title);
                        counted.declare_options(column, true);
                        if column.kind == Kind::YesNo {
                            for id in ["yes", "no"] {
                                counted.declare(id.to_owned(), None);
                            }
                        }
                    }
                }
                Cells::Weighted => {
                    for column in ["rating", "weight"] {
                        let counted = self.row(format!("{}.{column}", row.id), &row.title);
                        counted.declare_options(question, column == "rating");
                    }
                }
                _ => self
                    .row(row.id.to_string(), &row.title)
                    .declare_options(question, true),
            }
        }
    }

    fn row(&mut self, id: String, title: &LocalText) -> &mut Counted {
        let place = self.rows.iter().position(|(one, ..)| *one == id);
        let place = place.unwrap_or_else(|| {
            self.rows.push((id, title.clone(), Counted::default()));
            self.rows.len() - 1
        });
        &mut self.rows[place].2
    }

    pub(super) fn add(&mut self, response: &str, given: &Given) {
        self.comments += u64::from(given.comment.is_some());
        let Some(answer) = &given.answer else { return };
        match answer {
            Answer::Rows(rows) => {
                self.of.answered += 1;
                for (row, answer) in rows {
                    self.add_to_row(row.as_str(), answer);
                }
            }
            Answer::Table(table) => {
                self.of.answered += 1;
                for (row, cells) in table {
                    for (column, answer) in cells {
                        self.add_to_row(&format!("{row}.{column}"), answer);
                    }
                }
            }
            answer => self.of.answer(answer),
        }
        if let (true, Answer::Text(text)) = (self.texts, answer)
            && self.newest.len() < NEWEST_TEXTS
        {
            self.newest.push(NewestText {
                response: response.to_owned(),
                text: text.chars().take(LONGEST_TEXT).collect(),
            });
        }
    }

    fn add_to_row(&mut self, id: &str, answer: &Answer) {
        let row = self.rows.iter_mut().find(|(one, ..)| one == id);
        if let Some((_, _, counted)) = row {
            counted.answer(answer);
        }
    }

    pub(super) fn end(self, asked: u64) -> SummaryOf {
        let rows = self
            .rows
            .into_iter()
            .map(|(id, title, counted)| RowSummary {
                id,
                title,
                answered: counted.answered,
                counts: counted.counts(false),
                numbers: counted.numbers(),
            });
        SummaryOf {
            asked,
            answered: self.of.answered,
            comments: self.comments,
            counts: self.of.counts(self.kind == "ranking"),
            numbers: self.of.numbers(),
            nps: self.nps.then(|| self.of.nps()).flatten(),
            rows: rows.collect(),
            newest: self.newest,
            id: self.id,
            kind: self.kind,
            title: self.title,
        }
    }
}
