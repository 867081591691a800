//! Dates and times of day as a language writes them, after Unicode's CLDR, in few rules as in `format.rs`.
//!
//! A language without a rule of its own gets a date as ISO 8601 has it, and the hours of a day from 0 to 23.

use crate::Locale;

/// A date such as `2026-01-31`; what is not of that shape stays as it is.
///
/// English names the month, since readers differ on which of 02/03 is the day; the others write numbers.
#[must_use]
pub fn format_date(date: &str, locale: &Locale) -> String {
    if !has_shape(date, b"0000-00-00") {
        return date.to_owned();
    }
    let (year, month, day) = (&date[..4], &date[5..7], &date[8..]);
    let numbers = |separator: &str| [day, separator, month, separator, year].concat();
    match locale.language() {
        "en" => {
            let Some(month) = month_name(month) else {
                return date.to_owned();
            };
            let day = day.trim_start_matches('0');
            if locale.is_american() {
                [month, " ", day, ", ", year].concat()
            } else {
                [day, " ", month, " ", year].concat()
            }
        }
        "cs" | "de" | "he" | "pl" | "ro" | "ru" | "sk" | "tr" | "uk" => numbers("."),
        "es" | "fr" | "it" | "pt" => numbers("/"),
        "nl" => numbers("-"),
        "ar" => numbers("\u{200f}/"),
        _ => date.to_owned(),
    }
}

/// The English name of a month of two digits, in three letters.
fn month_name(month: &str) -> Option<&'static str> {
    let place = month.parse::<usize>().ok()?.checked_sub(1)? * 3;
    "JanFebMarAprMayJunJulAugSepOctNovDec".get(place..place + 3)
}

/// A time of day such as `14:05`, seconds left out; what is not of that shape stays as it is.
#[must_use]
pub fn format_time(time: &str, locale: &Locale) -> String {
    if !has_shape(time, b"00:00") && !has_shape(time, b"00:00:00") {
        return time.to_owned();
    }
    let (hour, minute) = (&time[..2], &time[3..5]);
    let halves = match locale.language() {
        "en" if locale.is_american() => ["AM", "PM"],
        "ar" if !locale.is_of("DZ MA TN") => ["ص", "م"],
        "es" => return [hour.strip_prefix('0').unwrap_or(hour), ":", minute].concat(),
        _ => return [hour, ":", minute].concat(),
    };
    let hour: u8 = hour.parse().unwrap_or_default();
    let of_twelve = ((hour + 11) % 12 + 1).to_string();
    let half = halves[usize::from(hour >= 12)];
    [&of_twelve, ":", minute, " ", half].concat()
}

/// A date and a time of day such as `2026-01-31T14:05`; what is not of that shape stays as it is.
#[must_use]
pub fn format_date_time(moment: &str, locale: &Locale) -> String {
    let Some((date, time)) = moment.split_once('T') else {
        return moment.to_owned();
    };
    let between = match locale.language() {
        "ar" => "، ",
        "fr" => " ",
        _ => ", ",
    };
    [
        &format_date(date, locale),
        between,
        &format_time(time, locale),
    ]
    .concat()
}

/// Whether a text is of a shape in which `0` stands for a digit.
fn has_shape(text: &str, shape: &[u8]) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape).all(|(byte, sign)| match sign {
            b'0' => byte.is_ascii_digit(),
            _ => byte == *sign,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::tests::{ANY_LOCALE, judge};
    use proptest::prelude::*;

    #[test]
    fn dates_are_written_as_cldr_says() {
        judge("date", |row, locale| {
            format_date(row[1].as_str().unwrap(), locale)
        });
    }

    #[test]
    fn times_are_written_as_cldr_says() {
        judge("time", |row, locale| {
            format_time(row[1].as_str().unwrap(), locale)
        });
    }

    #[test]
    fn a_moment_is_a_date_and_a_time() {
        let written = |tag: &str| format_date_time("2026-01-31T14:05", &tag.parse().unwrap());
        assert_eq!(written("pl"), "31.01.2026, 14:05");
        assert_eq!(written("fr"), "31/01/2026 14:05");
        assert_eq!(written("en"), "Jan 31, 2026, 2:05 PM");
        assert_eq!(written("ar-MA"), "31\u{200f}/01\u{200f}/2026، 14:05");
    }

    #[test]
    fn what_is_no_date_or_time_stays_as_it_is() {
        let english: Locale = "en".parse().unwrap();
        for text in [
            "",
            "31.01.2026",
            "2026-13-01",
            "2026-00-01",
            "2026-01-31Z",
            "２026-01-3",
        ] {
            assert_eq!(format_date(text, &english), text);
        }
        for text in ["", "9:30", "14:05:", "14:05 h", "1４:0"] {
            assert_eq!(format_time(text, &english), text);
        }
        assert_eq!(format_time("14:05:59", &english), "2:05 PM");
        assert_eq!(format_date_time("2026-01-31", &english), "2026-01-31");
    }

    proptest! {
        #[test]
        fn any_text_is_taken_in_any_language(
            tag in ANY_LOCALE,
            text in "\\PC{0,20}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?|[0-9]{2}:[0-9]{2}",
        ) {
            let locale: Locale = tag.parse().unwrap();
            prop_assert!(format_date(&text, &locale).len() < text.len() + 8);
            prop_assert!(format_time(&text, &locale).len() < text.len() + 8);
            prop_assert!(format_date_time(&text, &locale).len() < text.len() + 16);
        }
    }
}
