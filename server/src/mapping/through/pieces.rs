//! The format of a date: which conversions it may have, and how long its text can be.

use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

const LONGEST_FORMAT: usize = 100;

/// Conversions of days, of times of day, and of zones, each with the most characters it gives.
const OF_DAYS: &[(&str, usize)] = &[
    ("Y", 5),
    ("y", 2),
    ("m", 2),
    ("d", 2),
    ("e", 2),
    ("B", 9),
    ("b", 3),
    ("A", 9),
    ("a", 3),
    ("j", 3),
    ("u", 1),
    ("V", 2),
    ("G", 5),
    ("F", 11),
];
const OF_TIMES: &[(&str, usize)] = &[
    ("H", 2),
    ("I", 2),
    ("k", 2),
    ("l", 2),
    ("M", 2),
    ("S", 2),
    ("p", 2),
    ("P", 2),
    ("R", 5),
    ("T", 8),
];
const OF_ZONES: &[(&str, usize)] = &[("z", 7), (":z", 9), ("Z", 16)];

/// What a format may say of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// A date has no time of day.
    Day,
    /// A moment has all.
    Moment,
}

enum Piece<'a> {
    Sign(char),
    /// The whole conversion, and its name without flags.
    Conversion(&'a str, &'a str),
}

/// The pieces of a format; the place of what is none.
fn pieces(format: &str) -> Result<Vec<Piece<'_>>, &str> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(sign) = rest.chars().next() {
        if sign != '%' {
            pieces.push(Piece::Sign(sign));
            rest = &rest[sign.len_utf8()..];
            continue;
        }
        let after = &rest[1..];
        let flags = after.len() - after.trim_start_matches(['-', '_', '0', '^']).len();
        let name = &after[flags..];
        // The library reads a single flag.
        if flags > 1 {
            return Err(&rest[..1 + flags]);
        }
        let letter = |c: char| c.len_utf8() + usize::from(c == ':');
        let length = name.chars().next().map_or(0, letter);
        let Some(name) = name.get(..length).filter(|name| !name.is_empty()) else {
            return Err(rest);
        };
        let whole = &rest[..1 + flags + length];
        pieces.push(match name {
            "%" => Piece::Sign('%'),
            _ => Piece::Conversion(whole, name),
        });
        rest = &rest[whole.len()..];
    }
    Ok(pieces)
}

/// The most characters of a text in that format.
///
/// # Errors
/// What is wrong with the format.
pub(super) fn longest(format: &str, says: Says) -> Result<usize, String> {
    if format.chars().count() > LONGEST_FORMAT || format.contains(char::is_control) {
        return Err(format!(
            "the format of a date is at most {LONGEST_FORMAT} characters on one line: shorten it"
        ));
    }
    let length_of = |of: &[(&str, usize)], name: &str| {
        of.iter()
            .find(|(own, _)| *own == name)
            .map(|(_, length)| *length)
    };
    let sample = BrokenDownTime::from(&Zoned::new(Timestamp::UNIX_EPOCH, TimeZone::UTC));
    let mut longest = 0;
    let mut converts = false;
    for piece in pieces(format).map_err(unknown)? {
        let Piece::Conversion(whole, name) = piece else {
            longest += 1;
            continue;
        };
        converts = true;
        let of_times = || length_of(OF_TIMES, name).or_else(|| length_of(OF_ZONES, name));
        longest += match (length_of(OF_DAYS, name), of_times(), says) {
            (Some(length), _, _) | (None, Some(length), Says::Moment) => length,
            (None, Some(_), Says::Day) => {
                return Err(format!("a date has no time of day: leave out `{whole}`"));
            }
            (None, None, _) => return Err(unknown(whole)),
        };
        if !sample.to_string(whole).is_ok_and(|text| !text.is_empty()) {
            return Err(unknown(whole));
        }
    }
    match converts {
        true => Ok(longest),
        false => Err("the format says nothing of the date: write it as in `%d.%m.%Y`".into()),
    }
}

fn unknown(piece: &str) -> String {
    let names = |of: &[(&str, usize)]| {
        let names: Vec<String> = of.iter().map(|(name, _)| format!("%{name}")).collect();
        names.join(" ")
    };
    format!(
        "the format has no sign `{piece}`; choose from {} {} {} %%",
        names(OF_DAYS),
        names(OF_TIMES),
        names(OF_ZONES)
    )
}

/// A date in that format.
pub(super) fn written(format: &str, time: &BrokenDownTime) -> String {
    let Ok(pieces) = pieces(format) else {
        return String::new();
    };
    let text = |piece: Piece<'_>| match piece {
        Piece::Sign(sign) => sign.to_string(),
        // The library knows the two last digits of some years only.
        Piece::Conversion(_, "y") => match time.year() {
            Some(year) => format!("{:02}", year.rem_euclid(100)),
            None => String::new(),
        },
        Piece::Conversion(whole, _) => time.to_string(whole).unwrap_or_default(),
    };
    pieces.into_iter().map(text).collect()
}
