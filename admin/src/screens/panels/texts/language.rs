//! The languages of a form: what lacks in one, and how one comes and goes.

use super::places::Text;
use serde_json::Value;

/// Whether a text is not there in that language.
pub(crate) fn is_missing(definition: &Value, pointer: &str, locale: &str) -> bool {
    let text = definition
        .pointer(pointer)
        .and_then(|text| text[locale].as_str());
    text.is_none_or(|text| text.trim().is_empty())
}

/// The names in double braces that the one text has and the other lacks.
pub(crate) fn lost_names(original: &str, translated: &str) -> Vec<String> {
    let names = |text: &str| -> Vec<String> {
        let parts = text.split("{{").skip(1);
        let names = parts.filter_map(|part| part.split_once("}}"));
        names
            .map(|(name, _)| name.split('|').next().unwrap_or_default().trim().to_owned())
            .collect()
    };
    let there = names(translated);
    let mut lost = names(original);
    lost.retain(|name| !there.contains(name));
    lost.dedup();
    lost
}

/// Adds a language to a form.
pub(crate) fn add_language(definition: &mut Value, locale: &str) {
    if let Some(locales) = definition
        .pointer_mut("/content/locales")
        .and_then(Value::as_array_mut)
        && !locales.iter().any(|one| one == locale)
    {
        locales.push(Value::from(locale));
    }
}

/// Takes a language away from a form, with all texts in it; the one that stands in for others stays.
pub(crate) fn remove_language(definition: &mut Value, texts: &[Text], locale: &str) {
    if definition["content"]["fallback_locale"] == locale {
        return;
    }
    if let Some(locales) = definition
        .pointer_mut("/content/locales")
        .and_then(Value::as_array_mut)
    {
        locales.retain(|one| one != locale);
    }
    for text in texts {
        if let Some(all) = definition
            .pointer_mut(&text.pointer)
            .and_then(Value::as_object_mut)
        {
            all.remove(locale);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::panels::form::Reader;
    use crate::screens::panels::texts::places::texts;
    use crate::words::panels::words_of;
    use serde_json::json;

    fn form() -> Value {
        json!({"content": {
            "locales": ["en", "pl"], "fallback_locale": "en", "title": {"en": "Visit", "pl": "Wizyta"}}})
    }

    #[test]
    fn a_text_is_missing_where_it_is_empty() {
        let mut form = form();
        form["content"]["title"]["pl"] = json!("  ");
        assert!(is_missing(&form, "/content/title", "pl"));
        assert!(!is_missing(&form, "/content/title", "en"));
        assert!(is_missing(&form, "/content/intro", "en"));
    }

    #[test]
    fn a_language_is_taken_away_with_its_texts() {
        let mut form = form();
        let reader = Reader {
            definition: &form,
            locale: "en",
        };
        let all = texts(reader, &words_of("en"));
        remove_language(&mut form, &all, "en");
        assert_eq!(
            form["content"]["locales"],
            json!(["en", "pl"]),
            "it stands in for others"
        );
        remove_language(&mut form, &all, "pl");
        assert_eq!(form["content"]["locales"], json!(["en"]));
        assert_eq!(form["content"]["title"], json!({"en": "Visit"}));
        add_language(&mut form, "uk");
        add_language(&mut form, "uk");
        assert_eq!(form["content"]["locales"], json!(["en", "uk"]));
    }

    #[test]
    fn names_that_a_translation_lacks_are_told() {
        let original = "Thank you, {{name|friend}}, for {{order}}";
        assert_eq!(lost_names(original, "Dziękujemy, {{ name }}"), ["order"]);
        assert_eq!(
            lost_names(original, "{{order}} {{name|…}}"),
            Vec::<String>::new()
        );
        assert_eq!(lost_names("{{", "x"), Vec::<String>::new());
    }
}
