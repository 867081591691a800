//! Which pages may show and send a form: CORS, and the origin of plain posts.

use crate::ask::Ask;
use crate::forms::{
    LEAD, LEAD_RESPONSES, LEAD_VIEW, SITE, a_lead, an_opinion, key, lead, survey, with_settings,
};
use axum::http::Method;
use serde_json::json;

const STRANGER: &str = "https://evil.example";
const ALLOW: &str = "access-control-allow-origin";

on_both_engines!(a_preflight_of_an_allowed_page_is_granted, async |app| {
    app.publish(&lead()).await;
    for path in [LEAD_RESPONSES, LEAD_VIEW] {
        let ask = Ask::new(Method::OPTIONS, path, "")
            .with("origin", SITE)
            .with("access-control-request-method", "POST")
            .with(
                "access-control-request-headers",
                "content-type,idempotency-key",
            );
        let answer = app.send(ask).await;
        assert_eq!(answer.status.as_u16(), 204);
        assert_eq!(answer.header(ALLOW), SITE);
        assert!(
            answer
                .header("access-control-allow-methods")
                .contains("POST")
        );
        let headers = answer.header("access-control-allow-headers");
        assert!(headers.contains("content-type") && headers.contains("idempotency-key"));
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        assert!(
            answer
                .header("vary")
                .to_ascii_lowercase()
                .contains("origin")
        );
    }
});

on_both_engines!(a_preflight_of_any_other_page_is_denied, async |app| {
    app.publish(&lead()).await;
    for origin in [
        STRANGER,
        "null",
        "http://shop.example",
        "https://shop.example:8443",
        "https://shop.example.evil.example",
        "https://SHOP.example",
        "",
    ] {
        for path in [LEAD_RESPONSES, LEAD_VIEW] {
            let ask = Ask::new(Method::OPTIONS, path, "").with("origin", origin);
            let answer = app
                .send(ask.with("access-control-request-method", "POST"))
                .await;
            answer.problem(403, "origin_not_allowed");
            assert_eq!(answer.header(ALLOW), "", "{origin}");
        }
    }
    let links = "/api/v1/public/links/aaaaaaaaaaaa/responses";
    let answer = app
        .send(Ask::new(Method::OPTIONS, links, "").with("origin", SITE))
        .await;
    assert_eq!((answer.status.as_u16(), answer.header(ALLOW)), (405, ""));
    let admin = app
        .send(Ask::new(Method::OPTIONS, "/api/v1/forms", "").with("origin", SITE))
        .await;
    assert_eq!((admin.status.as_u16(), admin.header(ALLOW)), (405, ""));
});

on_both_engines!(an_allowed_page_shows_and_sends_the_form, async |app| {
    app.publish(&lead()).await;
    let view = app.send(Ask::get(LEAD_VIEW).with("origin", SITE)).await;
    assert_eq!((view.status.as_u16(), view.header(ALLOW)), (200, SITE));
    assert!(view.header("vary").to_ascii_lowercase().contains("origin"));
    let sent = app
        .send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")).with("origin", SITE))
        .await;
    sent.receipt();
    assert_eq!(sent.header(ALLOW), SITE);
    let refused = app
        .send(Ask::json(LEAD_RESPONSES, &key(2), &a_lead("")).with("origin", SITE))
        .await;
    refused.problem(422, "invalid_answers");
    assert_eq!(
        refused.header(ALLOW),
        SITE,
        "the widget must be able to read why"
    );
});

on_both_engines!(
    any_other_page_is_shown_the_refusal_and_nothing_else,
    async |app| {
        app.publish(&lead()).await;
        let view = app.send(Ask::get(LEAD_VIEW).with("origin", STRANGER)).await;
        view.problem(403, "origin_not_allowed");
        assert_eq!(view.header(ALLOW), STRANGER);
        for version in [json!(1), json!(null)] {
            let mut body = a_lead("Jan");
            body["version"] = version;
            for origin in [STRANGER, "null"] {
                let ask = Ask::json(LEAD_RESPONSES, &key(1), &body).with("origin", origin);
                app.send(ask).await.problem(403, "origin_not_allowed");
            }
        }
        assert!(app.responses("contact-us").await.is_empty());
        let same_site = Ask::json(LEAD_RESPONSES, &key(2), &a_lead("Jan"))
            .with("origin", "null")
            .with("sec-fetch-site", "cross-site");
        app.send(same_site).await.problem(403, "origin_not_allowed");
    }
);

on_both_engines!(origins_that_are_allowed_later_work_at_once, async |app| {
    app.publish(&lead()).await;
    app.publish(&with_settings(
        lead(),
        &json!({"allowed_origins": [STRANGER]}),
    ))
    .await;
    let send = async |origin: &str| app.send(Ask::get(LEAD_VIEW).with("origin", origin)).await;
    assert_eq!(send(STRANGER).await.status.as_u16(), 200);
    send(SITE).await.problem(403, "origin_not_allowed");
});

on_both_engines!(the_servers_own_pages_need_no_permission, async |app| {
    app.publish(&lead()).await;
    let own = [
        ("origin", "https://sonda.example"),
        ("origin", "http://127.0.0.1:8787"),
    ];
    for (number, (name, origin)) in own.into_iter().enumerate() {
        let ask = Ask::json(LEAD_RESPONSES, &key(number), &a_lead("Jan"));
        app.send(ask.with(name, origin).with("host", "127.0.0.1:8787"))
            .await
            .receipt();
    }
});

on_both_engines!(a_plain_post_of_another_site_needs_permission, async |app| {
    app.publish(&lead()).await;
    let post = async |origin: &str, site: &str| {
        let ask = Ask::plain(LEAD, &[("name", "Jan")]).with("origin", origin);
        app.send(ask.with("sec-fetch-site", site)).await
    };
    for (origin, site) in [
        (STRANGER, "cross-site"),
        ("null", "cross-site"),
        ("null", "none"),
        ("null", ""),
    ] {
        let answer = post(origin, site).await;
        assert!(
            answer.page(403).contains("This page may not send the form"),
            "{origin} {site}"
        );
    }
    assert!(app.responses("contact-us").await.is_empty());
    assert_eq!(post(SITE, "cross-site").await.status.as_u16(), 303);
    assert_eq!(post("null", "same-origin").await.status.as_u16(), 303);
    assert_eq!(app.responses("contact-us").await.len(), 2);
});

on_both_engines!(
    a_personal_page_hides_its_origin_and_is_believed,
    async |app| {
        let mut form = survey();
        form["settings"] = json!({"allowed_origins": [SITE]});
        app.publish(&form).await;
        let link = app.link("visit", "1").await;
        let post = async |origin: &str| {
            app.send(Ask::plain(&link.page(), &[("stars", "5")]).with("origin", origin))
                .await
        };
        assert_eq!(post("null").await.status.as_u16(), 303);
        post(STRANGER).await.page(403);
        let json = async |origin: &str| {
            app.send(Ask::json(&link.responses(), &key(1), &an_opinion()).with("origin", origin))
                .await
        };
        for origin in [STRANGER, SITE] {
            let answer = json(origin).await;
            answer.problem(403, "origin_not_allowed");
            assert_eq!(
                answer.header(ALLOW),
                "",
                "what a code opens is read by no other page"
            );
        }
        let own = json("https://sonda.example").await;
        own.receipt();
        assert_eq!(own.header(ALLOW), "");
    }
);
