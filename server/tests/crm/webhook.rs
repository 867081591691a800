//! Requests of webhooks, verified by the implementations of Standard Webhooks' own makers: the crate, and where
//! `cargo xtask test` names them in `SONDA_WEBHOOKS_NODE` and `SONDA_WEBHOOKS_PYTHON`, the packages of npm and PyPI.

use crate::judges::judge;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Map, Value, json};
use sonda_server::clock::SystemClock;
use sonda_server::crm::webhook::{Settings, SigningSecrets, TABLE, Webhook};
use sonda_server::crm::{Connector, Outcome, RecordWrite, Transcript, WriteRequest};
use sonda_server::outgoing::{Client, Reach};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use uuid::Uuid;

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const OTHER: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

type Received = Arc<Mutex<Vec<(HeaderMap, String)>>>;

async fn receiver() -> (Received, String) {
    let received = Received::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook?code=1", listener.local_addr().unwrap());
    let take = async |State(received): State<Received>, headers: HeaderMap, body: Bytes| {
        let body = String::from_utf8(body.to_vec()).unwrap();
        received.lock().unwrap().push((headers, body));
        StatusCode::ACCEPTED
    };
    let service = Router::new()
        .route("/hook", post(take))
        .with_state(Arc::clone(&received));
    tokio::spawn(async move { axum::serve(listener, service).await });
    (received, url)
}

fn webhook(url: &str, secrets: &str) -> Webhook {
    let settings: Map<String, Value> =
        serde_json::from_value(json!({"url": url, "events": "com.example"})).unwrap();
    let reach = Reach::new(vec!["127.0.0.0/8".parse().unwrap()]);
    Webhook::new(
        Settings::read(&settings).unwrap(),
        SigningSecrets::read(secrets).unwrap(),
        "https://forms.example",
        Client::new(reach),
        Arc::new(SystemClock),
    )
}

fn request(rows: usize) -> WriteRequest {
    let row = |number: usize| RecordWrite {
        id: Uuid::from_u128(number as u128 + 1),
        existing: None,
        values: [
            ("name", json!("Zażółć \"gęślą\"\n\u{1f60e}")),
            ("n", json!(number)),
        ]
        .map(|(name, value)| (name.to_owned(), value.into()))
        .into(),
    };
    WriteRequest {
        response: "r".into(),
        form: "visit".into(),
        table: TABLE.into(),
        find: None,
        answered_at_ms: 1_785_492_000_000,
        is_repeat: false,
        rows: (0..rows).map(row).collect(),
    }
}

/// The verdicts of a program.
fn verdicts(mut program: Command, cases: &[Value]) -> Vec<Value> {
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    for case in cases {
        writeln!(input, "{case}").unwrap();
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).unwrap();
    let verdicts = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    verdicts.collect()
}

/// Node.js and Python with the packages, where they are installed.
fn programs() -> Vec<Command> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/standardwebhooks");
    let mut programs = Vec::new();
    for (variable, registry, script) in [
        ("SONDA_WEBHOOKS_NODE", "npm", "verify.mjs"),
        ("SONDA_WEBHOOKS_PYTHON", "PyPI", "verify.py"),
    ] {
        let otherwise = format!("webhooks are not judged by the package of {registry}");
        if let Some(program) = judge(variable, &otherwise) {
            let mut command = Command::new(program);
            command.arg(format!("{folder}/{script}"));
            programs.push(command);
        }
    }
    programs
}

#[tokio::test]
async fn requests_are_judged_by_standard_webhooks_of_others() {
    let (received, url) = receiver().await;
    let webhook = webhook(&url, &format!("{OTHER} {SECRET}"));
    let written = webhook
        .deliver(&request(2), &Transcript::default())
        .await
        .unwrap();
    assert_eq!(written.records.len(), 2);
    let received = received.lock().unwrap();
    let mut cases = Vec::new();
    let mut expected = Vec::new();
    for (headers, body) in received.iter() {
        let named = |name: &str| (name.to_owned(), headers[name].to_str().unwrap().to_owned());
        let signed = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(named);
        let signed: std::collections::BTreeMap<_, _> = signed.into();
        let changed = body.replace("\"n\":", "\"m\":");
        for (secret, body, is_sound) in [
            (SECRET, body, true),
            (OTHER, body, true),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", body, false),
            (SECRET, &changed, false),
        ] {
            let judge = standardwebhooks::Webhook::new(secret).unwrap();
            let verdict = judge.verify(body.as_bytes(), headers);
            assert_eq!(verdict.is_ok(), is_sound, "{verdict:?}");
            cases.push(json!({"secret": secret, "headers": signed, "body": body}));
            expected.push(is_sound.then(|| serde_json::from_str::<Value>(body).unwrap()));
        }
    }
    assert_eq!(cases.len(), 8);
    for program in programs() {
        let name = format!("{program:?}");
        let verdicts = verdicts(program, &cases);
        assert_eq!(verdicts.len(), cases.len(), "{name}");
        for (verdict, expected) in verdicts.iter().zip(&expected) {
            match expected {
                Some(event) => assert_eq!(&verdict["verified"], event, "{name}: {verdict}"),
                None => assert!(verdict["refused"].is_string(), "{name}: {verdict}"),
            }
        }
    }
}

#[tokio::test]
async fn what_is_noted_of_an_attempt_holds_no_answer_and_no_signature() {
    let (received, url) = receiver().await;
    let transcript = Transcript::default();
    let webhook = webhook(&url, SECRET);
    webhook.deliver(&request(1), &transcript).await.unwrap();
    let noted = transcript.exchanges();
    let [exchange] = &noted[..] else {
        panic!("{noted:?}");
    };
    assert_eq!(exchange.status, Some(202));
    assert!(
        exchange.body.contains(r#""data":{"n":"…","name":"…"}"#),
        "{exchange:?}"
    );
    let signature = received.lock().unwrap()[0].0["webhook-signature"].clone();
    let all = serde_json::to_string(&noted).unwrap();
    assert!(!all.contains("Zażółć") && !all.contains(signature.to_str().unwrap()));
    assert!(
        !all.contains("code=1"),
        "a query may hold what is secret: {all}"
    );
}

#[tokio::test]
async fn a_preview_is_the_request_that_would_be_sent() {
    let (received, url) = receiver().await;
    let webhook = webhook(&url, SECRET);
    let preview = webhook.preview(&request(1)).await.unwrap();
    assert!(received.lock().unwrap().is_empty(), "nothing is sent");
    assert_eq!(preview.records[0].outcome, Outcome::Created);
    webhook
        .deliver(&request(1), &Transcript::default())
        .await
        .unwrap();
    let (headers, body) = &received.lock().unwrap()[0];
    let shown = &preview.requests[0];
    assert!(shown.starts_with(&format!("POST {url}\n")), "{shown}");
    assert!(shown.ends_with(body.as_str()), "{shown}");
    let id = headers["webhook-id"].to_str().unwrap();
    assert!(shown.contains(&format!("webhook-id: {id}\n")), "{shown}");
}

#[tokio::test]
async fn what_a_webhook_cannot_do_is_given_up() {
    let (received, url) = receiver().await;
    let webhook = webhook(&url, SECRET);
    let mut finding = request(1);
    finding.find = Some(serde_json::from_value(json!({"by": ["email"]})).unwrap());
    let mut elsewhere = request(1);
    elsewhere.table = "lead".into();
    for (request, reason) in [
        (finding, "finds no records"),
        (elsewhere, "no table `lead`"),
    ] {
        let refused = webhook
            .deliver(&request, &Transcript::default())
            .await
            .unwrap_err();
        assert!(refused.to_string().contains(reason), "{refused}");
        assert!(webhook.preview(&request).await.is_err());
    }
    assert!(received.lock().unwrap().is_empty());
}
