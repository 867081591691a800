//! What the view of one form shows, beyond its props: signals that the browser moves and the server leaves alone.

use crate::{Phase, Props, ShownError};
use reactive_graph::prelude::*;
use reactive_graph::signal::RwSignal;

/// The state of one form on a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FormState {
    /// Where it stands.
    pub(crate) phase: RwSignal<Phase>,
    /// The errors beside the fields.
    pub(crate) errors: RwSignal<Vec<ShownError>>,
    /// The errors listed over the form: those found when it was last sent.
    pub(crate) summary: RwSignal<Vec<ShownError>>,
}

impl FormState {
    /// The state that the props describe; the same on the server and in the browser.
    pub(crate) fn new(props: &Props) -> Self {
        Self {
            phase: RwSignal::new(props.notice.map_or(Phase::Ready, Phase::Told)),
            errors: RwSignal::new(props.errors.clone()),
            summary: RwSignal::new(props.errors.clone()),
        }
    }

    /// The error of a field, while it has one.
    pub(crate) fn error(self, field: &str) -> Option<String> {
        self.errors.with(|errors| {
            errors
                .iter()
                .find(|error| error.field == field)
                .map(|error| error.message.clone())
        })
    }
}
