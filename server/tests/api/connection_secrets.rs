//! A connection's secret is nowhere but sealed: not in logs, answers, attempts, metrics, or the database's bytes.

use crate::connections::{HOOK, OTHER_SECRET, SECRET, hooked, post, put, submit, webhook};
use crate::logs::Kept;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// A secret in every form in which it might get out.
fn forms_of(secret: &str) -> Vec<Vec<u8>> {
    let encoded = secret.strip_prefix("whsec_").unwrap();
    let bytes = STANDARD.decode(encoded).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    vec![
        encoded.as_bytes().to_vec(),
        STANDARD_NO_PAD.encode(&bytes).into_bytes(),
        URL_SAFE_NO_PAD.encode(&bytes).into_bytes(),
        STANDARD_NO_PAD.encode(secret).into_bytes(),
        hex.into_bytes(),
        bytes,
    ]
}

#[track_caller]
fn holds_no_secret(place: &str, bytes: &[u8], keys: &[&str]) {
    let mut forms: Vec<Vec<u8>> = [SECRET, OTHER_SECRET]
        .into_iter()
        .flat_map(forms_of)
        .collect();
    forms.extend(keys.iter().map(|key| key.as_bytes().to_vec()));
    for form in forms {
        let found = bytes.windows(form.len()).any(|window| window == form);
        assert!(!found, "{place} holds {:?}", String::from_utf8_lossy(&form));
    }
}

on_both_engines!(a_secret_is_shown_and_kept_nowhere, async |app| {
    let log = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let (app, receiver, url) = hooked(app).await;
    let mut answers: Vec<(String, Vec<u8>)> = Vec::new();
    let mut keep = |what: &str, answer: crate::ask::Answer| {
        answers.push((what.to_owned(), answer.body.to_vec()));
    };
    // A receiver that fails in every way, and repeats what it was told.
    for (number, status) in [204, 500, 302, 401, 410].into_iter().enumerate() {
        let echoed = format!("v1,{number}");
        receiver.answers(status, &[("location", "/x"), ("x-echo", &echoed)]);
        keep("test", post(&app, "/api/v1/connections/hook/test").await);
        receiver.answers(status, &[]);
        let response = submit(&app, number).await;
        app.deliver().await;
        let attempts = format!("/api/v1/deliveries/{response}/event/attempts");
        let shown = app.shown(&attempts).await.to_string();
        keep(
            "refresh",
            post(&app, "/api/v1/connections/hook/refresh").await,
        );
        answers_of(&mut keep, &app).await;
        holds_no_secret("an attempt", shown.as_bytes(), &[]);
    }
    for secret in [
        json!(OTHER_SECRET),
        json!([SECRET]),
        json!(&SECRET[6..]),
        json!(format!("{SECRET} {SECRET}x")),
    ] {
        let mut body = webhook(&url);
        body["secret"] = secret;
        keep("put", put(&app, HOOK, &body).await);
    }
    let key = std::fs::read_to_string(app.config.data_dir.join("secrets.key")).unwrap();
    std::fs::write(app.config.data_dir.join("secrets.key"), "B".repeat(43)).unwrap();
    let kept = json!({"kind": "webhook", "settings": {"url": url}});
    keep("put", put(&app, HOOK, &kept).await);
    app.tidy().await;
    answers_of(&mut keep, &app).await;
    drop(guard);
    holds_no_secret("the log", log.text().as_bytes(), &[&key]);
    assert!(
        log.text().contains("a connection was disabled"),
        "the log is of this test"
    );
    assert!(answers.len() > 40);
    for (what, body) in &answers {
        holds_no_secret(what, body, &[&key]);
    }
    // All that the database says of connections, deliveries and attempts.
    for sql in [
        "SELECT name || kind || settings || secret || secret_key_id || tables || drift FROM connection",
        "SELECT COALESCE(last_error, '') FROM delivery",
        "SELECT detail FROM attempt",
    ] {
        let rows: Vec<String> = sqlx::query_scalar(sql).fetch_all(&app.pool).await.unwrap();
        assert!(!rows.is_empty());
        holds_no_secret(sql, rows.join("\n").as_bytes(), &[&key]);
    }
    for name in ["sonda.db", "sonda.db-wal"] {
        if let Ok(bytes) = std::fs::read(app.config.data_dir.join(name)) {
            assert!(!bytes.is_empty() || name.ends_with("wal"));
            holds_no_secret(name, &bytes, &[&key]);
        }
    }
    app.close().await;
});

async fn answers_of(keep: &mut impl FnMut(&str, crate::ask::Answer), app: &crate::app::TestApp) {
    for path in [
        "/api/v1/connections",
        HOOK,
        "/api/v1/connections/hook/tables",
        "/api/v1/tables",
        "/api/v1/deliveries",
        "/metrics",
    ] {
        let answer = app.admin(axum::http::Method::GET, path, &Value::Null).await;
        keep(path, answer);
    }
}
