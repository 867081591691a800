//! Scores: what is calculated from the answers, and what it means.

mod bands;
mod bands_view;
mod formula;
mod formula_view;
mod panel;
mod trial;
mod trial_view;
mod worth_view;

pub(crate) use panel::ScoresPanel;
