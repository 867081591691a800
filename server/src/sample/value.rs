//! What somebody might answer to one question.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use sonda_domain::{AddressPart, Cells, Choice, Kind, Locale, Question};

/// An address of nobody.
pub(super) const EMAIL: &str = "anna.nowak@example.com";
/// A number where no region asks for another.
pub(super) const PHONE: &str = "+48601234567";

/// A text in a language.
pub(super) struct Words {
    pub(super) first_name: &'static str,
    pub(super) last_name: &'static str,
    pub(super) name: &'static str,
    pub(super) sentence: &'static str,
    street: &'static str,
    city: &'static str,
    country: &'static str,
}

impl Words {
    pub(super) fn of(locale: &Locale) -> Self {
        match locale.as_str().split('-').next().unwrap_or_default() {
            "pl" => Self {
                first_name: "Anna",
                last_name: "Nowak",
                name: "Anna Nowak",
                sentence: "Przykładowa odpowiedź",
                street: "Prosta 1",
                city: "Warszawa",
                country: "Polska",
            },
            "uk" => Self {
                first_name: "Анна",
                last_name: "Коваленко",
                name: "Анна Коваленко",
                sentence: "Приклад відповіді",
                street: "вул. Проста, 1",
                city: "Київ",
                country: "Україна",
            },
            _ => Self {
                first_name: "Anna",
                last_name: "Nowak",
                name: "Anna Nowak",
                sentence: "An example of an answer",
                street: "1 Plain Street",
                city: "London",
                country: "United Kingdom",
            },
        }
    }
}

/// The beginning of a text.
pub(super) fn cut(text: &str, longest: u32) -> String {
    let longest = longest as usize;
    let cut: String = text.chars().take(longest).collect();
    cut.trim_end().to_owned()
}

/// An answer to a question; none to what nobody types.
pub(super) fn answer(question: &Question, words: &Words) -> Option<Value> {
    let longest = question.length_limit();
    Some(match question.kind {
        Kind::Text => cut(line(question, words), longest).into(),
        Kind::LongText => cut(words.sentence, longest).into(),
        Kind::Email => EMAIL.into(),
        Kind::Phone => phone(question.region.as_deref()).into(),
        Kind::Url => "https://www.example.com".into(),
        Kind::Number => number(question.min, question.max).into(),
        Kind::Slider => {
            let (least, most) = question.range();
            number(Some(least), Some(most)).into()
        }
        Kind::Rating | Kind::Nps | Kind::Csat | Kind::Ces | Kind::Agreement | Kind::Bipolar => {
            step(question)?.into()
        }
        Kind::SingleChoice => first(&question.options)?.into(),
        Kind::MultipleChoice => {
            let most = question.max_chosen.unwrap_or(u32::MAX);
            let count = question.min_chosen.unwrap_or(1).max(2).min(most) as usize;
            let chosen = always(&question.options).take(count);
            chosen.map(|option| option.id.to_string()).collect()
        }
        Kind::YesNo | Kind::Consent => true.into(),
        Kind::Matrix => rows(question, words)?,
        Kind::Ranking => {
            let places = (1_u32..).zip(&question.options);
            let places = places.map(|(place, option)| (option.id.to_string(), place.into()));
            Value::Object(places.collect())
        }
        Kind::Date => day(question).into(),
        Kind::Time => "10:30".into(),
        Kind::DateTime => format!("{}T10:30", day(question)).into(),
        Kind::DateRange => {
            let day = day(question);
            json!({"from": day, "to": day})
        }
        Kind::Address => address(question, words),
        Kind::Signature => json!({"name": words.name}),
        Kind::Group => {
            let count = question.entry_limits().0.max(1);
            let inner = question.questions.iter();
            let entry: Map<String, Value> = inner
                .filter_map(|one| Some((one.id.to_string(), answer(one, words)?)))
                .collect();
            Value::Array(vec![Value::Object(entry); count as usize])
        }
        Kind::Hidden | Kind::File | Kind::Statement => return None,
    })
}

fn line(question: &Question, words: &Words) -> &'static str {
    use sonda_domain::Autocomplete as Asks;
    match question.autocomplete {
        Some(Asks::Name) => words.name,
        Some(Asks::GivenName) => words.first_name,
        Some(Asks::FamilyName) => words.last_name,
        Some(Asks::Organization) => "Example",
        Some(Asks::AddressLevel2) => words.city,
        Some(Asks::PostalCode) => "00-001",
        Some(Asks::OrganizationTitle) => words.sentence,
        None => match question.id.as_str() {
            id if id.contains("first") => words.first_name,
            id if id.contains("last") || id.contains("surname") => words.last_name,
            id if id.contains("company") => "Example",
            id if id.contains("name") => words.name,
            _ => words.sentence,
        },
    }
}

fn phone(region: Option<&str>) -> &'static str {
    match region {
        Some("UA") => "+380501234567",
        Some("GB") => "+447400123456",
        Some("DE") => "+4915123456789",
        _ => PHONE,
    }
}

/// One near the middle, between its bounds.
fn number(least: Option<Decimal>, most: Option<Decimal>) -> String {
    let usual = Decimal::from(5);
    let number = match (least, most) {
        (Some(least), _) if usual < least => least,
        (_, Some(most)) if usual > most => most,
        _ => usual,
    };
    number.to_string()
}

/// The highest step but one.
fn step(question: &Question) -> Option<u8> {
    let (least, most) = question.scale()?;
    Some(most.saturating_sub(1).max(least))
}

fn always(options: &[Choice]) -> impl Iterator<Item = &Choice> {
    let shown = options.iter().filter(|option| option.visible_if.is_none());
    shown.filter(|option| !option.exclusive)
}

fn first(options: &[Choice]) -> Option<String> {
    let option = always(options).next().or_else(|| options.first())?;
    Some(option.id.to_string())
}

fn rows(question: &Question, words: &Words) -> Option<Value> {
    let mut rows = Map::new();
    for row in &question.rows {
        let cell = match question.cells {
            None | Some(Cells::Single) => first(&question.options)?.into(),
            Some(Cells::Multiple) => json!([first(&question.options)?]),
            Some(Cells::Rating | Cells::Bipolar) => step(question)?.into(),
            // The weights of all rows sum to 1: only fixed ones are sure to.
            Some(Cells::Weighted) => json!({"rating": step(question)?}),
            Some(Cells::Columns) => {
                let columns = question.questions.iter();
                let cells: Map<String, Value> = columns
                    .filter_map(|one| Some((one.id.to_string(), answer(one, words)?)))
                    .collect();
                Value::Object(cells)
            }
        };
        rows.insert(row.id.to_string(), cell);
    }
    Some(Value::Object(rows))
}

/// The first day that may be given, or a plain one.
fn day(question: &Question) -> String {
    const USUAL: &str = "2026-06-15";
    // Days written like this are ordered as texts are.
    let day = USUAL.max(question.earliest.as_deref().unwrap_or(USUAL));
    day.min(question.latest.as_deref().unwrap_or(day))
        .to_owned()
}

fn address(question: &Question, words: &Words) -> Value {
    let part = |part: &AddressPart| {
        let text = match part {
            AddressPart::Street => words.street,
            AddressPart::PostalCode => "00-001",
            AddressPart::City | AddressPart::Region => words.city,
            AddressPart::Country => words.country,
        };
        (part.as_str().to_owned(), text.into())
    };
    Value::Object(question.address_parts().iter().map(part).collect())
}
