//! Files that come with a plain post.

use super::{PNG, files_in, papers, submitted};
use crate::ask::Ask;
use crate::forms::{LEAD, lead};
use axum::http::StatusCode;
use serde_json::json;

pub(super) fn multipart(fields: &[(&str, Option<&str>, &[u8])]) -> Ask {
    let mut body = Vec::new();
    for (name, file, content) in fields {
        body.extend(
            format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"").into_bytes(),
        );
        if let Some(file) = file {
            body.extend(
                format!("; filename=\"{file}\"\r\ncontent-type: application/octet-stream")
                    .into_bytes(),
            );
        }
        body.extend(b"\r\n\r\n");
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    Ask::post("/f/papers", "multipart/form-data; boundary=edge", body)
}

on_both_engines!(without_javascript_files_come_with_the_form, async |app| {
    app.publish(&papers()).await;
    let page = app.get("/f/papers").await;
    assert!(page.page(200).contains("enctype=\"multipart/form-data\""));
    let answer = app
        .send(multipart(&[
            ("_version", None, b"1"),
            ("name", None, b"Jan"),
            ("scan", Some("a.png"), PNG),
            ("other", Some(""), b""),
        ]))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    let stored = &app.responses("papers").await[0]["answers"];
    assert_eq!(stored["scan"]["answer"]["value"][0]["name"], "a.png");
    assert!(stored["other"].is_null());
});

on_both_engines!(
    a_file_that_is_not_taken_leaves_the_form_filled_in,
    async |app| {
        app.publish(&papers()).await;
        let answer = app
            .send(multipart(&[
                ("name", None, b"Jan"),
                ("scan", Some("a.exe"), b"MZ\0\x01"),
            ]))
            .await;
        let page = answer.page(422);
        assert!(
            page.contains("value=\"Jan\"") && page.contains("Files of this kind"),
            "{page}"
        );
        // What was taken stays taken when another answer is missing.
        let answer = app.send(multipart(&[("scan", Some("a.png"), PNG)])).await;
        let page = answer.page(422);
        assert!(page.contains("name=\"scan\" value=\""), "{page}");
        assert_eq!(app.responses("papers").await.len(), 0);
    }
);

on_both_engines!(broken_multiparts_are_refused, async |app| {
    app.publish(&papers()).await;
    for (kind, body) in [
        ("multipart/form-data", "--edge--"),
        ("multipart/form-data; boundary=edge", "no part at all"),
        (
            "multipart/form-data; boundary=edge",
            "--edge\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\ncut",
        ),
    ] {
        let answer = app.send(Ask::post("/f/papers", kind, body)).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{kind} {body}: {answer:?}"
        );
    }
    app.publish(&lead()).await;
    let answer = app.get(LEAD).await;
    assert!(!answer.page(200).contains("enctype"));
});

on_both_engines!(
    a_plain_post_that_is_repeated_is_one_submission,
    async |app| {
        app.publish(&papers()).await;
        let post = |content| {
            multipart(&[
                ("_key", None, b"double-post-1"),
                ("_version", None, b"1"),
                ("name", None, b"Jan"),
                ("scan", Some("a.png"), content),
            ])
        };
        let (one, other) = tokio::join!(app.send(post(PNG)), app.send(post(PNG)));
        for answer in [one, other, app.send(post(PNG)).await] {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
        }
        assert_eq!(app.responses("papers").await.len(), 1);
        let page = app.send(post(b"%PDF-1.7 another")).await;
        assert!(page.page(422).contains("already sent this form"));
    }
);

on_both_engines!(a_refused_post_keeps_its_answers, async |app| {
    let post = || multipart(&[("name", None, b"Jan"), ("scan", Some("a.png"), PNG)]);
    app.publish(&papers()).await;
    let scanned = app
        .another(|config| config.uploads.scan_command = vec!["no-such-scanner".to_owned()])
        .await;
    let page = scanned.send(post()).await;
    assert!(page.page(503).contains("value=\"Jan\""), "{page:?}");
    scanned.close().await;
    let mut full = papers();
    full["settings"] = json!({"max_responses": 1});
    app.publish(&full).await;
    submitted(app, 1, &[]).await.receipt();
    let page = app.send(post()).await;
    assert!(page.page(409).contains("value=\"Jan\""), "{page:?}");
    assert!(files_in(&app.config.data_dir).is_empty());
});

on_both_engines!(
    a_file_of_a_field_that_is_no_question_is_passed_over,
    async |app| {
        app.publish(&papers()).await;
        let answer = app
            .send(multipart(&[
                ("cv", Some("cv.exe"), b"MZ\0\x01"),
                ("name", Some("name.png"), PNG),
                ("name", None, b"Jan"),
            ]))
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
        assert_eq!(app.responses("papers").await.len(), 1);
        assert!(files_in(&app.config.data_dir).is_empty());
    }
);

on_both_engines!(an_existing_form_names_its_file_field, async |app| {
    let mut form = papers();
    form["settings"] = json!({"field_names": {"attachment": "scan"}});
    app.publish(&form).await;
    let fields: [(&str, Option<&str>, &[u8]); 2] =
        [("attachment", Some("a.png"), PNG), ("name", None, b"Jan")];
    let answer = app.send(multipart(&fields)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    let stored = &app.responses("papers").await[0]["answers"]["scan"];
    assert_eq!(stored["answer"]["value"][0]["name"], "a.png");
});

on_both_engines!(each_file_of_a_post_has_its_own_limit, async |app| {
    app.publish(&papers()).await;
    let mut large = PNG.to_vec();
    large.resize(900, b' ');
    let mut too_large = large.clone();
    too_large.resize(1_100, b' ');
    let small = app
        .another(|config| {
            config.uploads.file_bytes = 1_000;
            config.limits.body_bytes = 500;
        })
        .await;
    let page = small
        .send(multipart(&[
            ("name", None, b"Jan"),
            ("scan", Some("a.png"), &large),
            ("scan", Some("b.png"), &too_large),
        ]))
        .await;
    let page = page.page(422);
    assert!(
        page.contains("too large") && page.contains("value=\"Jan\""),
        "{page}"
    );
    let answer = small
        .send(multipart(&[
            ("scan", Some("a.png"), &large),
            ("scan", Some("b.png"), &large),
            ("name", None, b"Jan"),
        ]))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    let page = small.send(multipart(&[("name", None, &[b'x'; 600])])).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    small.close().await;
});
