//! When a failed delivery is tried again: one pure function.

use std::time::Duration;

/// A delivery is given up after so many tries: about five days.
pub const MOST_TRIES: i64 = 120;

const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(3_600);
/// What a CRM may ask for at most.
const LONGEST_ASKED: Duration = Duration::from_secs(24 * 3_600);

/// The wait after the try of that number (from 1): 5 s, doubled each time up to an hour, of which
/// between a half and the whole is waited, as `jitter` (0 to 1) says. Never less than what the CRM
/// asked for, up to a day.
#[must_use]
pub fn retry_delay(tries: i64, jitter: f64, asked: Option<Duration>) -> Duration {
    let doublings = u32::try_from(tries.clamp(1, 32) - 1).unwrap_or(0);
    let full = FIRST
        .saturating_mul(2_u32.saturating_pow(doublings))
        .min(LONGEST);
    let jittered = full.mul_f64(0.5 + 0.5 * jitter.clamp(0.0, 1.0));
    jittered.max(asked.unwrap_or_default().min(LONGEST_ASKED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let secs: Vec<u64> = [1, 2, 3, 10, 11, 120]
            .map(|tries| retry_delay(tries, 1.0, None).as_secs())
            .into();
        assert_eq!(secs, [5, 10, 20, 2_560, 3_600, 3_600]);
    }

    #[test]
    fn a_crm_that_is_down_for_a_day_does_not_exhaust_the_tries() {
        let least: Duration = (1..MOST_TRIES)
            .map(|tries| retry_delay(tries, 0.0, None))
            .sum();
        assert!(least > Duration::from_secs(2 * 24 * 3_600), "{least:?}");
    }

    proptest! {
        #[test]
        fn a_wait_is_bounded_and_honours_what_was_asked(
            tries in any::<i64>(),
            jitter in any::<f64>(),
            asked in proptest::option::of(0_u64..1_000_000),
        ) {
            let jitter = if jitter.is_nan() { 0.5 } else { jitter };
            let asked = asked.map(Duration::from_secs);
            let wait = retry_delay(tries, jitter, asked);
            prop_assert!(wait >= FIRST / 2);
            prop_assert!(wait <= LONGEST_ASKED);
            prop_assert!(wait >= asked.unwrap_or_default().min(LONGEST_ASKED));
            prop_assert!(asked.is_some() || wait <= LONGEST);
        }

        #[test]
        fn no_try_waits_less_than_the_one_before(tries in 1_i64..200, jitter in 0.0..1.0_f64) {
            prop_assert!(retry_delay(tries + 1, jitter, None) >= retry_delay(tries, jitter, None));
        }
    }
}
