//! `/api/v1/tokens`: tokens of programs.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::browser::{Browser, body_of};
use crate::forms::lead;
use axum::http::Method;
use serde_json::{Value, json};

async fn made(owner: &mut Browser<'_>, body: &Value) -> (String, String) {
    let answer = owner.api(Method::POST, "/tokens", body).await;
    assert_eq!(answer.status.as_u16(), 201, "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    let answer = answer.json();
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    (text("id"), text("token"))
}

async fn by(app: &TestApp, token: &str, method: Method, path: &str, body: &Value) -> Answer {
    let ask = Ask::new(method, &format!("/api/v1{path}"), body_of(body));
    app.send(ask.with("authorization", &format!("Bearer {token}")))
        .await
}

on_both_engines!(a_token_does_what_its_scope_says, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let (_, reads) = made(&mut owner, &json!({"name": "Reports", "scope": "read"})).await;
    let (_, writes) = made(&mut owner, &json!({"name": "Publisher", "scope": "write"})).await;
    assert!(
        reads.starts_with("sonda_") && reads.len() == 49,
        "{}",
        reads.len()
    );
    let form = lead();
    let path = format!("/forms/{}", form["id"].as_str().unwrap());
    by(app, &reads, Method::PUT, &path, &form)
        .await
        .problem(403, "not_allowed");
    let published = by(app, &writes, Method::PUT, &path, &form).await;
    assert_eq!(published.status.as_u16(), 200, "{published:?}");
    for token in [&reads, &writes] {
        let forms = by(app, token, Method::GET, "/forms", &Value::Null).await;
        assert_eq!(forms.status.as_u16(), 200);
        for path in ["/people", "/tokens"] {
            let answer = by(app, token, Method::GET, path, &Value::Null).await;
            answer.problem(403, "not_allowed");
        }
        let sessions = by(app, token, Method::GET, "/sessions", &Value::Null).await;
        sessions.problem(403, "session_needed");
    }
    let who = by(app, &reads, Method::GET, "/session", &Value::Null)
        .await
        .json();
    assert_eq!(
        (&who["kind"], &who["scope"]),
        (&json!("token"), &json!("read"))
    );
    let wrong = format!("{}x", &reads[..48]);
    by(app, &wrong, Method::GET, "/forms", &Value::Null)
        .await
        .problem(401, "unauthorized");
});

on_both_engines!(a_token_is_shown_once_and_ends, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let body =
        json!({"name": " Until noon ", "scope": "read", "expires_at": "2026-07-31T12:00:00Z"});
    let (id, token) = made(&mut owner, &body).await;
    let listed = owner.get("/api/v1/tokens").await;
    assert!(!listed.text().contains(&token[6..]), "{}", listed.text());
    let listed = listed.json();
    let one = &listed["tokens"][0];
    assert_eq!(
        (&one["name"], &one["used_at_ms"]),
        (&json!("Until noon"), &Value::Null)
    );
    let ask = async || by(app, &token, Method::GET, "/forms", &Value::Null).await;
    let used = async |owner: &mut Browser<'_>| {
        let listed = owner.get("/api/v1/tokens").await.json();
        listed["tokens"][0]["used_at_ms"].as_i64().unwrap()
    };
    ask().await;
    let first = used(&mut owner).await;
    app.set_ms(59_999);
    ask().await;
    assert_eq!(used(&mut owner).await, first, "written once a minute");
    app.set_ms(60_000);
    ask().await;
    assert_eq!(used(&mut owner).await, first + 60_000);
    app.set_ms(2 * 3_600_000 - 1);
    assert_eq!(ask().await.status.as_u16(), 200);
    app.set_ms(2 * 3_600_000);
    ask().await.problem(401, "unauthorized");
    let listed = owner.get("/api/v1/tokens").await.json();
    assert_eq!(listed["tokens"][0]["expired"], true);
    let path = format!("/tokens/{id}");
    assert_eq!(
        owner
            .api(Method::DELETE, &path, &Value::Null)
            .await
            .status
            .as_u16(),
        204
    );
    owner
        .api(Method::DELETE, &path, &Value::Null)
        .await
        .problem(404, "not_found");
});

on_both_engines!(a_revoked_token_works_no_more, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let (id, token) = made(&mut owner, &json!({"name": "CI", "scope": "write"})).await;
    by(app, &token, Method::GET, "/forms", &Value::Null).await;
    owner
        .api(Method::DELETE, &format!("/tokens/{id}"), &Value::Null)
        .await;
    by(app, &token, Method::GET, "/forms", &Value::Null)
        .await
        .problem(401, "unauthorized");
});

on_both_engines!(a_token_that_makes_no_sense_is_refused, async |app| {
    let mut owner = Browser::of_owner(app).await;
    for (body, code) in [
        (json!({"name": "", "scope": "read"}), "unusable_token"),
        (
            json!({"name": "x".repeat(101), "scope": "read"}),
            "unusable_token",
        ),
        (
            json!({"name": "x", "scope": "read", "expires_at": "2026-07-31T10:00:00Z"}),
            "unusable_token",
        ),
        (json!({"name": "x", "scope": "people"}), "wrong_shape"),
        (
            json!({"name": "x", "scope": "read", "more": 1}),
            "wrong_shape",
        ),
    ] {
        let answer = owner.api(Method::POST, "/tokens", &body).await;
        answer.problem(422, code);
    }
});
