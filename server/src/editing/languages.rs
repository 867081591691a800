//! The languages that a new form keeps of what it begins from.

use serde_json::{Map, Value, json};
use sonda_domain::Locale;

/// Keeps those languages of a definition, the first that it has as the fallback. One that it does not have is there to
/// be translated to; where it has none of them, its own fallback stays.
pub(crate) fn keep_languages(definition: &mut Value, kept: &[Locale]) {
    let Some(content) = definition.get_mut("content").and_then(Value::as_object_mut) else {
        return;
    };
    let spoken = content.get("locales").and_then(Value::as_array);
    let spoken: Vec<String> = spoken
        .into_iter()
        .flatten()
        .filter_map(|tag| Some(tag.as_str()?.to_owned()))
        .collect();
    let mut locales: Vec<String> = Vec::new();
    for locale in kept {
        if !locales.iter().any(|one| one == locale.as_str()) {
            locales.push(locale.as_str().to_owned());
        }
    }
    if locales.is_empty() {
        return;
    }
    let fallback = content.get("fallback_locale").and_then(Value::as_str);
    let fallback = match locales.iter().find(|one| spoken.contains(one)) {
        Some(first) => first.clone(),
        None => {
            let own = fallback
                .map(str::to_owned)
                .or_else(|| spoken.first().cloned());
            let own = own.unwrap_or_else(|| locales[0].clone());
            if !locales.contains(&own) {
                locales.insert(0, own.clone());
            }
            own
        }
    };
    for value in content.values_mut() {
        drop_texts(value, &spoken, &locales);
    }
    content.insert("locales".to_owned(), json!(locales));
    content.insert("fallback_locale".to_owned(), json!(fallback));
}

/// Drops the other languages of every text.
fn drop_texts(value: &mut Value, spoken: &[String], kept: &[String]) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|one| drop_texts(one, spoken, kept)),
        Value::Object(members) if is_text(members, spoken) => {
            members.retain(|tag, _| kept.contains(tag));
        }
        Value::Object(members) => members
            .values_mut()
            .for_each(|one| drop_texts(one, spoken, kept)),
        _ => {}
    }
}

/// Whether an object is a text by language: it names languages of the form alone.
fn is_text(members: &Map<String, Value>, spoken: &[String]) -> bool {
    !members.is_empty()
        && members
            .iter()
            .all(|(tag, text)| text.is_string() && spoken.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(locales: &[&str]) -> Value {
        let mut definition = json!({"content": {
            "locales": ["en", "pl", "uk"], "fallback_locale": "en",
            "title": {"en": "Visit", "pl": "Wizyta", "uk": "Візит"},
            "questions": [{"id": "q", "options": [{"id": "pl", "title": {"en": "A", "uk": "Б"}}],
                           "visible_if": {"==": [{"var": "en"}, 1]}}],
        }});
        let locales: Vec<Locale> = locales.iter().map(|tag| tag.parse().unwrap()).collect();
        keep_languages(&mut definition, &locales);
        definition
    }

    #[test]
    fn the_other_languages_of_every_text_are_dropped_and_nothing_else() {
        assert_eq!(
            kept(&["uk", "pl"]),
            json!({"content": {
                "locales": ["uk", "pl"], "fallback_locale": "uk",
                "title": {"pl": "Wizyta", "uk": "Візит"},
                "questions": [{"id": "q", "options": [{"id": "pl", "title": {"uk": "Б"}}],
                               "visible_if": {"==": [{"var": "en"}, 1]}}],
            }})
        );
    }

    #[test]
    fn a_language_that_is_not_there_yet_is_no_fallback() {
        let content = &kept(&["de", "pl"])["content"];
        assert_eq!(content["locales"], json!(["de", "pl"]));
        assert_eq!(content["fallback_locale"], "pl");
        let content = &kept(&["de"])["content"];
        assert_eq!(content["locales"], json!(["en", "de"]));
        assert_eq!(content["fallback_locale"], "en");
        assert_eq!(content["title"], json!({"en": "Visit"}));
    }

    #[test]
    fn what_is_no_definition_stays_as_it_is() {
        for nonsense in [
            json!({}),
            json!({"content": 7}),
            json!({"content": {"locales": {"a": 1}}}),
        ] {
            keep_languages(&mut nonsense.clone(), &["en".parse().unwrap()]);
        }
    }
}
