//! Spares a CRM that is down, or has asked for a pause: pure, for one connector.

use super::attempt::Ended;
use crate::crm::{DeliveryError, Exchange};
use std::time::Duration;

/// So many deliveries in a row that got no answer stop the others.
const MOST_FAILURES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// What a CRM may ask for at most.
const LONGEST_ASKED: Duration = Duration::from_secs(24 * 3_600);

/// What an attempt says about the CRM, whatever became of the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// It answers.
    Alive,
    /// It gave no answer, or its gateway answered for it.
    Down,
    /// It asks everybody to wait so long, or takes no more for now and does not say how long.
    Busy(Option<Duration>),
    /// Nothing: it was not asked, or said that it failed.
    Nothing,
}

impl Sign {
    /// Reads the last exchange of an attempt.
    pub(super) fn of(ended: &Ended) -> Self {
        let last = ended.exchanges.last();
        match (last, &ended.result) {
            _ if ended.was_cut_off => Self::Down,
            (Some(last), Err(DeliveryError::Retry { after, .. })) => Self::of_failure(last, *after),
            // The wait is ours.
            (Some(last), Err(DeliveryError::Lost { .. })) => Self::of_failure(last, None),
            (_, Err(DeliveryError::Wait { .. })) => Self::Nothing,
            (Some(_), _) => Self::Alive,
            (None, Ok((written, _))) if !written.records.is_empty() => Self::Alive,
            (None, _) => Self::Nothing,
        }
    }

    fn of_failure(last: &Exchange, asked: Option<Duration>) -> Self {
        match (last.status, asked) {
            (Some(429), asked) => Self::Busy(asked),
            (Some(503), Some(wait)) => Self::Busy(Some(wait)),
            (None | Some(502..=504 | 520..=527), _) => Self::Down,
            (Some(408 | 425 | 500..=599), _) => Self::Nothing,
            (Some(_), _) => Self::Alive,
        }
    }
}

/// How many deliveries a connector is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// As many as it takes.
    All,
    /// One, to see whether it is up again.
    One,
    /// None.
    None,
}

/// The state of one connector. It is up at first.
#[derive(Debug, Clone, Default)]
pub(super) struct Breaker {
    /// Failures in a row.
    failures: u32,
    /// Pauses in a row; 0: it is up.
    pauses: u32,
    paused_until_ms: i64,
    /// Pauses in a row that it did not say the length of.
    unsaid: u32,
    asked_until_ms: i64,
}

impl Breaker {
    /// How many deliveries it is given now.
    pub(super) fn takes(&self, now_ms: i64) -> Takes {
        if now_ms < self.asked_until_ms {
            return Takes::None;
        }
        match self.pauses {
            0 => Takes::All,
            _ if now_ms < self.paused_until_ms => Takes::None,
            _ => Takes::One,
        }
    }

    /// Whether it is taken for down.
    pub(super) fn is_open(&self) -> bool {
        self.pauses > 0
    }

    /// When it takes deliveries again, as it asked, in milliseconds since the epoch; it may be past.
    pub(super) fn asked_until_ms(&self) -> i64 {
        self.asked_until_ms
    }

    /// Notes a sign; a pause is shortened by up to a half, as `jitter` (0 to 1) says.
    pub(super) fn note(&mut self, sign: Sign, now_ms: i64, jitter: f64) {
        match sign {
            Sign::Nothing => {}
            Sign::Alive => {
                self.failures = 0;
                self.pauses = 0;
                // Those that were under way when it had enough are answered still.
                if now_ms >= self.asked_until_ms {
                    self.unsaid = 0;
                }
            }
            Sign::Busy(asked) => {
                self.failures = 0;
                self.pauses = 0;
                let wait = match asked {
                    Some(wait) => wait.min(LONGEST_ASKED),
                    None if now_ms < self.asked_until_ms => return,
                    None => {
                        let wait = pause(self.unsaid, jitter);
                        self.unsaid = self.unsaid.saturating_add(1);
                        wait
                    }
                };
                let until_ms = now_ms.saturating_add(millis(wait));
                self.asked_until_ms = self.asked_until_ms.max(until_ms);
            }
            Sign::Down => {
                self.failures = self.failures.saturating_add(1);
                // Those that were under way when the pause began tell nothing new.
                let is_paused = self.pauses > 0 && now_ms < self.paused_until_ms;
                if self.failures >= MOST_FAILURES && !is_paused {
                    let pause = pause(self.pauses, jitter);
                    self.pauses = self.pauses.saturating_add(1);
                    self.paused_until_ms = now_ms.saturating_add(millis(pause));
                }
            }
        }
    }
}

/// The pause after so many.
fn pause(before: u32, jitter: f64) -> Duration {
    let doublings = 2_u32.saturating_pow(before.min(16));
    let pause = FIRST_PAUSE.saturating_mul(doublings).min(LONGEST_PAUSE);
    pause.mul_f64(0.5 + 0.5 * jitter.clamp(0.0, 1.0))
}

fn millis(wait: Duration) -> i64 {
    i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down(breaker: &mut Breaker, times: u32, now_ms: i64) {
        for _ in 0..times {
            breaker.note(Sign::Down, now_ms, 1.0);
        }
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_one_answer_closes_it() {
        let mut breaker = Breaker::default();
        down(&mut breaker, 4, 0);
        breaker.note(Sign::Alive, 0, 1.0);
        down(&mut breaker, 4, 0);
        breaker.note(Sign::Nothing, 0, 1.0);
        assert_eq!((breaker.takes(0), breaker.is_open()), (Takes::All, false));
        down(&mut breaker, 1, 0);
        assert_eq!((breaker.takes(0), breaker.is_open()), (Takes::None, true));
        assert_eq!(breaker.takes(4_999), Takes::None);
        assert_eq!(breaker.takes(5_000), Takes::One);
        breaker.note(Sign::Alive, 5_100, 1.0);
        assert_eq!(
            (breaker.takes(5_100), breaker.is_open()),
            (Takes::All, false)
        );
        down(&mut breaker, 4, 6_000);
        assert_eq!(
            breaker.takes(6_000),
            Takes::All,
            "failures are counted anew"
        );
    }

    #[test]
    fn the_pause_doubles_with_each_probe_that_fails_up_to_five_minutes() {
        let mut breaker = Breaker::default();
        let mut now_ms = 0;
        // Sixty were under way: they open it once.
        down(&mut breaker, 60, now_ms);
        for pause_ms in [
            5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000,
        ] {
            assert_eq!(breaker.takes(now_ms + pause_ms - 1), Takes::None);
            now_ms += pause_ms;
            assert_eq!(breaker.takes(now_ms), Takes::One, "{pause_ms}");
            down(&mut breaker, 1, now_ms);
        }
        let mut half = Breaker::default();
        for _ in 0..5 {
            half.note(Sign::Down, 0, 0.0);
        }
        assert_eq!(
            (half.takes(2_499), half.takes(2_500)),
            (Takes::None, Takes::One)
        );
    }

    #[test]
    fn a_pause_that_was_asked_for_is_kept_and_bounded() {
        let mut breaker = Breaker::default();
        breaker.note(Sign::Busy(Some(Duration::from_secs(60))), 0, 0.0);
        breaker.note(Sign::Busy(Some(Duration::from_secs(1))), 0, 0.0);
        breaker.note(Sign::Alive, 0, 0.0);
        assert_eq!(breaker.takes(59_999), Takes::None);
        assert_eq!(breaker.takes(60_000), Takes::All);
        breaker.note(Sign::Busy(Some(Duration::MAX)), 0, 0.0);
        assert_eq!(breaker.takes(24 * 3_600_000), Takes::All);
    }

    #[test]
    fn a_pause_of_unsaid_length_doubles_until_there_is_an_answer_after_it() {
        let mut breaker = Breaker::default();
        let mut now_ms = 0;
        for pause_ms in [5_000, 10_000, 20_000] {
            // All that were under way are refused, or taken still.
            for sign in [Sign::Busy(None), Sign::Busy(None), Sign::Alive] {
                breaker.note(sign, now_ms, 1.0);
            }
            assert_eq!(breaker.takes(now_ms + pause_ms - 1), Takes::None);
            now_ms += pause_ms;
            assert_eq!(breaker.takes(now_ms), Takes::All, "{pause_ms}");
        }
        breaker.note(Sign::Alive, now_ms, 1.0);
        breaker.note(Sign::Busy(None), now_ms, 1.0);
        assert_eq!(breaker.takes(now_ms + 5_000), Takes::All);
    }

    #[test]
    fn an_attempt_is_read_by_its_last_exchange() {
        let retry = |after| DeliveryError::Retry {
            after,
            reason: String::new(),
        };
        let second = Some(Duration::from_secs(1));
        let cases = [
            (Some(503), second, Sign::Busy(second)),
            (Some(429), second, Sign::Busy(second)),
            (Some(429), None, Sign::Busy(None)),
            (Some(503), None, Sign::Down),
            (Some(504), second, Sign::Down),
            (None, None, Sign::Down),
            (Some(524), None, Sign::Down),
            (Some(500), None, Sign::Nothing),
            (Some(412), None, Sign::Alive),
        ];
        for (status, after, sign) in cases {
            let exchange = Exchange {
                request: String::new(),
                body: String::new(),
                status,
                answer: String::new(),
            };
            let ended = |exchanges, result| Ended {
                claimed: crate::store::Claimed {
                    response: String::new(),
                    form: "f".parse().unwrap(),
                    target: "t".parse().unwrap(),
                    connector: String::new(),
                    attempt: 1,
                    tries: 1,
                },
                connector: String::new(),
                started_at_ms: 0,
                ended_at_ms: 0,
                result,
                exchanges,
                was_cut_off: false,
            };
            let failed = ended(vec![exchange.clone()], Err(retry(after)));
            assert_eq!(Sign::of(&failed), sign, "{status:?}");
            let refused = ended(vec![exchange.clone()], Err(DeliveryError::give_up("no")));
            assert_eq!(Sign::of(&refused), Sign::Alive);
            let after = Duration::from_secs(1);
            let reason = String::new();
            let waiting = Err(DeliveryError::Wait { after, reason });
            assert_eq!(
                Sign::of(&ended(vec![exchange.clone()], waiting)),
                Sign::Nothing
            );
            if matches!(status, None | Some(503)) {
                let reason = String::new();
                let lost = Err(DeliveryError::Lost { after, reason });
                let lost = Sign::of(&ended(vec![exchange], lost));
                assert_eq!(lost, Sign::Down, "nobody asked for a pause");
            }
            // Somebody else has the turn: the CRM was not asked.
            assert_eq!(Sign::of(&ended(vec![], Err(retry(second)))), Sign::Nothing);
        }
    }
}
