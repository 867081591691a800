//! When a form is open, how often it is answered, and from where.

mod clock;
mod panel;
mod sentence;
mod zone;

pub(crate) use panel::RulesPanel;
