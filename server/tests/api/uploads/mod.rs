//! `/api/v1/public/…/uploads` and `/api/v1/uploads/{id}`: files of visitors.

mod plain;
mod space;
mod sweep;

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::forms::key;
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
