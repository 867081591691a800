//! The byte budgets: what a visitor's phone downloads, and what the console does. Deterministic, so it belongs to the
//! tests.
//!
//! Needs the bundles, which `cargo xtask build` makes.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::Value;
use sonda_server::clock::SystemClock;
use sonda_server::config::Config;
use sonda_server::definition::judge;
use sonda_server::serve::{Server, open_connectors, open_store};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower::ServiceExt;

/// HTML with its stylesheet inside, compressed as it travels.
const PAGE_BYTES: usize = 14 * 1024;
/// WASM and JavaScript of the widget, hosted and embedded together, with every kind of question.
const WIDGET_BYTES: u64 = 110_000;
/// The same of what a form loads, hosted or embedded, that asks common kinds of questions alone (`Kind::is_common`).
const LEAN_BYTES: u64 = 85_000;
/// The same of what a page of the console loads: a program, its glue and its start, all styles, the words of a language.
const CONSOLE_BYTES: u64 = 450_000;

const FORMS: [&str; 2] = [
    include_str!("../../demo/request-a-demo.json"),
    include_str!("../../demo/after-the-service-visit.json"),
];

fn dist(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../{of}/dist"))
}

fn built(file: &str) -> u64 {
    let path = dist("widget").join(file);
    let size = path.metadata().map(|metadata| metadata.len());
    size.unwrap_or_else(|_| panic!("{file} is not built: run `cargo xtask build` first"))
}

#[tokio::test]
async fn a_hosted_page_stays_within_its_budget_in_every_language() {
    assert!(
        built("form.css") > 0,
        "a page without its stylesheet proves nothing"
    );
    let folder = std::env::temp_dir().join(format!("sonda-budget-{}", std::process::id()));
    let config = Config {
        data_dir: folder.clone(),
        ..Config::default()
    };
    let store = open_store(&config).await.unwrap();
    let connectors = open_connectors(&config, &store, Arc::new(SystemClock)).unwrap();
    let catalogue = connectors.catalogue().await.unwrap();
    let captcha = config.captcha.clone();
    let server = Server::assemble(config, store.clone(), Arc::new(SystemClock)).unwrap();
    for text in FORMS {
        let value: Value = serde_json::from_str(text).unwrap();
        let document = judge(&value, &catalogue, &captcha).unwrap();
        store.publish(&document, 0).await.unwrap();
        for locale in &document.content.locales {
            let request = Request::get(format!("/f/{}?lang={locale}", document.id))
                .header("accept-encoding", "br");
            let response = server
                .router()
                .oneshot(request.body(Body::empty()).unwrap())
                .await
                .unwrap();
            assert_eq!(response.headers()["content-encoding"], "br");
            let bytes = to_bytes(response.into_body(), usize::MAX)
                .await
                .unwrap()
                .len();
            println!("{} in {locale}: {bytes} of {PAGE_BYTES} bytes", document.id);
            assert!(
                bytes <= PAGE_BYTES,
                "{} in {locale} has {bytes} bytes",
                document.id
            );
        }
    }
    store.close().await;
    std::fs::remove_dir_all(folder).unwrap();
}

/// What the files have together.
fn bundle(files: &[&str], most: u64) {
    let sizes: Vec<u64> = files.iter().map(|file| built(file)).collect();
    let total: u64 = sizes.iter().sum();
    assert!(total <= most, "{files:?} have {total} bytes: {sizes:?}");
}

#[test]
fn the_widget_stays_within_its_budget() {
    let bundled = ["pkg/sonda-widget_bg.wasm.br", "pkg/sonda-widget.js.br"];
    bundle(
        &[bundled[0], bundled[1], "boot.js.br", "embed.js.br"],
        WIDGET_BYTES,
    );
}

#[test]
fn a_form_of_common_questions_loads_less() {
    for script in ["boot.js.br", "embed.js.br"] {
        bundle(
            &["pkg/sonda-lean_bg.wasm.br", "pkg/sonda-lean.js.br", script],
            LEAN_BYTES,
        );
    }
}

/// The bytes of what is sent compressed from a folder of the console and ends so, by name.
fn console(folder: &str, end: &str) -> Vec<(String, u64)> {
    let folder = dist("admin").join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|_| {
        panic!(
            "{} is not built: run `cargo xtask build` first",
            folder.display()
        )
    });
    let sized = entries.map(|entry| {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, entry.metadata().expect("a file").len())
    });
    let end = format!("{end}.br");
    sized.filter(|(name, _)| name.ends_with(&end)).collect()
}

#[test]
fn each_page_of_the_console_stays_within_its_budget() {
    let sum = |files: Vec<(String, u64)>| files.iter().map(|(_, size)| size).sum::<u64>();
    let common = sum(console("", ".css")) + sum(console("", "console.js"));
    let programs = console("pkg", "_bg.wasm");
    assert_eq!(programs.len(), 3, "{programs:?}");
    for (module, size) in programs {
        let program = module.trim_end_matches("_bg.wasm.br");
        let glue = sum(console("pkg", &format!("{program}.js")));
        let words = console(&format!("words/{program}"), ".json");
        assert_eq!(words.len(), 3, "{words:?}");
        let words = words.iter().map(|(_, size)| *size).max();
        let total = size + glue + words.unwrap_or_default() + common;
        assert!(
            glue > 0 && common > 0 && total <= CONSOLE_BYTES,
            "a page with {module} has {total} bytes"
        );
    }
}
