//! `GET /api/v1/public/forms/{form}/view`: what an embedded form is given to show.

use crate::ask::Ask;
use crate::forms::{LEAD_VIEW, SITE, lead, with_settings};
use axum::http::Method;
use serde_json::{Value, json};

on_both_engines!(
    a_view_holds_the_form_in_one_language_with_absolute_addresses,
    async |app| {
        app.publish(&lead()).await;
        let answer = app
            .send(Ask::get(&format!("{LEAD_VIEW}?lang=pl,en")).with("origin", SITE))
            .await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        assert_eq!(answer.header("cache-control"), "no-store");
        let mut view = answer.json();
        assert!(view["messages"].as_object().unwrap().len() > 30);
        view["messages"] = Value::Null;
        // Signed under the key of this one server.
        assert!(view["made"].as_str().unwrap().starts_with("1785492000000."));
        view["made"] = Value::Null;
        insta::assert_json_snapshot!("view", view);
    }
);

on_both_engines!(
    the_language_of_a_view_is_the_first_that_the_form_speaks,
    async |app| {
        app.publish(&lead()).await;
        for (asked, given) in [
            ("de,pl", "pl"),
            ("de", "en"),
            ("pl-PL,en", "pl"),
            ("%3C", "en"),
            ("", "en"),
        ] {
            let view = app.get(&format!("{LEAD_VIEW}?lang={asked}")).await.json();
            assert_eq!(view["locale"], given, "{asked}");
        }
    }
);

on_both_engines!(
    a_view_of_a_form_that_cannot_be_answered_says_why,
    async |app| {
        let closed = json!({"closes_at": "2026-07-31T10:00:00Z"});
        app.publish(&with_settings(lead(), &closed)).await;
        let answer = app.get(&format!("{LEAD_VIEW}?lang=pl")).await;
        insta::assert_json_snapshot!("view_of_an_expired_form", answer.problem(410, "expired"));
        let unknown = "/api/v1/public/forms/no-such-form/view";
        app.get(unknown).await.problem(404, "unknown");
        app.get("/api/v1/public/forms/%FF/view")
            .await
            .problem(400, "malformed_path");
    }
);

on_both_engines!(a_view_takes_no_submission, async |app| {
    app.publish(&lead()).await;
    let answer = app.send(Ask::new(Method::POST, LEAD_VIEW, "")).await;
    answer.problem(405, "method_not_allowed");
});
