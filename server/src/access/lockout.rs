//! How long somebody waits after wrong passwords.
//!
//! Of a browser that its person has signed in with before, only what is wrong in that browser counts: strangers, however
//! near, keep nobody out of it. Every other try is counted three ways: for an account from one network, for an account
//! from everywhere, and for a network, whatever the account. From a network that the person has signed in from before,
//! the count from everywhere is left aside. Each wait is bounded, a try that is refused counts for nothing, and what was
//! counted fades: nobody can lock an account for ever.

/// Waits grow to this and no longer: a quarter of an hour.
const LONGEST_WAIT_MS: i64 = 15 * 60_000;
/// The first wait; each further failure doubles it.
const FIRST_WAIT_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;
/// Failures that nothing was added to for so long are forgotten: a day.
pub const FORGOTTEN_MS: i64 = 24 * HOUR_MS;
/// A network is known for so long after the last sign-in from there: 90 days.
pub const KNOWN_MS: i64 = 90 * 24 * HOUR_MS;

/// What failures are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// An account in a browser that its person has signed in with.
    Device,
    /// An account from one network.
    AccountHere,
    /// An account from everywhere.
    Account,
    /// A network, for every account.
    Network,
}

impl Counted {
    /// How many failures cost no wait.
    fn free(self) -> i64 {
        match self {
            Self::Device | Self::AccountHere => 5,
            Self::Account => 50,
            Self::Network => 30,
        }
    }

    /// After so long half of the failures count no more. What the whole world tries on one account fades slowly.
    fn half_life_ms(self) -> i64 {
        match self {
            Self::Device | Self::AccountHere | Self::Network => HOUR_MS,
            Self::Account => 6 * HOUR_MS,
        }
    }
}

/// The failures of one subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many are left of them.
    pub failures: i64,
    /// When the last was, in milliseconds since the epoch.
    pub last_at_ms: i64,
    /// Up to when they have faded.
    pub faded_at_ms: i64,
}

impl Tally {
    /// The tally as it counts now.
    #[must_use]
    pub fn at(self, counted: Counted, now_ms: i64) -> Self {
        if self.failures <= 0 || now_ms - self.last_at_ms >= FORGOTTEN_MS {
            return Self::default();
        }
        let half_life_ms = counted.half_life_ms();
        let halvings = (now_ms - self.faded_at_ms).max(0) / half_life_ms;
        Self {
            failures: self.failures >> halvings.min(62),
            // What is left of a half-life counts for the next one, however often something is added.
            faded_at_ms: self.faded_at_ms + halvings * half_life_ms,
            ..self
        }
    }

    /// The tally with one failure more.
    #[must_use]
    pub fn and_one(self, counted: Counted, now_ms: i64) -> Self {
        let tally = self.at(counted, now_ms);
        Self {
            failures: tally.failures.saturating_add(1),
            last_at_ms: now_ms,
            faded_at_ms: match tally.failures {
                0 => now_ms,
                _ => tally.faded_at_ms,
            },
        }
    }

    /// When the next try is taken.
    fn until_ms(self, counted: Counted, now_ms: i64) -> i64 {
        let tally = self.at(counted, now_ms);
        match tally.failures - counted.free() {
            ..0 => i64::MIN,
            over => {
                let doubled = FIRST_WAIT_MS << over.min(10);
                tally.last_at_ms + doubled.min(LONGEST_WAIT_MS)
            }
        }
    }
}

/// How many milliseconds the next try waits, given what was counted before it; `None`: it is taken now.
#[must_use]
pub fn lockout(tallies: &[(Counted, Tally)], now_ms: i64) -> Option<i64> {
    let until = tallies.iter();
    let until = until.map(|(counted, tally)| tally.until_ms(*counted, now_ms));
    let until = until.max().unwrap_or(i64::MIN);
    (until > now_ms).then(|| until - now_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: i64 = 60_000;

    fn failed(failures: i64) -> Tally {
        Tally {
            failures,
            last_at_ms: 0,
            faded_at_ms: 0,
        }
    }

    fn wait(counted: Counted, failures: i64) -> Option<i64> {
        lockout(&[(counted, failed(failures))], 0).map(|ms| ms / MINUTE)
    }

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        for counted in [Counted::AccountHere, Counted::Device] {
            assert_eq!(wait(counted, 4), None);
            let waits = (5..12).map(|failures| wait(counted, failures).unwrap());
            assert_eq!(waits.collect::<Vec<_>>(), [1, 2, 4, 8, 15, 15, 15]);
            assert_eq!(wait(counted, i64::MAX), Some(15));
        }
    }

    #[test]
    fn each_way_of_counting_has_its_own_patience() {
        assert_eq!(
            (wait(Counted::Network, 29), wait(Counted::Network, 30)),
            (None, Some(1))
        );
        assert_eq!(
            (wait(Counted::Account, 49), wait(Counted::Account, 50)),
            (None, Some(1))
        );
        let both = [
            (Counted::Network, failed(30)),
            (Counted::AccountHere, failed(7)),
        ];
        assert_eq!(
            lockout(&both, 0),
            Some(4 * MINUTE),
            "the longest wait counts"
        );
        assert_eq!(lockout(&[], 0), None);
    }

    #[test]
    fn failures_fade_however_often_something_is_added() {
        let network = Counted::Network;
        let mut tally = Tally::default().and_one(network, 5);
        assert_eq!(tally.faded_at_ms, 5);
        tally.failures = 40;
        // One further each half hour.
        for (half_hours, left) in [(1, 41), (2, 21), (3, 22), (4, 12)] {
            tally = tally.and_one(network, 5 + half_hours * HOUR_MS / 2);
            assert_eq!(tally.failures, left);
        }
        assert_eq!(
            failed(50).at(Counted::Account, 6 * HOUR_MS - 1).failures,
            50
        );
        assert_eq!(failed(50).at(Counted::Account, 6 * HOUR_MS).failures, 25);
        assert_eq!(failed(1).at(network, HOUR_MS).failures, 0);
    }

    #[test]
    fn failures_of_yesterday_are_forgotten() {
        let many = failed(i64::MAX);
        assert_ne!(
            many.at(Counted::Account, FORGOTTEN_MS - 1),
            Tally::default()
        );
        assert_eq!(many.at(Counted::Account, FORGOTTEN_MS), Tally::default());
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_a_quarter_of_an_hour(
            counts in proptest::array::uniform4(0_i64..i64::MAX),
            now in 0_i64..FORGOTTEN_MS,
        ) {
            let ways = [Counted::Device, Counted::AccountHere, Counted::Account, Counted::Network];
            let tallies: Vec<_> = ways.into_iter().zip(counts.map(failed)).collect();
            let wait = lockout(&tallies, now);
            prop_assert!(wait.is_none_or(|ms| ms > 0 && ms <= LONGEST_WAIT_MS));
            prop_assert_eq!(lockout(&tallies, LONGEST_WAIT_MS), None);
        }
    }
}
