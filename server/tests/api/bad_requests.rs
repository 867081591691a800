//! Requests that are wrong before their body is read, over a real socket.

use crate::app::TestApp;
use crate::forms::{LEAD_RESPONSES, a_lead, lead};
use crate::wire::{WireAnswer, answer, connect, exchange, request};
use std::io::Write;
use std::net::{Shutdown, SocketAddr};

const JSON: (&str, &str) = ("content-type", "application/json");
const KEY: (&str, &str) = ("idempotency-key", "\"over-a-socket-1\"");

/// Runs what blocks beside the server, which runs here.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// Another server of the same database, listening, which still takes a submission afterwards.
async fn served(app: &TestApp, test: impl AsyncFnOnce(SocketAddr)) {
    app.publish(&lead()).await;
    let other = app.another(|_| {}).await;
    other
        .listening(async |address| {
            test(address).await;
            let body = a_lead("Jan").to_string();
            let sound = request("POST", LEAD_RESPONSES, &[JSON, KEY], body.as_bytes());
            let taken = beside(move || exchange(address, &sound).unwrap()).await;
            assert_eq!(taken.status, 201, "{taken:?}");
        })
        .await;
    assert_eq!(app.responses("contact-us").await.len(), 1);
}

fn is_problem(answer: &WireAnswer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(
        answer
            .head
            .contains("content-type: application/problem+json"),
        "{answer:?}"
    );
    assert!(
        answer.body.contains(&format!("\"code\":\"{code}\"")),
        "{answer:?}"
    );
}

on_both_engines!(
    ten_megabytes_are_refused_with_an_answer_that_arrives,
    async |app| {
        served(app, async |address| {
            let large = request(
                "POST",
                LEAD_RESPONSES,
                &[JSON, KEY],
                &vec![b'x'; 10_000_000],
            );
            let answer = beside(move || exchange(address, &large).unwrap()).await;
            is_problem(&answer, 413, "body_too_large");
        })
        .await;
    }
);

on_both_engines!(a_body_that_is_cut_short_is_no_submission, async |app| {
    served(app, async |address| {
        let head = format!(
            "POST {LEAD_RESPONSES} HTTP/1.1\r\nhost: sonda.test\r\nconnection: close\r\n\
            content-type: application/json\r\nidempotency-key: \"cut-short-1\"\r\n"
        );
        let body = a_lead("Cut").to_string();
        let cut = [
            format!("{head}content-length: {}\r\n\r\n{body}", body.len() + 1),
            format!(
                "{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n",
                body.len()
            ),
            format!(
                "{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}",
                body.len() + 5
            ),
        ];
        for bytes in cut {
            let answer = beside(move || {
                let mut stream = connect(address).unwrap();
                stream.write_all(bytes.as_bytes()).unwrap();
                stream.shutdown(Shutdown::Write).unwrap();
                answer(&mut stream)
            })
            .await;
            is_problem(&answer.unwrap(), 400, "body_cut_short");
        }
    })
    .await;
});

on_both_engines!(headers_and_addresses_without_end_are_refused, async |app| {
    served(app, async |address| {
        let long = "x".repeat(1_000_000);
        let huge_header = request("GET", "/f/contact-us", &[("x-long", &long)], b"");
        let huge_path = request("GET", &format!("/f/{long}"), &[], b"");
        let names: Vec<String> = (0..1_000).map(|number| format!("x-{number}")).collect();
        let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
        let many_headers = request("GET", "/f/contact-us", &many, b"");
        let told = beside(move || exchange(address, &many_headers).unwrap()).await;
        assert_eq!(told.status, 431, "{told:?}");
        for bytes in [huge_header, huge_path] {
            let answer = beside(move || {
                let mut stream = connect(address).unwrap();
                // The server stops listening before all is said, which may take its answer along.
                let _ = stream.write_all(&bytes);
                answer(&mut stream)
            })
            .await;
            assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status == 431));
        }
    })
    .await;
});

on_both_engines!(what_is_not_http_is_refused, async |app| {
    served(app, async |address| {
        for bytes in [
            "\u{16}\u{3}\u{1}\u{2}\u{0}",
            "GET\r\n\r\n",
            "POST / HTTP/1.1\r\ncontent-length: -5\r\n\r\n",
            "GET /\u{0} HTTP/1.1\r\n\r\n",
        ] {
            let answer = beside(move || {
                let mut stream = connect(address).unwrap();
                stream.write_all(bytes.as_bytes()).unwrap();
                stream.shutdown(Shutdown::Write).unwrap();
                answer(&mut stream)
            })
            .await;
            assert_eq!(answer.unwrap().status, 400, "{bytes:?}");
        }
    })
    .await;
});

on_both_engines!(a_path_that_is_no_text_is_refused, async |app| {
    served(app, async |address| {
        for path in ["/f/%ff", "/s/%c3%28", "/f/%", "/f/%zz"] {
            let bytes = request("GET", path, &[], b"");
            let answer = beside(move || exchange(address, &bytes).unwrap()).await;
            assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
            assert!(
                answer.head.contains("text/html"),
                "a visitor reads a page: {answer:?}"
            );
        }
        let api = request("GET", "/api/v1/public/forms/%ff/view", &[], b"");
        let answer = beside(move || exchange(address, &api).unwrap()).await;
        is_problem(&answer, 400, "malformed_path");
    })
    .await;
});
