//! A server between Sonda and a CRM's fake: it keeps what passes, gives the fake its own secret in the place of the
//! connection's, and when told answers by itself with all that it was sent.

use super::spellings::RESERVED;
use crate::wire;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::TcpListener;

#[derive(Default)]
struct Books {
    /// The status that everything is answered with, and all that was sent; else the fake answers.
    echoes: Option<u16>,
    /// All that was sent.
    wire: Vec<u8>,
    /// The tokens and sessions that the fake gave out.
    tokens: Vec<String>,
}

#[derive(Clone)]
pub(super) struct Mirror {
    pub(super) url: String,
    upstream: SocketAddr,
    /// The connection's secret, and the fake's.
    swaps: Vec<(String, String)>,
    books: Arc<Mutex<Books>>,
}

impl Mirror {
    pub(super) async fn start(upstream: &str, own: &str, theirs: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let upstream: SocketAddr = upstream.trim_start_matches("http://").parse().unwrap();
        let percent = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let form = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
        let escaped = |text: &str| json!(text).to_string().trim_matches('"').to_owned();
        let port = |address: SocketAddr| percent(&address.to_string());
        let mirror = Self {
            url: format!("http://{address}"),
            upstream,
            swaps: vec![
                (own.to_owned(), theirs.to_owned()),
                (percent(own), percent(theirs)),
                (form(own), form(theirs)),
                (escaped(own), escaped(theirs)),
                (port(address), port(upstream)),
            ],
            books: Arc::default(),
        };
        let serving = mirror.clone();
        let service = Router::new().fallback(async move |request| serving.serve(request).await);
        tokio::spawn(async move { axum::serve(listener, service).await });
        mirror
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    /// Answers everything with that status and all that it is sent; or lets the fake answer again.
    pub(super) fn echoes(&self, status: Option<u16>) {
        self.books().echoes = status;
    }

    /// What was sent until now.
    pub(super) fn wire(&self) -> Vec<u8> {
        self.books().wire.clone()
    }

    /// The tokens and sessions that were given out until now.
    pub(super) fn tokens(&self) -> Vec<String> {
        self.books().tokens.clone()
    }

    async fn serve(&self, request: Request) -> Response {
        let (head, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        let headers: Vec<(String, String)> = head
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let (method, uri) = (head.method.to_string(), head.uri.to_string());
        let status = {
            let mut books = self.books();
            let sent = format!("{method} {uri}\n{headers:?}\n{body}\n");
            books.wire.extend(sent.bytes());
            for (_, value) in &headers {
                books.wire.extend(format!("{value}\n").bytes());
            }
            books.echoes
        };
        match status {
            Some(status) => echo(status, &method, &uri, &headers, &body),
            None => self.forward(method, uri, headers, body).await,
        }
    }

    async fn forward(
        &self,
        method: String,
        uri: String,
        headers: Vec<(String, String)>,
        body: String,
    ) -> Response {
        let swap = |text: &str| {
            let mut text = text.to_owned();
            for (own, theirs) in &self.swaps {
                text = text.replace(own, theirs);
            }
            text
        };
        let body = swap(&body);
        let headers: Vec<(String, String)> = headers
            .into_iter()
            .filter(|(name, _)| !["host", "content-length", "connection"].contains(&&**name))
            .map(|(name, value)| (name, swap(&value)))
            .collect();
        let upstream = self.upstream;
        let asking = tokio::task::spawn_blocking(move || {
            let headers: Vec<(&str, &str)> = headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let host = upstream.to_string();
            let bytes = wire::request_to(&host, &method, &uri, &headers, body.as_bytes());
            wire::exchange(upstream, &bytes).unwrap()
        });
        let answer = asking.await.unwrap();
        if let Ok(body) = serde_json::from_str::<Value>(&answer.body) {
            let given = [&body["access_token"], &body["result"][1]];
            let given = given.into_iter().filter_map(Value::as_str);
            self.books().tokens.extend(given.map(str::to_owned));
        }
        let kind = answer
            .head
            .lines()
            .find_map(|line| line.strip_prefix("content-type: "));
        let status = StatusCode::from_u16(answer.status).unwrap();
        let response = Response::builder().status(status);
        let response = response.header(header::CONTENT_TYPE, kind.unwrap_or("text/plain"));
        response.body(Body::from(answer.body)).unwrap()
    }
}

/// Tells all that was sent, as a page for debugging does: as JSON, decoded, and in a header.
fn echo(
    status: u16,
    method: &str,
    uri: &str,
    headers: &[(String, String)],
    body: &str,
) -> Response {
    let authorization = headers.iter().find(|(name, _)| name == "authorization");
    let authorization = authorization.map_or("", |(_, value)| value);
    let credentials = authorization.rsplit(' ').next().unwrap_or_default();
    let decoded = STANDARD.decode(credentials).unwrap_or_default();
    let form = percent_decode_str(body).decode_utf8_lossy();
    let text = json!({
        "error": format!("{authorization} was sent"),
        "error_description": form,
        "message": format!("{method} {uri}: {authorization}"),
        "headers": headers,
        "body": body,
        "form": form,
        "session": String::from_utf8_lossy(&decoded),
        "encoded": utf8_percent_encode(credentials, NON_ALPHANUMERIC).to_string(),
    });
    let status = StatusCode::from_u16(status).unwrap();
    let mut response = (status, axum::Json(text)).into_response();
    if let Ok(value) = authorization.parse() {
        response.headers_mut().insert("x-echo", value);
    }
    response
}
