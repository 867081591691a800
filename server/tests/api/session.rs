//! `/api/v1/session` and `/api/v1/sessions`: one's own browsers, and what a cookie alone cannot do.

use crate::ask::{Ask, TOKEN};
use crate::browser::{Browser, ORIGIN, OWNER, PASSWORD, SESSION};
use axum::http::Method;
use serde_json::{Value, json};

on_both_engines!(everybody_learns_who_they_are, async |app| {
    app.get("/api/v1/session")
        .await
        .problem(401, "unauthorized");
    let operator = app.shown("/api/v1/session").await;
    assert_eq!(operator, json!({"kind": "operator"}));
    let mut owner = Browser::of_owner(app).await;
    let answer = owner.get("/api/v1/session").await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let session = answer.json();
    assert_eq!(session["kind"], "person");
    assert_eq!(session["person"]["name"], "Anna Kowalska");
    assert_eq!(session["session"]["user_agent"], "Browser of the tests");
    assert_eq!(session["session"]["address"], "203.0.113.7");
    assert_eq!(session["person"].get("password"), None);
    // A wrong token is not made good by a right cookie.
    let both = Ask::get("/api/v1/session").with("authorization", "Bearer wrong");
    owner.send(both).await.problem(401, "unauthorized");
});

on_both_engines!(a_cookie_alone_changes_nothing, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let csrf = owner.get("/api/v1/session").await.json()["csrf_token"].clone();
    let csrf = csrf.as_str().unwrap();
    let body = json!({"name": "CI", "scope": "read"}).to_string();
    let post = || Ask::new(Method::POST, "/api/v1/tokens", body.clone());
    let own = |ask: Ask| {
        ask.with("origin", ORIGIN)
            .with("sec-fetch-site", "same-origin")
    };
    let answer = owner.send(own(post())).await;
    answer.problem(403, "csrf_token_invalid");
    let answer = owner
        .send(own(post()).with("x-csrf-token", "guessed"))
        .await;
    answer.problem(403, "csrf_token_invalid");
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "none"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("accept", "*/*"),
    ] {
        let ask = post().with(name, value).with("x-csrf-token", csrf);
        owner.send(ask).await.problem(403, "cross_site");
    }
    let ask = own(post()).with("x-csrf-token", csrf);
    assert_eq!(owner.send(ask).await.status.as_u16(), 201);
    // Another session's token is not this one's.
    let mut other = Browser::new(app);
    other.sign_in(OWNER, PASSWORD).await;
    let ask = own(post()).with("x-csrf-token", csrf);
    other.send(ask).await.problem(403, "csrf_token_invalid");
    // Nobody's browser sends a bearer token by itself.
    let ask = post().with("authorization", &format!("Bearer {TOKEN}"));
    assert_eq!(app.send(ask).await.status.as_u16(), 201);
});

on_both_engines!(what_administrators_do_is_done_by_session_too, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let mut editor = Browser::of_editor(&mut owner, "bartek@example.com").await;
    let definition = crate::forms::lead();
    let path = format!("/forms/{}", definition["id"].as_str().unwrap());
    let answer = editor.api(Method::PUT, &path, &definition).await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    let forms = editor.get("/api/v1/forms").await;
    assert_eq!(
        (forms.status.as_u16(), forms.header("cache-control")),
        (200, "no-store")
    );
    let ask = Ask::new(
        Method::PUT,
        &format!("/api/v1{path}"),
        definition.to_string(),
    );
    editor.send(ask).await.problem(403, "cross_site");
    let console = owner.get("/console").await;
    assert!(console.page(200).contains("data-starting"));
});

on_both_engines!(browsers_are_listed_and_signed_out, async |app| {
    let mut desk = Browser::of_owner(app).await;
    let mut phone = Browser::at(app, "198.51.100.9");
    app.set_ms(1_000);
    phone.sign_in(OWNER, PASSWORD).await;
    let mut tablet = Browser::at(app, "2001:db8::1");
    app.set_ms(2_000);
    tablet.sign_in(OWNER, PASSWORD).await;
    let listed = desk.get("/api/v1/sessions").await.json();
    let sessions = listed["sessions"].as_array().unwrap();
    let addresses: Vec<_> = sessions
        .iter()
        .map(|one| one["address"].as_str().unwrap())
        .collect();
    assert_eq!(addresses, ["2001:db8::1", "198.51.100.9", "203.0.113.7"]);
    let current: Vec<_> = sessions
        .iter()
        .map(|one| one["current"].as_bool().unwrap())
        .collect();
    assert_eq!(current, [false, false, true]);
    assert!(!listed.to_string().contains(&desk.cookies[SESSION]));

    let id = sessions[1]["id"].as_str().unwrap();
    let path = format!("/sessions/{id}");
    let mut owner_of_another = Browser::of_editor(&mut desk, "bartek@example.com").await;
    let answer = owner_of_another
        .api(Method::DELETE, &path, &Value::Null)
        .await;
    answer.problem(404, "not_found");
    let answer = desk.api(Method::DELETE, &path, &Value::Null).await;
    assert_eq!(answer.status.as_u16(), 204);
    assert!(!phone.is_in().await && tablet.is_in().await);
    let answer = desk.api(Method::DELETE, "/sessions", &Value::Null).await;
    assert_eq!(answer.json(), json!({"ended": 1}));
    assert!(!tablet.is_in().await && desk.is_in().await && owner_of_another.is_in().await);
    let answer = desk.api(Method::DELETE, "/session", &Value::Null).await;
    assert_eq!(answer.status.as_u16(), 204);
    assert!(!desk.cookies.contains_key(SESSION) && !desk.is_in().await);
});

on_both_engines!(use_is_written_once_a_minute, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let seen = async |owner: &mut Browser<'_>| {
        owner.get("/api/v1/forms").await;
        let seen: i64 = sqlx::query_scalar("SELECT seen_at_ms FROM account_session")
            .fetch_one(&app.pool)
            .await
            .unwrap();
        seen
    };
    let first = seen(&mut owner).await;
    app.set_ms(59_999);
    assert_eq!(seen(&mut owner).await, first);
    app.set_ms(60_000);
    assert_eq!(seen(&mut owner).await, first + 60_000);
});

on_both_engines!(
    another_password_signs_every_other_browser_out,
    async |app| {
        let mut desk = Browser::of_owner(app).await;
        let mut phone = Browser::at(app, "198.51.100.9");
        phone.sign_in(OWNER, PASSWORD).await;
        let before = desk.cookies[SESSION].clone();
        let path = "/session/password";
        let body = |current: &str, new: &str| json!({"current": current, "new": new});
        let answer = desk.api(Method::PUT, path, &body(PASSWORD, "short")).await;
        answer.problem(422, "unusable_password");
        let answer = desk.api(Method::PUT, path, &body(PASSWORD, OWNER)).await;
        answer.problem(422, "unusable_password");
        let new = "a password of another kind";
        let answer = desk
            .api(Method::PUT, path, &body("a wrong password", new))
            .await;
        answer.problem(422, "wrong_password");
        assert!(phone.is_in().await, "nothing has changed");
        let answer = desk.api(Method::PUT, path, &body(PASSWORD, new)).await;
        assert_eq!(answer.status.as_u16(), 204, "{answer:?}");
        assert_ne!(desk.cookies[SESSION], before);
        assert!(desk.is_in().await && !phone.is_in().await);
        phone.sign_in(OWNER, PASSWORD).await.page(422);
        assert_eq!(phone.sign_in(OWNER, new).await.status.as_u16(), 303);
        for _ in 0..5 {
            let wrong = desk
                .api(Method::PUT, path, &body("a wrong password", PASSWORD))
                .await;
            wrong.problem(422, "wrong_password");
        }
        let locked = desk.api(Method::PUT, path, &body(new, PASSWORD)).await;
        locked.problem(429, "rate_limited");
        assert_eq!(locked.header("retry-after"), "61");
        let operator = app
            .admin(
                Method::PUT,
                "/api/v1/session/password",
                &body(new, PASSWORD),
            )
            .await;
        operator.problem(403, "session_needed");
    }
);
