//! The mapping of a response to records: pure, and linked by the server alone.

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
