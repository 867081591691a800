//! `POST /api/v1/forms`, templates, and forms that are put away.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::forms::{LEAD, LEAD_RESPONSES, LEAD_VIEW, lead, next_version, survey};
use axum::http::Method;
use serde_json::{Value, json};

const FORMS: &str = "/api/v1/forms";

impl TestApp {
    async fn make(&self, body: Value) -> Answer {
        self.admin(Method::POST, FORMS, &body).await
    }

    /// Makes a form; gives its id and draft.
    async fn made(&self, body: Value) -> (String, Value) {
        let answer = self.make(body).await;
        assert_eq!(answer.status.as_u16(), 201, "{answer:?}");
        let id = answer.json()["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/forms/{id}/draft");
        assert_eq!(answer.header("location"), path);
        let draft = self.shown(&path).await;
        assert_eq!(draft["definition"]["id"], id.as_str());
        (id, draft["definition"].clone())
    }
}

on_both_engines!(
    every_template_can_be_published_as_it_is_in_each_language,
    async |app| {
        let listed = app.shown("/api/v1/templates").await;
        let templates = listed["templates"].as_array().unwrap();
        for template in templates.iter().filter(|one| one["id"] != "empty") {
            let id = &template["id"];
            for locales in [
                json!(["en"]),
                json!(["pl"]),
                json!(["uk"]),
                json!(["pl", "en", "uk"]),
            ] {
                let (form, definition) = app
                    .made(json!({"from": {"template": id}, "locales": locales}))
                    .await;
                assert_eq!(definition["content"]["locales"], locales);
                let path = format!("/api/v1/forms/{form}/draft/check");
                let checked = app.admin(Method::POST, &path, &Value::Null).await.json();
                assert_eq!(
                    (&checked["faults"], &checked["warnings"]),
                    (&json!([]), &json!([])),
                    "{id} {locales}"
                );
                let publish = Ask::admin(
                    Method::POST,
                    &format!("/api/v1/forms/{form}/draft/publish"),
                    &Value::Null,
                );
                let published = app.send(publish.with("if-match", "\"1\"")).await;
                assert_eq!(published.status.as_u16(), 200, "{published:?}");
                app.get(&format!("/f/{form}")).await.page(200);
            }
        }
    }
);

on_both_engines!(a_template_says_everything_in_three_languages, async |app| {
    fn texts(value: &Value, path: &str, missing: &mut Vec<String>) {
        match value {
            Value::Object(members) if members.contains_key("en") => {
                for tag in ["en", "pl", "uk"] {
                    if members
                        .get(tag)
                        .and_then(Value::as_str)
                        .is_none_or(|text| text.trim().is_empty())
                    {
                        missing.push(format!("{path}/{tag}"));
                    }
                }
            }
            Value::Object(members) => {
                members
                    .iter()
                    .for_each(|(name, one)| texts(one, &format!("{path}/{name}"), missing));
            }
            Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(index, one)| texts(one, &format!("{path}/{index}"), missing));
            }
            _ => {}
        }
    }
    let listed = app.shown("/api/v1/templates").await;
    let mut missing = Vec::new();
    texts(&listed, "", &mut missing);
    for template in listed["templates"].as_array().unwrap() {
        let (_, definition) = app
            .made(json!({"from": {"template": template["id"]}}))
            .await;
        texts(&definition, template["id"].as_str().unwrap(), &mut missing);
        assert_eq!(definition["content"]["locales"], json!(["en", "pl", "uk"]));
    }
    assert_eq!(missing, Vec::<String>::new());
});

on_both_engines!(
    a_form_that_begins_empty_can_be_made_and_named,
    async |app| {
        let body = json!({"from": {"template": "empty"}, "title": "Опитування після візиту", "locales": ["uk", "pl"]});
        let (id, definition) = app.made(body).await;
        assert_eq!(id, "opytuvannia-pislia-vizytu");
        assert_eq!(
            definition["content"]["title"],
            json!({"uk": "Опитування після візиту"})
        );
        assert_eq!(definition["content"]["fallback_locale"], "uk");
        let listed = &app.shown(FORMS).await["forms"][0];
        assert_eq!(
            (&listed["state"], &listed["version"], &listed["has_draft"]),
            (&json!("draft"), &json!(0), &json!(true))
        );
        assert_eq!(listed["title"]["uk"], "Опитування після візиту");
    }
);

on_both_engines!(an_id_that_is_taken_is_numbered_or_refused, async |app| {
    app.publish(&lead()).await;
    let copy = json!({"from": {"form": "contact-us"}});
    let (second, definition) = app.made(copy.clone()).await;
    assert_eq!(second, "contact-us-2");
    assert_eq!(
        definition["content"]["title"],
        json!({"en": "Contact us (2)", "pl": "Kontakt (2)"})
    );
    let (third, _) = app.made(copy).await;
    assert_eq!(third, "contact-us-3");
    for taken in ["contact-us", "contact-us-2"] {
        let body = json!({"from": {"template": "nps"}, "id": taken});
        app.make(body).await.problem(409, "form_exists");
    }
});

on_both_engines!(a_form_is_copied_as_it_is_edited, async |app| {
    app.publish(&lead()).await;
    let draft = Ask::admin(
        Method::PUT,
        "/api/v1/forms/contact-us/draft",
        &next_version(lead()),
    );
    app.send(draft.with("if-match", "\"0\"")).await;
    let (_, copied) = app
        .made(json!({"from": {"form": "contact-us"}, "title": {"en": "Sales", "pl": "Sprzedaż"}}))
        .await;
    assert_eq!(copied["id"], "sales");
    assert_eq!(copied["content"]["title"]["pl"], "Sprzedaż");
    let questions = copied["content"]["questions"].as_array().unwrap();
    assert_eq!(questions.last().unwrap()["id"], "added");
});

on_both_engines!(a_definition_of_a_file_becomes_a_form, async |app| {
    let (id, definition) = app.made(json!({"from": {"definition": survey()}})).await;
    assert_eq!(id, "visit");
    assert_eq!(definition, survey());
    let (id, _) = app
        .made(json!({"from": {"definition": {"id": ["x"], "content": 7}}, "locales": ["de"]}))
        .await;
    assert_eq!(id, "form");
});

on_both_engines!(what_makes_no_form_is_refused, async |app| {
    for (body, status, code) in [
        (
            json!({"from": {"template": "nothing"}}),
            422,
            "unknown_template",
        ),
        (json!({"from": {"form": "nothing"}}), 404, "not_found"),
        (
            json!({"from": {"template": "nps"}, "id": "Not an id"}),
            422,
            "wrong_shape",
        ),
        (
            json!({"from": {"template": "nps"}, "locales": ["English"]}),
            422,
            "wrong_shape",
        ),
        (json!({"from": {"definition": []}}), 422, "wrong_shape"),
        (json!({"template": "nps"}), 422, "wrong_shape"),
        (json!([]), 422, "wrong_shape"),
    ] {
        app.make(body).await.problem(status, code);
    }
    assert_eq!(app.shown(FORMS).await["forms"], json!([]));
});

on_both_engines!(
    a_form_that_is_put_away_is_closed_and_keeps_its_answers,
    async |app| {
        app.publish(&lead()).await;
        app.publish(&survey()).await;
        let link = app.link("visit", "anna").await;
        let answer = json!({"answers": {"name": "Ola"}});
        app.send(Ask::json(LEAD_RESPONSES, "first-of-all", &answer))
            .await
            .receipt();
        let state = async || app.shown(FORMS).await["forms"][0]["state"].clone();
        assert_eq!(state().await, "open");
        for form in ["contact-us", "visit"] {
            let put_away = app
                .admin(
                    Method::POST,
                    &format!("{FORMS}/{form}/archive"),
                    &Value::Null,
                )
                .await;
            assert_eq!(put_away.status.as_u16(), 204);
        }
        assert_eq!(state().await, "archived");
        app.get(LEAD).await.page(410);
        app.get(&link.page()).await.page(410);
        app.get(LEAD_VIEW).await.problem(410, "expired");
        app.send(Ask::json(LEAD_RESPONSES, "one-more-key", &answer))
            .await
            .problem(410, "expired");
        // What was committed before is answered as it was.
        app.send(Ask::json(LEAD_RESPONSES, "first-of-all", &answer))
            .await
            .receipt();
        assert_eq!(app.responses("contact-us").await.len(), 1);
        let restored = app
            .admin(
                Method::POST,
                &format!("{FORMS}/contact-us/restore"),
                &Value::Null,
            )
            .await;
        assert_eq!(restored.status.as_u16(), 204);
        assert_eq!(state().await, "open");
        app.get(LEAD).await.page(200);
        app.send(Ask::json(LEAD_RESPONSES, "one-more-key", &answer))
            .await
            .receipt();
    }
);

on_both_engines!(only_what_was_published_can_be_put_away, async |app| {
    let (id, _) = app.made(json!({"from": {"template": "nps"}})).await;
    let path = format!("{FORMS}/{id}/archive");
    app.admin(Method::POST, &path, &Value::Null)
        .await
        .problem(409, "never_published");
    for path in [
        "/api/v1/forms/nothing/archive",
        "/api/v1/forms/nothing/restore",
    ] {
        app.admin(Method::POST, path, &Value::Null)
            .await
            .problem(404, "not_found");
    }
});

on_both_engines!(the_list_says_how_each_form_stands, async |app| {
    let day_ms = 86_400_000;
    app.publish(&crate::forms::with_settings(
        lead(),
        &json!({"max_responses": 1}),
    ))
    .await;
    let state = async || app.shown(FORMS).await["forms"][0].clone();
    assert_eq!(state().await["last_answer_at"], Value::Null);
    app.set_ms(1_000);
    let answer = json!({"answers": {"name": "Ola"}});
    app.send(Ask::json(LEAD_RESPONSES, "first-of-all", &answer))
        .await
        .receipt();
    let full = state().await;
    assert_eq!(
        (&full["state"], &full["responses"]),
        (&json!("closed"), &json!(1))
    );
    assert!(full["last_answer_at"].as_str().unwrap() > full["published_at"].as_str().unwrap());
    let opens = at(day_ms);
    app.publish(&crate::forms::with_settings(
        lead(),
        &json!({"opens_at": opens}),
    ))
    .await;
    assert_eq!(state().await["state"], "not_yet_open");
    app.set_ms(day_ms);
    assert_eq!(state().await["state"], "open");
});

fn at(after_start_ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(crate::clock::START_MS + after_start_ms);
    at.unwrap().to_string()
}
