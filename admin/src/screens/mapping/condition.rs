//! For which answers a target is written: always, or where a condition holds.

use super::card::Target;
use super::faults_at;
use crate::prelude::*;
use crate::screens::panels::{Part, Place, folded};
use crate::words::mapping::words;

pub(super) fn condition(of: Target) -> AnyView {
    let words = words();
    let at = of.at("/when");
    // Everything has been asked and calculated by then.
    let place = Place::of(&at, Part::Before);
    view! {
        <details class="map-rule">{folded(at.clone(), place, &words.when_only, &words.when_always)}</details>
        {faults_at(of.draft, at, true)}
    }
    .into_any()
}
