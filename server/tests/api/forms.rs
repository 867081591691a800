//! The forms of the tests.

use serde_json::{Value, json};
use sonda_server::answers::Generator;
use sonda_server::definition::Document;
use sonda_server::store::GeneratedResponse;

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

pub(crate) const PAGED: &str = "/f/diagnosis";
pub(crate) const PAGED_RESPONSES: &str = "/api/v1/public/forms/diagnosis/responses";

/// A form of pages: one is only for those who have a pet, and has a question that its own answer brings up; whoever
/// is in a hurry goes to the end at once. The answers are reviewed, scored, and told of.
pub(crate) fn paged() -> Value {
    let t = |text: &str| json!({"en": text});
    json!({
        "sonda": 1, "id": "diagnosis", "kind": "survey",
        "settings": {"once": "per_link"},
        "content": {
            "locales": ["en", "pl"], "fallback_locale": "en",
            "title": {"en": "Diagnosis", "pl": "Diagnoza"},
            "known": ["contact.first_name", "link.order"],
            "review": true,
            "pages": [
                {"id": "you", "title": t("You"), "questions": [
                    {"id": "name", "type": "text", "title": t("Name"), "required": true},
                    {"id": "pet", "type": "yes_no", "title": t("Have you a pet?")},
                    {"id": "hurry", "type": "yes_no", "title": t("In a hurry?")},
                    {"id": "ref", "type": "hidden", "title": t("From"), "source": {"url": "ref"}},
                    {"id": "order", "type": "hidden", "title": t("Order"), "source": {"link": "order"}}],
                 "next": [{"if": {"==": [{"var": "hurry"}, true]}}]},
                {"id": "animal", "title": t("Your pet"), "visible_if": {"==": [{"var": "pet"}, true]}, "questions": [
                    {"id": "kind", "type": "single_choice", "title": t("What is it?"), "required": true, "options": [
                        {"id": "cat", "title": t("A cat")}, {"id": "other", "title": t("Another"), "text": true}]},
                    {"id": "which", "type": "text", "title": t("Which other?"), "required": true,
                     "visible_if": {"==": [{"var": "kind"}, "other"]}}]},
                {"id": "opinion", "title": t("Your opinion"), "questions": [
                    {"id": "stars", "type": "rating", "title": t("Stars, {{name|friend}}?"), "required": true},
                    {"id": "sum", "type": "single_choice", "title": t("1 + 1"), "options": [
                        {"id": "two", "title": t("2")}, {"id": "three", "title": t("3")}],
                     "quiz": {"correct": ["two"], "points": 3}},
                    {"id": "topics", "type": "multiple_choice", "title": t("Topics"), "options": [
                        {"id": "a", "title": t("A")}, {"id": "b", "title": t("B")}]}]},
            ],
            "calculations": [
                {"id": "score", "title": {"en": "Score", "pl": "Wynik"},
                 "value": {"+": [{"var": "stars"}, {"var": "$points.sum"}, 0.5]}, "decimals": 1, "bands": [
                    {"id": "low", "to": 4.9, "title": {"en": "Not yet", "pl": "Jeszcze nie"}},
                    {"id": "high", "from": 5, "title": {"en": "Works", "pl": "Działa"}, "text": t("Go on, {{name}}.")}]},
            ],
            "endings": [
                {"id": "in-a-hurry", "title": t("Bye"), "visible_if": {"==": [{"var": "hurry"}, true]}},
                {"id": "done", "title": {"en": "Thank you, {{name}}", "pl": "Dziękujemy, {{name}}"},
                 "text": t("Order {{$link.order|none}}, <b>{{$band.score}}</b>"), "link": "https://example.com/next"}],
        },
    })
}

/// Made-up responses to a form, a millisecond apart, the first first.
pub(crate) fn many(form: &Value, count: i64) -> Vec<GeneratedResponse> {
    let document: Document = serde_json::from_value(form.clone()).unwrap();
    let mut generator = Generator::new(&document.content, 3);
    let mut one = |number| {
        let at_ms: i64 = 1_780_000_000_000 + number;
        let (high, low) = (at_ms >> 16, at_ms & 0xffff);
        GeneratedResponse {
            id: format!("{high:08x}-{low:04x}-7000-8000-{number:012x}"),
            submitted_at_ms: at_ms,
            locale: "en".parse().unwrap(),
            judged: generator.generate().unwrap().judged,
            context: Default::default(),
        }
    };
    (0..count).map(&mut one).collect()
}
