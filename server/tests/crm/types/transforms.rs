//! Values through transforms, and several sources in one column.

use super::*;

#[test]
fn a_value_goes_through_its_transforms_in_order() {
    for (source, kind, expected) in [
        (
            through("text", json!(["upper"])),
            text(200),
            json!("ŻANETA"),
        ),
        (
            through("signature", json!(["lower", "title"])),
            text(200),
            json!("Jan Żak"),
        ),
        (
            through("signature", json!(["first_name"])),
            text(200),
            json!("Jan"),
        ),
        (
            through("signature", json!(["last_name"])),
            text(200),
            json!("Żak"),
        ),
        (
            through("phone", json!([{"phone": {"region": "PL"}}])),
            text(40),
            json!("+48601234567"),
        ),
        (
            through("number", json!([{"number": {"decimals": 1}}])),
            decimal(1),
            json!("2.8"),
        ),
        (
            through("number", json!([{"number": {"decimals": 0}}])),
            decimal(0),
            json!("3"),
        ),
        (
            through(
                "number",
                json!([{"number": {"decimals": 3, "decimal_mark": ","}}]),
            ),
            text(40),
            json!("2,750"),
        ),
        (
            through("date", json!([{"date": {"format": "%d.%m.%Y"}}])),
            text(11),
            json!("28.02.2026"),
        ),
        (
            through("moment", json!([{"date": {"zone": "Europe/Warsaw"}}])),
            ColumnType::DateTime,
            json!("2026-02-28T13:05:00Z"),
        ),
        (
            json!({"context": "submitted_at", "through": [{"date": {"format": "%F %H:%M", "zone": "Asia/Kathmandu"}}]}),
            text(20),
            json!("1970-01-01 05:30"),
        ),
        (
            through("one", json!([{"table": {"values": {"a": 1, "b": 2}}}])),
            ColumnType::Integer { min: 1, max: 2 },
            json!(2),
        ),
        (
            through(
                "many",
                json!([{"table": {"values": {"b": null}, "otherwise": "x"}}]),
            ),
            text(4),
            json!("x"),
        ),
        (
            through(
                "rating",
                json!([{"table": {"values": {"4": "good"}, "otherwise": "bad"}}]),
            ),
            text(4),
            json!("good"),
        ),
        (
            json!({"result": "whole", "through": [{"table": {"values": {"900.0": "full"}}}]}),
            text(4),
            json!("full"),
        ),
        (
            through(
                "yes",
                json!([{"table": {"values": {"yes": "Y", "no": "N"}}}]),
            ),
            text(1),
            json!("Y"),
        ),
        (
            through(
                "text",
                json!(["lower", {"table": {"values": {"żaneta": "Z"}}}, {"default": "-"}]),
            ),
            text(1),
            json!("Z"),
        ),
    ] {
        assert_eq!(gets(source.clone(), kind), expected, "{source}");
    }
}

#[test]
fn a_hash_is_sha_256_in_small_letters() {
    // printf %s a@b.co | sha256sum
    let expected = "80305c9bb1bb2480e03894350e0a8a366dcbdeb302e69e0817aa0743abd77054";
    assert_eq!(gets(through("mail", json!(["hash"])), text(64)), expected);
    assert!(faults(&through("mail", json!(["hash"])), &text(63))[0].contains("gives up to 64"));
}

#[test]
fn the_first_source_with_a_value_is_taken() {
    let first = |of: Value| json!({"first_of": of});
    assert_eq!(
        gets(
            first(json!([{"context": "utm_source"}, {"answer": "hidden"}])),
            text(2_000)
        ),
        "news"
    );
    assert_eq!(
        gets(
            first(json!([{"context": "utm_source"}, {"link": "order"}, {"constant": "-"}])),
            text(500)
        ),
        "-"
    );
    let mixed = first(json!([{"answer": "number"}, {"constant": 1.25}]));
    assert_eq!(gets(mixed.clone(), decimal(2)), "2.75");
    assert!(faults(&mixed, &decimal(1))[0].contains("takes 1 decimal places"));
}

#[test]
fn joined_texts_are_as_long_as_all_of_them() {
    let join = json!({"join": {"of": [{"answer": "rating"}, {"context": "utm_term"}, {"constant": "of"}, {"answer": "yes"}], "separator": ", "}});
    assert_eq!(gets(join, text(200)), "4, of, yes");
    let bounded = json!({"join": {"of": [{"constant": "four"}, {"answer": "yes"}, {"answer": "date"}], "separator": " - "}});
    assert_eq!(gets(bounded.clone(), text(23)), "four - yes - 2026-02-28");
    assert!(faults(&bounded, &text(22))[0].contains("gives up to 23"));
    let unbounded =
        json!({"join": {"of": [{"answer": "address"}, {"answer": "text"}], "separator": "\n"}});
    assert_eq!(
        gets(unbounded, text(7)),
        "Długa 1",
        "what nobody promised a length of is cut"
    );
}
