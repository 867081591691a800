//! Which form of a text goes with a whole number: CLDR's plural rules for the interface's languages.

/// The category of `n` in a language, by CLDR's name; that of English in a language the interface does not speak.
pub(crate) fn plural_category(language: &str, n: u64) -> &'static str {
    let (ten, hundred) = (n % 10, n % 100);
    let several = matches!(ten, 2..=4) && !matches!(hundred, 12..=14);
    match language {
        "ar" => match (n, hundred) {
            (0, _) => "zero",
            (1, _) => "one",
            (2, _) => "two",
            (_, 3..=10) => "few",
            (_, 11..=99) => "many",
            _ => "other",
        },
        "pl" | "uk" if several => "few",
        "pl" if n == 1 => "one",
        "uk" if ten == 1 && hundred != 11 => "one",
        "pl" | "uk" => "many",
        "fr" if n == 0 => "one",
        "fr" | "es" if n != 0 && n.is_multiple_of(1_000_000) => "many",
        _ if n == 1 => "one",
        _ => "other",
    }
}

/// The category whose form stands for those that are not written out: one that whole numbers have.
///
/// In Polish and Ukrainian only fractions are `other`.
pub(crate) fn default_category(language: &str) -> &'static str {
    match language {
        "pl" | "uk" => "many",
        _ => "other",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::Value;

    /// What CLDR says of the interface's languages; `generate.mjs` beside the file wrote it.
    fn table() -> Value {
        serde_json::from_str(include_str!("../tests/cldr/plurals.json")).unwrap()
    }

    /// The categories that CLDR asks of a language, in the order of the alphabet.
    pub(crate) fn categories(language: &str) -> Vec<String> {
        serde_json::from_value(table()[language]["categories"].clone()).unwrap()
    }

    /// The numbers of the table.
    pub(crate) fn numbers() -> Vec<u64> {
        let numbers = table()["numbers"].as_str().unwrap().to_owned();
        numbers.split(' ').map(|n| n.parse().unwrap()).collect()
    }

    #[test]
    fn numbers_have_the_categories_of_cldr() {
        let table = table();
        for language in crate::INTERFACE_LOCALES {
            let expected: Vec<_> = table[language]["of"].as_str().unwrap().split(' ').collect();
            let found: Vec<_> = numbers()
                .into_iter()
                .map(|n| plural_category(language, n))
                .collect();
            assert_eq!(found, expected, "{language}");
        }
    }

    #[test]
    fn whole_numbers_have_the_default_category_and_any_number_has_one_of_its_language() {
        for language in crate::INTERFACE_LOCALES {
            let categories = categories(language);
            let mut met = false;
            for n in numbers().into_iter().chain([u64::MAX - 1, u64::MAX]) {
                let category = plural_category(language, n);
                met |= category == default_category(language);
                assert!(
                    categories.iter().any(|one| one == category),
                    "{language} {n}"
                );
            }
            assert!(met, "{language}");
        }
    }
}
