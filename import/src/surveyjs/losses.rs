//! The list of what is not carried over.

use crate::Loss;
use std::collections::BTreeSet;

/// The most losses that are listed: an adversary's document has no end of them.
const MOST: usize = 5_000;

/// Losses by place, each once.
#[derive(Default)]
pub(super) struct Losses(BTreeSet<Loss>);

impl Losses {
    /// Notes a loss.
    pub(super) fn add(&mut self, place: &str, reason: impl Into<String>) {
        if self.0.len() < MOST {
            self.0.insert(Loss::new(place, reason));
        } else if self.0.len() == MOST {
            self.0
                .insert(Loss::new("", "there are more losses than are listed"));
        }
    }

    /// All of them, in the order of their places.
    pub(super) fn into_list(self) -> Vec<Loss> {
        self.0.into_iter().collect()
    }
}
