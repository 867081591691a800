//! Columns of every type that a CRM has.

use super::chance::Chance;
use super::form::OPTIONS;
use rust_decimal::Decimal;
use serde_json::Value;
use sonda_domain::{Content, Kind};
use sonda_server::crm::{Column, ColumnType, LabelledValue, TextFormat};

/// A column of any type, often of the one that fits the source.
pub(super) fn column(chance: &mut Chance, name: &str, source: &Value, content: &Content) -> Column {
    let fitting = match chance.percent(80) {
        true => fitting(chance, source, content),
        false => None,
    };
    let kind = fitting.unwrap_or_else(|| any(chance));
    Column {
        identifying: chance.percent(10),
        read_only: chance.percent(3),
        write_once: chance.percent(5),
        ..Column::new(name, kind)
    }
}

/// The type of column that is made for such an answer.
fn fitting(chance: &mut Chance, source: &Value, content: &Content) -> Option<ColumnType> {
    if let Some(context) = source["context"].as_str() {
        return Some(match context {
            "version" => integer(i32::MIN.into(), i32::MAX.into()),
            "submitted_at" => chance.one(&[ColumnType::Date, ColumnType::DateTime]),
            "contact" => lookup("contact"),
            "locale" => choice(&["en", "pl"]),
            _ => text(chance),
        });
    }
    if source["record"].is_string() {
        return Some(lookup("contact"));
    }
    if source["result"].is_string() {
        return Some(match chance.percent(50) {
            true => integer(-600, 600),
            false => ColumnType::Decimal {
                min: None,
                max: None,
                scale: 4,
            },
        });
    }
    if source["band"].is_string() {
        return Some(choice(&OPTIONS));
    }
    if let Some(name) = source["part"].as_str() {
        let kind = content.question(name.split('.').next()?)?.kind;
        return Some(match kind {
            Kind::DateRange => ColumnType::Date,
            Kind::Matrix if chance.percent(60) => chance.one(&[
                integer(0, 10),
                choice(&OPTIONS),
                ColumnType::Decimal {
                    min: None,
                    max: None,
                    scale: 4,
                },
            ]),
            _ => text(chance),
        });
    }
    let Some(answer) = source["answer"].as_str() else {
        return Some(text(chance));
    };
    let question = content.question(answer)?;
    let bound = |bound: &Option<Decimal>, usual: i64| {
        bound
            .as_ref()
            .and_then(|bound| i64::try_from(*bound).ok())
            .unwrap_or(usual)
    };
    Some(match question.kind {
        Kind::Number | Kind::Slider => match chance.percent(50) {
            true => integer(
                bound(&question.min, i64::MIN),
                bound(&question.max, i64::MAX),
            ),
            false => ColumnType::Decimal {
                min: question.min.filter(|_| chance.percent(70)),
                max: question.max.filter(|_| chance.percent(70)),
                scale: question.decimal_places() + u32::from(chance.percent(30)),
            },
        },
        Kind::Rating | Kind::Nps | Kind::Csat | Kind::Ces | Kind::Agreement | Kind::Bipolar => {
            integer(0, 10)
        }
        Kind::SingleChoice => choice(&OPTIONS),
        Kind::MultipleChoice => match choice(&OPTIONS) {
            ColumnType::Choice { values } if chance.percent(80) => {
                ColumnType::MultiChoice { values }
            }
            one => one,
        },
        Kind::YesNo | Kind::Consent => ColumnType::Boolean,
        Kind::Date => ColumnType::Date,
        Kind::DateTime => chance.one(&[ColumnType::Date, ColumnType::DateTime]),
        _ => text(chance),
    })
}

fn any(chance: &mut Chance) -> ColumnType {
    match chance.below(12) {
        0..4 => text(chance),
        4 => integer(chance.between(-60, 0), chance.between(0, 200)),
        // Whole numbers of 32 and of 64 bits.
        5 => chance.one(&[
            integer(i32::MIN.into(), i32::MAX.into()),
            integer(i64::MIN, i64::MAX),
        ]),
        6 => {
            let bound = |chance: &mut Chance, least, most| {
                chance
                    .percent(50)
                    .then(|| Decimal::from(chance.between(least, most)))
            };
            ColumnType::Decimal {
                min: bound(chance, -60, 0),
                max: bound(chance, 0, 200),
                scale: u32::try_from(chance.below(5)).unwrap(),
            }
        }
        // Money, as the CRMs bound it.
        7 => ColumnType::Decimal {
            min: Some(Decimal::from(-922_337_203_685_477_i64)),
            max: Some(Decimal::from(922_337_203_685_477_i64)),
            scale: 4,
        },
        8 => chance.one(&[ColumnType::Boolean, ColumnType::Date, ColumnType::DateTime]),
        9 => choice(&OPTIONS[..=chance.below(4)]),
        10 => match choice(&OPTIONS[..=chance.below(4)]) {
            ColumnType::Choice { values } => ColumnType::MultiChoice { values },
            other => other,
        },
        _ => lookup(chance.one(&["contact", "t"])),
    }
}

fn text(chance: &mut Chance) -> ColumnType {
    let length = match chance.below(4) {
        0 => 1 + chance.below(200),
        1 => 1 + chance.below(800),
        _ => chance.one(&[4_000, 65_536, 1_048_576]),
    };
    ColumnType::Text {
        length: u32::try_from(length).unwrap(),
        format: chance.one(&[
            TextFormat::Plain,
            TextFormat::Plain,
            TextFormat::Email,
            TextFormat::Phone,
        ]),
    }
}

fn integer(min: i64, max: i64) -> ColumnType {
    ColumnType::Integer { min, max }
}

fn choice(ids: &[&str]) -> ColumnType {
    let value = |id: &&str| LabelledValue {
        value: (*id).into(),
        label: id.to_uppercase(),
    };
    ColumnType::Choice {
        values: ids.iter().map(value).collect(),
    }
}

fn lookup(table: &str) -> ColumnType {
    ColumnType::Lookup {
        table: table.into(),
    }
}
