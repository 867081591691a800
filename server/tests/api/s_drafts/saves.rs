//! What a save may hold, and which of several stays.

use super::{Device, begun, following, revision};
use crate::ask::Ask;
use crate::f::props;
use crate::forms::{paged, survey};
use axum::http::Method;
use serde_json::json;

on_both_engines!(
    a_save_takes_the_place_of_what_its_page_knows_alone,
    async |app| {
        app.publish(&survey()).await;
        let link = app.link("visit", "1").await;
        let mut desktop = Device::default();
        let first = following(0, &begun());
        // Its answer was never heard: the same again, from a browser that has no cookie yet, is let in.
        desktop.saves(app, &link, 0, &begun()).await;
        let mut unheard = Device::default();
        assert_eq!(unheard.save(app, &link, &first).await.status.as_u16(), 204);
        // So is the next, that names it as one it may follow.
        let next = json!({"revision": revision(2), "follows": ["", revision(1)], "entries": {"stars": ["3"]}});
        assert_eq!(
            Device::default()
                .save(app, &link, &next)
                .await
                .status
                .as_u16(),
            204
        );
        let tab =
            json!({"revision": revision(9), "follows": [revision(1)], "entries": {"stars": ["1"]}});
        let problem = desktop
            .save(app, &link, &tab)
            .await
            .problem(409, "draft_conflict");
        assert_eq!(problem["revision"], revision(2));
        // The visitor decides for these.
        let mine =
            json!({"revision": revision(9), "follows": [revision(2)], "entries": {"stars": ["1"]}});
        assert_eq!(desktop.save(app, &link, &mine).await.status.as_u16(), 204);
        let page = desktop.open(app, &link).await;
        assert_eq!(props(page.page(200))["entries"]["stars"], json!(["1"]));
        app.sql("DELETE FROM draft").await;
        let gone = json!({"revision": revision(10), "follows": [revision(9)], "entries": {}});
        desktop
            .save(app, &link, &gone)
            .await
            .problem(409, "draft_gone");
    }
);

on_both_engines!(of_two_first_saves_at_once_one_is_the_first, async |app| {
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    let save = async |number: usize| {
        let body =
            json!({"revision": revision(number), "follows": [""], "entries": {"stars": ["1"]}});
        Device::default()
            .save(app, &link, &body)
            .await
            .status
            .as_u16()
    };
    let mut outcomes: Vec<u16> = futures::future::join_all((1..=8).map(save)).await;
    outcomes.sort_unstable();
    assert_eq!(outcomes, [204, 409, 409, 409, 409, 409, 409, 409]);
});

on_both_engines!(
    saves_are_bounded_and_hold_what_the_form_asks_for,
    async |app| {
        app.publish(&paged()).await;
        let link = app.link("diagnosis", "1").await;
        let mut desktop = Device::default();
        let entries = json!({
            "name": ["Ewa"], "_step": ["opinion"], "stars": ["not a number"], "order": ["17"], "ref": ["x"],
            "strange": ["y"], "_key": ["z"],
        });
        desktop.saves(app, &link, 0, &entries).await;
        let page = desktop.open(app, &link).await;
        let props = props(page.page(200));
        assert_eq!(
            props["entries"],
            json!({"name": ["Ewa"], "stars": ["not a number"]})
        );
        assert_eq!(props["step"], "opinion");
        let path = format!("{}/draft", link.page());
        for (body, status, code) in [
            (
                json!({"revision": "short", "follows": [""], "entries": {}}),
                422,
                "wrong_shape",
            ),
            (
                json!({"revision": revision(1), "follows": ["<b>"], "entries": {}}),
                422,
                "wrong_shape",
            ),
            (
                json!({"revision": revision(1), "follows": vec![""; 11], "entries": {}}),
                422,
                "wrong_shape",
            ),
            (
                json!({"revision": revision(1), "follows": [""], "entries": {"name": "x"}}),
                422,
                "wrong_shape",
            ),
            (
                json!({"revision": revision(1), "follows": [""], "entries": {"name": vec!["x"; 5_001]}}),
                422,
                "too_many_answers",
            ),
            (
                json!({"revision": revision(1), "follows": [""], "entries": {"name": ["x".repeat(app.config.limits.body_bytes)]}}),
                413,
                "body_too_large",
            ),
        ] {
            desktop.save(app, &link, &body).await.problem(status, code);
        }
        let plain = Ask::new(Method::PUT, &path, "{}").with("content-type", "text/plain");
        app.send(desktop.ask(plain))
            .await
            .problem(415, "unsupported_media_type");
        let unknown = Ask::new(Method::PUT, "/s/GuessedCode1/draft", "{}");
        app.send(unknown.with("content-type", "application/json"))
            .await
            .problem(404, "unknown");
    }
);

on_both_engines!(saves_by_one_link_are_limited, async |app| {
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    let strict = app
        .another(|config| config.limits.submissions_per_minute_by_link = 1)
        .await;
    let mut desktop = Device::default();
    for number in 0..20 {
        desktop.saves(&strict, &link, number, &begun()).await;
    }
    let answer = desktop.save(&strict, &link, &following(20, &begun())).await;
    answer.problem(429, "rate_limited");
    strict.close().await;
});
