//! Numbers and prices as a language writes them, after Unicode's CLDR.
//!
//! The rules are few and small, since the browser downloads them: those of the interface's languages, of the regions
//! that separate decimals otherwise, and of a few neighbours. Every other language gets groups between spaces and a
//! decimal comma. Arabic is written with the digits 0 to 9, as visitors type them.

use crate::Locale;
use crate::logic::number;
use rust_decimal::Decimal;

/// Regions of Spanish that separate decimals by a point, and of Arabic that do by a comma.
const POINT_IN_SPANISH: &str = "419 BR BZ CU DO GT HN MX NI PA PE PR SV US";
const COMMA_IN_ARABIC: &str = "DZ LB LY MA MR TN";
/// Currencies without decimals, and with three (ISO 4217).
const WHOLE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const IN_THOUSANDTHS: &str = "BHD IQD JOD KWD LYD OMR TND";

const NO_BREAK: char = '\u{a0}';
const NARROW_NO_BREAK: char = '\u{202f}';
// The invisible U+200E and U+200F keep digits and signs in their order between words that run from right to left.

/// What stands between and around the digits of a number.
struct Style {
    group: char,
    decimal: char,
    /// Whether a first group of one digit stands apart: `1 234`; Polish writes `1234` and `12 345`.
    short_groups: bool,
    minus: &'static str,
    /// Whether a currency comes before its amount.
    currency_first: bool,
}

fn style(locale: &Locale) -> Style {
    let language = locale.language();
    let (group, decimal, short_groups) = match language {
        "en" | "he" | "ja" | "ko" | "th" | "zh" => (',', '.', true),
        "ar" if locale.is_of(COMMA_IN_ARABIC) => ('.', ',', true),
        "es" if locale.is_of(POINT_IN_SPANISH) => (',', '.', true),
        "ar" => (',', '.', true),
        "de" if locale.is_of("CH LI") => ('\'', '.', true),
        "de" | "nl" | "ro" | "tr" => ('.', ',', true),
        "pt" if !locale.is_of("PT") => ('.', ',', true),
        "es" | "it" => ('.', ',', false),
        "fr" => (NARROW_NO_BREAK, ',', true),
        "pl" | "pt" => (NO_BREAK, ',', false),
        _ => (NO_BREAK, ',', true),
    };
    let right_to_left = matches!(language, "ar" | "he");
    Style {
        group,
        decimal,
        short_groups,
        minus: if right_to_left { "\u{200e}-" } else { "-" },
        currency_first: decimal == '.' && !right_to_left,
    }
}

/// A number, rounded half away from zero to `places` decimals and filled up with zeros; with those it has if `None`.
#[must_use]
pub fn format_number(number: &Decimal, places: Option<u32>, locale: &Locale) -> String {
    let style = style(locale);
    let (negative, digits) = written(number, places, &style);
    if negative {
        [style.minus, &digits].concat()
    } else {
        digits
    }
}

/// Whether the number is below zero as it is written, and its digits with their separators.
fn written(number: &Decimal, places: Option<u32>, style: &Style) -> (bool, String) {
    let number = number::round(*number, places.unwrap_or(Decimal::MAX_SCALE));
    let text = number::text(number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let grouped = whole.len() > 4 || whole.len() == 4 && style.short_groups;
    let mut digits = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if grouped && place > 0 && (whole.len() - place).is_multiple_of(3) {
            digits.push(style.group);
        }
        digits.push(digit);
    }
    let length = places.map_or(fraction.len(), |places| {
        places.min(Decimal::MAX_SCALE) as usize
    });
    if length > 0 {
        digits.push(style.decimal);
        digits.push_str(fraction);
        digits.extend(std::iter::repeat_n(
            '0',
            length.saturating_sub(fraction.len()),
        ));
    }
    (number.is_sign_negative(), digits)
}

/// An amount of a currency (ISO 4217), rounded to the decimals the currency has.
///
/// A currency has its sign where readers know it as theirs, the euro all but in Switzerland; elsewhere its code.
#[must_use]
pub fn format_money(amount: &Decimal, currency: &str, locale: &Locale) -> String {
    let style = style(locale);
    let (negative, digits) = written(amount, Some(currency_decimals(currency)), &style);
    let (sign, known) = sign_of(currency, locale, &style);
    let minus = if negative { style.minus } else { "" };
    let space = if style.currency_first && known {
        ""
    } else {
        "\u{a0}"
    };
    if style.currency_first {
        [minus, sign, space, &digits].concat()
    } else {
        let mark = if locale.language() == "ar" {
            "\u{200f}"
        } else {
            ""
        };
        [mark, minus, &digits, space, sign].concat()
    }
}

/// The sign or code of a currency, and whether it is known by a sign there.
fn sign_of<'a>(currency: &'a str, locale: &Locale, style: &Style) -> (&'a str, bool) {
    match (locale.language(), currency) {
        (_, "EUR") if style.group != '\'' => ("€", true),
        ("pl", "PLN") => ("zł", true),
        ("uk", "UAH") => ("₴", true),
        ("en", "GBP") => ("£", true),
        ("en", "USD") if locale.is_american() => ("$", true),
        _ => (currency, false),
    }
}

/// The sign or code that [`format_money`] writes a currency by, and whether it comes before the amount.
#[must_use]
pub fn currency_sign<'a>(currency: &'a str, locale: &Locale) -> (&'a str, bool) {
    let style = style(locale);
    (sign_of(currency, locale, &style).0, style.currency_first)
}

/// What stands between the parts of a list.
#[must_use]
pub fn list_separator(locale: &Locale) -> &'static str {
    match locale.language() {
        "ar" => "، ",
        _ => ", ",
    }
}

/// What stands between the groups of a number's digits, and before its decimals.
pub(crate) fn separators(locale: &Locale) -> (char, char) {
    let style = style(locale);
    (style.group, style.decimal)
}

/// What stands between the whole number and its decimals.
#[must_use]
pub fn decimal_sign(locale: &Locale) -> char {
    style(locale).decimal
}

/// How many decimals the amounts of a currency have (ISO 4217): 2 unless it is known to have none or three.
#[must_use]
pub fn currency_decimals(currency: &str) -> u32 {
    let is_one_of = |currencies: &str| currencies.split(' ').any(|one| one == currency);
    if is_one_of(WHOLE) {
        0
    } else if is_one_of(IN_THOUSANDTHS) {
        3
    } else {
        2
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// Any language tag, often one of the interface's languages.
    pub(crate) const ANY_LOCALE: &str =
        "[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}|(en|pl|uk|de|fr|es|ar)(-[A-Z]{2}|-419)?";

    /// What CLDR says; `generate.mjs` beside the file wrote it.
    fn rows(table: &str) -> Vec<Value> {
        let tables: Value =
            serde_json::from_str(include_str!("../tests/cldr/formats.json")).unwrap();
        tables[table].as_array().unwrap().clone()
    }

    /// Judges a function by the last column of a table, whose first is the language.
    pub(crate) fn judge(table: &str, format: impl Fn(&Value, &Locale) -> String) {
        let rows = rows(table);
        assert!(rows.len() > 50);
        for row in rows {
            let locale = row[0].as_str().unwrap().parse().unwrap();
            let expected = row.as_array().unwrap().last().unwrap();
            assert_eq!(format(&row, &locale), *expected, "{row}");
        }
    }

    fn decimal(row: &Value) -> Decimal {
        row[1].as_str().unwrap().parse().unwrap()
    }

    #[test]
    fn numbers_are_written_as_cldr_says() {
        judge("number", |row, locale| {
            let places = row[2].as_u64().map(|places| u32::try_from(places).unwrap());
            format_number(&decimal(row), places, locale)
        });
    }

    #[test]
    fn prices_are_written_as_cldr_says() {
        judge("money", |row, locale| {
            format_money(&decimal(row), row[2].as_str().unwrap(), locale)
        });
    }

    #[test]
    fn the_sign_of_a_currency_is_the_one_its_amounts_are_written_with() {
        for (tag, currency, sign, first) in [
            ("pl", "PLN", "zł", false),
            ("pl", "USD", "USD", false),
            ("en-US", "USD", "$", true),
            ("de", "EUR", "€", false),
            ("ar", "SAR", "SAR", false),
        ] {
            let locale = tag.parse().unwrap();
            assert_eq!(
                currency_sign(currency, &locale),
                (sign, first),
                "{tag} {currency}"
            );
            let written = format_money(&Decimal::ONE, currency, &locale);
            assert_eq!(written.starts_with(sign), first, "{written}");
            assert!(written.contains(sign), "{written}");
        }
        assert_eq!(decimal_sign(&"pl".parse().unwrap()), ',');
        assert_eq!(decimal_sign(&"en".parse().unwrap()), '.');
    }

    #[test]
    fn lists_are_parted_as_the_language_does() {
        let mark = |locale: &str| list_separator(&locale.parse().unwrap());
        assert_eq!(
            ["ar", "ar-MA", "en", "pl"].map(mark),
            ["، ", "، ", ", ", ", "]
        );
    }

    proptest! {
        #[test]
        fn every_number_is_written_in_every_language(
            tag in ANY_LOCALE,
            currency in "\\PC{0,4}|[A-Z]{3}",
            number in any::<i128>(),
            scale in 0..=28u32,
            places in proptest::option::of(any::<u32>()),
        ) {
            let locale: Locale = tag.parse().unwrap();
            let number = Decimal::from_i128_with_scale(number >> 32, scale);
            let written = format_number(&number, places, &locale);
            let digits = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
            prop_assert!(digits(&written) && written.len() < 100, "{}", written);
            prop_assert!(digits(&format_money(&number, &currency, &locale)));
            let messages = crate::interface_messages(&locale);
            prop_assert!(digits(&messages.plural("too_long", u64::from(scale) + 3)));
        }

        #[test]
        fn a_number_keeps_its_value(number in -1_000_000_000i64..1_000_000_000, scale in 0..6u32) {
            let number = Decimal::new(number, scale);
            for tag in ["pl", "de", "es-MX", "ar"] {
                let written = format_number(&number, None, &tag.parse().unwrap());
                let style = style(&tag.parse().unwrap());
                let plain: String = written
                    .chars()
                    .filter(|sign| *sign != style.group && *sign != '\u{200e}')
                    .map(|sign| if sign == style.decimal { '.' } else { sign })
                    .collect();
                prop_assert_eq!(plain.parse::<Decimal>().unwrap(), number);
            }
        }
    }
}
