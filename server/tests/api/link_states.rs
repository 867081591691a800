//! `GET /api/v1/forms/{form}/links`, `GET /api/v1/links/{id}`, `…/reissue`, `…/links/revoke`, and `POST /s/{code}/opened`.

use crate::app::{TestApp, TestLink};
use crate::ask::{Answer, Ask};
use crate::clock::START_MS;
use crate::forms::{an_opinion, key, survey};
use axum::http::Method;
use serde_json::{Value, json};

async fn link(app: &TestApp, id: &str) -> Value {
    app.shown(&format!("/api/v1/links/{id}")).await
}

async fn listed(app: &TestApp, query: &str) -> Vec<String> {
    let shown = app
        .shown(&format!("/api/v1/forms/visit/links?{query}"))
        .await;
    let links = shown["links"].as_array().unwrap();
    links
        .iter()
        .map(|link| link["label"].as_str().unwrap().to_owned())
        .collect()
}

async fn touch(app: &TestApp, link: &TestLink) -> Answer {
    let opened = format!("{}/opened", link.page());
    app.send(Ask::new(Method::POST, &opened, "")).await
}

async fn named(app: &TestApp, contact: &str, label: &str) -> TestLink {
    app.link_with("visit", contact, &json!({"label": label}))
        .await
}

on_both_engines!(
    a_link_is_opened_by_a_touch_and_not_by_a_fetch,
    async |app| {
        app.publish(&survey()).await;
        let personal = app.link("visit", "1").await;
        for _ in 0..3 {
            app.get(&personal.page()).await.page(200);
        }
        let fetched = link(app, &personal.id).await;
        assert_eq!(
            (&fetched["state"], &fetched["opened_at_ms"]),
            (&json!("made"), &Value::Null)
        );
        app.set_ms(5_000);
        assert_eq!(touch(app, &personal).await.status.as_u16(), 204);
        app.set_ms(9_000);
        assert_eq!(touch(app, &personal).await.status.as_u16(), 204);
        let opened = link(app, &personal.id).await;
        assert_eq!(opened["state"], "opened");
        assert_eq!(
            opened["opened_at_ms"],
            START_MS + 5_000,
            "the first time stays"
        );
        let elsewhere = Ask::new(Method::POST, &format!("{}/opened", personal.page()), "");
        let elsewhere = elsewhere.with("origin", "https://evil.example");
        app.send(elsewhere).await.problem(403, "origin_not_allowed");
        app.send(Ask::new(Method::POST, "/s/nobodyknows/opened", ""))
            .await
            .problem(404, "unknown");
    }
);

on_both_engines!(
    a_link_goes_through_its_states_with_their_times,
    async |app| {
        app.publish(&survey()).await;
        let personal = app.link("visit", "1").await;
        app.set_ms(1_000);
        let save =
            json!({"revision": "a".repeat(20), "follows": [""], "entries": {"stars": ["4"]}});
        let draft = Ask::new(
            Method::PUT,
            &format!("{}/draft", personal.page()),
            save.to_string(),
        );
        let kept = app
            .send(draft.with("content-type", "application/json"))
            .await;
        assert_eq!(kept.status.as_u16(), 204, "{kept:?}");
        let started = link(app, &personal.id).await;
        assert_eq!(started["state"], "started");
        assert_eq!(started["started_at_ms"], START_MS + 1_000);
        assert_eq!(
            started["opened_at_ms"],
            START_MS + 1_000,
            "what was filled in was opened"
        );
        app.set_ms(2_000);
        app.send(Ask::json(&personal.responses(), &key(1), &an_opinion()))
            .await
            .receipt();
        let answered = link(app, &personal.id).await;
        assert_eq!(answered["state"], "answered");
        assert_eq!(answered["answered_at_ms"], START_MS + 2_000);
        assert_eq!(
            answered["started_at_ms"],
            START_MS + 1_000,
            "the draft is gone, its moment is not"
        );
        app.admin(
            Method::POST,
            &format!("/api/v1/links/{}/revoke", personal.id),
            &Value::Null,
        )
        .await;
        assert_eq!(
            link(app, &personal.id).await["state"],
            "answered",
            "it was answered all the same"
        );
        app.admin(Method::GET, "/api/v1/links/no-such-link", &Value::Null)
            .await
            .problem(404, "not_found");
    }
);

on_both_engines!(links_are_counted_filtered_searched_and_paged, async |app| {
    app.publish(&survey()).await;
    named(app, "1", "Żaneta Święcicka").await;
    app.set_ms(1);
    let revoked = named(app, "2", "Jan 100% Nowak").await;
    app.set_ms(2);
    app.contact("3").await;
    let ends = json!({"label": "Anna_Nowak", "expires_at": "2026-07-31T10:00:01Z"});
    app.link_with("visit", "3", &ends).await;
    let revoke = json!({"ids": [revoked.id, "no-such-link"]});
    for count in [1, 0] {
        let answer = app
            .admin(Method::POST, "/api/v1/forms/visit/links/revoke", &revoke)
            .await;
        assert_eq!(answer.json(), json!({"revoked": count}));
    }
    app.set_ms(1_000);
    let shown = app.shown("/api/v1/forms/visit/links").await;
    let counts = json!({"all": 3, "made": 1, "opened": 0, "started": 0, "answered": 0, "expired": 1, "revoked": 1});
    assert_eq!(shown["counts"], counts);
    let all = ["Anna_Nowak", "Jan 100% Nowak", "Żaneta Święcicka"];
    assert_eq!(listed(app, "").await, all);
    assert_eq!(listed(app, "state=expired").await, ["Anna_Nowak"]);
    assert_eq!(listed(app, "search=nowak").await, all[..2]);
    assert_eq!(
        listed(app, "search=%C5%9AWI%C4%98&state=made").await,
        ["Żaneta Święcicka"]
    );
    assert_eq!(listed(app, "search=contact/2").await, ["Jan 100% Nowak"]);
    assert_eq!(
        listed(app, "search=100%25").await,
        ["Jan 100% Nowak"],
        "`%` is a letter here"
    );
    assert_eq!(listed(app, "search=nowak+jan").await, ["Jan 100% Nowak"]);
    assert!(listed(app, "search=a_ż").await.is_empty() && listed(app, "job=x").await.is_empty());
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = app
            .shown(&format!("/api/v1/forms/visit/links?limit=2{after}"))
            .await;
        let links = page["links"].as_array().unwrap().iter();
        seen.extend(links.map(|link| link["label"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else {
            break;
        };
        after = format!("&after={next}");
    }
    assert_eq!(seen, all);
    let path = "/api/v1/forms/visit/links?state=lost";
    app.admin(Method::GET, path, &Value::Null)
        .await
        .problem(400, "malformed_query");
    let path = "/api/v1/forms/no-such-form/links";
    app.admin(Method::GET, path, &Value::Null)
        .await
        .problem(404, "not_found");
});

on_both_engines!(another_address_kills_the_one_before, async |app| {
    app.publish(&survey()).await;
    let personal = app.link("visit", "1").await;
    let path = format!("/api/v1/links/{}/reissue", personal.id);
    let answer = app.admin(Method::POST, &path, &json!({"qr": true})).await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    let told = answer.json();
    let page = told["url"]
        .as_str()
        .unwrap()
        .strip_prefix("https://sonda.example")
        .unwrap();
    assert_ne!(page, personal.page());
    assert!(told["qr_svg"].as_str().unwrap().contains("<svg"));
    app.get(&personal.page()).await.page(404);
    app.send(Ask::json(&personal.responses(), &key(1), &an_opinion()))
        .await
        .problem(404, "unknown");
    app.get(page).await.page(200);
    let shown = link(app, &personal.id).await;
    assert_eq!(shown["reissued_at_ms"], START_MS);
    assert!(!shown.to_string().contains(page), "an address is told once");
    let end = json!({"expires_at": "2026-07-31T10:00:01Z"});
    assert_eq!(
        app.admin(Method::POST, &path, &end).await.status.as_u16(),
        200
    );
    app.set_ms(1_000);
    app.admin(Method::POST, &path, &Value::Null)
        .await
        .problem(409, "link_expired");
    let end = json!({"expires_at": "2026-08-31T10:00:00Z"});
    assert_eq!(
        app.admin(Method::POST, &path, &end).await.status.as_u16(),
        200
    );
    assert_eq!(link(app, &personal.id).await["state"], "made");
    app.admin(
        Method::POST,
        &format!("/api/v1/links/{}/revoke", personal.id),
        &Value::Null,
    )
    .await;
    app.admin(Method::POST, &path, &Value::Null)
        .await
        .problem(409, "link_revoked");
    let path = "/api/v1/links/no-such-link/reissue";
    app.admin(Method::POST, path, &Value::Null)
        .await
        .problem(404, "not_found");
});

on_both_engines!(people_are_called_by_what_is_known_of_them, async |app| {
    app.publish(&survey()).await;
    app.sql("INSERT INTO record (table_name, id, data, created_at_ms, updated_at_ms, answered_at_ms) VALUES \
             ('contact', '1', '{\"first_name\": \"Anna\", \"last_name\": \"Nowak\", \"email\": \"a@b.co\"}', 0, 0, 0), \
             ('contact', '2', '{\"email\": \"jan@b.co\"}', 0, 0, 0)").await;
    let said = json!({"contact_data": {"name": "Ewa Said"}});
    for (contact, more, label) in [
        ("1", json!({}), "Anna Nowak"),
        ("2", json!({}), "jan@b.co"),
        ("3", said, "Ewa Said"),
        ("4", json!({}), ""),
    ] {
        let made = app.link_with("visit", contact, &more).await;
        assert_eq!(link(app, &made.id).await["label"], label);
    }
    assert_eq!(
        listed(app, "search=A@B").await,
        ["Anna Nowak"],
        "an address finds whoever has a name"
    );
    app.contact("5").await;
    let long = json!({"contact": "embedded/contact/5", "label": "x".repeat(201)});
    app.admin(Method::POST, "/api/v1/forms/visit/links", &long)
        .await
        .problem(422, "unusable_value");
});
