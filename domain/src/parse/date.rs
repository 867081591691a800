//! Dates and times of day, in the shapes that HTML's own fields send.

use crate::{Answer, FieldFault, Question};

fn number(text: &str, length: usize) -> Option<u32> {
    let sound = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    sound.then(|| text.parse().ok()).flatten()
}

/// Whether it is a date of the Gregorian calendar, as `2026-01-31`.
pub(crate) fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut next = |length| parts.next().and_then(|part| number(part, length));
    let (Some(year), Some(month), Some(day)) = (next(4), next(2), next(2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    year > 0 && (1..=days).contains(&day)
}

/// Whether it is a time of day, as `14:05`.
fn is_time(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else {
        return false;
    };
    number(hours, 2).is_some_and(|hours| hours < 24)
        && number(minutes, 2).is_some_and(|minutes| minutes < 60)
}

/// A time without its seconds, which some browsers add; what follows the minutes otherwise stays, and is none.
fn without_seconds(text: &str) -> &str {
    let (Some(time), Some(rest)) = (text.get(..5), text.get(5..)) else {
        return text;
    };
    let (seconds, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
    let sound = seconds
        .strip_prefix(':')
        .and_then(|seconds| number(seconds, 2))
        .is_some_and(|seconds| seconds < 60)
        && number(fraction, fraction.len()).is_some();
    if sound { time } else { text }
}

/// A date within the question's limits.
fn parse_day(value: &str, question: &Question) -> Result<Option<String>, FieldFault> {
    let text = value.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if !is_date(text) {
        return Err(FieldFault::NotADate);
    }
    match (&question.earliest, &question.latest) {
        (Some(earliest), _) if text < earliest.as_str() => {
            Err(FieldFault::TooEarly(earliest.clone()))
        }
        (_, Some(latest)) if text > latest.as_str() => Err(FieldFault::TooLate(latest.clone())),
        _ => Ok(Some(text.to_owned())),
    }
}

/// A date.
pub(super) fn parse_date(value: &str, question: &Question) -> Result<Option<Answer>, FieldFault> {
    Ok(parse_day(value, question)?.map(Answer::Date))
}

/// A time of day.
pub(super) fn parse_time(value: &str) -> Result<Option<Answer>, FieldFault> {
    let text = without_seconds(value.trim());
    if text.is_empty() {
        Ok(None)
    } else if is_time(text) {
        Ok(Some(Answer::Time(text.to_owned())))
    } else {
        Err(FieldFault::NotATime)
    }
}

/// A date and a time of day.
pub(super) fn parse_date_time(
    value: &str,
    question: &Question,
) -> Result<Option<Answer>, FieldFault> {
    let text = value.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (date, time) = text.split_once(['T', ' ']).ok_or(FieldFault::NotADate)?;
    let date = parse_day(date, question)?.ok_or(FieldFault::NotADate)?;
    let time = without_seconds(time);
    if is_time(time) {
        Ok(Some(Answer::DateTime([&date, "T", time].concat())))
    } else {
        Err(FieldFault::NotATime)
    }
}

/// Two dates. Where one is given the other must be.
pub(super) fn parse_date_range(
    from: &str,
    to: &str,
    question: &Question,
) -> Result<Option<Answer>, (&'static str, FieldFault)> {
    let at = |part| move |fault| (part, fault);
    match (
        parse_day(from, question).map_err(at("from"))?,
        parse_day(to, question).map_err(at("to"))?,
    ) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(("from", FieldFault::Required)),
        (Some(_), None) => Err(("to", FieldFault::Required)),
        (Some(from), Some(to)) if from > to => Err(("to", FieldFault::EndsBeforeItBegins)),
        (Some(from), Some(to)) => Ok(Some(Answer::DateRange { from, to })),
    }
}
