//! What responses add up to, question by question: one pass, in bounded memory.

use crate::store::StoredResponse;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::{
    Answer, Calculation, Cells, Content, Given, Kind, LocalText, NPS_HIGHEST, OptionId, Question,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most different numbers that are counted one by one: their median is exact.
const MOST_NUMBERS: usize = 10_000;
/// So many texts are shown.
const NEWEST_TEXTS: usize = 5;
/// The most characters of one of them.
const LONGEST_TEXT: usize = 400;

/// What one question's answers add up to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SummaryOf {
    /// The question; of a calculated value, its name.
    pub id: String,
    /// The type of the question; `result` for a calculated value.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is asked, by language.
    #[schemars(with = "BTreeMap<String, String>")]
    pub title: LocalText,
    /// How many responses are of a version that asks it.
    pub asked: u64,
    /// How many of them answer it.
    pub answered: u64,
    /// How many have a comment.
    #[serde(skip_serializing_if = "is_none")]
    pub comments: u64,
    /// How often each option, step or band was given, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
    /// Of numbers and steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Numbers>,
    /// Of a recommendation question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nps: Option<Nps>,
    /// Of a matrix, each row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowSummary>,
    /// The newest texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub newest: Vec<NewestText>,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// How often an option, step or band was given.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Count {
    /// The option or band; the step as a number.
    pub id: String,
    /// What visitors read, by language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<BTreeMap<String, String>>")]
    pub title: Option<LocalText>,
    /// How often it was given; of a ranking, as the most preferred.
    pub count: u64,
    /// Of a ranking: its mean place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_place: Option<f64>,
}

/// What numbers add up to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Numbers {
    /// Their mean.
    pub mean: f64,
    /// Their median; absent where there are too many different ones.
    pub median: Option<f64>,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
}

/// The net promoter score.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Nps {
    /// The share of promoters less that of detractors, from -100 to 100.
    pub score: f64,
    /// Who answered 9 or 10.
    pub promoters: u64,
    /// Who answered 7 or 8.
    pub passives: u64,
    /// Who answered 0 to 6.
    pub detractors: u64,
}

/// What a row of a matrix adds up to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RowSummary {
    /// The row, and its column after a dot.
    pub id: String,
    /// What visitors read, by language.
    #[schemars(with = "BTreeMap<String, String>")]
    pub title: LocalText,
    /// How many responses answer it.
    pub answered: u64,
    /// How often each option or step was given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
    /// Of numbers and steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Numbers>,
}

/// A text that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NewestText {
    /// The response.
    pub response: String,
    /// The text, cut.
    pub text: String,
}

/// Responses on their way into a summary, the newest first.
#[derive(Debug)]
pub struct Summary {
    tallies: Vec<Tally>,
    places: HashMap<String, usize>,
    results: Vec<Tally>,
    /// How many responses are of each version.
    versions: BTreeMap<i64, u64>,
    /// How many responses were counted.
    pub responses: u64,
}

#[derive(Debug)]
struct Tally {
    id: String,
    kind: String,
    nps: bool,
    texts: bool,
    title: LocalText,
    versions: BTreeSet<i64>,
    comments: u64,
    of: Counted,
    rows: Vec<(String, LocalText, Counted)>,
    newest: Vec<NewestText>,
}

#[derive(Debug, Default)]
struct Counted {
    answered: u64,
    /// Options in the order of the newest version.
    options: Vec<Count>,
    places: HashMap<String, usize>,
    sums_of_places: Vec<u64>,
    numbers: BTreeMap<Decimal, u64>,
    sum: Decimal,
    ends: Option<(Decimal, Decimal)>,
    overflow: bool,
}

impl Counted {
    fn declare(&mut self, id: String, title: Option<LocalText>) {
        if !self.places.contains_key(&id) {
            self.places.insert(id.clone(), self.options.len());
            self.sums_of_places.push(0);
            self.options.push(Count {
                id,
                title,
                count: 0,
                mean_place: None,
            });
        }
    }

    fn declare_options(&mut self, question: &Question, scale: bool) {
        for option in &question.options {
            self.declare(option.id.to_string(), Some(option.title.clone()));
        }
        if let Some((low, high)) = question.scale().filter(|_| scale) {
            for step in low..=high {
                self.declare(step.to_string(), None);
            }
        }
    }

    fn hit(&mut self, id: &str) {
        if let Some(place) = self.places.get(id) {
            self.options[*place].count += 1;
        }
    }

    fn number(&mut self, number: Decimal) {
        self.sum = self.sum.checked_add(number).unwrap_or(self.sum);
        self.ends = Some(match self.ends {
            None => (number, number),
            Some((low, high)) => (low.min(number), high.max(number)),
        });
        if self.numbers.len() < MOST_NUMBERS || self.numbers.contains_key(&number) {
            *self.numbers.entry(number).or_default() += 1;
        } else {
            self.overflow = true;
        }
    }

    fn answer(&mut self, answer: &Answer) {
        self.answered += 1;
        match answer {
            Answer::Scale(step) => {
                self.hit(&step.to_string());
                self.number(Decimal::from(*step));
            }
            Answer::Number(number) => self.number(*number),
            Answer::Choice(option) => self.hit(option.as_str()),
            Answer::Choices(options) => options.iter().for_each(|one| self.hit(one.as_str())),
            Answer::Ranking(options) => self.ranking(options),
            Answer::YesNo(yes) | Answer::Consent(yes) => self.hit(if *yes { "yes" } else { "no" }),
            _ => {}
        }
    }

    fn ranking(&mut self, options: &[OptionId]) {
        if let Some(first) = options.first() {
            self.hit(first.as_str());
        }
        for (place, option) in options.iter().enumerate() {
            if let Some(index) = self.places.get(option.as_str()) {
                self.sums_of_places[*index] += place as u64 + 1;
            }
        }
    }

    fn numbers(&self) -> Option<Numbers> {
        let (min, max) = self.ends?;
        let count: u64 = self.answered;
        let float = |number: Decimal| number.to_f64();
        let mean = float(self.sum)? / count.max(1) as f64;
        Some(Numbers {
            mean,
            median: (!self.overflow).then(|| self.median()).flatten(),
            min: float(min)?,
            max: float(max)?,
        })
    }

    fn median(&self) -> Option<f64> {
        let total: u64 = self.numbers.values().sum();
        let at = |place: u64| {
            let mut seen = 0;
            self.numbers.iter().find_map(|(number, count)| {
                seen += count;
                (seen > place).then(|| number.to_f64()).flatten()
            })
        };
        Some(f64::midpoint(
            at(total.checked_sub(1)? / 2)?,
            at(total / 2)?,
        ))
    }

    fn counts(&self, ranking: bool) -> Vec<Count> {
        let mut counts = self.options.clone();
        if ranking && self.answered > 0 {
            for (count, sum) in counts.iter_mut().zip(&self.sums_of_places) {
                count.mean_place = Some(*sum as f64 / self.answered as f64);
            }
        }
        counts
    }

    fn nps(&self) -> Option<Nps> {
        let of = |steps: std::ops::RangeInclusive<u8>| -> u64 {
            steps
                .filter_map(|step| self.places.get(&step.to_string()))
                .map(|place| self.options[*place].count)
                .sum()
        };
        let (detractors, passives, promoters) = (of(0..=6), of(7..=8), of(9..=NPS_HIGHEST));
        let all = detractors + passives + promoters;
        let score = (promoters as f64 - detractors as f64) * 100.0 / all as f64;
        (all > 0).then_some(Nps {
            score,
            promoters,
            passives,
            detractors,
        })
    }
}

impl Summary {
    /// Of a form with these versions, the newest first.
    #[must_use]
    pub fn new(versions: &[(i64, &Content)]) -> Self {
        let mut summary = Self {
            tallies: Vec::new(),
            places: HashMap::new(),
            results: Vec::new(),
            versions: BTreeMap::new(),
            responses: 0,
        };
        for (version, content) in versions {
            for question in content.questions() {
                if question.kind != Kind::Statement {
                    summary.declare(*version, question);
                }
            }
            for calculation in &content.calculations {
                summary.declare_result(*version, calculation);
            }
        }
        summary
    }

    fn declare(&mut self, version: i64, question: &Question) {
        let id = question.id.to_string();
        let place = *self.places.entry(id.clone()).or_insert_with(|| {
            self.tallies.push(Tally::of(id, question));
            self.tallies.len() - 1
        });
        let tally = &mut self.tallies[place];
        tally.versions.insert(version);
        tally.declare(question);
    }

    fn declare_result(&mut self, version: i64, calculation: &Calculation) {
        let id = calculation.id.to_string();
        let place = self.results.iter().position(|tally| tally.id == id);
        let place = place.unwrap_or_else(|| {
            self.results.push(Tally {
                kind: "result".to_owned(),
                nps: false,
                texts: false,
                title: calculation.title.clone().unwrap_or_default(),
                versions: BTreeSet::new(),
                comments: 0,
                of: Counted::default(),
                rows: Vec::new(),
                newest: Vec::new(),
                id,
            });
            self.results.len() - 1
        });
        let tally = &mut self.results[place];
        tally.versions.insert(version);
        for band in &calculation.bands {
            tally
                .of
                .declare(band.id.to_string(), Some(band.title.clone()));
        }
    }

    /// Counts a response.
    pub fn add(&mut self, response: &StoredResponse) {
        self.responses += 1;
        *self.versions.entry(response.version).or_default() += 1;
        for (question, given) in &response.answers.0 {
            if let Some(place) = self.places.get(question.as_str()) {
                self.tallies[*place].add(&response.id, given);
            }
        }
        for (id, result) in &response.conclusion.results {
            let tally = self
                .results
                .iter_mut()
                .find(|tally| tally.id == id.as_str());
            if let Some(tally) = tally {
                tally.of.answered += 1;
                if let Some(number) = result.number {
                    tally.of.number(number);
                }
                if let Some(band) = &result.band {
                    tally.of.hit(band.as_str());
                }
            }
        }
    }

    /// What the questions, and then the calculated values, add up to.
    #[must_use]
    pub fn end(self) -> (Vec<SummaryOf>, Vec<SummaryOf>) {
        let versions = self.versions;
        let end = |tallies: Vec<Tally>| {
            tallies
                .into_iter()
                .map(|tally| {
                    let asked = tally
                        .versions
                        .iter()
                        .filter_map(|one| versions.get(one))
                        .sum();
                    tally.end(asked)
                })
                .collect()
        };
        (end(self.tallies), end(self.results))
    }
}

impl Tally {
    fn of(id: String, question: &Question) -> Self {
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

    fn declare(&mut self, question: &Question) {
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

    fn add(&mut self, response: &str, given: &Given) {
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

    fn end(self, asked: u64) -> SummaryOf {
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
