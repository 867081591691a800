//! The forms of the tests.

use serde_json::{Value, json};

pub(crate) const LEAD: &str = "/f/contact-us";
pub(crate) const LEAD_RESPONSES: &str = "/api/v1/public/forms/contact-us/responses";
pub(crate) const LEAD_VIEW: &str = "/api/v1/public/forms/contact-us/view";
/// The site that embeds the lead form.
pub(crate) const SITE: &str = "https://shop.example";

/// A public form that becomes a lead, always a new one.
pub(crate) fn lead() -> Value {
    json!({
        "sonda": 1, "id": "contact-us", "kind": "lead_form",
        "settings": {"allowed_origins": [SITE]},
        "content": {
            "locales": ["en", "pl"], "fallback_locale": "en",
            "title": {"en": "Contact us", "pl": "Kontakt"},
            "questions": [
                {"id": "name", "type": "text", "title": {"en": "Name", "pl": "Nazwisko"},
                 "required": true, "max_length": 40},
                {"id": "email", "type": "email", "title": {"en": "E-mail"}},
                {"id": "message", "type": "long_text", "title": {"en": "Message"}, "max_length": 200},
                {"id": "topics", "type": "multiple_choice", "title": {"en": "Topics"}, "options": [
                    {"id": "sales", "title": {"en": "Sales"}}, {"id": "help", "title": {"en": "Help"}},
                ]},
            ],
        },
        "mapping": {"targets": [{
            "id": "lead", "table": "lead",
            "columns": {
                "name": {"answer": "name"}, "email": {"answer": "email"},
                "message": {"answer": "message"}, "language": {"context": "locale"},
                "page": {"context": "page"}, "utm_source": {"context": "utm_source"},
            },
        }]},
    })
}

/// A survey by personal link: a response and one row per question.
pub(crate) fn survey() -> Value {
    json!({
        "sonda": 1, "id": "visit", "kind": "survey",
        "settings": {"once": "per_link"},
        "content": {
            "locales": ["en", "pl"], "fallback_locale": "en",
            "title": {"en": "Your visit", "pl": "Wizyta"},
            "questions": [
                {"id": "stars", "type": "rating", "title": {"en": "Stars"}, "required": true,
                 "comment": {}},
                {"id": "recommend", "type": "nps", "title": {"en": "Recommend"}},
                {"id": "visits", "type": "number", "title": {"en": "Visits"}, "min": 1, "max": 50},
            ],
        },
        "mapping": {"targets": [
            {"id": "survey_response", "table": "survey_response", "columns": {
                "form": {"context": "form"}, "version": {"context": "version"},
                "response": {"context": "response"}, "link": {"context": "link"},
                "nps_score": {"answer": "recommend"}}},
            {"id": "question_response", "table": "question_response", "rows": "per_question", "columns": {
                "survey_response": {"record": "survey_response"},
                "question": {"row": "question"}, "type": {"row": "type"},
                "number": {"row": "number"}, "text": {"row": "text"}, "comment": {"row": "comment"}}},
        ]},
    })
}

/// The same form with other settings beside its own.
pub(crate) fn with_settings(mut form: Value, settings: &Value) -> Value {
    for (name, value) in settings.as_object().unwrap() {
        form["settings"][name] = value.clone();
    }
    form
}

/// The same form with another question; publishing it makes a new version.
pub(crate) fn next_version(mut form: Value) -> Value {
    let question = json!({"id": "added", "type": "text", "title": {"en": "Added later"}});
    form["content"]["questions"]
        .as_array_mut()
        .unwrap()
        .push(question);
    form
}

/// A submission of the lead form.
pub(crate) fn a_lead(name: &str) -> Value {
    json!({"version": 1, "locale": "en", "answers": {"name": name, "email": "anna@example.com"}})
}

/// A submission of the survey.
pub(crate) fn an_opinion() -> Value {
    json!({"version": 1, "answers": {"stars": 4, "recommend": 9}, "comments": {"stars": "Kind"}})
}

/// Key number `number`.
pub(crate) fn key(number: usize) -> String {
    format!("key-of-a-test-{number}")
}
