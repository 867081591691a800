//! Times of about the same length, counted together.

/// A page can stay open for days: that is counted as this long.
pub const LONGEST_MS: u64 = 24 * 3_600_000;

/// Times of about the same length: 0 below a second, then `n` from 2^(n-1) to below 2^n seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bucket(pub i64);

impl Bucket {
    /// The bucket of a time in milliseconds.
    #[must_use]
    pub fn of(ms: u64) -> Self {
        let secs = ms.min(LONGEST_MS) / 1_000;
        Self(i64::from(u64::BITS - secs.leading_zeros()))
    }

    /// The shortest time in it and the one it ends before, in milliseconds.
    #[must_use]
    pub fn bounds_ms(self) -> (u64, u64) {
        let end = 1_000_u64 << self.0.clamp(0, 20);
        let start = if self.0 <= 0 { 0 } else { end / 2 };
        (start, end.min(LONGEST_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_is_within_the_bounds_of_its_bucket() {
        for ms in [
            0, 999, 1_000, 1_999, 2_000, 3_999, 4_000, 65_000, 86_399_999,
        ] {
            let (start, end) = Bucket::of(ms).bounds_ms();
            assert!((start..end).contains(&ms), "{ms} in {start}..{end}");
        }
        assert_eq!(
            [0, 1_000, 2_000, 5_000].map(Bucket::of),
            [0, 1, 2, 3].map(Bucket)
        );
    }

    #[test]
    fn a_page_that_stays_open_for_days_counts_as_one_day() {
        assert_eq!(Bucket::of(u64::MAX), Bucket::of(LONGEST_MS));
        assert_eq!(Bucket::of(LONGEST_MS).bounds_ms().1, LONGEST_MS);
    }
}
