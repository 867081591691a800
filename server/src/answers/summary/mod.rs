//! What responses add up to, question by question: one pass, in bounded memory.

mod counted;
mod figures;
mod tally;

pub use figures::SummaryOf;

use crate::store::StoredResponse;
use counted::Counted;
use sonda_domain::{Calculation, Content, Kind, Question};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tally::Tally;

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
