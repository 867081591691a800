//! How long sessions and one-time addresses live, in milliseconds.

const HOUR_MS: i64 = 3_600_000;

/// A session that is not used for so long is over: 12 hours.
pub const SESSION_IDLE_MS: i64 = 12 * HOUR_MS;
/// A session is over after so long, however much it is used: 30 days.
pub const SESSION_MS: i64 = 30 * 24 * HOUR_MS;
/// Who gave the password within so long may do what would outlive the session: 15 minutes.
pub const CONFIRMED_MS: i64 = HOUR_MS / 4;
/// The code of a first run works for so long: a day.
pub const FIRST_RUN_MS: i64 = 24 * HOUR_MS;
/// A one-time address to set a password works for so long: 3 days.
pub const CODE_MS: i64 = 72 * HOUR_MS;
/// When something was last used is written at most this often: once a minute.
pub const WRITTEN_EVERY_MS: i64 = 60_000;

/// Whether a session that was last seen then, and ends then, still counts.
#[must_use]
pub fn session_is_alive(seen_at_ms: i64, expires_at_ms: i64, now_ms: i64) -> bool {
    now_ms < expires_at_ms && now_ms < seen_at_ms + SESSION_IDLE_MS
}

/// Whether it is written down that something is used now, given when that was last written.
#[must_use]
pub fn worth_writing(written_at_ms: Option<i64>, now_ms: i64) -> bool {
    written_at_ms.is_none_or(|written| now_ms - written >= WRITTEN_EVERY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_idleness_and_by_age() {
        assert!(session_is_alive(0, SESSION_MS, SESSION_IDLE_MS - 1));
        assert!(!session_is_alive(0, SESSION_MS, SESSION_IDLE_MS));
        assert!(session_is_alive(SESSION_MS - 1, SESSION_MS, SESSION_MS - 1));
        assert!(!session_is_alive(SESSION_MS - 1, SESSION_MS, SESSION_MS));
    }

    #[test]
    fn use_is_written_once_a_minute() {
        assert!(worth_writing(None, 5));
        assert!(!worth_writing(Some(0), 59_999));
        assert!(worth_writing(Some(0), 60_000));
    }
}
