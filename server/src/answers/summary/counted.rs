//! Answers as they are counted: options, steps and numbers.

use super::figures::{Count, Nps, Numbers};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sonda_domain::{Answer, LocalText, NPS_HIGHEST, OptionId, Question};
use std::collections::{BTreeMap, HashMap};

/// The most different numbers that are counted one by one: their median is exact.
const MOST_NUMBERS: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) answered: u64,
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
    pub(super) fn declare(&mut self, id: String, title: Option<LocalText>) {
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

    pub(super) fn declare_options(&mut self, question: &Question, scale: bool) {
        for option in &question.options {
            self.declare(option.id.to_string(), Some(option.title.clone()));
        }
        if let Some((low, high)) = question.scale().filter(|_| scale) {
            for step in low..=high {
                self.declare(step.to_string(), None);
            }
        }
    }

    pub(super) fn hit(&mut self, id: &str) {
        if let Some(place) = self.places.get(id) {
            self.options[*place].count += 1;
        }
    }

    pub(super) fn number(&mut self, number: Decimal) {
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

    pub(super) fn answer(&mut self, answer: &Answer) {
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

    pub(super) fn numbers(&self) -> Option<Numbers> {
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

    pub(super) fn counts(&self, ranking: bool) -> Vec<Count> {
        let mut counts = self.options.clone();
        if ranking && self.answered > 0 {
            for (count, sum) in counts.iter_mut().zip(&self.sums_of_places) {
                count.mean_place = Some(*sum as f64 / self.answered as f64);
            }
        }
        counts
    }

    pub(super) fn nps(&self) -> Option<Nps> {
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
