//! `/api/v1/public/…/uploads` and `/api/v1/uploads/{id}`: files of visitors.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::forms::{LEAD, key, lead};
use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use std::io;
use std::path::Path;

const UPLOADS: &str = "/api/v1/public/forms/papers/uploads?question=scan";
const RESPONSES: &str = "/api/v1/public/forms/papers/responses";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on";
const DAY_MS: i64 = 24 * 3_600_000;

fn papers() -> Value {
    json!({
        "sonda": 1, "id": "papers", "kind": "lead_form",
        "content": {"locales": ["en", "pl"], "fallback_locale": "en", "title": {"en": "Papers"}, "questions": [
            {"id": "scan", "type": "file", "title": {"en": "Scan"}, "max_files": 2, "max_bytes": 1000},
            {"id": "other", "type": "file", "title": {"en": "Other"}},
            {"id": "name", "type": "text", "title": {"en": "Name"}, "required": true},
        ]},
    })
}

fn file(path: &str, name: &str, content: &[u8]) -> Ask {
    Ask::post(path, "application/octet-stream", content.to_vec()).with("x-file-name", name)
}

async fn sent(app: &TestApp) -> String {
    let answer = app.send(file(UPLOADS, "cv%20%C5%BC.png", PNG)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// The names of all files that lie in the vault.
fn files_in(data_dir: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let Ok(folders) = std::fs::read_dir(data_dir.join("uploads")) else {
        return names;
    };
    for folder in folders {
        if folder.as_ref().unwrap().file_name() == "arriving" {
            continue;
        }
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            names.push(file.unwrap().file_name().into_string().unwrap());
        }
    }
    names
}

async fn submitted(app: &TestApp, number: usize, ids: &[&str]) -> Answer {
    let body = json!({"version": 1, "locale": "en", "answers": {"name": "Jan", "scan": ids}});
    app.send(Ask::json(RESPONSES, &key(number), &body)).await
}

on_both_engines!(
    a_file_is_kept_and_given_to_the_administrator_alone,
    async |app| {
        app.publish(&papers()).await;
        let answer = app.send(file(UPLOADS, "cv%20%C5%BC.png", PNG)).await;
        let kept = answer.json();
        assert_eq!(kept["name"], "cv ż.png");
        assert_eq!(kept["media_type"], "image/png");
        assert_eq!(kept["bytes"], PNG.len());
        let id = kept["id"].as_str().unwrap();
        let address = format!("/api/v1/uploads/{id}");
        app.get(&address).await.problem(401, "unauthorized");
        let download = app.admin(Method::GET, &address, &Value::Null).await;
        assert_eq!(download.status, StatusCode::OK);
        assert_eq!(download.body, PNG);
        assert_eq!(
            download.header("content-disposition"),
            "attachment; filename*=UTF-8''cv%20%C5%BC%2Epng"
        );
        assert_eq!(download.header("x-content-type-options"), "nosniff");
        assert!(
            download
                .header("content-security-policy")
                .contains("sandbox")
        );
        for strange in [
            "nothing",
            "..%2f..%2fadmin.token",
            "00000000-0000-4000-8000-000000000000",
        ] {
            let answer = app
                .admin(
                    Method::GET,
                    &format!("/api/v1/uploads/{strange}"),
                    &Value::Null,
                )
                .await;
            answer.problem(404, "not_found");
        }
    }
);

on_both_engines!(a_response_names_its_files, async |app| {
    app.publish(&papers()).await;
    let id = sent(app).await;
    let receipt = submitted(app, 1, &[&id]).await.receipt();
    // The same submission again is the same receipt.
    assert_eq!(submitted(app, 1, &[&id]).await.receipt(), receipt);
    let stored = &app.responses("papers").await[0]["answers"]["scan"]["answer"]["value"][0];
    assert_eq!(stored["name"], "cv ż.png");
    assert_eq!(stored["media_type"], "image/png");
});

on_both_engines!(
    a_file_belongs_to_one_submission_and_one_question,
    async |app| {
        app.publish(&papers()).await;
        let id = sent(app).await;
        let unknown = [("scan".to_owned(), "unknown_file".to_owned())];
        let body = json!({"version": 1, "answers": {"name": "Jan", "other": [id]}});
        let elsewhere = app.send(Ask::json(RESPONSES, &key(1), &body)).await;
        assert_eq!(
            elsewhere.fields(),
            [("other".to_owned(), "unknown_file".to_owned())]
        );
        submitted(app, 2, &[&id]).await.receipt();
        assert_eq!(submitted(app, 3, &[&id]).await.fields(), unknown);
        let made_up = "00000000-0000-4000-8000-000000000000";
        assert_eq!(submitted(app, 4, &[made_up]).await.fields(), unknown);
    }
);

on_both_engines!(files_that_are_not_taken_are_said_why, async |app| {
    app.publish(&papers()).await;
    let send = async |content: &[u8]| {
        app.send(file(UPLOADS, "a.png", content).with("accept-language", "pl"))
            .await
    };
    let problem = send(b"<html><script>alert(1)</script>")
        .await
        .problem(422, "file_kind");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("nie są tu przyjmowane"),
        "{problem}"
    );
    send(b"").await.problem(422, "file_empty");
    let mut large = PNG.to_vec();
    large.resize(1_001, b' ');
    send(&large).await.problem(422, "file_too_large");
    let nowhere = UPLOADS.replace("question=scan", "question=name");
    app.send(file(&nowhere, "a.png", PNG))
        .await
        .problem(404, "not_found");
    app.send(file(UPLOADS, "a.png", PNG).with("origin", "https://elsewhere.example"))
        .await
        .problem(403, "origin_not_allowed");
});

on_both_engines!(
    what_no_submission_names_is_deleted_after_a_day,
    async |app| {
        app.publish(&papers()).await;
        let (orphan, named) = (sent(app).await, sent(app).await);
        submitted(app, 1, &[&named]).await.receipt();
        app.set_ms(DAY_MS - 1);
        assert_eq!(app.forget_orphans().await, 0);
        app.set_ms(DAY_MS + 1);
        assert_eq!(app.forget_orphans().await, 1);
        assert_eq!(
            submitted(app, 2, &[&orphan]).await.fields()[0].1,
            "unknown_file"
        );
        let kept = app
            .admin(
                Method::GET,
                &format!("/api/v1/uploads/{named}"),
                &Value::Null,
            )
            .await;
        assert_eq!(kept.body, PNG);
    }
);

on_both_engines!(a_refused_submission_leaves_its_files_free, async |app| {
    let with_cap = |cap: u32| {
        let mut form = papers();
        form["settings"] = json!({"max_responses": cap});
        form
    };
    app.publish(&with_cap(1)).await;
    let (first, second) = (sent(app).await, sent(app).await);
    submitted(app, 1, &[&first]).await.receipt();
    submitted(app, 2, &[&second]).await.problem(409, "full");
    app.publish(&with_cap(2)).await;
    submitted(app, 3, &[&second]).await.receipt();
});

on_both_engines!(
    a_file_named_under_a_committed_key_is_swept_away,
    async |app| {
        app.publish(&papers()).await;
        submitted(app, 1, &[]).await.receipt();
        let id = sent(app).await;
        submitted(app, 1, &[&id])
            .await
            .problem(422, "idempotency_key_reused");
        app.set_ms(DAY_MS + 1);
        assert_eq!(app.forget_orphans().await, 1);
        assert!(files_in(&app.config.data_dir).is_empty());
    }
);

on_both_engines!(of_two_submissions_at_once_one_gets_the_file, async |app| {
    app.publish(&papers()).await;
    let id = sent(app).await;
    let ids = [id.as_str()];
    let sent = (1..=6).map(|number| submitted(app, number, &ids));
    let answers = futures::future::join_all(sent).await;
    let taken = answers
        .iter()
        .filter(|answer| answer.status == StatusCode::CREATED);
    assert_eq!(taken.count(), 1, "{answers:?}");
    assert_eq!(app.responses("papers").await.len(), 1);
});

on_both_engines!(
    a_file_that_a_response_names_is_never_swept_away,
    async |app| {
        app.publish(&papers()).await;
        let mut ids = Vec::new();
        for _ in 0..12 {
            ids.push(sent(app).await);
        }
        app.set_ms(DAY_MS + 1);
        let lists: Vec<[&str; 1]> = ids.iter().map(|id| [id.as_str()]).collect();
        let sending = lists.iter().zip(1..);
        let sending = sending.map(|(ids, number)| submitted(app, number, ids));
        let (answers, _) = tokio::join!(futures::future::join_all(sending), app.forget_orphans());
        let kept = files_in(&app.config.data_dir);
        for (answer, id) in answers.iter().zip(&ids) {
            match answer.status {
                StatusCode::CREATED => assert!(kept.contains(id)),
                _ => assert_eq!(answer.fields()[0].1, "unknown_file"),
            }
        }
    }
);

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

on_both_engines!(a_file_whose_sender_leaves_is_swept_away, async |app| {
    app.publish(&papers()).await;
    let endless = ["tail", "-f"].map(str::to_owned).to_vec();
    let scanned = app
        .another(|config| config.uploads.scan_command = endless)
        .await;
    let mut sending = Box::pin(scanned.send(file(UPLOADS, "a.png", PNG)));
    let scanning = async {
        let sql = "SELECT COUNT(*) FROM upload WHERE state = 'scanning'";
        while files_in(&app.config.data_dir).is_empty()
            || sqlx::query_scalar::<_, i64>(sql)
                .fetch_one(&app.pool)
                .await
                .unwrap()
                == 0
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        answer = &mut sending => panic!("{answer:?}"),
        () = scanning => {}
    }
    drop(sending);
    app.set_ms(10 * 60_000 + 1);
    app.tidy().await;
    assert!(files_in(&app.config.data_dir).is_empty());
    scanned.close().await;
});

on_both_engines!(a_file_without_a_row_is_swept_away, async |app| {
    app.publish(&papers()).await;
    let stray = "ab0fd0bb-3a71-4b0f-9a55-0c3e4a1b2c3d";
    let folder = app.config.data_dir.join("uploads/ab");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(stray), PNG).unwrap();
    // A database that knows none of the files may be the wrong one.
    app.tidy().await;
    assert_eq!(files_in(&app.config.data_dir), [stray]);
    let id = sent(app).await;
    app.set_ms(3_600_001);
    app.tidy().await;
    assert_eq!(files_in(&app.config.data_dir), [id]);
});

on_both_engines!(a_file_goes_to_the_disk_while_it_arrives, async |app| {
    app.publish(&papers()).await;
    let arriving = app.config.data_dir.join("uploads/arriving");
    let (mut pieces, body) = futures::channel::mpsc::unbounded::<Result<Bytes, io::Error>>();
    pieces.start_send(Ok(Bytes::from_static(PNG))).unwrap();
    let ask = Ask::post(UPLOADS, "application/octet-stream", Body::from_stream(body));
    let mut sending = Box::pin(app.send(ask));
    let arrived = async {
        let size = || {
            let mut files = std::fs::read_dir(&arriving).ok()?;
            Some(files.next()?.ok()?.metadata().ok()?.len())
        };
        while size() != Some(PNG.len() as u64) {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        answer = &mut sending => panic!("{answer:?}"),
        () = arrived => {}
    }
    pieces
        .start_send(Err(io::ErrorKind::ConnectionReset.into()))
        .unwrap();
    sending.await.problem(400, "body_cut_short");
    assert_eq!(std::fs::read_dir(&arriving).unwrap().count(), 0);
    assert!(files_in(&app.config.data_dir).is_empty());
});

on_both_engines!(
    a_file_that_says_it_is_too_large_is_refused_unread,
    async |app| {
        app.publish(&papers()).await;
        let ask = file(UPLOADS, "a.png", PNG).with("content-length", "1001");
        app.send(ask).await.problem(422, "file_too_large");
        assert!(!app.config.data_dir.join("uploads").exists());
    }
);

on_both_engines!(a_scanner_refuses_files, async |app| {
    app.publish(&papers()).await;
    for (program, status, code) in [
        ("false", 422, "file_refused"),
        ("no-such-scanner", 503, "unavailable"),
    ] {
        let scanned = app
            .another(|config| config.uploads.scan_command = vec![program.to_owned()])
            .await;
        scanned
            .send(file(UPLOADS, "a.png", PNG))
            .await
            .problem(status, code);
        scanned.close().await;
    }
    let scanned = app
        .another(|config| config.uploads.scan_command = vec!["true".to_owned()])
        .await;
    sent(&scanned).await;
    scanned.close().await;
});

fn multipart(fields: &[(&str, Option<&str>, &[u8])]) -> Ask {
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

on_both_engines!(an_allowed_page_may_send_files, async |app| {
    const SITE: &str = "https://www.example.com";
    let mut form = papers();
    form["settings"] = json!({"allowed_origins": [SITE]});
    app.publish(&form).await;
    let asked = Ask::new(Method::OPTIONS, UPLOADS, "").with("origin", SITE);
    let answer = app.send(asked).await;
    let headers = answer.header("access-control-allow-headers");
    for header in ["content-type", "x-file-name"] {
        assert!(headers.contains(header), "{header} is not in {headers}");
    }
    let answer = app
        .send(file(UPLOADS, "a.png", PNG).with("origin", SITE))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), SITE);
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

on_both_engines!(files_are_taken_by_their_content, async |app| {
    let mut form = papers();
    form["content"]["questions"][1]["accept"] = json!(["text/csv"]);
    app.publish(&form).await;
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    let answer = app.send(file(UPLOADS, "a.heic", heic)).await;
    assert_eq!(answer.json()["media_type"], "image/heif", "{answer:?}");
    let others = UPLOADS.replace("=scan", "=other");
    let answer = app.send(file(&others, "a.csv", b"a;b\n1;2\n")).await;
    assert_eq!(answer.json()["media_type"], "text/plain", "{answer:?}");
    app.send(file(&others, "a.csv", PNG))
        .await
        .problem(422, "file_kind");
});

on_both_engines!(
    a_type_that_no_file_can_be_recognised_as_is_refused,
    async |app| {
        let mut form = papers();
        form["content"]["questions"][1]["accept"] = json!(["image/png", "image/svg+xml"]);
        let answer = app.admin(Method::PUT, "/api/v1/forms/papers", &form).await;
        let problem = answer.problem(422, "invalid_definition");
        let fault = &problem["faults"][0];
        assert_eq!(fault["path"], "/content/questions/1/accept/1", "{problem}");
    }
);
