//! Rate limits. Public submissions are limited by address, personal links by link: whole mobile networks share
//! one address.

use super::Rejection;
use crate::access::Asker;
use crate::config::Limits;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

/// The limiters of a server.
pub(crate) struct RateLimits {
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    links: DefaultKeyedRateLimiter<String>,
    guesses: DefaultKeyedRateLimiter<IpAddr>,
    challenges: DefaultKeyedRateLimiter<IpAddr>,
    steps: DefaultKeyedRateLimiter<IpAddr>,
    steps_by_link: DefaultKeyedRateLimiter<String>,
    step_times: DefaultKeyedRateLimiter<IpAddr>,
    uploads: DefaultKeyedRateLimiter<IpAddr>,
    uploads_by_link: DefaultKeyedRateLimiter<String>,
    sign_ins: DefaultKeyedRateLimiter<Asker>,
}

/// A form that is walked through without JavaScript is posted at each step, back and forth; with JavaScript each step
/// tells its time.
const STEPS_OF_A_SUBMISSION: u32 = 20;

/// Files go ahead of the submission that names them, which must not be refused for their sake.
const FILES_OF_A_SUBMISSION: u32 = 20;

impl RateLimits {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            addresses: RateLimiter::keyed(per_minute(limits.submissions_per_minute)),
            links: RateLimiter::keyed(per_minute(limits.submissions_per_minute_by_link)),
            guesses: RateLimiter::keyed(per_minute(limits.unknown_codes_per_minute)),
            // Who corrects a submission needs another challenge for it.
            challenges: RateLimiter::keyed(per_minute(
                limits.submissions_per_minute.saturating_mul(2),
            )),
            steps: RateLimiter::keyed(steps_per_minute(limits.submissions_per_minute)),
            steps_by_link: RateLimiter::keyed(steps_per_minute(
                limits.submissions_per_minute_by_link,
            )),
            step_times: RateLimiter::keyed(steps_per_minute(limits.submissions_per_minute)),
            uploads: RateLimiter::keyed(files_per_minute(limits.submissions_per_minute)),
            uploads_by_link: RateLimiter::keyed(files_per_minute(
                limits.submissions_per_minute_by_link,
            )),
            sign_ins: RateLimiter::keyed(per_minute(limits.sign_ins_per_minute)),
        }
    }

    /// Counts a public submission.
    pub(crate) fn submission(&self, peer: IpAddr) -> Result<(), Rejection> {
        check(&self.addresses, &network(peer))
    }

    /// Counts a submission by a personal link.
    pub(crate) fn link(&self, id: &str) -> Result<(), Rejection> {
        check(&self.links, &id.to_owned())
    }

    /// Counts a post of a step, by a personal link or from an address.
    pub(crate) fn step(&self, link: Option<&str>, peer: IpAddr) -> Result<(), Rejection> {
        match link {
            Some(link) => check(&self.steps_by_link, &link.to_owned()),
            None => check(&self.steps, &network(peer)),
        }
    }

    /// Counts the time of a step that was told: it belongs to no link, whatever the visitor came by.
    pub(crate) fn step_time(&self, peer: IpAddr) -> Result<(), Rejection> {
        check(&self.step_times, &network(peer))
    }

    /// Counts a file, by a personal link or from an address.
    pub(crate) fn upload(&self, link: Option<&str>, peer: IpAddr) -> Result<(), Rejection> {
        match link {
            Some(link) => check(&self.uploads_by_link, &link.to_owned()),
            None => check(&self.uploads, &network(peer)),
        }
    }

    /// Counts an unknown link code.
    pub(crate) fn guess(&self, peer: IpAddr) -> Result<(), Rejection> {
        check(&self.guesses, &network(peer))
    }

    /// Counts a try to sign in, by network; by browser where its person has signed in with it before.
    pub(crate) fn sign_in(&self, asker: &Asker) -> Result<(), Rejection> {
        check(&self.sign_ins, asker)
    }

    /// Counts a challenge that was asked for: making one takes a moment.
    pub(crate) fn challenge(&self, peer: IpAddr) -> Result<(), Rejection> {
        check(&self.challenges, &network(peer))
    }

    /// Forgets everybody who is back to a full allowance.
    pub(crate) fn forget_idle(&self) {
        self.addresses.retain_recent();
        self.links.retain_recent();
        self.guesses.retain_recent();
        self.challenges.retain_recent();
        self.steps.retain_recent();
        self.steps_by_link.retain_recent();
        self.step_times.retain_recent();
        self.uploads.retain_recent();
        self.uploads_by_link.retain_recent();
        self.sign_ins.retain_recent();
    }
}

fn per_minute(count: u32) -> Quota {
    Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN))
}

fn steps_per_minute(submissions: u32) -> Quota {
    per_minute(submissions.saturating_mul(STEPS_OF_A_SUBMISSION))
}

fn files_per_minute(submissions: u32) -> Quota {
    per_minute(submissions.saturating_mul(FILES_OF_A_SUBMISSION))
}

fn check<K: Hash + Eq + Clone>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: &K,
) -> Result<(), Rejection> {
    limiter.check_key(key).map_err(|until| {
        let wait = until.wait_time_from(DefaultClock::default().now());
        metrics::counter!("sonda_rate_limited_total").increment(1);
        Rejection::RateLimited(wait.as_secs() + 1)
    })
}

/// An IPv6 subscriber has a /64 to choose addresses from.
pub(crate) fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}
