//! Identifiers out of any text.

use std::collections::BTreeSet;

const LONGEST: usize = 48;

/// Identifiers that are taken, each once.
#[derive(Default)]
pub(super) struct Taken(BTreeSet<String>);

impl Taken {
    /// With words that nothing may be called.
    pub(super) fn without(reserved: &[&str]) -> Self {
        Self(reserved.iter().map(|&word| word.to_owned()).collect())
    }

    /// Whether the text can have itself as an identifier.
    pub(super) fn is_free(&self, text: &str) -> bool {
        is_identifier(text) && !self.0.contains(text)
    }

    /// An identifier for a text, beginning with `letter` where the text does not begin with one.
    ///
    /// It depends on the text alone unless another has it already: texts that look alike are told apart by a hash.
    pub(super) fn take(&mut self, text: &str, letter: char) -> String {
        let slug = slug(text, letter);
        let mut id = slug.clone();
        if self.0.contains(&id) {
            id = format!("{slug}_{:08x}", hash(text));
        }
        let mut number = 2;
        while self.0.contains(&id) {
            id = format!("{slug}_{number}");
            number += 1;
        }
        self.0.insert(id.clone());
        id
    }
}

fn is_identifier(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(is_plain)
}

fn is_plain(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-'
}

fn slug(text: &str, letter: char) -> String {
    if is_identifier(text) {
        return text.to_owned();
    }
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if slug.len() >= LONGEST {
            break;
        }
        match c {
            c if is_plain(c) => slug.push(c),
            c => match latin(c) {
                "" if slug.ends_with('_') => {}
                "" => slug.push('_'),
                letters => slug.push_str(letters),
            },
        }
    }
    let slug = slug.trim_matches('_');
    if slug.starts_with(|c: char| c.is_ascii_lowercase()) {
        slug.to_owned()
    } else {
        format!("{letter}{slug}")
    }
}

/// The letters that stand for one of another alphabet.
fn latin(c: char) -> &'static str {
    match c {
        'ą' | 'á' | 'à' | 'â' | 'ã' | 'å' | 'ā' | 'а' => "a",
        'ä' => "ae",
        'ć' | 'č' | 'ç' => "c",
        'ď' | 'đ' | 'д' => "d",
        'ę' | 'é' | 'è' | 'ê' | 'ë' | 'ě' | 'ē' | 'е' | 'э' => "e",
        'ї' => "yi",
        'є' => "ye",
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'і' | 'и' => "i",
        'ł' | 'л' => "l",
        'ń' | 'ň' | 'ñ' | 'н' => "n",
        'ó' | 'ò' | 'ô' | 'õ' | 'ø' | 'о' => "o",
        'ö' => "oe",
        'ř' | 'р' => "r",
        'ś' | 'š' | 'с' => "s",
        'ß' => "ss",
        'ť' | 'т' => "t",
        'ú' | 'ù' | 'û' | 'ů' | 'у' => "u",
        'ü' => "ue",
        'ý' | 'й' | 'ы' => "y",
        'ź' | 'ż' | 'ž' | 'з' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'б' => "b",
        'в' => "v",
        'г' => "h",
        'ґ' => "g",
        'ё' => "yo",
        'ж' => "zh",
        'к' => "k",
        'м' => "m",
        'п' => "p",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        _ => "",
    }
}

/// FNV-1a: the same on every machine and in every version.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_identifiers() {
        let mut taken = Taken::default();
        for (text, id) in [
            ("visit", "visit"),
            ("Visit date", "visit_date"),
            ("Imię i nazwisko", "imie_i_nazwisko"),
            ("Місто", "misto"),
            ("5", "q5"),
            ("", "q"),
            ("東京", "q_68dea76f"),
        ] {
            assert_eq!(taken.take(text, 'q'), id, "{text}");
        }
    }

    #[test]
    fn texts_that_look_alike_stay_apart() {
        let mut taken = Taken::without(&["comment"]);
        let ids: BTreeSet<String> = ["A b", "a_b", "A B", "a b", "a b", "comment", "a-b"]
            .iter()
            .map(|text| taken.take(text, 'o'))
            .collect();
        assert_eq!(ids.len(), 7, "{ids:?}");
        assert!(!ids.contains("comment"));
    }

    #[test]
    fn identifiers_are_never_too_long() {
        let mut taken = Taken::default();
        let long = "Щ".repeat(200);
        for _ in 0..3 {
            let id = taken.take(&long, 'q');
            assert!(is_identifier(&id), "{id}");
        }
    }
}
