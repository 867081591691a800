//! Bands of a score: whether they lie end to end. The server judges the same before publishing.

use serde_json::Value;

/// What is wrong between two bands, or with one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BandFault {
    /// It begins after it ends.
    Turned,
    /// Only the lowest may be without a beginning.
    NoFrom,
    /// Only the highest may be without an end.
    NoTo,
    /// It begins within the one before it.
    Overlap,
    /// Between it and the one before there is room: where it should begin.
    Gap(String),
}

/// The ends of bands as whole numbers of the last decimal place that any of them has.
struct Scaled {
    places: usize,
    ends: Vec<[Option<i128>; 2]>,
}

/// An end as it is written; the server writes numbers that must stay exact as texts.
pub(super) fn written(end: &Value) -> Option<String> {
    match end {
        Value::String(text) => {
            crate::screens::panels::logic::number(text).map(|end| end.to_string())
        }
        end => end.is_number().then(|| end.to_string()),
    }
}

fn places(end: &Value) -> usize {
    let text = written(end).unwrap_or_default();
    text.split_once('.')
        .map_or(0, |(_, decimals)| decimals.trim_end_matches('0').len())
}

/// A number times ten to the power of `places`.
fn scaled(end: &Value, places: usize) -> Option<i128> {
    let text = written(end)?;
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.as_str()),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = decimals.trim_end_matches('0');
    let mut all = format!("{whole}{decimals}");
    all.push_str(&"0".repeat(places.checked_sub(decimals.len())?));
    Some(sign * all.parse::<i128>().ok()?)
}

/// The number again.
fn unscaled(number: i128, places: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, decimals) = digits.split_at(digits.len() - places);
    match places {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{decimals}"),
    }
}

fn all_scaled(bands: &[Value]) -> Scaled {
    let ends = bands.iter().flat_map(|band| [&band["from"], &band["to"]]);
    let places = ends.map(places).max().unwrap_or_default();
    let ends = bands.iter();
    let ends = ends.map(|band| [scaled(&band["from"], places), scaled(&band["to"], places)]);
    Scaled {
        places,
        ends: ends.collect(),
    }
}

/// What is wrong with bands, by their number.
pub(crate) fn faults(bands: &[Value]) -> Vec<(usize, BandFault)> {
    let Scaled { places, ends } = all_scaled(bands);
    let mut faults = Vec::new();
    for (number, [from, to]) in ends.iter().enumerate() {
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            faults.push((number, BandFault::Turned));
        }
        if number > 0 && from.is_none() {
            faults.push((number, BandFault::NoFrom));
        }
        if number + 1 < bands.len() && to.is_none() {
            faults.push((number, BandFault::NoTo));
        }
        let before = number.checked_sub(1).and_then(|before| ends[before][1]);
        match (before, from) {
            (Some(before), Some(from)) if *from <= before => {
                faults.push((number, BandFault::Overlap));
            }
            (Some(before), Some(from)) if *from != before + 1 => {
                faults.push((number, BandFault::Gap(unscaled(before + 1, places))));
            }
            _ => {}
        }
    }
    faults
}

/// Where a band that is added would begin: right after the last one.
pub(crate) fn next_from(bands: &[Value]) -> Value {
    let Scaled { places, ends } = all_scaled(bands);
    let last = ends.last().and_then(|[_, to]| *to);
    let text = last.map(|to| unscaled(to + 1, places));
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bands(json: Value) -> Vec<(usize, BandFault)> {
        faults(json.as_array().unwrap())
    }

    #[test]
    fn bands_that_lie_end_to_end_have_no_fault() {
        assert_eq!(
            bands(json!([{"to": 3.99}, {"from": 4, "to": 4.5}, {"from": 4.51}])),
            []
        );
        assert_eq!(bands(json!([{"from": -2, "to": 0}, {"from": 1}])), []);
        assert_eq!(bands(json!([])), []);
    }

    #[test]
    fn a_gap_is_said_with_where_the_band_should_begin() {
        let found = bands(json!([{"to": 3}, {"from": 5}]));
        assert_eq!(found, [(1, BandFault::Gap("4".into()))]);
        let found = bands(json!([{"to": -0.5}, {"from": 0}]));
        assert_eq!(found, [(1, BandFault::Gap("-0.4".into()))]);
    }

    #[test]
    fn overlaps_and_missing_ends_are_said() {
        let found = bands(json!([{"to": 5}, {"from": 5, "to": 4}, {"to": 9}]));
        assert_eq!(
            found,
            [
                (1, BandFault::Turned),
                (1, BandFault::Overlap),
                (2, BandFault::NoFrom)
            ]
        );
        assert_eq!(bands(json!([{}, {"from": 1}])), [(0, BandFault::NoTo)]);
    }

    #[test]
    fn the_next_band_begins_after_the_last() {
        let last = |bands: Value| next_from(bands.as_array().unwrap());
        assert_eq!(last(json!([{"to": 3.99}])), json!(4.0));
        assert_eq!(last(json!([{"to": 6}])), json!(7));
        assert_eq!(last(json!([{}])), Value::Null);
    }
}
