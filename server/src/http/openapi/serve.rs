//! `GET /api/v1/openapi.json` and `GET /api/v1/docs`.

use super::document::document;
use super::page::{STYLE, page};
use crate::http::App;
use crate::http::access::session_cookie;
use crate::http::routes::api;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// What is made of the operations once, by whether the server is reached by HTTPS.
struct Made {
    json: Bytes,
    html: String,
    policy: HeaderValue,
}

fn made(app: &App) -> &'static Made {
    static MADE: [OnceLock<Made>; 2] = [const { OnceLock::new() }; 2];
    MADE[usize::from(app.config.is_https())].get_or_init(|| {
        let document = document(&api(), &session_cookie(app));
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        );
        Made {
            html: page(&document),
            json: Bytes::from(document.to_string()),
            policy: HeaderValue::from_str(&policy).expect("hashes are of visible characters"),
        }
    })
}

/// `GET /api/v1/openapi.json`: this API, as OpenAPI 3.1; needs no token.
pub(crate) async fn show_document(State(app): State<Arc<App>>) -> Response {
    let json = HeaderValue::from_static("application/json");
    let mut response = made(&app).json.clone().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// `GET /api/v1/docs`: the same for people.
pub(crate) async fn show_page(State(app): State<Arc<App>>) -> Response {
    let made = made(&app);
    let mut response = Html(made.html.as_str()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, made.policy.clone());
    response
}
