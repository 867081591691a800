//! Moments in a named time zone. Pure: what the zone's offset is, is asked of whoever knows.

/// Minutes that the zone is ahead of UTC at a moment, given in milliseconds since the epoch.
pub(crate) type Offset<'a> = dyn Fn(i64) -> i64 + 'a;

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// The moment of a local date and time, `2026-12-31T23:59`, as RFC 3339 with the zone's offset.
///
/// Of a time that the clock shows twice the first is meant; of one that it skips, the moment as long after midnight as if
/// it did not.
pub(crate) fn moment_of(local: &str, offset: &Offset<'_>) -> Option<String> {
    let as_utc = utc_ms(local)?;
    // The zone is never further from UTC than a day: both sides of a change are seen.
    let (before, after) = (offset(as_utc - DAY), offset(as_utc + DAY));
    let fits = |ahead: &i64| offset(as_utc - ahead * MINUTE) == *ahead;
    let ahead = [before, after].into_iter().find(fits).unwrap_or(before);
    let at = as_utc - ahead * MINUTE;
    // A time that the clock skips is said as the clock shows it then.
    let shown = offset(at);
    Some(format!(
        "{}:00{}",
        local_text(at + shown * MINUTE),
        sign(shown)
    ))
}

/// What the clock of the zone shows at a moment: `2026-12-31T23:59`.
pub(crate) fn local_of(moment: &str, offset: &Offset<'_>) -> Option<String> {
    let at = moment_ms(moment)?;
    Some(local_text(at + offset(at) * MINUTE))
}

/// A moment of RFC 3339 in milliseconds since the epoch.
pub(crate) fn moment_ms(moment: &str) -> Option<i64> {
    let local = moment.get(..16)?;
    let rest = moment.get(16..)?;
    let seconds: i64 = match rest.strip_prefix(':') {
        Some(rest) => rest.get(..2)?.parse().ok()?,
        None => 0,
    };
    let zone = rest.trim_start_matches(|c: char| c == ':' || c == '.' || c.is_ascii_digit());
    let ahead = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => 0,
        (sign @ ("+" | "-"), ahead) => {
            let (hours, minutes) = ahead.split_once(':')?;
            let ahead = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if sign == "-" { -ahead } else { ahead }
        }
        _ => return None,
    };
    Some(utc_ms(local)? + seconds * 1_000 - ahead * MINUTE)
}

fn sign(ahead: i64) -> String {
    let sign = if ahead < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", ahead.abs() / 60, ahead.abs() % 60)
}

/// A date and time read as if it were UTC.
pub(crate) fn utc_ms(local: &str) -> Option<i64> {
    let number = |from: usize, to: usize| local.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute) = (number(11, 13)?, number(14, 16)?);
    let is_sound = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute);
    is_sound.then(|| days_of(year, month, day) * DAY + (hour * 60 + minute) * MINUTE)
}

fn local_text(ms: i64) -> String {
    let (days, rest) = (ms.div_euclid(DAY), ms.rem_euclid(DAY));
    let (year, month, day) = date_of(days);
    let minutes = rest / MINUTE;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}",
        minutes / 60,
        minutes % 60
    )
}

/// Days since the epoch of a Gregorian date; years are counted from March.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Warsaw in 2026: summer from 29 March to 25 October, both at 01:00 UTC.
    fn warsaw(at: i64) -> i64 {
        let summer = utc_ms("2026-03-29T01:00").unwrap()..utc_ms("2026-10-25T01:00").unwrap();
        if summer.contains(&at) { 120 } else { 60 }
    }

    #[test]
    fn a_local_time_is_stored_with_the_offset_of_its_day() {
        let stored = |local| moment_of(local, &warsaw).unwrap();
        assert_eq!(stored("2026-12-31T23:59"), "2026-12-31T23:59:00+01:00");
        assert_eq!(stored("2026-07-01T08:00"), "2026-07-01T08:00:00+02:00");
        assert_eq!(
            moment_of("2026-07-01T08:00", &|_| -210).unwrap(),
            "2026-07-01T08:00:00-03:30"
        );
    }

    #[test]
    fn a_time_that_comes_twice_is_the_first() {
        assert_eq!(
            moment_of("2026-10-25T02:30", &warsaw).unwrap(),
            "2026-10-25T02:30:00+02:00"
        );
    }

    #[test]
    fn a_time_that_is_skipped_is_an_hour_later() {
        assert_eq!(
            moment_of("2026-03-29T02:30", &warsaw).unwrap(),
            "2026-03-29T03:30:00+02:00"
        );
    }

    #[test]
    fn whatever_offset_it_was_written_with_the_zones_clock_is_shown() {
        let shown = |moment| local_of(moment, &warsaw).unwrap();
        assert_eq!(shown("2026-12-31T22:59:00Z"), "2026-12-31T23:59");
        assert_eq!(shown("2026-07-01T01:00:00.500-05:00"), "2026-07-01T08:00");
        assert_eq!(shown("2026-01-01T00:00+01:00"), "2026-01-01T00:00");
    }

    #[test]
    fn what_is_stored_is_shown_as_it_was_entered() {
        for local in [
            "2024-02-29T00:00",
            "2026-03-29T12:00",
            "1999-12-31T23:59",
            "2100-03-01T04:05",
        ] {
            let moment = moment_of(local, &warsaw).unwrap();
            assert_eq!(local_of(&moment, &warsaw).unwrap(), local);
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for bad in [
            "",
            "2026-12-31",
            "2026-13-01T00:00",
            "2026-12-31T24:00",
            "later",
        ] {
            assert_eq!(moment_of(bad, &warsaw), None, "{bad}");
        }
        for bad in [
            "2026-12-31T23:59",
            "2026-12-31T23:59:00",
            "x",
            "2026-12-31T23:59:00+1",
        ] {
            assert_eq!(local_of(bad, &warsaw), None, "{bad}");
        }
    }
}
