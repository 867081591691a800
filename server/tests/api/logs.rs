//! What a log may hold: that something happened, never what somebody wrote or the code that let them in.

use crate::app::TestApp;
use crate::ask::{Ask, TOKEN};
use crate::forms::{LEAD, LEAD_RESPONSES, a_lead, an_opinion, key, lead, survey};
use axum::http::Method;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing::Dispatch;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

/// A log that is kept in memory.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    /// Keeps what this thread logs, until both are dropped.
    pub(crate) fn listen(&self) -> (DefaultGuard, Dispatch) {
        let subscriber = || {
            tracing_subscriber::fmt()
                .with_max_level(tracing::Level::TRACE)
                .with_ansi(false)
        };
        // While there is one subscriber alone, a line that another test's thread comes to first, which has none, is
        // held to be wanted by nobody. A second one, which hears nothing, has every line asked about.
        let second = Dispatch::new(subscriber().with_writer(std::io::sink).finish());
        let subscriber = subscriber().with_writer(self.clone()).finish();
        (tracing::subscriber::set_default(subscriber), second)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

async fn a_whole_day(app: &TestApp) -> Vec<String> {
    app.publish(&lead()).await;
    app.publish(&survey()).await;
    let values = json!({"contact_data": {"first_name": "Secretive Anna"}, "values": {"order": "Secretive order"}});
    let link = app.link_with("visit", "contact-4711", &values).await;
    app.get(&format!("{}?answer.visits=Secretive", link.page()))
        .await
        .page(200);
    app.send(Ask::plain(LEAD, &[("_step", ""), ("email", "Secretive")]))
        .await
        .page(422);
    app.get(&link.page()).await.page(200);
    let begun = json!({"revision": "revision-of-a-test-1", "follows": [""], "entries": {"stars.comment": ["Secret opinion"]}});
    let save = Ask::new(
        Method::PUT,
        &format!("{}/draft", link.page()),
        begun.to_string(),
    );
    app.send(save.with("content-type", "application/json"))
        .await;
    let guess = Ask::plain(&format!("{}/resume", link.page()), &[("code", "Secretive")]);
    app.send(guess).await.page(422);
    let opinion = json!({"answers": {"stars": 5}, "comments": {"stars": "Secret opinion"}});
    app.send(Ask::json(&link.responses(), &key(1), &opinion))
        .await
        .receipt();
    app.send(Ask::json(&link.responses(), &key(2), &opinion))
        .await
        .problem(409, "already_answered");
    app.send(Ask::plain(&link.page(), &[("stars", "Secret opinion")]))
        .await
        .page(422);
    app.get(&format!("{}/sent", link.page())).await.page(200);
    app.get("/s/GuessedCode9").await.page(404);
    let mut anna = a_lead("Secretive Anna");
    anna["context"] = json!({"page": "https://shop.example/?utm_source=secret-campaign"});
    app.send(Ask::json(LEAD_RESPONSES, &key(3), &anna))
        .await
        .receipt();
    app.send(Ask::json(LEAD_RESPONSES, &key(3), &a_lead("Secretive Eve")))
        .await
        .problem(422, "idempotency_key_reused");
    let broken = Ask::post(
        LEAD_RESPONSES,
        "application/json",
        "{\"answers\": {\"name\": \"Secretive Anna\"",
    )
    .with("idempotency-key", "\"broken-json-1\"");
    app.send(broken).await.problem(400, "malformed_json");
    app.send(Ask::plain(
        LEAD,
        &[
            ("name", "Secretive Anna"),
            ("email", "anna@secret.example@"),
        ],
    ))
    .await
    .page(422);
    let wrong = Ask::get("/api/v1/forms").with("authorization", "Bearer a-wrong-token-of-somebody");
    app.send(wrong).await.problem(401, "unauthorized");
    // The database fails under a submission, and under a delivery.
    app.sql("ALTER TABLE response RENAME TO response_away")
        .await;
    let failed = app.send(Ask::json(LEAD_RESPONSES, &key(4), &anna)).await;
    let body = failed.problem(500, "internal");
    assert!(
        !body.to_string().contains("response_away") && !body.to_string().contains("table"),
        "{body}"
    );
    let page = app
        .send(Ask::plain(LEAD, &[("name", "Secretive Anna")]))
        .await;
    assert!(
        page.page(500).contains("Secretive Anna"),
        "what was typed is kept"
    );
    app.sql("ALTER TABLE response_away RENAME TO response")
        .await;
    app.send(Ask::json(LEAD_RESPONSES, &key(4), &anna))
        .await
        .receipt();
    app.sql("ALTER TABLE record RENAME TO record_away").await;
    assert!(app.deliver().await.retried > 0);
    app.sql("ALTER TABLE record_away RENAME TO record").await;
    app.set_ms(3_600_000);
    assert!(app.deliver().await.done > 0);
    let revoke = format!("/api/v1/links/{}/revoke", link.id);
    app.admin(Method::POST, &revoke, &Value::Null).await;
    app.send(Ask::json(&link.responses(), &key(5), &an_opinion()))
        .await
        .problem(410, "withdrawn");
    let mut secrets = vec![
        link.code.clone(),
        TOKEN.to_owned(),
        "a-wrong-token-of-somebody".to_owned(),
    ];
    for secret in [
        "anna@example.com",
        "anna@secret.example",
        "Secretive",
        "Secret opinion",
        "secret-campaign",
        "GuessedCode9",
        "203.0.113.7",
        "contact-4711",
    ] {
        secrets.push(secret.to_owned());
    }
    secrets
}

on_both_engines!(nothing_that_somebody_wrote_is_in_the_log, async |app| {
    let log = Kept::default();
    let guard = log.listen();
    let secrets = a_whole_day(app).await;
    drop(guard);
    let text = log.text();
    assert!(
        text.contains("a request failed") && text.contains("the embedded CRM's database failed"),
        "{text}"
    );
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret}");
    }
});
