//! What people are told is said in the language that a request asks for; what is stored stays English.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::forms::{LEAD_RESPONSES, a_lead, key, lead};
use axum::http::Method;
use serde_json::{Value, json};

const DRAFT: &str = "/api/v1/forms/contact-us/draft";

impl TestApp {
    async fn asked_in(&self, language: &str, method: Method, path: &str, body: &Value) -> Answer {
        let ask = Ask::admin(method, path, body).with("accept-language", language);
        self.send(ask).await
    }

    async fn shown_in(&self, language: &str, path: &str) -> Value {
        let answer = self
            .asked_in(language, Method::GET, path, &Value::Null)
            .await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        answer.json()
    }
}

on_both_engines!(faults_are_said_in_the_language_asked_for, async |app| {
    let mut wrong = lead();
    wrong["mapping"]["targets"][0]["columns"]["nmae"] = json!({"answer": "name"});
    let ask = Ask::admin(Method::PUT, DRAFT, &wrong).with("if-match", "\"0\"");
    assert_eq!(app.send(ask).await.status.as_u16(), 200);
    let check = format!("{DRAFT}/check");
    let publish = format!("{DRAFT}/publish");
    for (language, words) in [
        ("en", "`lead` has no column `nmae`; did you mean `name`?"),
        (
            "pl",
            "tabela `lead` nie ma kolumny `nmae`; czy chodziło o `name`?",
        ),
        (
            "de, uk;q=0.8",
            "у таблиці `lead` немає стовпця `nmae`; можливо, ви мали на увазі `name`?",
        ),
        ("de", "`lead` has no column `nmae`; did you mean `name`?"),
    ] {
        let checked = app
            .asked_in(language, Method::POST, &check, &Value::Null)
            .await;
        assert_eq!(checked.json()["faults"][0]["reason"], words, "{language}");
        let ask = Ask::admin(Method::POST, &publish, &Value::Null)
            .with("if-match", "\"1\"")
            .with("accept-language", language);
        let refused = app.send(ask).await.problem(422, "invalid_definition");
        assert_eq!(refused["faults"][0]["reason"], words, "{language}");
    }
});

on_both_engines!(problems_are_said_in_the_language_asked_for, async |app| {
    let path = "/api/v1/forms/nobody/draft";
    let polish = app.asked_in("pl-PL", Method::GET, path, &Value::Null).await;
    let polish = polish.problem(404, "not_found");
    assert_eq!(polish["title"], "Nie znaleziono");
    assert_eq!(polish["detail"], "Nie ma takiego formularza.");
    let plain = app.admin(Method::GET, path, &Value::Null).await;
    assert_eq!(
        plain.problem(404, "not_found")["detail"],
        "There is no such form."
    );
});

on_both_engines!(what_was_stored_in_english_is_said_later, async |app| {
    app.publish(&lead()).await;
    let answer = Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan"));
    let id = app.send(answer).await.receipt();
    app.sql("UPDATE mapping_revision SET mapping = '{\"targets\":[]}'")
        .await;
    assert_eq!(app.deliver().await.dead, 1);
    let polish = "w mapowaniu nie ma już celu `lead`";
    let causes = app.shown_in("pl", "/api/v1/deliveries/causes").await;
    assert_eq!(causes["causes"][0]["reason_text"], polish);
    // By this it is replayed.
    let reason = "the mapping has no target `lead` any more";
    assert_eq!(causes["causes"][0]["reason"], reason);
    let path = format!("/api/v1/deliveries?response={id}");
    let listed = app.shown_in("pl", &path).await;
    assert_eq!(listed["deliveries"][0]["last_error"], polish);
    let attempts = format!("/api/v1/deliveries/{id}/lead/attempts");
    let tried = app.shown_in("uk", &attempts).await;
    assert_eq!(
        tried["attempts"][0]["detail"],
        "у зіставленні більше немає цілі `lead`"
    );
    assert_eq!(
        app.shown(&path).await["deliveries"][0]["last_error"],
        reason
    );
});
