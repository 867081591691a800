//! What a new form is called: its id, which is part of its address, and its heading.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use sonda_domain::Locale;
use std::collections::BTreeMap;

/// The most characters of an id that is made of a title.
const LONGEST_SLUG: usize = 48;

/// A heading that is given for a new form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Title {
    /// In its fallback language; those of other languages are gone with what it said before.
    Text(String),
    /// By language.
    Texts(BTreeMap<Locale, String>),
}

impl Title {
    /// One of its texts.
    pub(crate) fn any(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Texts(texts) => texts.values().next().map_or("", String::as_str),
        }
    }
}

/// Gives a definition another heading.
pub(crate) fn retitle(definition: &mut Value, title: &Title) {
    let Some(content) = definition.get_mut("content").and_then(Value::as_object_mut) else {
        return;
    };
    let fallback = content.get("fallback_locale").and_then(Value::as_str);
    let title = match title {
        Title::Text(text) => json!({fallback.unwrap_or("en"): text}),
        Title::Texts(texts) => json!(texts),
    };
    content.insert("title".to_owned(), title);
}

/// Tells a copy from what it is a copy of: `Visit (2)`.
pub(crate) fn numbered_title(definition: &mut Value, number: usize) {
    let title = definition.pointer_mut("/content/title");
    for text in title.and_then(Value::as_object_mut).into_iter().flatten() {
        if let Value::String(text) = text.1 {
            text.push_str(&format!(" ({number})"));
        }
    }
}

/// The id for the so manieth form of that name; the first has the name itself.
pub(crate) fn numbered(name: &str, number: usize) -> String {
    match number {
        0 | 1 => name.to_owned(),
        _ => {
            let end = format!("-{number}");
            let longest = 64 - end.len();
            let name = name.get(..longest).unwrap_or(name);
            format!("{}{end}", name.trim_end_matches('-'))
        }
    }
}

/// An id that reads like a title: Latin letters, and those of Cyrillic as Ukraine's passports write them.
pub(crate) fn slug(title: &str) -> Option<String> {
    let mut slug = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        if slug.len() >= LONGEST_SLUG {
            break;
        }
        match latin(character) {
            Some(letters) => slug.push_str(letters),
            None if character.is_ascii_alphanumeric() => slug.push(character),
            None if character.is_alphanumeric() || matches!(character, '\'' | '’' | 'ь') => {}
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            None => {}
        }
    }
    let slug = slug.trim_end_matches('-');
    let slug = slug.trim_start_matches(|first: char| !first.is_ascii_lowercase());
    (slug.len() > 1).then(|| slug.to_owned())
}

fn latin(character: char) -> Option<&'static str> {
    Some(match character {
        'ą' | 'à' | 'á' | 'â' | 'ä' | 'å' | 'ã' => "a",
        'ć' | 'č' | 'ç' => "c",
        'ę' | 'è' | 'é' | 'ê' | 'ë' | 'ě' => "e",
        'í' | 'ì' | 'î' | 'ï' => "i",
        'ł' => "l",
        'ń' | 'ñ' | 'ň' => "n",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => "o",
        'ř' => "r",
        'ś' | 'š' => "s",
        'ß' => "ss",
        'ú' | 'ù' | 'û' | 'ü' | 'ů' => "u",
        'ý' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "h",
        'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'є' => "ie",
        'ж' => "zh",
        'з' => "z",
        'и' | 'ы' => "y",
        'і' | 'й' | 'ї' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "iu",
        'я' => "ia",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_like_its_title() {
        for (title, id) in [
            ("After the service visit", "after-the-service-visit"),
            (
                "Jak oceniają Państwo wizytę?",
                "jak-oceniaja-panstwo-wizyte",
            ),
            ("Опитування після візиту", "opytuvannia-pislia-vizytu"),
            ("  2026: NPS!", "nps"),
            ("Don’t panic", "dont-panic"),
        ] {
            assert_eq!(slug(title).as_deref(), Some(id));
        }
        for nameless in ["", "?!", "2026", "استبيان"] {
            assert_eq!(slug(nameless), None, "{nameless}");
        }
        let long = slug(&"щ".repeat(400)).unwrap();
        assert!(long.len() <= 52 && long.parse::<sonda_domain::FormId>().is_ok());
    }

    #[test]
    fn a_number_fits_into_the_longest_id() {
        let longest = "a".repeat(64);
        for number in [1, 2, 999] {
            let id = numbered(&longest, number);
            assert!(id.parse::<sonda_domain::FormId>().is_ok(), "{id}");
        }
        assert_eq!(numbered("visit", 2), "visit-2");
    }
}
