//! `/s/{code}`: the hosted page that a personal link opens.

use crate::ask::Ask;
use crate::f::{hidden, props};
use crate::forms::{an_opinion, key, next_version, survey, with_settings};
use axum::http::Method;
use serde_json::json;

on_both_engines!(opening_a_link_never_spends_it, async |app| {
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    for _ in 0..3 {
        app.get(&link.page()).await.page(200);
        assert_eq!(
            app.send(Ask::new(Method::HEAD, &link.page(), ""))
                .await
                .status
                .as_u16(),
            200
        );
    }
    let answer = app
        .send(Ask::json(&link.responses(), &key(1), &an_opinion()))
        .await;
    answer.receipt();
    assert!(
        app.get(&link.page())
            .await
            .page(409)
            .contains("Already filled in")
    );
});

on_both_engines!(its_pages_leave_no_trace_of_the_code, async |app| {
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    let sent = format!("{}/sent", link.page());
    for path in [link.page(), "/s/GuessedCode1".to_owned(), sent] {
        let answer = app.get(&path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        if answer.status.as_u16() != 303 {
            assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow", "{path}");
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"));
        }
    }
    let page = app.get(&link.page()).await;
    let props = props(page.page(200));
    assert_eq!(
        props["draft"], link.id,
        "drafts are named by the link's id, not its code"
    );
    assert_eq!(props["personal"], true);
});

on_both_engines!(a_code_is_stored_as_a_digest_only, async |app| {
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    assert!(link.code.len() == 12 && link.code.bytes().all(|b| b.is_ascii_alphanumeric()));
    let stored: String = sqlx::query_scalar("SELECT code_hmac FROM link")
        .fetch_one(&app.pool)
        .await
        .unwrap();
    assert!(!stored.contains(&link.code));
    let shown = app.shown("/api/v1/forms").await.to_string();
    assert!(!shown.contains(&link.code));
});

on_both_engines!(
    a_plain_post_by_link_is_stored_and_thanked_for,
    async |app| {
        app.publish(&survey()).await;
        let link = app.link("visit", "42").await;
        let page = app.get(&link.page()).await;
        let key = hidden(page.page(200), "_key");
        let fields = [
            ("_key", key.as_str()),
            ("_version", "1"),
            ("_lang", "pl"),
            ("stars", "5"),
            ("stars.comment", "Miło"),
        ];
        let answer = app.send(Ask::plain(&link.page(), &fields)).await;
        assert_eq!(answer.status.as_u16(), 303, "{answer:?}");
        assert_eq!(
            answer.header("location"),
            format!("{}/sent?lang=pl", link.page())
        );
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert!(
            app.get(answer.header("location"))
                .await
                .page(200)
                .contains("Dziękujemy")
        );
        let response = &app.responses("visit").await[0];
        assert_eq!(response["link"], link.id);
        assert_eq!(response["contact"], "embedded/contact/42");
        assert_eq!(
            response["context"],
            json!({}),
            "nothing of the page that a code is part of"
        );
        // Two tabs: the other one repeats the post and is thanked as well.
        let again = app.send(Ask::plain(&link.page(), &fields)).await;
        assert_eq!(again.status.as_u16(), 303);
        assert_eq!(app.responses("visit").await.len(), 1);
    }
);

on_both_engines!(
    a_second_tab_with_other_answers_learns_that_the_link_is_used,
    async |app| {
        app.publish(&survey()).await;
        let link = app.link("visit", "1").await;
        let post = async |key: &str, stars: &str, comment: &str| {
            let fields = [("_key", key), ("stars", stars), ("stars.comment", comment)];
            app.send(Ask::plain(&link.page(), &fields)).await
        };
        assert_eq!(post("first-tab-1", "5", "").await.status.as_u16(), 303);
        let answer = post("second-tab-1", "1", "Typed in vain").await;
        let page = answer.page(409);
        assert!(page.contains("Already filled in") && page.contains("Typed in vain"));
        assert_eq!(app.responses("visit").await.len(), 1);
    }
);

on_both_engines!(
    thanks_are_said_only_where_something_was_received,
    async |app| {
        app.publish(&survey()).await;
        let link = app.link("visit", "1").await;
        let answer = app.get(&format!("{}/sent", link.page())).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, link.page().as_str())
        );
    }
);

on_both_engines!(a_link_answers_the_version_it_was_made_for, async |app| {
    app.publish(&survey()).await;
    let old = app.link("visit", "1").await;
    let before = app.get(&old.page()).await;
    app.publish(&next_version(survey())).await;
    let new = app.link("visit", "2").await;
    assert_eq!((old.version, new.version), (1, 2));
    let after = app.get(&old.page()).await;
    assert!(!after.page(200).contains("Added later"));
    assert_eq!(
        props(before.text())["content"],
        props(after.text())["content"]
    );
    assert!(app.get(&new.page()).await.page(200).contains("Added later"));
    let fields = [("_version", "1"), ("stars", "3")];
    assert_eq!(
        app.send(Ask::plain(&old.page(), &fields))
            .await
            .status
            .as_u16(),
        303
    );
    assert_eq!(app.responses("visit").await[0]["version"], 1);
});

on_both_engines!(new_settings_apply_at_once_to_old_links, async |app| {
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    app.get(&link.page()).await.page(200);
    let closed = with_settings(survey(), &json!({"closes_at": "2026-07-31T09:00:00Z"}));
    let published = app.publish(&closed).await;
    assert_eq!(published["version_is_new"], false);
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
    app.publish(&survey()).await;
    app.get(&link.page()).await.page(200);
});

on_both_engines!(a_link_opens_in_the_language_of_its_contact, async |app| {
    app.publish(&survey()).await;
    let link = app.link_with("visit", "1", &json!({"locale": "pl"})).await;
    let answer = app
        .send(Ask::get(&link.page()).with("accept-language", "en"))
        .await;
    assert!(answer.page(200).contains("<html lang=\"pl\""));
    let asked = app.get(&format!("{}?lang=en", link.page())).await;
    assert!(asked.page(200).contains("<html lang=\"en\""));
});

on_both_engines!(a_guessed_code_opens_nothing, async |app| {
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    let mut near = link.code.clone();
    near.replace_range(0..1, if near.starts_with('a') { "b" } else { "a" });
    let long = "x".repeat(5_000);
    for code in [
        near.as_str(),
        &link.id,
        &link.code.to_lowercase().repeat(2),
        "%ff",
        "%E2%98%83",
        "-",
        &long,
    ] {
        let path = format!("/s/{code}");
        assert!(
            app.get(&path)
                .await
                .page(404)
                .contains("There is no such form"),
            "{code}"
        );
        let posted = app.send(Ask::plain(&path, &[("stars", "5")])).await;
        posted.page(404);
        if code == "%ff" {
            continue;
        }
        let path = format!("/api/v1/public/links/{code}/responses");
        let answer = app.send(Ask::json(&path, &key(1), &an_opinion())).await;
        answer.problem(404, "unknown");
    }
});
