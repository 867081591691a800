//! How long somebody waits after wrong passwords.
//!
//! They are counted three ways: for an account from one network, for an account from everywhere, and for a network,
//! whatever the account. Each wait is bounded, and a try that is refused counts for nothing: nobody can lock an account
//! for ever. From a network that the person has signed in from before, only what is wrong from there counts, so that
//! strangers elsewhere do not keep them out at all.

/// Waits grow to this and no longer: a quarter of an hour.
const LONGEST_WAIT_MS: i64 = 15 * 60_000;
/// The first wait; each further failure doubles it.
const FIRST_WAIT_MS: i64 = 60_000;
/// Failures that nothing was added to for so long are forgotten: a day.
pub const FORGOTTEN_MS: i64 = 24 * 3_600_000;
/// A network is known for so long after the last sign-in from there: 90 days.
pub const KNOWN_MS: i64 = 90 * 24 * 3_600_000;

/// Failures that cost no wait: of an account from one network, of an account from everywhere, of a network.
const FREE_OF_ACCOUNT_HERE: i64 = 5;
const FREE_OF_ACCOUNT: i64 = 50;
const FREE_OF_NETWORK: i64 = 30;

/// The failures of one subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub failures: i64,
    /// When the last was, in milliseconds since the epoch.
    pub last_at_ms: i64,
}

impl Tally {
    /// The tally as it counts now.
    #[must_use]
    pub fn at(self, now_ms: i64) -> Self {
        match now_ms - self.last_at_ms >= FORGOTTEN_MS {
            true => Self::default(),
            false => self,
        }
    }

    /// When the next try is taken.
    fn until_ms(self, free: i64, now_ms: i64) -> i64 {
        let tally = self.at(now_ms);
        match tally.failures - free {
            ..0 => i64::MIN,
            over => {
                let doubled = FIRST_WAIT_MS << over.min(10);
                tally.last_at_ms + doubled.min(LONGEST_WAIT_MS)
            }
        }
    }
}

/// What was counted before a try.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tallies {
    /// Of the account, from this network.
    pub account_here: Tally,
    /// Of the account, from everywhere.
    pub account: Tally,
    /// Of the network, for every account.
    pub network: Tally,
    /// Whether the person has signed in from this network before.
    pub known: bool,
}

/// How many milliseconds the next try waits; `None`: it is taken now.
#[must_use]
pub fn lockout(tallies: &Tallies, now_ms: i64) -> Option<i64> {
    let here = tallies.account_here.until_ms(FREE_OF_ACCOUNT_HERE, now_ms);
    let network = tallies.network.until_ms(FREE_OF_NETWORK, now_ms);
    let elsewhere = match tallies.known {
        true => i64::MIN,
        false => tallies.account.until_ms(FREE_OF_ACCOUNT, now_ms),
    };
    let until = here.max(network).max(elsewhere);
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
        }
    }

    #[test]
    fn waits_of_one_network_double_up_to_a_quarter_of_an_hour() {
        let wait = |failures| {
            let account_here = failed(failures);
            let tallies = Tallies {
                account_here,
                ..Tallies::default()
            };
            lockout(&tallies, 0).map(|ms| ms / MINUTE)
        };
        assert_eq!(wait(4), None);
        let waits: Vec<_> = (5..12).map(|failures| wait(failures).unwrap()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 15, 15, 15]);
        assert_eq!(wait(i64::MAX), Some(15));
    }

    #[test]
    fn strangers_elsewhere_do_not_lock_out_who_is_known_here() {
        let mut tallies = Tallies {
            account: failed(1_000),
            ..Tallies::default()
        };
        assert_eq!(lockout(&tallies, 0), Some(15 * MINUTE));
        tallies.known = true;
        assert_eq!(lockout(&tallies, 0), None);
        tallies.account_here = failed(5);
        assert_eq!(
            lockout(&tallies, 0),
            Some(MINUTE),
            "what is wrong from here counts"
        );
    }

    #[test]
    fn a_network_that_tries_many_accounts_waits() {
        let network = |failures| Tallies {
            network: failed(failures),
            ..Tallies::default()
        };
        assert_eq!(lockout(&network(29), 0), None);
        assert_eq!(lockout(&network(30), 0), Some(MINUTE));
    }

    #[test]
    fn failures_of_yesterday_are_forgotten() {
        assert_eq!(failed(9).at(FORGOTTEN_MS - 1), failed(9));
        assert_eq!(failed(9).at(FORGOTTEN_MS), Tally::default());
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_a_quarter_of_an_hour(
            counts in proptest::array::uniform3(0_i64..i64::MAX),
            known: bool,
            now in 0_i64..FORGOTTEN_MS,
        ) {
            let [account_here, account, network] = counts.map(failed);
            let tallies = Tallies { account_here, account, network, known };
            let wait = lockout(&tallies, now);
            prop_assert!(wait.is_none_or(|ms| ms > 0 && ms <= LONGEST_WAIT_MS));
            prop_assert_eq!(lockout(&tallies, LONGEST_WAIT_MS), None);
        }
    }
}
