//! Calculations and their bands.

use super::Fault;
use crate::{Calculation, Content};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

const MOST_CALCULATIONS: usize = 200;
const MOST_DECIMALS: u32 = 6;

/// The calculations of a form.
pub(super) fn check_calculations(content: &Content, faults: &mut Vec<Fault>) {
    if content.calculations.len() > MOST_CALCULATIONS {
        let reason = format!("at most {MOST_CALCULATIONS} calculations");
        faults.push(Fault::new("/calculations", reason));
    }
    let mut seen = BTreeSet::new();
    for (index, calculation) in content.calculations.iter().enumerate() {
        let path = format!("/calculations/{index}");
        if !seen.insert(&calculation.id) || content.question(calculation.id.as_str()).is_some() {
            let reason = format!(
                "the id `{}` is used by a question or an earlier calculation",
                calculation.id
            );
            faults.push(Fault::new(format!("{path}/id"), reason));
        }
        if calculation
            .decimals
            .is_some_and(|places| places > MOST_DECIMALS)
        {
            let reason = format!("must be between 0 and {MOST_DECIMALS}");
            faults.push(Fault::new(format!("{path}/decimals"), reason));
        }
        check_bands(calculation, &path, faults);
    }
}

/// Bands lie end to end: each begins one unit of the last decimal place after the one before it ends.
fn check_bands(calculation: &Calculation, path: &str, faults: &mut Vec<Fault>) {
    let bands = &calculation.bands;
    let unit = Decimal::new(1, calculation.band_places());
    let mut seen = BTreeSet::new();
    for (index, band) in bands.iter().enumerate() {
        let place = format!("{path}/bands/{index}");
        let mut fault = |property: &str, reason: String| {
            faults.push(Fault::new(format!("{place}/{property}"), reason));
        };
        if !seen.insert(&band.id) {
            fault(
                "id",
                format!("the id `{}` is used by an earlier band", band.id),
            );
        }
        if let (Some(from), Some(to)) = (band.from, band.to)
            && from > to
        {
            fault("from", format!("{from} is more than `to`, {to}"));
        }
        if index > 0 && band.from.is_none() {
            fault(
                "from",
                "only the lowest band may be without `from`".to_owned(),
            );
        }
        if index + 1 < bands.len() && band.to.is_none() {
            fault("to", "only the highest band may be without `to`".to_owned());
        }
        let Some(before) = index.checked_sub(1).and_then(|before| bands[before].to) else {
            continue;
        };
        match band.from {
            Some(from) if from <= before => {
                fault(
                    "from",
                    format!("{from} overlaps the band before, which ends at {before}"),
                );
            }
            Some(from) if from != before + unit => fault(
                "from",
                format!(
                    "there is a gap: the band before ends at {before}, so this one begins at {}",
                    before + unit
                ),
            ),
            _ => {}
        }
    }
}
