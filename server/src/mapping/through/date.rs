//! A date or moment as a text, or in its time zone.

use super::pieces::{Says, longest, written};
use crate::mapping::nearest::suggestion;
use crate::mapping::promise::Promise;
use crate::mapping::shape::Shape;
use crate::mapping::transform::DateTransform;
use crate::mapping::value::Raw;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

pub(super) fn promise(transform: &DateTransform, promise: &Promise) -> Result<Promise, String> {
    if let Some(name) = &transform.zone
        && TimeZone::get(name).is_err()
    {
        let known: Vec<String> = jiff::tz::db()
            .available()
            .map(|one| one.to_string())
            .collect();
        let near = suggestion(name, known.iter().map(String::as_str));
        return Err(format!(
            "there is no time zone `{name}`{near}; zones are named as in `Europe/Warsaw`"
        ));
    }
    let says = match &promise.shape {
        Shape::Day => Says::Day,
        Shape::LocalTime | Shape::Moment => Says::Moment,
        other => {
            return Err(format!(
                "only a date or a moment can be written as a date, but the source gives {}: leave it out",
                other.describe()
            ));
        }
    };
    if promise.shape == Shape::LocalTime && transform.format.is_none() && transform.zone.is_none() {
        return Err("an answer names no time zone: name it, as in `Europe/Warsaw`".into());
    }
    let shape = match (&transform.format, says) {
        (Some(format), _) => Shape::Text {
            longest: longest(format, says)?,
        },
        (None, Says::Day) => Shape::Day,
        (None, Says::Moment) => Shape::Moment,
    };
    Ok(Promise {
        shape,
        can_be_empty: promise.can_be_empty,
    })
}

pub(super) fn pass(transform: &DateTransform, raw: Raw) -> Option<Raw> {
    let zone = || {
        let name = transform.zone.as_deref();
        name.and_then(|name| TimeZone::get(name).ok())
    };
    let (time, unwritten) = match raw {
        Raw::Day(day) => {
            let date: Date = day.parse().ok()?;
            (BrokenDownTime::from(date), Raw::Day(day))
        }
        Raw::LocalTime(local) => {
            let moment = in_zone(local.parse().ok()?, zone().unwrap_or(TimeZone::UTC));
            (BrokenDownTime::from(&moment), Raw::Moment(moment))
        }
        Raw::Moment(moment) => {
            let moment = match zone() {
                Some(zone) => moment.with_time_zone(zone),
                None => moment,
            };
            (BrokenDownTime::from(&moment), Raw::Moment(moment))
        }
        other => return Some(other),
    };
    Some(match &transform.format {
        Some(format) => Raw::Text(written(format, &time)),
        None => unwritten,
    })
}

/// The moment at which it is that time there. A time that clocks pass over is the one after; the last hours of the
/// year 9999 are the last moment there is.
fn in_zone(local: DateTime, zone: TimeZone) -> Zoned {
    local
        .to_zoned(zone.clone())
        .unwrap_or_else(|_| Timestamp::MAX.to_zoned(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transform(format: Option<&str>, zone: Option<&str>) -> DateTransform {
        DateTransform {
            format: format.map(str::to_owned),
            zone: zone.map(str::to_owned),
        }
    }

    #[track_caller]
    fn writes(raw: Raw, format: &str, zone: &str, expected: &str) {
        let passed = pass(&transform(Some(format), Some(zone)), raw);
        assert_eq!(passed, Some(Raw::Text(expected.to_owned())), "{format}");
    }

    fn moment() -> Raw {
        let moment: Timestamp = "2026-07-31T22:30:00Z".parse().unwrap();
        Raw::Moment(moment.to_zoned(TimeZone::UTC))
    }

    #[test]
    fn a_moment_is_written_in_its_zone() {
        let zone = "Europe/Warsaw";
        writes(moment(), "%d.%m.%Y %H:%M", zone, "01.08.2026 00:30");
        writes(moment(), "%-d.%-m.%y, %A", zone, "1.8.26, Saturday");
        writes(
            moment(),
            "%F %T %z %:z %Z %%",
            zone,
            "2026-08-01 00:30:00 +0200 +02:00 CEST %",
        );
        let local = Raw::LocalTime("1899-01-02T03:04".into());
        writes(local, "%y %e %k %p", zone, "99  2  3 AM");
        writes(
            Raw::Day("9999-12-31".into()),
            "%d/%m/%Y",
            zone,
            "31/12/9999",
        );
    }

    #[test]
    fn the_day_of_a_moment_is_that_of_its_zone() {
        let passed = pass(&transform(None, Some("Europe/Warsaw")), moment());
        let column = crate::crm::ColumnType::Date;
        assert_eq!(
            passed.unwrap().convert(&column).unwrap().unwrap(),
            "2026-08-01"
        );
        let column = crate::crm::ColumnType::DateTime;
        let local = Raw::LocalTime("2026-07-31T14:05".into());
        let passed = pass(&transform(None, Some("Europe/Warsaw")), local);
        assert_eq!(
            passed.unwrap().convert(&column).unwrap().unwrap(),
            "2026-07-31T12:05:00Z"
        );
    }

    #[test]
    fn a_moment_keeps_its_zone_until_another_is_named() {
        let in_warsaw = pass(&transform(None, Some("Europe/Warsaw")), moment()).unwrap();
        let written = pass(&transform(Some("%d.%m.%Y"), None), in_warsaw);
        assert_eq!(written, Some(Raw::Text("01.08.2026".into())));
        let local = |format, zone| {
            let whole = Promise {
                shape: Shape::LocalTime,
                can_be_empty: false,
            };
            promise(&transform(format, zone), &whole).map(drop)
        };
        assert!(
            local(None, None)
                .unwrap_err()
                .contains("names no time zone")
        );
        assert_eq!(local(Some("%H:%M"), None), Ok(()));
        assert_eq!(local(None, Some("UTC")), Ok(()));
    }

    #[test]
    fn no_date_is_longer_than_its_format_promises() {
        let zones = [
            "UTC",
            "Europe/Warsaw",
            "America/Argentina/Buenos_Aires",
            "Asia/Kathmandu",
            "Africa/Monrovia",
        ];
        let times = [
            "0001-01-01T00:00",
            "1880-06-15T12:34",
            "1999-09-29T23:59",
            "9999-12-31T23:59",
        ];
        let conversions = "YymdeBbAajuVGFHIklMSpPRTzZ";
        let all = conversions
            .chars()
            .map(|c| format!("%{c}"))
            .chain(["%:z".into()]);
        for conversion in all {
            let most = longest(&conversion, Says::Moment).unwrap();
            for (zone, time) in zones.iter().flat_map(|zone| times.map(|time| (zone, time))) {
                let raw = Raw::LocalTime(time.to_owned());
                let passed = pass(&transform(Some(&conversion), Some(zone)), raw);
                let Some(Raw::Text(text)) = passed else {
                    panic!("{conversion}")
                };
                assert!(
                    !text.is_empty() && text.chars().count() <= most,
                    "{conversion}: {text}"
                );
            }
        }
    }

    #[test]
    fn a_format_that_cannot_be_written_is_refused() {
        for (format, says, part) in [
            ("%d.%m.%Y %H:%M", Says::Day, "leave out `%H`"),
            ("%Q", Says::Moment, "has no sign `%Q`"),
            ("%", Says::Moment, "has no sign `%`"),
            ("%5Y", Says::Moment, "has no sign `%5`"),
            ("%-", Says::Moment, "has no sign `%-`"),
            ("%:", Says::Moment, "has no sign `%:`"),
            ("%--d", Says::Moment, "has no sign `%--`"),
            ("%d.%_^B", Says::Day, "has no sign `%_^`"),
            ("%é", Says::Moment, "has no sign `%é`"),
            ("day", Says::Moment, "says nothing"),
            ("%d\n", Says::Moment, "on one line"),
        ] {
            let reason = longest(format, says).unwrap_err();
            assert!(reason.contains(part), "{format}: {reason}");
        }
    }
}
