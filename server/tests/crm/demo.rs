//! The demo definitions can be published, and become the records they promise.

use sonda_domain::{Content, Locale, check_content};
use sonda_server::crm::{Catalogue, builtin_tables};
use sonda_server::definition::Document;
use sonda_server::mapping::{Arrival, check_mapping};

const DEMOS: [(&str, &str); 3] = [
    (
        "request-a-demo",
        include_str!("../../../demo/request-a-demo.json"),
    ),
    (
        "report-a-problem",
        include_str!("../../../demo/report-a-problem.json"),
    ),
    (
        "after-the-service-visit",
        include_str!("../../../demo/after-the-service-visit.json"),
    ),
];

fn documents() -> impl Iterator<Item = Document> {
    DEMOS.iter().map(|(id, text)| {
        let document: Document = serde_json::from_str(text).unwrap();
        assert_eq!(document.id.as_str(), *id);
        document
    })
}

#[test]
fn every_demo_can_be_published() {
    let catalogue = Catalogue::default().with("embedded", builtin_tables());
    for document in documents() {
        assert_eq!(check_content(&document.content), [], "{}", document.id);
        let faults = check_mapping(
            &document.mapping,
            &document.content,
            Arrival::Anyhow,
            &catalogue,
        );
        assert_eq!(faults, [], "{}", document.id);
    }
}

#[test]
fn every_text_of_a_demo_speaks_every_language_of_it() {
    for document in documents() {
        let Content {
            locales,
            fallback_locale,
            ..
        } = &document.content;
        let tags: Vec<&str> = locales.iter().map(Locale::as_str).collect();
        assert_eq!(tags, ["en", "pl", "uk", "de", "fr", "es", "ar"]);
        // A text that lacks a language shows the fallback's words in it.
        let text = serde_json::to_value(&document.content).unwrap();
        let mut texts = 0;
        each_text(&text, &mut |path, languages| {
            texts += 1;
            let spoken: Vec<&String> = languages.keys().collect();
            assert_eq!(
                spoken,
                ["ar", "de", "en", "es", "fr", "pl", "uk"],
                "{} {path}",
                document.id
            );
        });
        assert!(texts > 10, "{}", fallback_locale.as_str());
    }
}

fn each_text(
    value: &serde_json::Value,
    visit: &mut dyn FnMut(&str, &serde_json::Map<String, serde_json::Value>),
) {
    match value {
        serde_json::Value::Object(map) if map.contains_key("en") => {
            visit(&map["en"].to_string(), map);
        }
        serde_json::Value::Object(map) => map.values().for_each(|value| each_text(value, visit)),
        serde_json::Value::Array(list) => list.iter().for_each(|value| each_text(value, visit)),
        _ => {}
    }
}
