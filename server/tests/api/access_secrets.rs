//! What lets somebody in stands neither in the log nor, as it is, in the database.

use crate::browser::{Browser, OWNER, PASSWORD, SESSION};
use crate::logs::Kept;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Row};

const OTHER: &str = "quite another password";

on_both_engines!(no_secret_is_logged_or_stored_as_it_is, async |app| {
    let log = Kept::default();
    let guard = log.listen();
    let first_code = app.first_run_code().await.unwrap();
    let code = app.first_run_code().await.unwrap();
    let mut owner = Browser::new(app);
    owner.first_run(&first_code, &[]).await.page(422);
    owner.first_run(&code, &[]).await;
    let session = owner.get("/api/v1/session").await.json();
    let csrf = session["csrf_token"].as_str().unwrap().to_owned();
    let path = owner.invite("bartek@example.com", "editor").await;
    let mut bartek = Browser::new(app);
    bartek.get(&path).await.page(200);
    let token = owner
        .api(
            Method::POST,
            "/tokens",
            &json!({"name": "CI", "scope": "read"}),
        )
        .await;
    let token = token.json()["token"].as_str().unwrap().to_owned();
    let ask =
        crate::ask::Ask::get("/api/v1/forms").with("authorization", &format!("Bearer {token}"));
    app.send(ask).await;
    let first_session = owner.cookies[SESSION].clone();
    let body = json!({"current": PASSWORD, "new": OTHER});
    owner.api(Method::PUT, "/session/password", &body).await;
    owner.sign_in_elsewhere().await;
    app.tidy().await;
    let tables = stored(app).await;
    // What the database says of a failure is logged.
    app.sql("ALTER TABLE account_session RENAME TO session_away")
        .await;
    Browser::new(app).sign_in(OWNER, OTHER).await.page(500);
    app.sql("ALTER TABLE session_away RENAME TO account_session")
        .await;
    drop(guard);
    let text = log.text();
    assert!(
        text.contains("a request failed") && text.contains("signed in"),
        "{text}"
    );
    let secrets = [
        PASSWORD.to_owned(),
        OTHER.to_owned(),
        code.clone(),
        code.replace('-', ""),
        csrf,
        path.rsplit('/').next().unwrap().to_owned(),
        token["sonda_".len()..].to_owned(),
        first_session,
        owner.cookies[SESSION].clone(),
    ];
    for secret in &secrets {
        let line = text.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "{secret}");
        assert!(!tables.contains(secret.as_str()), "{secret}");
    }
    for personal in [
        OWNER,
        "bartek@example.com",
        "Anna Kowalska",
        "203.0.113.7",
        "argon2id$",
    ] {
        let line = text.lines().find(|line| line.contains(personal));
        assert_eq!(line, None, "{personal}");
    }
    assert!(tables.contains(OWNER) && tables.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
});

/// All that the tables of access hold, as text.
async fn stored(app: &crate::app::TestApp) -> String {
    let mut text = String::new();
    for (table, columns) in [
        (
            "account",
            "id, email, name, COALESCE(password, '') AS password",
        ),
        ("account_session", "digest, id, user_agent, address"),
        ("account_code", "account_id, digest"),
        ("first_run", "digest"),
        ("sign_in_tally", "subject"),
        ("known_network", "account_id, network"),
        ("api_token", "digest, id, name"),
    ] {
        let sql = format!("SELECT {columns} FROM {table}");
        let rows = sqlx::query(AssertSqlSafe(sql))
            .fetch_all(&app.pool)
            .await
            .unwrap();
        for row in rows {
            for column in 0..columns.split(", ").count() {
                if let Ok(value) = row.try_get::<String, _>(column) {
                    text.push_str(&value);
                    text.push('\n');
                }
            }
        }
    }
    text
}

impl Browser<'_> {
    /// Leaves a wrong and a right try behind.
    async fn sign_in_elsewhere(&mut self) {
        let mut elsewhere = Browser::at(self.app, "198.51.100.77");
        elsewhere.sign_in(OWNER, PASSWORD).await.page(422);
        elsewhere.sign_in(OWNER, OTHER).await;
        let answer = elsewhere.get("/api/v1/session").await;
        assert_ne!(answer.json(), Value::Null);
    }
}
