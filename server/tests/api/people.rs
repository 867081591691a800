//! `/api/v1/people`: who may come in, and what they are here.

use crate::browser::{Browser, OWNER, PASSWORD};
use axum::http::Method;
use futures::future::join;
use serde_json::{Value, json};

const BARTEK: &str = "bartek@example.com";

async fn id(browser: &mut Browser<'_>) -> String {
    let session = browser.get("/api/v1/session").await.json();
    session["person"]["id"].as_str().unwrap().to_owned()
}

on_both_engines!(an_owner_sees_everybody_and_no_secret, async |app| {
    let mut owner = Browser::of_owner(app).await;
    app.set_ms(1_000);
    owner.invite(BARTEK, "editor").await;
    let listed = owner.get("/api/v1/people").await;
    assert_eq!(listed.header("cache-control"), "no-store");
    let listed = listed.json();
    let people = listed["people"].as_array().unwrap();
    let told = |one: &Value| {
        (
            one["email"].clone(),
            one["role"].clone(),
            one["state"].clone(),
        )
    };
    assert_eq!(
        told(&people[0]),
        (json!(OWNER), json!("owner"), json!("active"))
    );
    assert_eq!(
        told(&people[1]),
        (json!(BARTEK), json!("editor"), json!("invited"))
    );
    assert!(!listed.to_string().contains("argon2"));
    let again = json!({"email": "BARTEK@example.com", "name": "B", "role": "owner"});
    let answer = owner.api(Method::POST, "/people", &again).await;
    answer.problem(409, "email_taken");
    for body in [
        json!({"email": "nothing", "name": "B", "role": "owner"}),
        json!({"email": "b@example.com", "name": "", "role": "owner"}),
    ] {
        let answer = owner.api(Method::POST, "/people", &body).await;
        answer.problem(422, "unusable_profile");
    }
    let body = json!({"email": "b@example.com", "name": "B", "role": "king"});
    owner
        .api(Method::POST, "/people", &body)
        .await
        .problem(422, "wrong_shape");
});

on_both_engines!(
    an_editor_decides_nothing_of_people_and_tokens,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        let mut editor = Browser::of_editor(&mut owner, BARTEK).await;
        let (own, other) = (id(&mut editor).await, id(&mut owner).await);
        for (method, path, body) in [
            (Method::GET, "/people".to_owned(), Value::Null),
            (
                Method::POST,
                "/people".to_owned(),
                json!({"email": "e@example.com", "name": "E", "role": "owner"}),
            ),
            (Method::POST, format!("/people/{other}/invite"), Value::Null),
            (
                Method::POST,
                format!("/people/{other}/disable"),
                Value::Null,
            ),
            (Method::POST, format!("/people/{own}/enable"), Value::Null),
            (
                Method::PUT,
                format!("/people/{own}/role"),
                json!({"role": "owner"}),
            ),
            (Method::GET, "/tokens".to_owned(), Value::Null),
            (
                Method::POST,
                "/tokens".to_owned(),
                json!({"name": "t", "scope": "write"}),
            ),
            (Method::DELETE, "/tokens/x".to_owned(), Value::Null),
        ] {
            let answer = editor.api(method, &path, &body).await;
            answer.problem(403, "not_allowed");
        }
    }
);

on_both_engines!(a_role_counts_from_the_next_request_on, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let mut editor = Browser::of_editor(&mut owner, BARTEK).await;
    let path = format!("/people/{}/role", id(&mut editor).await);
    let answer = owner
        .api(Method::PUT, &path, &json!({"role": "owner"}))
        .await;
    assert_eq!(answer.json()["person"]["role"], "owner");
    assert_eq!(editor.get("/api/v1/people").await.status.as_u16(), 200);
    owner
        .api(Method::PUT, &path, &json!({"role": "editor"}))
        .await;
    editor
        .get("/api/v1/people")
        .await
        .problem(403, "not_allowed");
    let nobody = owner
        .api(
            Method::PUT,
            "/people/nobody/role",
            &json!({"role": "editor"}),
        )
        .await;
    nobody.problem(404, "not_found");
});

on_both_engines!(the_last_owner_stays, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let own = id(&mut owner).await;
    // Who is invited as an owner cannot let anybody in yet.
    let invitation = owner.invite("ola@example.com", "owner").await;
    let role = format!("/people/{own}/role");
    let disable = format!("/people/{own}/disable");
    let editor = json!({"role": "editor"});
    owner
        .api(Method::PUT, &role, &editor)
        .await
        .problem(409, "last_owner");
    owner
        .api(Method::POST, &disable, &Value::Null)
        .await
        .problem(409, "last_owner");
    // Nor does the operator remove the last one.
    let answer = app
        .admin(Method::POST, &format!("/api/v1{disable}"), &Value::Null)
        .await;
    answer.problem(409, "last_owner");
    let mut ola = Browser::new(app);
    ola.set_password(&invitation, PASSWORD).await;
    let answer = owner.api(Method::PUT, &role, &editor).await;
    assert_eq!(answer.json()["person"]["role"], "editor", "{answer:?}");
});

on_both_engines!(two_owners_who_remove_each_other_leave_one, async |app| {
    let mut anna = Browser::of_owner(app).await;
    let invitation = anna.invite(BARTEK, "owner").await;
    let mut bartek = Browser::new(app);
    bartek.set_password(&invitation, PASSWORD).await;
    let of_anna = format!("/people/{}/disable", id(&mut anna).await);
    let of_bartek = format!("/people/{}/role", id(&mut bartek).await);
    let editor = json!({"role": "editor"});
    let operator = |path: String| format!("/api/v1{path}");
    let (one, two) = (operator(of_anna), operator(of_bartek));
    let (one, two) = join(
        app.admin(Method::POST, &one, &Value::Null),
        app.admin(Method::PUT, &two, &editor),
    )
    .await;
    let mut said = [one.status.as_u16(), two.status.as_u16()];
    said.sort_unstable();
    assert_eq!(said, [200, 409]);
});

on_both_engines!(who_is_disabled_is_out_at_once, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let invitation = owner.invite(BARTEK, "owner").await;
    let mut bartek = Browser::new(app);
    bartek.set_password(&invitation, PASSWORD).await;
    let token = bartek
        .api(
            Method::POST,
            "/tokens",
            &json!({"name": "t", "scope": "read"}),
        )
        .await;
    let token = token.json()["token"].as_str().unwrap().to_owned();
    let asks =
        || crate::ask::Ask::get("/api/v1/forms").with("authorization", &format!("Bearer {token}"));
    assert_eq!(app.send(asks()).await.status.as_u16(), 200);
    let person = format!("/people/{}", id(&mut bartek).await);
    let again = format!("{person}/invite");
    let invited = owner.api(Method::POST, &again, &Value::Null).await.json();
    let path = format!("{person}/disable");
    let answer = owner.api(Method::POST, &path, &Value::Null).await;
    assert_eq!(answer.json()["person"]["state"], "disabled");
    assert!(!bartek.is_in().await);
    app.send(asks()).await.problem(401, "unauthorized");
    bartek
        .get(&crate::browser::path_of(&invited))
        .await
        .page(404);
    bartek.sign_in(BARTEK, PASSWORD).await.page(422);
    owner
        .api(Method::POST, &again, &Value::Null)
        .await
        .problem(409, "disabled");
    owner
        .api(Method::POST, &format!("{person}/enable"), &Value::Null)
        .await;
    assert!(!bartek.is_in().await, "sessions that ended stay so");
    assert_eq!(bartek.sign_in(BARTEK, PASSWORD).await.status.as_u16(), 303);
});
