//! The builder's panels: logic, scores, texts, theme and rules, each of the draft that the screen edits.

mod fields;
mod form;
mod logic;
mod rules;
mod scores;
mod texts;
mod theme;

pub(crate) use logic::{LogicPanel, Part, Place, folded};
pub(crate) use rules::RulesPanel;
pub(crate) use scores::ScoresPanel;
pub(crate) use texts::TextsPanel;
pub(crate) use theme::ThemePanel;
