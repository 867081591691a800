//! `POST /api/v1/forms/{form}/links` and `/api/v1/links/{id}/revoke`.

use crate::ask::Ask;
use crate::forms::{an_opinion, key, survey};
use axum::http::Method;
use serde_json::{Value, json};

on_both_engines!(a_link_is_told_once_with_its_address, async |app| {
    app.publish(&survey()).await;
    app.contact("1").await;
    let body = json!({"contact": "embedded/contact/1", "locale": "pl", "expires_at": "2026-08-01T00:00:00+02:00"});
    let answer = app
        .admin(Method::POST, "/api/v1/forms/visit/links", &body)
        .await;
    assert_eq!(answer.status.as_u16(), 201);
    let mut made = answer.json();
    assert!(
        made["url"]
            .as_str()
            .unwrap()
            .starts_with("https://sonda.example/s/")
    );
    made["url"] = json!("(url)");
    made["id"] = json!("(id)");
    insta::assert_json_snapshot!("made_link", made);
});

on_both_engines!(a_link_expires_at_its_own_moment, async |app| {
    app.publish(&survey()).await;
    let expires = json!({"expires_at": "2026-07-31T10:00:01Z"});
    let link = app.link_with("visit", "1", &expires).await;
    app.set_ms(999);
    app.get(&link.page()).await.page(200);
    app.set_ms(1_000);
    assert!(
        app.get(&link.page())
            .await
            .page(410)
            .contains("no longer available")
    );
    let answer = app
        .send(Ask::json(&link.responses(), &key(1), &an_opinion()))
        .await;
    answer.problem(410, "expired");
});

on_both_engines!(a_withdrawn_link_says_so_and_takes_nothing, async |app| {
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    let revoke = format!("/api/v1/links/{}/revoke", link.id);
    for _ in 0..2 {
        let answer = app.admin(Method::POST, &revoke, &Value::Null).await;
        assert_eq!(answer.status.as_u16(), 204);
    }
    assert!(
        app.get(&link.page())
            .await
            .page(410)
            .contains("This link no longer works")
    );
    let answer = app
        .send(Ask::json(&link.responses(), &key(1), &an_opinion()))
        .await;
    answer.problem(410, "withdrawn");
    let fields = [("stars", "5"), ("stars.comment", "Typed in vain")];
    let plain = app.send(Ask::plain(&link.page(), &fields)).await;
    assert!(plain.page(410).contains("Typed in vain"));
    assert!(app.responses("visit").await.is_empty());
});

on_both_engines!(
    a_link_cannot_be_made_or_withdrawn_from_nonsense,
    async |app| {
        app.publish(&survey()).await;
        app.contact("1").await;
        let contact = json!({"contact": "embedded/contact/1"});
        for form in ["no-such-form", "NO"] {
            let path = format!("/api/v1/forms/{form}/links");
            app.admin(Method::POST, &path, &contact)
                .await
                .problem(404, "not_found");
        }
        let bodies = [
            json!({}),
            json!({"contact": "42"}),
            json!({"contact": "a/b/c", "colour": "red"}),
            json!({"contact": "a/b/c", "locale": "polski"}),
            json!({"contact": "a/b/c", "expires_at": "tomorrow"}),
            json!({"contact": "a/b/c\u{0}"}),
            json!({"contact": ["a/b/c"]}),
        ];
        for body in bodies {
            let answer = app
                .admin(Method::POST, "/api/v1/forms/visit/links", &body)
                .await;
            answer.problem(422, "wrong_shape");
        }
        for contact in [
            "embedded/contact/2",
            "embedded/no_such_table/1",
            "elsewhere/contact/1",
        ] {
            let body = json!({"contact": contact});
            let answer = app
                .admin(Method::POST, "/api/v1/forms/visit/links", &body)
                .await;
            answer.problem(422, "unknown_contact");
        }
        for id in ["no-such-link", "%E2%98%83"] {
            let path = format!("/api/v1/links/{id}/revoke");
            app.admin(Method::POST, &path, &Value::Null)
                .await
                .problem(404, "not_found");
        }
    }
);
