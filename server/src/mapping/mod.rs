//! The mapping of a response to records: pure, and linked by the server alone.

mod arrival;
mod check;
mod column;
mod compute;
mod document;
mod fit;
mod nearest;
mod part;
mod promise;
mod reading;
mod shape;
mod source;
mod suggest;
mod through;
mod transform;
mod value;

pub use arrival::Arrival;
pub use check::{Finding, Severity, check_mapping, inspect_mapping, mapping_warnings};
pub use column::{ColumnSource, Mode, PipedSource};
pub use compute::{ComputeError, EarlierRecords, applies, compute, record_id, references};
pub use document::{
    ChoiceSource, Context, EMBEDDED, Find, JoinSource, Mapping, OnMatch, OnNone, OnSeveral,
    RowField, Rows, Source, Target,
};
pub(crate) use nearest::suggestion;
pub use suggest::{Field, FieldGroup, Gives, Reason, Suggestion, Suggestions, suggest};
pub use transform::{DateTransform, NumberTransform, PhoneTransform, Transform, ValueTable};

use crate::crm::Catalogue;
use sonda_domain::TargetId;

/// A delivery that every response of a form needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryTarget {
    /// The target.
    pub target: TargetId,
    /// Its place among the targets, from 0.
    pub ordinal: i64,
    /// Its connector.
    pub connector: String,
    /// The earlier targets whose records it refers to: it is written after them.
    pub waits_for: Vec<TargetId>,
}

/// The deliveries that every response of a form with this mapping needs.
#[must_use]
pub fn delivery_targets(mapping: &Mapping) -> Vec<DeliveryTarget> {
    let waits_for = |ordinal: usize, target: &Target| {
        let earlier = mapping.targets[..ordinal].iter().map(|one| &one.id);
        let refers = |id: &&TargetId| references(target).any(|one| one == *id);
        earlier.filter(refers).cloned().collect()
    };
    let targets = mapping.targets.iter().enumerate();
    (0..)
        .zip(targets)
        .map(|(ordinal, (place, target))| DeliveryTarget {
            target: target.id.clone(),
            ordinal,
            connector: target.connector.clone(),
            waits_for: waits_for(place, target),
        })
        .collect()
}

/// Whether something is read of the personal link by which a response came, or of its contact.
#[must_use]
pub fn reads_link(mapping: &Mapping) -> bool {
    let columns = mapping.targets.iter().flat_map(|one| one.columns.values());
    columns.into_iter().any(|column| is_of_link(&column.value))
}

fn is_of_link(piped: &PipedSource) -> bool {
    match &piped.source {
        Source::Context(Context::Link | Context::Contact) => true,
        Source::Link(_) | Source::Contact(_) => true,
        Source::FirstOf(of) | Source::Join(JoinSource { of, .. }) => of.iter().any(is_of_link),
        _ => false,
    }
}

/// The connector and table of which the mapping takes the contacts of links first.
#[must_use]
pub fn table_of_contacts<'t>(
    mapping: &'t Mapping,
    catalogue: &'t Catalogue,
) -> Option<(&'t str, &'t str)> {
    let mut all = mapping.targets.iter().flat_map(|target| {
        let takes = target.columns.iter();
        let takes = takes.filter(|(_, column)| check::takes_contact(&column.value));
        takes.filter_map(|(name, _)| check::contact_of(target, name, catalogue))
    });
    all.next()
}
