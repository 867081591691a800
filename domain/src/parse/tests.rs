use super::Reading;
use crate::course::Names;
use crate::{Answer, Entries, FieldFault, Question};
use serde_json::{Value, json};

fn judge(properties: Value, values: &[&str]) -> Result<Option<Answer>, FieldFault> {
    judge_in("en", properties, values)
}

fn judge_in(
    locale: &str,
    mut properties: Value,
    values: &[&str],
) -> Result<Option<Answer>, FieldFault> {
    properties["id"] = json!("q");
    properties["title"] = json!({"en": "Q"});
    let question: Question = serde_json::from_value(properties).unwrap();
    let value = |value: &&str| ("q".to_owned(), (*value).to_owned());
    let entries: Entries = values.iter().map(value).collect();
    let hidden = Names::default();
    let mut reading = Reading {
        entries: &entries,
        hidden: &hidden,
        locale: &locale.parse().unwrap(),
        errors: Vec::new(),
    };
    let given = reading.question(&question, "q");
    match reading.errors.pop() {
        Some(error) => Err(error.fault),
        None => Ok(given.and_then(|given| given.answer)),
    }
}

fn text(value: &str) -> Result<Option<Answer>, FieldFault> {
    Ok(Some(Answer::Text(value.into())))
}

#[test]
fn text_is_trimmed_and_bounded() {
    let kind = || json!({"type": "text", "max_length": 3});
    assert_eq!(judge(kind(), &[" żół "]), text("żół"));
    assert_eq!(judge(kind(), &["żółw"]), Err(FieldFault::TooLong(3)));
    assert_eq!(judge(kind(), &["a\nb"]), Err(FieldFault::ControlCharacter));
    assert_eq!(judge(kind(), &["a", "b"]), Err(FieldFault::WrongType));
    assert_eq!(judge(kind(), &["  "]), Ok(None));
}

#[test]
fn long_text_keeps_its_lines_whoever_sends_them() {
    let kind = || json!({"type": "long_text"});
    assert_eq!(judge(kind(), &["a\r\nb"]), text("a\nb"));
    assert_eq!(judge(kind(), &["a\nb"]), text("a\nb"));
    assert_eq!(
        judge(kind(), &["a\u{0}b"]),
        Err(FieldFault::ControlCharacter)
    );
}

#[test]
fn emails_and_phones_are_lightly_checked() {
    for good in ["a@b.co", "o'hara+x@sub.example.org", "żółw@przykład.pl"] {
        assert_eq!(judge(json!({"type": "email"}), &[good]), text(good));
    }
    for bad in [
        "a",
        "a@b",
        "@b.co",
        "a b@c.de",
        "a@b..c",
        "a@-b.co",
        "a@b.co,c@d.eu",
    ] {
        assert_eq!(
            judge(json!({"type": "email"}), &[bad]),
            Err(FieldFault::NotAnEmail),
            "{bad}"
        );
    }
    for good in [
        "+48 601-234-567",
        "(22) 123 45 67",
        "601234",
        "22 123 45 67 wew. 12",
        "+1 415 555 2671 x123",
        "044 123 45 67 доб.101",
        "601234567 # 7",
        "+48221234567;ext=12",
    ] {
        assert_eq!(judge(json!({"type": "phone"}), &[good]), text(good));
    }
    for bad in [
        "12345",
        "+48 abc def",
        "1234567890123456",
        "48+601234567",
        "601234567 home",
        "x601234567",
        "601234567 x",
        "601234567 x12345678",
        "601234567 x1 or x2",
        "601234567;",
    ] {
        assert_eq!(
            judge(json!({"type": "phone"}), &[bad]),
            Err(FieldFault::NotAPhone),
            "{bad}"
        );
    }
}

#[test]
fn numbers_take_comma_or_point_and_keep_every_digit() {
    let kind = || json!({"type": "number", "min": -1, "max": 1000, "decimals": 2});
    let number = |text: &str| Ok(Some(Answer::Number(text.parse().unwrap())));
    assert_eq!(judge(kind(), &["12,50"]), number("12.5"));
    assert_eq!(judge(kind(), &[" 1 000.00 "]), number("1000"));
    assert_eq!(judge(kind(), &["-1"]), number("-1"));
    assert_eq!(
        judge(kind(), &["-1.01"]),
        Err(FieldFault::TooSmall((-1).into()))
    );
    assert_eq!(
        judge(kind(), &["1000.01"]),
        Err(FieldFault::TooLarge(1000.into()))
    );
    assert_eq!(
        judge(kind(), &["0.123"]),
        Err(FieldFault::TooManyDecimals(2))
    );
    for bad in [
        "1e3",
        "--1",
        "1,2,3",
        "1.2.3",
        "1,23.5",
        "1,234.567,8",
        "1,234,567.890,1",
        ".",
        "NaN",
        "0x10",
        "१२",
        "99999999999999999999999999999999",
    ] {
        assert_eq!(judge(kind(), &[bad]), Err(FieldFault::NotANumber), "{bad}");
    }
}

#[test]
fn numbers_are_read_as_the_language_writes_them() {
    let kind = || json!({"type": "number", "decimals": 3});
    for (locale, typed, expected) in [
        ("en", "1,500", "1500"),
        ("en", "1.500", "1.500"),
        ("en", "1,234,567.5", "1234567.5"),
        ("en", "0,125", "0.125"),
        ("en", "12,5", "12.5"),
        ("de", "1.500", "1500"),
        ("de", "1,500", "1.500"),
        ("de", "-1.234,50", "-1234.5"),
        ("de", "12.5", "12.5"),
        ("de", "1.234.567", "1234567"),
        ("de-CH", "1'234.5", "1234.5"),
        ("de-CH", "1’234.5", "1234.5"),
        ("pl", "1 234,5", "1234.5"),
        ("pl", "1\u{a0}234,5", "1234.5"),
        ("pl", "1.234,50", "1234.5"),
        ("pl", "1,500", "1.500"),
        ("fr", "12\u{202f}345,5", "12345.5"),
        ("es-MX", "1,500", "1500"),
        ("ar", "١٬٥٠٠٫٥", "1500.5"),
        ("ar", "٣", "3"),
        ("ar", "\u{200e}−٥", "-5"),
        ("ar", "1,500", "1500"),
        ("fa", "۱۲٫۵۰۰", "12.5"),
        ("en", "−5", "-5"),
        ("en", "1٫500", "1.5"),
        ("de", "1٫500", "1.5"),
    ] {
        let expected: rust_decimal::Decimal = expected.parse().unwrap();
        assert_eq!(
            judge_in(locale, kind(), &[typed]),
            Ok(Some(Answer::Number(expected))),
            "{locale} {typed}"
        );
    }
}

#[test]
fn a_number_is_read_back_from_how_it_is_written() {
    let kind = || json!({"type": "number", "decimals": 6});
    for locale in [
        "en", "pl", "uk", "de", "de-CH", "fr", "es", "es-MX", "ar", "ar-MA",
    ] {
        for units in [-1_234_567_i64, 1_500, 12_345, 100_000, 5, 0] {
            for scale in 0..5 {
                let number = rust_decimal::Decimal::new(units, scale);
                let tag = locale.parse().unwrap();
                for places in [None, Some(scale)] {
                    let written = crate::format_number(&number, places, &tag);
                    assert_eq!(
                        judge_in(locale, kind(), &[&written]),
                        Ok(Some(Answer::Number(number))),
                        "{locale} {written}"
                    );
                }
            }
        }
    }
}

#[test]
fn letters_around_a_decimal_sign_are_no_number() {
    for typed in ["żółć,zł", "1,żż", "ż,1", "1.ż,ż", "\u{65f4},\u{fffd}"] {
        let judged = judge(json!({"type": "number"}), &[typed]);
        assert!(judged.is_err(), "{typed}: {judged:?}");
    }
}

#[test]
fn decimal_places_count_as_they_were_typed() {
    let kind = |decimals: u32| json!({"type": "number", "decimals": decimals});
    for (decimals, typed) in [(0, "1,000"), (0, "12.000"), (0, "0,0"), (1, "12,50")] {
        assert_eq!(
            judge_in("pl", kind(decimals), &[typed]),
            Err(FieldFault::TooManyDecimals(decimals)),
            "{typed}"
        );
    }
    let thousand = Ok(Some(Answer::Number(1000.into())));
    assert_eq!(judge(kind(0), &["1 000"]), thousand);
    assert_eq!(judge(kind(0), &["1,000"]), thousand);
    assert_eq!(judge(json!({"type": "number"}), &["1000"]), thousand);
}

#[test]
fn a_phone_may_be_typed_in_the_digits_of_arabic() {
    let typed = "\u{2066}+٤٨ ٦٠١ ٢٣٤ ٥٦٧\u{2069}";
    assert_eq!(
        judge(json!({"type": "phone"}), &[typed]),
        text("+48 601 234 567")
    );
}

#[test]
fn scales_take_only_their_steps() {
    assert_eq!(
        judge(json!({"type": "rating"}), &["5"]),
        Ok(Some(Answer::Scale(5)))
    );
    assert_eq!(
        judge(json!({"type": "nps"}), &["0"]),
        Ok(Some(Answer::Scale(0)))
    );
    for (kind, bad) in [
        ("rating", "0"),
        ("rating", "6"),
        ("nps", "11"),
        ("nps", "-1"),
        ("nps", "5.0"),
    ] {
        assert_eq!(
            judge(json!({"type": kind}), &[bad]),
            Err(FieldFault::UnknownOption),
            "{kind} {bad}"
        );
    }
}

#[test]
fn choices_are_known_counted_and_ordered() {
    let options = json!([{"id": "a", "title": {"en": "A"}}, {"id": "b", "title": {"en": "B"}}, {"id": "c", "title": {"en": "C"}}]);
    let many =
        || json!({"type": "multiple_choice", "options": options, "min_chosen": 2, "max_chosen": 2});
    let ids = |ids: &[&str]| {
        Ok(Some(Answer::Choices(
            ids.iter().map(|id| id.parse().unwrap()).collect(),
        )))
    };
    assert_eq!(judge(many(), &["c", "a", "c"]), ids(&["a", "c"]));
    assert_eq!(judge(many(), &["a"]), Err(FieldFault::TooFew(2)));
    assert_eq!(judge(many(), &["a", "b", "c"]), Err(FieldFault::TooMany(2)));
    assert_eq!(judge(many(), &["a", "x"]), Err(FieldFault::UnknownOption));
    assert_eq!(judge(many(), &[]), Ok(None));
    let one = json!({"type": "single_choice", "options": options});
    assert_eq!(judge(one, &["A"]), Err(FieldFault::UnknownOption));
}

#[test]
fn a_hidden_value_that_does_not_fit_is_dropped() {
    let kind = || json!({"type": "hidden", "source": {"url": "ref"}, "max_length": 5});
    assert_eq!(judge(kind(), &["abc"]), text("abc"));
    for value in ["abcdef", "a\nb", "a\u{7}"] {
        assert_eq!(judge(kind(), &[value]), Ok(None), "{value:?}");
    }
    assert_eq!(judge(kind(), &["a", "b"]), Ok(None));
}

#[test]
fn an_address_of_a_page_has_a_host_and_perhaps_a_port() {
    let url = |value: &str| judge(json!({"type": "url"}), &[value]);
    for (typed, kept) in [
        ("Https://Example.com/A", "https://Example.com/A"),
        ("HTTP://EXAMPLE.COM", "http://EXAMPLE.COM"),
        ("example.com:8080/x", "https://example.com:8080/x"),
        ("żółw.example.pl", "https://żółw.example.pl"),
    ] {
        assert_eq!(url(typed), text(kept), "{typed}");
    }
    for bad in [
        "example.com:abc",
        "example.com:",
        "http://-.-",
        "a-.example.com",
        "ftp://example.com",
        "javascript://example.com",
    ] {
        assert_eq!(url(bad), Err(FieldFault::NotAUrl), "{bad}");
    }
}

#[test]
fn seconds_of_a_time_are_seconds() {
    let time = |value: &str| judge(json!({"type": "time"}), &[value]);
    for good in ["10:00", "10:00:59", "10:00:00.000"] {
        assert_eq!(
            time(good),
            Ok(Some(Answer::Time("10:00".to_owned()))),
            "{good}"
        );
    }
    for bad in [
        "10:00:99zz",
        "10:00:60",
        "10:00:",
        "10:00:00.",
        "10:00.5",
        "10:0",
        "1è:00:00",
    ] {
        assert_eq!(time(bad), Err(FieldFault::NotATime), "{bad}");
    }
}

#[test]
fn what_nobody_sees_is_no_answer() {
    assert_eq!(judge(json!({"type": "text"}), &["\u{200b}"]), Ok(None));
    assert_eq!(
        judge(json!({"type": "text"}), &["a\u{200d}b"]),
        text("a\u{200d}b")
    );
    let sign = |path: &str| judge(json!({"type": "signature"}), &[path]);
    assert_eq!(sign("M"), Err(FieldFault::WrongType));
    assert!(sign("M10 20L30 40").is_ok());
}
