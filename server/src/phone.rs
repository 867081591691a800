//! Telephone numbers as E.164, by the numbering plans of all countries: too heavy for a browser, which checks lightly.

use phonenumber::country::Id;
use phonenumber::metadata::{DATABASE, Descriptor};
use phonenumber::{Mode, PhoneNumber};
use sonda_domain::phone_parts;

/// A text that is no telephone number anywhere.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAPhone;

/// Whether that is a region of ISO 3166-1 with telephone numbers of its own, such as `PL`.
#[must_use]
pub(crate) fn is_region(code: &str) -> bool {
    code.parse::<Id>().is_ok()
}

/// A number as E.164, such as `+48221234567`, with its extension as RFC 3966 writes it: `+48221234567;ext=12`. One
/// that does not say its country is read as one of `region`.
///
/// What cannot be told for sure stays as it was written: a number without its country where there is no region, and
/// one that the numbering plan has room for but no use yet, as far as this server's tables know.
///
/// # Errors
/// No country has such a number, or not of that length.
pub fn e164(text: &str, region: Option<&str>) -> Result<String, NotAPhone> {
    let (number, extension) = phone_parts(text);
    let mut digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if number.starts_with('+') {
        digits.insert(0, '+');
    }
    let region: Option<Id> = region.and_then(|region| region.parse().ok());
    // How calls abroad begin in most countries, and how numbers are written for readers in any.
    let abroad = digits.strip_prefix("00").map(|rest| format!("+{rest}"));
    if region.is_none() && abroad.is_none() && !digits.starts_with('+') {
        return Ok(text.to_owned());
    }
    let own = Some(digits).filter(|digits| region.is_some() || digits.starts_with('+'));
    let readings: Vec<PhoneNumber> = own
        .into_iter()
        .chain(abroad)
        .filter_map(|digits| phonenumber::parse(region, digits).ok())
        .collect();
    if let Some(number) = readings.iter().find(|number| number.is_valid()) {
        let number = number.format().mode(Mode::E164).to_string();
        return Ok(match extension {
            "" => number,
            extension => format!("{number};ext={extension}"),
        });
    }
    if readings.iter().any(is_possible) {
        Ok(text.to_owned())
    } else {
        Err(NotAPhone)
    }
}

/// Whether its country has lines with numbers of that length.
fn is_possible(number: &PhoneNumber) -> bool {
    let national = number.national().to_string().len();
    let code = number.country().code();
    let plans = DATABASE.by_code(&code).unwrap_or_default();
    plans.iter().any(|plan| {
        let kinds = plan.descriptors();
        let lines = [kinds.fixed_line(), kinds.mobile()].into_iter().flatten();
        let mut lengths = lines.flat_map(Descriptor::possible_length);
        lengths.any(|length| usize::from(*length) == national)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn reads(region: &str, spellings: &[(&str, &str)]) {
        for (text, expected) in spellings {
            assert_eq!(
                e164(text, Some(region)).as_deref(),
                Ok(*expected),
                "{text} in {region}"
            );
        }
    }

    #[test]
    fn polish_numbers_are_read_in_their_usual_spellings() {
        reads(
            "PL",
            &[
                ("501 234 567", "+48501234567"),
                ("501-234-567", "+48501234567"),
                ("+48 501 234 567", "+48501234567"),
                ("0048 501 234 567", "+48501234567"),
                ("48 501 234 567", "+48501234567"),
                ("(22) 123 45 67", "+48221234567"),
                ("+48 (22) 123-45-67", "+48221234567"),
                ("22\u{a0}123\u{a0}45\u{a0}67 wew. 12", "+48221234567;ext=12"),
                ("800 123 456", "+48800123456"),
            ],
        );
    }

    #[test]
    fn ukrainian_numbers_are_read_in_their_usual_spellings() {
        reads(
            "UA",
            &[
                ("050 123 45 67", "+380501234567"),
                ("+380 50 123 45 67", "+380501234567"),
                ("(044) 123-45-67", "+380441234567"),
                ("00380 44 123 45 67", "+380441234567"),
                ("380501234567", "+380501234567"),
                ("044 123 45 67 доб. 101", "+380441234567;ext=101"),
            ],
        );
    }

    #[test]
    fn german_numbers_are_read_in_their_usual_spellings() {
        reads(
            "DE",
            &[
                ("0151 12345678", "+4915112345678"),
                ("030 / 12 34 56", "+4930123456"),
                ("030/123456", "+4930123456"),
                ("+49 (0)30 123456", "+4930123456"),
                ("0049 30 123456", "+4930123456"),
                ("(030) 123456", "+4930123456"),
            ],
        );
    }

    #[test]
    fn american_numbers_are_read_in_their_usual_spellings() {
        reads(
            "US",
            &[
                ("(415) 555-2671", "+14155552671"),
                ("415.555.2671", "+14155552671"),
                ("1-415-555-2671", "+14155552671"),
                ("+1 415 555 2671 x123", "+14155552671;ext=123"),
                ("(415) 555-2671 ext. 9", "+14155552671;ext=9"),
                ("415-555-2671 #42", "+14155552671;ext=42"),
                ("011 48 501 234 567", "+48501234567"),
                // As somebody abroad writes it for this form.
                ("0048 501 234 567", "+48501234567"),
            ],
        );
    }

    #[test]
    fn a_number_with_its_country_needs_no_region() {
        for text in ["+48 501 234 567", "0048 501 234 567"] {
            assert_eq!(e164(text, None).as_deref(), Ok("+48501234567"));
        }
        assert_eq!(
            e164("+39 06 698 12345", Some("PL")).as_deref(),
            Ok("+390669812345")
        );
    }

    #[test]
    fn what_cannot_be_told_for_sure_stays_as_it_was_written() {
        assert_eq!(e164("501 234 567", None).as_deref(), Ok("501 234 567"));
        // As long as numbers are there, but none begins like this by now.
        assert_eq!(
            e164("99 123 45 67", Some("PL")).as_deref(),
            Ok("99 123 45 67")
        );
    }

    #[test]
    fn a_number_that_no_country_can_have_is_refused() {
        for text in [
            "+48 123 456",
            "+999 123 456 789",
            "123 456 789 012",
            "+48 501 234 567 890",
            "000000",
            "0 22 123 45 67",
            "00",
        ] {
            assert_eq!(e164(text, Some("PL")), Err(NotAPhone), "{text}");
        }
        assert_eq!(e164("+999 123 456 789", None), Err(NotAPhone));
        // Local numbers lead nowhere from outside.
        assert_eq!(e164("555-2671", Some("US")), Err(NotAPhone));
    }

    #[test]
    fn regions_are_known_by_their_codes() {
        for region in ["PL", "UA", "DE", "US", "GB", "AE"] {
            assert!(is_region(region), "{region}");
        }
        for strange in ["", "pl", "POL", "UK", "XX", "P L"] {
            assert!(!is_region(strange), "{strange}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_becomes_a_number_or_stays_or_is_refused(text in "[+]?[0-9 ().x#/-]{0,40}", region in 0..5_usize) {
            let region = [None, Some("PL"), Some("UA"), Some("US"), Some("AR")][region];
            if let Ok(number) = e164(&text, region) {
                prop_assert!(number == text || number.starts_with('+') && number.len() <= 40);
            }
        }
    }
}
