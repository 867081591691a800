//! An export needs as much memory for ten times as many answers. What Rust allocates is counted, so this is a program of
//! its own with one test: nothing else may allocate beside it. What SQLite allocates by itself is not counted;
//! `cargo xtask bench answers` shows the whole process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use futures::StreamExt;
use peak_alloc::PeakAlloc;
use serde_json::Value;
use sonda_domain::{Content, FormId};
use sonda_server::answers::Generator;
use sonda_server::clock::SystemClock;
use sonda_server::config::Config;
use sonda_server::definition::judge;
use sonda_server::serve::{Server, open_connectors, open_store};
use sonda_server::store::{GeneratedResponse, Store};
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::ServiceExt;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const FORM: &str = include_str!("../../demo/after-the-service-visit.json");
const TOKEN: &str = "token-of-the-test-of-exports";
/// More than are read at once, so that the first pages are as full as any.
const FEW: usize = 1_000;
const TIMES: usize = 10;

/// What an export came to.
#[derive(Debug)]
struct Measured {
    /// The most bytes that were allocated beyond those before it began.
    held: usize,
    /// The most bytes of one piece.
    piece: usize,
    /// The bytes of the file.
    file: usize,
}

async fn measure(router: &Router, form: &FormId, format: &str) -> Measured {
    let request = Request::get(format!("/api/v1/forms/{form}/export?format={format}"))
        .header("authorization", format!("Bearer {TOKEN}"));
    let request = request.body(Body::empty()).unwrap();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let response = router.clone().oneshot(request).await.unwrap();
    assert!(response.status().is_success(), "{response:?}");
    let mut pieces = response.into_body().into_data_stream();
    let (mut piece, mut file) = (0, 0);
    while let Some(next) = pieces.next().await {
        let length = next.unwrap().len();
        piece = piece.max(length);
        file += length;
    }
    Measured {
        held: MEMORY.peak_usage().saturating_sub(before),
        piece,
        file,
    }
}

async fn fill(store: &Store, form: &FormId, content: &Content, count: usize, seed: u64) {
    let mut generator = Generator::new(content, seed);
    let generated = (0..count).map(|number| {
        let one = generator.generate().unwrap();
        let at_ms = 1_785_492_000_000 + i64::try_from(number).unwrap();
        let millis = u64::try_from(at_ms).unwrap();
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &one.random).into_uuid();
        GeneratedResponse {
            id: id.to_string(),
            submitted_at_ms: at_ms,
            locale: one.locale,
            judged: one.judged,
            context: BTreeMap::new(),
        }
    });
    let generated: Vec<GeneratedResponse> = generated.collect();
    for batch in generated.chunks(200) {
        let inserted = store.insert_generated(form, 1, batch, &[]);
        inserted.await.unwrap();
    }
}

#[tokio::test]
async fn an_export_of_ten_times_as_many_answers_needs_no_more_memory() {
    let folder = std::env::temp_dir().join(format!("sonda-export-{}", std::process::id()));
    let mut config = Config {
        data_dir: folder.clone(),
        ..Config::default()
    };
    config.admin.token = Some(TOKEN.to_owned());
    let store = open_store(&config).await.unwrap();
    let connectors = open_connectors(&config, &store, Arc::new(SystemClock)).unwrap();
    let catalogue = connectors.catalogue().await.unwrap();
    let captcha = config.captcha.clone();
    let server = Server::assemble(config, store.clone(), Arc::new(SystemClock)).unwrap();
    let router = server.router();
    let value: Value = serde_json::from_str(FORM).unwrap();
    let document = judge(&value, &catalogue, &captcha).unwrap();
    store.publish(&document, 0).await.unwrap();
    let (form, content) = (&document.id, &document.content);
    fill(&store, form, content, FEW, 1).await;
    for format in ["csv", "xlsx", "jsonl"] {
        // What is made once, such as the statements of the database.
        measure(&router, form, format).await;
    }
    let mut few = Vec::new();
    for format in ["csv", "xlsx", "jsonl"] {
        few.push(measure(&router, form, format).await);
    }
    fill(&store, form, content, FEW * (TIMES - 1), 2).await;
    for (format, few) in ["csv", "xlsx", "jsonl"].into_iter().zip(few) {
        let many = measure(&router, form, format).await;
        println!("{format}: {few:?}, {many:?}");
        assert!(
            many.file > few.file * (TIMES - 2),
            "{format}: {few:?}, {many:?}"
        );
        // No page of answers is as long as the other.
        let most = |few: usize| few + few / 4;
        assert!(many.held <= most(few.held), "{format}: {few:?}, {many:?}");
        assert!(many.piece <= most(few.piece), "{format}: {few:?}, {many:?}");
    }
    store.close().await;
    std::fs::remove_dir_all(folder).unwrap();
}
