//! A mapping that passes the check never fails for type, length, choice or required reasons.

use proptest::prelude::*;
use proptest::sample::Index;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use sonda_domain::{Content, Entries, check_content, validate};
use sonda_server::crm::{Catalogue, Column, ColumnType, LabelledValue, Table, TextFormat};
use sonda_server::link_values::{LinkValues, ValueOf};
use sonda_server::mapping::{EarlierRecords, Mapping, check_mapping, compute};
use sonda_server::store::StoredResponse;
use std::collections::BTreeMap;

/// Types without limits of their own, each with an answer.
const PLAIN: [(&str, &[(&str, &str)]); 15] = [
    ("yes_no", &[("", "no")]),
    ("url", &[("", "https://example.com/a?b=c")]),
    ("csat", &[("", "5")]),
    ("ces", &[("", "7")]),
    ("agreement", &[("", "5")]),
    ("bipolar", &[("", "7")]),
    ("slider", &[("", "100")]),
    ("date", &[("", "2026-02-28")]),
    ("time", &[("", "23:59")]),
    ("date_time", &[("", "2026-02-28T23:59")]),
    (
        "date_range",
        &[(".from", "2026-02-27"), (".to", "2026-02-28")],
    ),
    (
        "address",
        &[
            (".street", "Długa 1"),
            (".postal_code", "00-001"),
            (".city", "Warszawa"),
            (".country", "Polska"),
        ],
    ),
    ("signature", &[(".name", "Żaneta Żak-Żółkiewska")]),
    ("matrix", &[(".a", "1"), (".b", "5")]),
    ("ranking", &[(".a", "2"), (".b", "1")]),
];
const KINDS: [&str; 10] = [
    "text",
    "long_text",
    "email",
    "phone",
    "number",
    "single_choice",
    "multiple_choice",
    "rating",
    "nps",
    "consent",
];
const OPTIONS: [&str; 4] = ["a", "b", "c", "d"];

/// A question of random limits and a valid answer at or inside them.
fn question(index: usize) -> impl Strategy<Value = (Value, Vec<(String, String)>)> {
    let id = format!("q{index}");
    (
        any::<Index>(),
        any::<bool>(),
        any::<bool>(),
        1_u32..300,
        proptest::option::of((-50_i64..50, 0_i64..90)),
        0_u32..4,
        1_usize..5,
        (any::<Index>(), any::<bool>()),
    )
        .prop_map(move |(kind, required, answered, length, bounds, decimals, most, (pick, comment))| {
            let place = pick_index(kind, KINDS.len() + PLAIN.len());
            let plain = place.checked_sub(KINDS.len()).map(|place| PLAIN[place]);
            let kind = plain.map_or_else(|| KINDS[place], |(kind, _)| kind);
            let mut question =
                json!({"id": id, "type": kind, "title": {"en": "Q"}, "required": required});
            let mut entries = Vec::new();
            if let Some((_, fields)) = plain.filter(|_| answered || required) {
                let named = fields.iter().map(|(part, value)| (format!("{id}{part}"), (*value).to_owned()));
                entries.extend(named);
            }
            let mut answer = |value: String| entries.push((id.clone(), value));
            let answered = answered || required;
            match kind {
                "text" | "long_text" => {
                    question["max_length"] = json!(length);
                    let size = if comment { length as usize } else { pick_index(pick, length as usize) + 1 };
                    if answered {
                        answer("ż".repeat(size));
                    }
                }
                "email" if answered => answer(format!("{}@b.co", "e".repeat(pick_index(pick, 249) + 1))),
                "phone" if answered => answer("+48 601 234 567".into()),
                "number" => {
                    question["decimals"] = json!(decimals);
                    let mut value = "-9999999999999999999999999".to_owned();
                    if let Some((min, width)) = bounds {
                        question["min"] = json!(min);
                        question["max"] = json!(min + width);
                        let fraction = Decimal::new(1, decimals);
                        let inside = Decimal::from(min) + fraction;
                        let most = Decimal::from(min + width);
                        value = if inside <= most { inside } else { most }.to_string();
                    }
                    if answered {
                        answer(value);
                    }
                }
                "single_choice" | "multiple_choice" => {
                    let options: Vec<Value> = OPTIONS[..most]
                        .iter()
                        .map(|id| json!({"id": id, "title": {"en": id.repeat(length as usize / 4 + 1)}}))
                        .collect();
                    question["options"] = json!(options);
                    let last = pick_index(pick, most);
                    if answered && kind == "multiple_choice" {
                        question["max_chosen"] = json!(last + 1);
                        OPTIONS[..=last].iter().for_each(|id| answer((*id).to_owned()));
                    } else if answered {
                        answer(OPTIONS[last].to_owned());
                    }
                }
                "consent" => {
                    question["version"] = json!("2026-07");
                    if answered {
                        answer("yes".into());
                    }
                }
                "rating" => {
                    question["steps"] = json!(most);
                    if answered {
                        answer((pick_index(pick, most) + 1).to_string());
                    }
                }
                "bipolar" => {
                    question["low_label"] = json!({"en": "cold"});
                    question["high_label"] = json!({"en": "warm"});
                }
                "matrix" => {
                    question["cells"] = json!("rating");
                    question["rows"] = json!([{"id": "a", "title": {"en": "A"}}, {"id": "b", "title": {"en": "B"}}]);
                }
                "ranking" => {
                    question["options"] = json!([
                        {"id": "a", "title": {"en": "A".repeat(length as usize)}}, {"id": "b", "title": {"en": "B"}},
                    ]);
                }
                "nps" if answered => answer(pick_index(pick, 11).to_string()),
                _ => {}
            }
            if comment {
                question["comment"] = json!({"max_length": length});
                entries.push((format!("{id}.comment"), "ł".repeat(length as usize)));
            }
            (question, entries)
        })
}

fn pick_index(index: Index, size: usize) -> usize {
    index.index(size)
}

fn column_type() -> impl Strategy<Value = ColumnType> {
    let values = (1_usize..5).prop_map(|most| {
        OPTIONS[..most]
            .iter()
            .map(|id| LabelledValue {
                value: (*id).into(),
                label: (*id).into(),
            })
            .collect::<Vec<_>>()
    });
    let bound = || proptest::option::of((-60_i64..60).prop_map(Decimal::from));
    prop_oneof![
        4 => (1_u32..800).prop_map(|length| ColumnType::Text {
            length,
            format: TextFormat::Plain
        }),
        1 => (-60_i64..0, 0_i64..200).prop_map(|(min, max)| ColumnType::Integer { min, max }),
        1 => (bound(), bound(), 0_u32..4).prop_map(|(min, max, scale)| ColumnType::Decimal {
            min,
            max,
            scale
        }),
        1 => Just(ColumnType::Boolean),
        1 => Just(ColumnType::Date),
        1 => Just(ColumnType::DateTime),
        1 => values
            .clone()
            .prop_map(|values| ColumnType::Choice { values }),
        1 => values.prop_map(|values| ColumnType::MultiChoice { values }),
        1 => Just(ColumnType::Lookup {
            table: "contact".into()
        }),
    ]
}

fn plain_source(questions: usize) -> BoxedStrategy<Value> {
    let id = (0..questions).prop_map(|index| format!("q{index}"));
    let context = proptest::sample::select(vec![
        "form",
        "version",
        "locale",
        "response",
        "link",
        "contact",
        "submitted_at",
        "page",
        "utm_source",
    ]);
    let row = proptest::sample::select(vec![
        "question", "title", "type", "number", "text", "comment",
    ]);
    let calculation = proptest::sample::select(vec!["whole", "part", "word", "none"]);
    let constant = prop_oneof![
        Just(json!("a")),
        Just(json!(["a", "b"])),
        Just(json!(7)),
        Just(json!("2026-07-31")),
        Just(json!(true)),
        Just(json!("x".repeat(90))),
    ];
    let value = prop_oneof![
        Just(json!("a")),
        Just(json!("b")),
        Just(json!(null)),
        Just(json!(3))
    ];
    let choice = (id.clone(), 1_usize..5, proptest::collection::vec(value, 4)).prop_map(
        |(answer, most, values)| {
            let values: BTreeMap<&str, Value> =
                OPTIONS[..most].iter().copied().zip(values).collect();
            json!({"choice": {"answer": answer, "values": values}})
        },
    );
    prop_oneof![
        6 => id.clone().prop_map(|id| json!({"answer": id})),
        2 => id.prop_map(|id| json!({"comment": id})),
        3 => choice,
        2 => constant.prop_map(|value| json!({"constant": value})),
        3 => context.prop_map(|name| json!({"context": name})),
        2 => row.prop_map(|name| json!({"row": name})),
        2 => calculation.clone().prop_map(|name| json!({"result": name})),
        2 => calculation.prop_map(|name| json!({"band": name})),
        1 => Just(json!({"link": "order"})),
        1 => Just(json!({"contact": "first_name"})),
        1 => Just(json!({"consent": "q0"})),
    ]
    .boxed()
}

fn transform() -> impl Strategy<Value = Value> {
    let plain = proptest::sample::select(vec![
        "trim",
        "lower",
        "upper",
        "title",
        "first_name",
        "last_name",
        "hash",
    ]);
    let number = (0_u32..4, any::<bool>()).prop_map(|(decimals, written)| {
        let mark = written.then_some(",");
        json!({"number": {"decimals": decimals, "decimal_mark": mark}})
    });
    let format = proptest::sample::select(vec![None, Some("%d.%m.%Y"), Some("%A %-d %B %H:%M %Z")]);
    let zone = proptest::sample::select(vec![None, Some("Europe/Warsaw"), Some("Asia/Kathmandu")]);
    let date =
        (format, zone).prop_map(|(format, zone)| json!({"date": {"format": format, "zone": zone}}));
    let value = || {
        let one = vec![
            json!("a"),
            json!("d"),
            json!(3),
            json!(true),
            json!(["a", "b"]),
            json!("2026-07-31"),
        ];
        proptest::sample::select(one)
    };
    let keys = proptest::sample::select(vec![
        vec!["a", "b", "c", "d"],
        vec!["yes", "no"],
        vec!["1", "4.0", "10"],
        vec!["en"],
    ]);
    let values = proptest::collection::vec(proptest::option::of(value()), 4);
    let table =
        (keys, values, proptest::option::of(value())).prop_map(|(keys, values, otherwise)| {
            let values: BTreeMap<&str, Option<Value>> = keys.into_iter().zip(values).collect();
            json!({"table": {"values": values, "otherwise": otherwise}})
        });
    prop_oneof![
        5 => plain.prop_map(|name| json!(name)),
        1 => Just(json!({"phone": {"region": "PL"}})),
        2 => number,
        2 => date,
        2 => table,
        2 => value().prop_map(|value| json!({"default": value})),
    ]
}

/// A source on its way through transforms.
fn piped(source: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let through = prop_oneof![
        3 => Just(Vec::new()),
        3 => proptest::collection::vec(transform(), 1),
        1 => proptest::collection::vec(transform(), 2..4),
    ];
    (source, through)
        .prop_map(|(mut source, through)| {
            if !through.is_empty() {
                source["through"] = json!(through);
            }
            source
        })
        .boxed()
}

fn source(questions: usize) -> BoxedStrategy<Value> {
    let plain = piped(plain_source(questions));
    let several = || proptest::collection::vec(plain.clone(), 1..4);
    let separator = proptest::sample::select(vec![" ", "\n", ""]);
    let join = (several(), separator)
        .prop_map(|(of, separator)| json!({"join": {"of": of, "separator": separator}}));
    let first = several().prop_map(|of| json!({"first_of": of}));
    // What chance alone would seldom put together.
    let often = proptest::sample::select(vec![
        json!({"result": "whole", "through": [{"default": 3}]}),
        json!({"result": "whole", "through": [{"number": {"decimals": 1, "decimal_mark": ","}}]}),
        json!({"answer": "q1", "through": [{"number": {"decimals": 2, "decimal_mark": ","}}]}),
        json!({"answer": "q2", "through": [{"table": {"values": {"a": "xx", "b": null}, "otherwise": "yyy"}}]}),
        json!({"answer": "q3", "through": [{"table": {"values": {"yes": "a"}, "otherwise": "b"}}]}),
        json!({"answer": "q0", "through": ["hash"]}),
        json!({"join": {"of": [{"constant": "x"}, {"comment": "q0"}, {"comment": "q1"}], "separator": " - "}}),
        json!({"join": {"of": [{"answer": "q2"}, {"context": "utm_source"}], "separator": "\n"}}),
        json!({"first_of": [{"comment": "q2"}, {"constant": "no comment"}]}),
        json!({"contact": "first_name", "through": ["title", "first_name"]}),
        json!({"constant": "ola", "through": ["first_name", {"default": "nobody"}]}),
        json!({"context": "submitted_at", "through": [{"date": {"format": "%A"}}]}),
    ]);
    prop_oneof![
        4 => plain.clone(),
        1 => piped(join.boxed()),
        1 => piped(first.boxed()),
        2 => often,
    ]
    .boxed()
}

fn columns() -> impl Strategy<Value = Vec<(ColumnType, Value)>> {
    let mode = proptest::sample::select(vec!["overwrite", "only_if_empty", "append", "on_create"]);
    let source = (source(4), mode).prop_map(|(mut source, mode)| {
        source["mode"] = json!(mode);
        source
    });
    proptest::collection::vec((column_type(), source), 12)
}

/// A condition, and whether it holds.
fn condition() -> impl Strategy<Value = Option<(Value, bool)>> {
    let conditions = vec![
        None,
        None,
        Some((json!({"==": [{"var": "$locale"}, "en"]}), true)),
        Some((json!({"==": [{"var": "$link.order"}, "7"]}), true)),
        Some((json!({"!": [{"var": "$contact.first_name"}]}), false)),
        Some((json!({">": [{"var": "whole"}, 1000]}), false)),
    ];
    proptest::sample::select(conditions)
}

/// The table with every column required that can be, and every text as short as it can be: whatever the check lets
/// pass must be enough. `faults` are the paths of what the check finds.
fn narrowest(mut table: Table, faults: &dyn Fn(&Table) -> Vec<String>) -> Table {
    let at_fault = |table: &Table| {
        let faults = faults(table);
        move |column: &Column| {
            let path = format!("/columns/{}", column.name);
            faults.iter().any(|fault| fault.ends_with(&path))
        }
    };
    for column in &mut table.columns {
        column.required = true;
    }
    let is_empty = at_fault(&table);
    for column in &mut table.columns {
        column.required = !is_empty(column);
    }
    let mut bounds: Vec<(u32, u32)> = table
        .columns
        .iter()
        .map(|column| match &column.kind {
            ColumnType::Text { length, .. } => (1, *length),
            _ => (0, 0),
        })
        .collect();
    let set = |table: &mut Table, lengths: &dyn Fn(usize) -> u32| {
        for (index, column) in table.columns.iter_mut().enumerate() {
            if let ColumnType::Text { length, .. } = &mut column.kind {
                *length = lengths(index);
            }
        }
    };
    while bounds.iter().any(|(low, high)| low < high) {
        let middle: Vec<u32> = bounds.iter().map(|(low, high)| (low + high) / 2).collect();
        set(&mut table, &|index| middle[index]);
        let is_short = at_fault(&table);
        for ((low, high), (column, middle)) in
            bounds.iter_mut().zip(table.columns.iter().zip(middle))
        {
            if is_short(column) {
                *low = (middle + 1).min(*high);
            } else {
                *high = middle;
            }
        }
    }
    set(&mut table, &|index| bounds[index].1);
    table
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn what_passes_the_check_is_taken_by_the_table(
        questions in (question(0), question(1), question(2), question(3)),
        columns in columns(),
        per_question in any::<bool>(),
        personal in any::<bool>(),
        when in condition(),
        open in any::<bool>(),
        number in -500_i64..500,
    ) {
        let (a, b, c, d) = questions;
        let (questions, entries): (Vec<Value>, Vec<_>) = [a, b, c, d].into_iter().unzip();
        let content: Content = serde_json::from_value(json!({
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"}, "questions": questions,
            "known": ["link.order", "contact.first_name"],
            "calculations": [
                {"id": "whole", "value": {"+": [number, 0]}, "decimals": 0, "bands": [
                    {"id": "a", "to": 5, "title": {"en": "A".repeat(60)}}, {"id": "b", "from": 6, "title": {"en": "B"}},
                ]},
                {"id": "part", "value": {"+": [number, 0.25]}},
                {"id": "word", "value": {"cat": ["x".repeat(120), "\u{7}"]}},
            ],
        })).unwrap();
        prop_assert_eq!(check_content(&content), []);
        let entries: Entries = entries.into_iter().flatten().collect();
        let judged = validate(&content, &entries, &sonda_domain::Known::of(&content.fallback_locale));
        prop_assert!(judged.is_ok(), "{:?} {:?}", judged, content);
        let judged = judged.unwrap();
        prop_assert!(judged.conclusion.results["whole"].band.is_some());

        let name = |index: usize| format!("c{index:02}");
        // An open table takes what it does not know.
        let known = if open { 8 } else { columns.len() };
        let table = |keep: &dyn Fn(&str) -> bool| Table {
            open,
            ..Table::new(
            "t",
            columns.iter().enumerate()
                .take(known)
                .filter(|(index, _)| keep(&name(*index)))
                .map(|(index, (kind, _))| Column::new(name(index), kind.clone()))
                .collect(),
            )
        };
        let mapping = |keep: &dyn Fn(&str) -> bool| -> Mapping {
            let sources: BTreeMap<String, &Value> = columns.iter().enumerate()
                .map(|(index, (_, source))| (name(index), source))
                .filter(|(name, _)| keep(name))
                .collect();
            let rows = if per_question { "per_question" } else { "one" };
            let when = when.as_ref().map(|(condition, _)| condition);
            let target = json!({"id": "t", "table": "t", "rows": rows, "columns": sources, "when": when});
            serde_json::from_value(json!({"targets": [target]})).unwrap()
        };
        // The columns at fault are left out; what remains must pass, and then work.
        let catalogue = Catalogue::default().with("embedded", vec![table(&|_| true)]);
        let faults = check_mapping(&mapping(&|_| true), &content, &catalogue);
        let sound = |name: &str| !faults.iter().any(|fault| fault.path.contains(&format!("/columns/{name}")));
        let (table, mapping) = (table(&sound), mapping(&sound));
        if mapping.targets[0].columns.is_empty() {
            return Ok(());
        }
        let table = narrowest(table, &|table| {
            let catalogue = Catalogue::default().with("embedded", vec![table.clone()]);
            let faults = check_mapping(&mapping, &content, &catalogue);
            faults.into_iter().map(|fault| fault.path).collect()
        });
        let catalogue = Catalogue::default().with("embedded", vec![table.clone()]);
        prop_assert_eq!(check_mapping(&mapping, &content, &catalogue), []);

        let mut link_values = LinkValues::default();
        link_values.give(ValueOf::Link, "order", "7").unwrap();
        link_values.give(ValueOf::Contact, "first_name", &"Ś".repeat(500)).unwrap();
        let response = StoredResponse {
            seed: 0,
            conclusion: judged.conclusion,
            id: "0198-r".into(),
            form: "visit".parse().unwrap(),
            version: 3,
            link: personal.then(|| "link".into()),
            link_values,
            contact: personal.then(|| "embedded/contact/42".parse().unwrap()),
            locale: "en".parse().unwrap(),
            answers: judged.answers,
            context: [("page".to_owned(), "https://example.com/\u{7}".repeat(40))].into(),
            marks: Vec::new(),
            submitted_at_ms: 1_785_492_000_123,
        };
        let target = &mapping.targets[0];
        let rows = compute(target, &table, &content, &response, &EarlierRecords::new());
        prop_assert!(rows.is_ok(), "{rows:?} {mapping:?}");
        let rows = rows.unwrap();
        if when.is_some_and(|(_, holds)| !holds) {
            prop_assert_eq!(rows, []);
            return Ok(());
        }
        for row in rows {
            for column in &table.columns {
                match row.values.get(&column.name) {
                    Some(cell) => {
                        prop_assert_eq!(column.kind.accept(&cell.value), Ok(cell.value.clone()));
                    }
                    None => prop_assert!(!column.required, "{} {mapping:?}", column.name),
                }
            }
        }
    }
}
