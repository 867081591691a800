//! The space that files have, and who takes it.

use super::{PNG, UPLOADS, file, files_in, papers, sent, submitted};
use crate::ask::Ask;
use crate::forms::key;
use axum::http::StatusCode;
use serde_json::json;

on_both_engines!(the_space_for_files_has_an_end, async |app| {
    app.publish(&papers()).await;
    let small = app
        .another(|config| config.uploads.waiting_bytes = 2 * PNG.len() as u64)
        .await;
    let id = sent(&small).await;
    small
        .send(file(UPLOADS, "b.png", PNG))
        .await
        .problem(422, "no_room");
    let mut other = papers();
    other["id"] = json!("other");
    app.publish(&other).await;
    let elsewhere = UPLOADS.replace("papers", "other");
    let taken = small.send(file(&elsewhere, "c.png", PNG)).await;
    assert_eq!(
        taken.status,
        StatusCode::CREATED,
        "one form leaves room for others"
    );
    submitted(&small, 1, &[&id]).await.receipt();
    sent(&small).await;
    small.close().await;
});

on_both_engines!(
    files_that_come_at_once_do_not_take_the_same_space,
    async |app| {
        app.publish(&papers()).await;
        let small = app
            .another(|config| config.uploads.waiting_bytes = 4 * PNG.len() as u64)
            .await;
        let sending = (0..8).map(|_| small.send(file(UPLOADS, "a.png", PNG)));
        let answers = futures::future::join_all(sending).await;
        let taken = answers
            .iter()
            .filter(|answer| answer.status == StatusCode::CREATED);
        assert_eq!(taken.count(), 2, "{answers:?}");
        assert_eq!(files_in(&app.config.data_dir).len(), 2);
        small.close().await;
    }
);

on_both_engines!(a_sender_has_a_share_of_the_space, async |app| {
    app.publish(&papers()).await;
    let link = app.link("papers", "anna").await;
    let by_link = format!("/api/v1/public/links/{}/uploads?question=scan", link.code);
    let shared = app
        .another(|config| config.uploads.waiting_bytes_of_one = PNG.len() as u64)
        .await;
    let send =
        async |path: &str, address: &str| shared.send(file(path, "a.png", PNG).from(address)).await;
    let first = send(UPLOADS, "203.0.113.7").await;
    assert_eq!(first.status, StatusCode::CREATED, "{first:?}");
    send(UPLOADS, "203.0.113.7").await.problem(422, "no_room");
    for (path, address) in [(UPLOADS, "203.0.113.8"), (by_link.as_str(), "203.0.113.7")] {
        let other = send(path, address).await;
        assert_eq!(other.status, StatusCode::CREATED, "{other:?}");
    }
    send(&by_link, "203.0.113.9").await.problem(422, "no_room");
    // What a response names is nobody's share any more.
    let id = first.json()["id"].as_str().unwrap().to_owned();
    submitted(&shared, 1, &[&id]).await.receipt();
    let again = send(UPLOADS, "203.0.113.7").await;
    assert_eq!(again.status, StatusCode::CREATED, "{again:?}");
    shared.close().await;
});

on_both_engines!(files_do_not_use_up_the_submissions, async |app| {
    app.publish(&papers()).await;
    let link = app.link("papers", "anna").await;
    let limited = app
        .another(|config| config.limits.submissions_per_minute_by_link = 1)
        .await;
    let path = format!("/api/v1/public/links/{}/uploads?question=scan", link.code);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let answer = limited.send(file(&path, "a.png", PNG)).await;
        ids.push(answer.json()["id"].clone());
    }
    let body = json!({"version": link.version, "answers": {"name": "Jan", "scan": ids}});
    let answer = limited
        .send(Ask::json(&link.responses(), &key(1), &body))
        .await;
    answer.receipt();
    limited.close().await;
});
