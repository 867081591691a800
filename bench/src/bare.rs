//! The least that a server written with axum does for a submission: parses the same JSON into values of the same
//! shape and answers. It judges nothing and stores nothing: the yardstick.

use anyhow::Context;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// The body of a submission, field by field as the server reads it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "parsing it is the work that is measured")]
struct Submission {
    version: Option<i64>,
    locale: Option<String>,
    answers: BTreeMap<String, Value>,
    #[serde(default)]
    comments: BTreeMap<String, String>,
    #[serde(default)]
    context: PageContext,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "parsing it is the work that is measured")]
struct PageContext {
    page: Option<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    receipt: Receipt,
}

#[derive(Debug, Serialize)]
struct Receipt {
    response: &'static str,
    submitted_at: &'static str,
}

/// Serves until the process is ended.
pub(crate) fn serve(address: SocketAddr) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let listener = TcpListener::bind(address)
                .await
                .context("the bare handler's address")?;
            let routes = Router::new()
                .route("/api/v1/public/forms/{form}/responses", post(take))
                .route("/readyz", get(async || "ok"));
            Ok(axum::serve(listener, routes).await?)
        })
}

async fn take(
    Path(form): Path<String>,
    Json(submission): Json<Submission>,
) -> (StatusCode, Json<Answer>) {
    // Nothing parsed may be optimized away.
    std::hint::black_box((form, submission));
    let receipt = Receipt {
        response: "01890a5d-ac96-774b-bcce-b302099a8057",
        submitted_at: "2026-01-01T12:00:00.123Z",
    };
    (StatusCode::CREATED, Json(Answer { receipt }))
}
