//! The order in which options are shown: as written, or by a chance that can be repeated.

use crate::{Choice, Question};

/// The places of `count` things in an order of chance. A seed gives each question an order of its own, and always
/// the same: here, in the browser, and when the responses are read.
#[must_use]
pub fn order(count: usize, seed: u32, question: &str) -> Vec<usize> {
    // FNV-1a of the question's id, then splitmix32 for Fisher and Yates' shuffle.
    let begin = 0x811c_9dc5 ^ seed;
    let mut state = question.bytes().fold(begin, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        state = state.wrapping_add(0x9e37_79b9);
        let mut drawn = state;
        drawn = (drawn ^ (drawn >> 16)).wrapping_mul(0x21f0_aaad);
        drawn = (drawn ^ (drawn >> 15)).wrapping_mul(0x735a_2d97);
        drawn ^= drawn >> 15;
        let place = (u64::from(drawn) * (last as u64 + 1)) >> 32;
        order.swap(last, place as usize);
    }
    order
}

impl Question {
    /// The options in the order shown: of a shuffled question by the seed of the response, and as written where
    /// that is 0. Options that exclude the others or take a text keep their places.
    #[must_use]
    pub fn offered(&self, seed: u32) -> Vec<&Choice> {
        let mut offered: Vec<&Choice> = self.options.iter().collect();
        if self.shuffled && seed != 0 {
            let moves =
                |place: &usize| !self.options[*place].exclusive && !self.options[*place].text;
            let free: Vec<usize> = (0..offered.len()).filter(moves).collect();
            let order = order(free.len(), seed, self.id.as_str());
            for (place, from) in free.iter().zip(order) {
                offered[*place] = &self.options[free[from]];
            }
        }
        offered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    #[test]
    fn an_order_has_every_place_once_and_can_be_repeated() {
        for count in 0..40 {
            for seed in [1, 2, 77, u32::MAX] {
                let first = order(count, seed, "topic");
                assert_eq!(first, order(count, seed, "topic"));
                let places: BTreeSet<usize> = first.into_iter().collect();
                assert_eq!(places, (0..count).collect());
            }
        }
        // Recorded with responses: it never changes.
        assert_eq!(order(6, 12_345, "topic"), [5, 0, 4, 3, 1, 2]);
    }

    #[test]
    fn every_thing_comes_first_about_as_often_as_any_other() {
        let mut first = [0; 5];
        for seed in 1..=5_000 {
            first[order(5, seed, "topic")[0]] += 1;
        }
        assert!(
            first.iter().all(|count| (900..1_100).contains(count)),
            "{first:?}"
        );
        let apart = (1..=100).filter(|seed| order(5, *seed, "one") != order(5, *seed, "other"));
        assert!(apart.count() > 90, "each question has an order of its own");
    }

    #[test]
    fn a_last_resort_stays_last() {
        let option = |id: &str| json!({"id": id, "title": {"en": id}});
        let mut none = option("none");
        none["exclusive"] = json!(true);
        let mut other = option("other");
        other["text"] = json!(true);
        let mut value = json!({"id": "topics", "type": "multiple_choice", "title": {"en": "Topics"}, "shuffled": true,
            "options": [option("a"), option("b"), option("c"), option("d"), other, none]});
        let question: Question = serde_json::from_value(value.clone()).unwrap();
        let ids = |question: &Question, seed| -> Vec<String> {
            question
                .offered(seed)
                .iter()
                .map(|one| one.id.to_string())
                .collect()
        };
        let written = ["a", "b", "c", "d", "other", "none"];
        assert_eq!(ids(&question, 0), written);
        let orders: BTreeSet<_> = (1..200).map(|seed| ids(&question, seed)).collect();
        assert_eq!(orders.len(), 24, "every order comes up");
        assert!(orders.iter().all(|order| order[4..] == written[4..]));
        value["shuffled"] = json!(false);
        let question: Question = serde_json::from_value(value).unwrap();
        assert_eq!(ids(&question, 7), written);
    }
}
