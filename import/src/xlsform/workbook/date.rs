//! Days and times, which spreadsheets keep as numbers in cells of certain formats.

/// Whether a built-in number format shows a date or time.
pub(super) fn is_built_in_date(format: u16) -> bool {
    matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a number format of the workbook's own shows a date or time: it has letters for them outside of quotes.
pub(super) fn is_date_format(format: &str) -> bool {
    let mut quoted = false;
    let mut bracketed = false;
    let mut escaped = false;
    for c in format.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' if !quoted && !bracketed => {
                return true;
            }
            ';' if !quoted => return false,
            _ => {}
        }
    }
    false
}

/// A number of days as `2026-01-31`, `09:30` or `2026-01-31T09:30`; none if it is no such day.
pub(super) fn date_text(days: f64, from_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    // Both are small and not negative.
    let mut day = days.floor() as i64;
    let mut minute = ((days - days.floor()) * 1_440.0).round() as i64;
    if minute == 1_440 {
        day += 1;
        minute = 0;
    }
    let time = format!("{:02}:{:02}", minute / 60, minute % 60);
    if day == 0 {
        return Some(time);
    }
    // 1900 is a leap year to spreadsheets; day 60 is the day that never was.
    let since_1970 = match (from_1904, day) {
        (true, _) => day - 24_107,
        (false, ..60) => day - 25_568,
        (false, _) => day - 25_569,
    };
    let date = civil(since_1970);
    Some(if minute == 0 {
        date
    } else {
        format!("{date}T{time}")
    })
}

/// The date of a day counted from 1970-01-01, by the algorithm of Howard Hinnant.
fn civil(day: i64) -> String {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_days_are_dates() {
        for (days, text) in [
            (1.0, "1900-01-01"),
            (61.0, "1900-03-01"),
            (40_344.0, "2010-06-15"),
            (46_053.5, "2026-01-31T12:00"),
            (0.395_833_333_333, "09:30"),
        ] {
            assert_eq!(date_text(days, false).as_deref(), Some(text));
        }
        assert_eq!(date_text(44_591.0, true).as_deref(), Some("2026-01-31"));
        assert_eq!(date_text(-1.0, false), None);
        assert_eq!(date_text(f64::NAN, false), None);
        assert_eq!(date_text(1e300, false), None);
    }

    #[test]
    fn formats_of_dates_are_told_from_others() {
        for format in ["yyyy-mm-dd", "[$-409]d\\-mmm", "h:mm AM/PM"] {
            assert!(is_date_format(format), "{format}");
        }
        for format in ["General", "0.00", "\"days\" 0", "[Red]0", "0\\d", "@"] {
            assert!(!is_date_format(format), "{format}");
        }
    }
}
