//! `/healthz`, `/readyz`, `/metrics`, the published schema, and addresses that are not there.

use crate::ask::Ask;
use crate::forms::{LEAD_RESPONSES, a_lead, key, lead};
use axum::http::Method;

on_both_engines!(the_server_says_that_it_lives_and_is_ready, async |app| {
    assert_eq!(app.get("/healthz").await.text(), "ok");
    assert_eq!(app.get("/readyz").await.text(), "ok");
    app.close().await;
    assert_eq!(app.get("/healthz").await.text(), "ok");
    let answer = app.get("/readyz").await;
    answer.problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), "2");
});

on_both_engines!(
    metrics_count_submissions_by_outcome_and_requests_by_route,
    async |app| {
        app.publish(&lead()).await;
        app.send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
            .await
            .receipt();
        let answer = app.get("/metrics").await;
        assert_eq!(
            answer.header("content-type"),
            "text/plain; version=0.0.4; charset=utf-8"
        );
        let text = answer.text();
        assert!(
            text.contains("sonda_submissions_total{outcome=\"accepted\"}"),
            "{text}"
        );
        assert!(
            text.contains("route=\"/api/v1/public/forms/{form}/responses\""),
            "{text}"
        );
    }
);

on_both_engines!(strange_methods_do_not_grow_the_metrics, async |app| {
    for number in 0..3 {
        let method = Method::from_bytes(format!("BREW{number}").as_bytes()).unwrap();
        let answer = app.send(Ask::new(method, "/healthz", "")).await;
        answer.problem(405, "method_not_allowed");
    }
    let text = app.get("/metrics").await.text().to_owned();
    assert!(!text.contains("BREW"), "{text}");
});

// PostgreSQL has no text that holds this character.
on_both_engines!(no_address_holds_the_character_nul, async |app| {
    for path in [
        "/api/v1/links/%00/revoke",
        "/api/v1/tables/lead/records?after=a%00",
        "/api/v1/deliveries?form=%00",
        "/api/v1/deliveries/%00/lead/replay",
        "/api/v1/deliveries/x/%00/attempts",
        "/api/v1/forms/%00",
        "/api/v1/public/links/%00/responses",
    ] {
        for method in [Method::GET, Method::POST] {
            let answer = app.admin(method, path, &serde_json::Value::Null).await;
            answer.problem(400, "malformed_path");
        }
    }
    for path in ["/f/%00", "/s/a%00", "/%00"] {
        assert!(
            app.get(path).await.page(400).contains("cannot be read"),
            "{path}"
        );
    }
});

on_both_engines!(an_address_that_is_not_there_is_not_found, async |app| {
    for path in [
        "/api/v1/nonsense",
        "/api/v1/public/forms/x/nonsense",
        "/api/v2/forms",
        "/api/",
    ] {
        app.get(path).await.problem(404, "not_found");
        app.send(Ask::new(Method::OPTIONS, path, ""))
            .await
            .problem(404, "not_found");
    }
    for path in ["/nonsense", "/favicon.ico", "/%ff", "/f", "/s/"] {
        assert!(
            app.get(path)
                .await
                .page(404)
                .contains("This page does not exist"),
            "{path}"
        );
    }
});
