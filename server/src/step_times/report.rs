//! What the sums say of each step.

use super::{StepEvent, step_names};
use crate::store::StepCount;
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::Content;

/// How a step was visited.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StepReport {
    /// Its name: of its page or question, empty for a form of one page, `$review` for the review.
    pub step: String,
    /// How often it was looked at; somebody who comes back to it counts again.
    pub visits: u64,
    /// How many of these went on to another step.
    pub left: u64,
    /// How many ended with the form sent.
    pub done: u64,
    /// How many ended with the page.
    pub abandoned: u64,
    /// The abandoned ones' share of all visits, from 0 to 1; absent without visits.
    pub abandoned_share: Option<f64>,
    /// What half of the visits that were not abandoned took at most, in milliseconds, as their buckets tell.
    pub median_ms: Option<u64>,
    /// What nine of ten of them took at most.
    pub p90_ms: Option<u64>,
    /// What they took on average.
    pub mean_ms: Option<u64>,
}

/// What the sums say of each step of a version, in the order of its steps.
#[must_use]
pub fn report(content: &Content, counts: &[StepCount]) -> Vec<StepReport> {
    let names = step_names(content);
    let of = |name: &&str| {
        let counts: Vec<&StepCount> = counts.iter().filter(|one| one.step == **name).collect();
        step_report(name, &counts)
    };
    names.iter().map(of).collect()
}

fn step_report(step: &str, counts: &[&StepCount]) -> StepReport {
    let ended = |event: StepEvent| {
        let those = counts.iter().filter(|one| one.event == event);
        those.map(|one| one.visits).sum::<u64>()
    };
    let (left, done, abandoned) = (
        ended(StepEvent::Left),
        ended(StepEvent::Done),
        ended(StepEvent::Abandoned),
    );
    let visits = left + done + abandoned;
    // How long an abandoned page stayed open says nothing about the step.
    let mut kept: Vec<&StepCount> = counts.to_vec();
    kept.retain(|one| one.event != StepEvent::Abandoned);
    kept.sort_by_key(|one| one.bucket);
    let total_ms: u64 = kept.iter().map(|one| one.total_ms).sum();
    StepReport {
        step: step.to_owned(),
        visits,
        left,
        done,
        abandoned,
        abandoned_share: (visits > 0).then(|| rounded(abandoned as f64 / visits as f64)),
        median_ms: quantile_ms(&kept, 1, 2),
        p90_ms: quantile_ms(&kept, 9, 10),
        mean_ms: total_ms.checked_div(left + done),
    }
}

fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

/// The time that the share `part` of `whole` of the visits took at most: within its bucket, times are taken as spread
/// evenly.
fn quantile_ms(sorted: &[&StepCount], part: u64, whole: u64) -> Option<u64> {
    let visits: u64 = sorted.iter().map(|one| one.visits).sum();
    let wanted = (visits * part).div_ceil(whole);
    let mut before = 0;
    for one in sorted {
        if one.visits > 0 && before + one.visits >= wanted {
            let (start, end) = one.bucket.bounds_ms();
            return Some(start + (end - start) * (wanted - before) / one.visits);
        }
        before += one.visits;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step_times::Bucket;

    fn counts(times: &[(StepEvent, u64, u64)]) -> Vec<StepCount> {
        let count = |(event, ms, visits): &(StepEvent, u64, u64)| StepCount {
            step: String::new(),
            event: *event,
            bucket: Bucket::of(*ms),
            visits: *visits,
            total_ms: ms * visits,
        };
        times.iter().map(count).collect()
    }

    fn reported(times: &[(StepEvent, u64, u64)]) -> StepReport {
        let counts = counts(times);
        step_report("", &counts.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_quantile_lies_in_the_bucket_where_so_many_visits_have_ended() {
        let times = [
            (StepEvent::Done, 40_000, 1),
            (StepEvent::Left, 1_500, 5),
            (StepEvent::Left, 5_000, 4),
        ];
        let report = reported(&times);
        // The fifth of ten is the last of those from one to two seconds; the ninth, of those from four to eight.
        assert_eq!(report.median_ms, Some(2_000));
        assert_eq!(report.p90_ms, Some(8_000));
        assert_eq!(report.mean_ms, Some(6_750));
    }

    #[test]
    fn pages_that_were_left_open_do_not_count_as_long_visits() {
        let report = reported(&[
            (StepEvent::Abandoned, 3_600_000, 3),
            (StepEvent::Done, 500, 1),
        ]);
        assert_eq!((report.visits, report.abandoned_share), (4, Some(0.75)));
        assert_eq!(
            (report.median_ms, report.p90_ms, report.mean_ms),
            (Some(1_000), Some(1_000), Some(500))
        );
    }

    #[test]
    fn a_step_that_nobody_saw_has_no_times() {
        let report = reported(&[]);
        assert_eq!((report.visits, report.abandoned_share), (0, None));
        assert_eq!(
            (report.median_ms, report.p90_ms, report.mean_ms),
            (None, None, None)
        );
    }
}
