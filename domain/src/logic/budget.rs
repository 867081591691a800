//! How much work evaluations may do.

use std::cell::Cell;

/// The steps left for the evaluations of one whole form: of its conditions, and of the calculations they look at on
/// the way.
///
/// A step is about one operator, one element of a list or 16 bytes of text, so that time and memory are bounded
/// together. Once they are spent, whatever is evaluated further is null.
#[derive(Clone, Debug)]
pub struct Budget {
    steps: Cell<u32>,
}

impl Budget {
    /// What one pass over a form may cost: a hundred times what 200 conditions do, and less
    /// than a tenth of a second on a server.
    pub const OF_A_FORM: u32 = 200_000;

    /// A budget of so many steps.
    #[must_use]
    pub const fn new(steps: u32) -> Self {
        Self {
            steps: Cell::new(steps),
        }
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_spent(&self) -> bool {
        self.steps.get() == 0
    }

    /// Takes steps away, and says whether they were there. A budget that reaches zero was not enough.
    #[must_use]
    pub(super) fn spend(&self, steps: usize) -> bool {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.steps.set(self.steps.get().saturating_sub(steps));
        !self.is_spent()
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(Self::OF_A_FORM)
    }
}
