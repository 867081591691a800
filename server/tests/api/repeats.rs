//! Idempotency keys: a committed one always gets its receipt, a refused one stays free.

use crate::app::TestApp;
use crate::ask::Ask;
use crate::forms::{
    LEAD_RESPONSES, a_lead, an_opinion, key, lead, next_version, survey, with_settings,
};
use axum::http::Method;
use serde_json::{Value, json};

async fn send(app: &TestApp, path: &str, number: usize, body: &Value) -> crate::ask::Answer {
    app.send(Ask::json(path, &key(number), body)).await
}

on_both_engines!(
    a_repeat_gets_the_same_receipt_and_stores_nothing,
    async |app| {
        app.publish(&lead()).await;
        let first = send(app, LEAD_RESPONSES, 1, &a_lead("Jan")).await;
        app.set_ms(60_000);
        let again = send(app, LEAD_RESPONSES, 1, &a_lead("Jan")).await;
        assert_eq!((again.status, again.json()), (first.status, first.json()));
        assert_eq!(app.responses("contact-us").await.len(), 1);
        assert_eq!(app.deliver().await.done, 1);
        assert_eq!(app.records("lead").await.len(), 1);
    }
);

on_both_engines!(
    a_repeat_is_known_whatever_changed_in_the_form_since,
    async |app| {
        app.publish(&lead()).await;
        let body = json!({"answers": {"name": "Jan", "email": "jan@example.com"}});
        let receipt = send(app, LEAD_RESPONSES, 1, &body).await.receipt();
        let mut stricter = next_version(lead());
        stricter["content"]["questions"][4]["required"] = json!(true);
        stricter["content"]["questions"]
            .as_array_mut()
            .unwrap()
            .remove(1);
        stricter["mapping"]["targets"][0]["columns"]
            .as_object_mut()
            .unwrap()
            .remove("email");
        let changes = [
            with_settings(lead(), &json!({"max_responses": 1})),
            with_settings(lead(), &json!({"closes_at": "2026-07-31T09:00:00Z"})),
            with_settings(lead(), &json!({"opens_at": "2027-01-01T00:00:00Z"})),
            with_settings(lead(), &json!({"once": "per_contact"})),
            stricter,
        ];
        for definition in changes {
            app.publish(&definition).await;
            assert_eq!(
                send(app, LEAD_RESPONSES, 1, &body).await.receipt(),
                receipt,
                "{definition}"
            );
            assert_ne!(
                send(app, LEAD_RESPONSES, 2, &body).await.status.as_u16(),
                201,
                "{definition}"
            );
        }
        assert_eq!(app.responses("contact-us").await.len(), 1);
    }
);

on_both_engines!(
    a_repeat_by_link_is_known_after_use_expiry_and_withdrawal,
    async |app| {
        app.publish(&survey()).await;
        let expires = json!({"expires_at": "2026-07-31T10:01:00Z"});
        let link = app.link_with("visit", "1", &expires).await;
        let receipt = send(app, &link.responses(), 1, &an_opinion())
            .await
            .receipt();
        assert_eq!(
            send(app, &link.responses(), 1, &an_opinion())
                .await
                .receipt(),
            receipt
        );
        app.set_ms(120_000);
        assert_eq!(
            send(app, &link.responses(), 1, &an_opinion())
                .await
                .receipt(),
            receipt
        );
        let revoke = format!("/api/v1/links/{}/revoke", link.id);
        app.admin(Method::POST, &revoke, &Value::Null).await;
        assert_eq!(
            send(app, &link.responses(), 1, &an_opinion())
                .await
                .receipt(),
            receipt
        );
        send(app, &link.responses(), 2, &an_opinion())
            .await
            .problem(410, "withdrawn");
    }
);

on_both_engines!(another_body_under_a_committed_key_is_refused, async |app| {
    app.publish(&lead()).await;
    send(app, LEAD_RESPONSES, 1, &a_lead("Jan")).await.receipt();
    let answer = send(app, LEAD_RESPONSES, 1, &a_lead("Janina")).await;
    insta::assert_json_snapshot!("key_reused", answer.problem(422, "idempotency_key_reused"));
    for other in [
        json!({"answers": {"email": "not an address"}}),
        json!({"answers": {"name": ["a", {}]}}),
        json!({"answers": {"name": "Jan"}, "version": 99}),
        json!({"answers": {"name": "Jan"}, "locale": "xx"}),
    ] {
        let answer = send(app, LEAD_RESPONSES, 1, &other).await;
        answer.problem(422, "idempotency_key_reused");
    }
    // The refusal did not disturb what is stored.
    send(app, LEAD_RESPONSES, 1, &a_lead("Jan")).await.receipt();
    assert_eq!(app.responses("contact-us").await.len(), 1);
});

on_both_engines!(
    the_same_answers_spelled_otherwise_are_a_repeat,
    async |app| {
        app.publish(&lead()).await;
        let body = json!({"version": 1, "answers": {"name": "Jan", "topics": ["help"], "message": "a\nb"}});
        let receipt = send(app, LEAD_RESPONSES, 1, &body).await.receipt();
        let spelled = json!({
            "locale": "pl", "context": {"page": "https://shop.example/other"},
            "answers": {"message": "a\r\nb ", "topics": "help", "name": " Jan", "email": null},
        });
        assert_eq!(
            send(app, LEAD_RESPONSES, 1, &spelled).await.receipt(),
            receipt
        );
    }
);

on_both_engines!(a_refused_submission_leaves_its_key_free, async |app| {
    app.publish(&with_settings(
        lead(),
        &json!({"opens_at": "2026-07-31T10:00:10Z"}),
    ))
    .await;
    send(app, LEAD_RESPONSES, 1, &a_lead(""))
        .await
        .problem(422, "invalid_answers");
    send(app, LEAD_RESPONSES, 1, &a_lead("Jan"))
        .await
        .problem(403, "not_yet_open");
    app.set_ms(10_000);
    send(app, LEAD_RESPONSES, 1, &a_lead("Janina"))
        .await
        .receipt();
});

on_both_engines!(keys_mean_something_to_one_form_and_link_only, async |app| {
    let mut other = lead();
    other["id"] = json!("write-us");
    app.publish(&lead()).await;
    app.publish(&other).await;
    app.publish(&survey()).await;
    let (one, two) = (app.link("visit", "1").await, app.link("visit", "2").await);
    let paths = [
        (LEAD_RESPONSES.to_owned(), a_lead("Jan")),
        (
            "/api/v1/public/forms/write-us/responses".to_owned(),
            a_lead("Other"),
        ),
        (one.responses(), an_opinion()),
        (two.responses(), an_opinion()),
    ];
    let mut receipts = std::collections::BTreeSet::new();
    for (path, body) in &paths {
        receipts.insert(send(app, path, 1, body).await.receipt());
    }
    assert_eq!(receipts.len(), 4);
    for (path, body) in &paths {
        assert!(receipts.contains(&send(app, path, 1, body).await.receipt()));
    }
});

on_both_engines!(a_submission_of_the_widget_needs_a_sound_key, async |app| {
    app.publish(&lead()).await;
    let json = || {
        Ask::post(
            LEAD_RESPONSES,
            "application/json",
            a_lead("Jan").to_string(),
        )
    };
    app.send(json())
        .await
        .problem(400, "idempotency_key_missing");
    let long = format!("\"{}\"", "k".repeat(101));
    for bad in [
        "",
        "\"\"",
        "no-quotes-1",
        "\"short\"",
        "\"has space 1\"",
        "\"ąęśćżźół1\"",
        "\"../../etc1\"",
        &long,
    ] {
        app.send(json().with("idempotency-key", bad))
            .await
            .problem(400, "idempotency_key_malformed");
    }
    assert!(app.responses("contact-us").await.is_empty());
});
