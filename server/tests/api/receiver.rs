//! A receiver of webhooks: keeps what it is sent, and answers as told.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What it was sent.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

type Answer = (u16, Vec<(&'static str, String)>);

#[derive(Default)]
struct Books {
    received: Vec<Received>,
    answers: VecDeque<Answer>,
}

/// A receiver on an address of its own. It answers 204 unless told otherwise.
#[derive(Clone, Default)]
pub(crate) struct Receiver(Arc<Mutex<Books>>);

impl Receiver {
    /// Starts it; returns it with its address.
    pub(crate) async fn start() -> (Self, String) {
        let receiver = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = Router::new()
            .route("/hook", post(answer))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, service).await });
        (receiver, format!("http://{address}/hook"))
    }

    /// The next request is answered with that status and these headers.
    pub(crate) fn answers(&self, status: u16, headers: &[(&'static str, &str)]) {
        let headers = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let answer = (status, headers.collect());
        self.0.lock().unwrap().answers.push_back(answer);
    }

    /// What it was sent since it was asked last.
    pub(crate) fn received(&self) -> Vec<Received> {
        std::mem::take(&mut self.0.lock().unwrap().received)
    }
}

async fn answer(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    let mut books = receiver.0.lock().unwrap();
    books.received.push(Received { headers, body });
    let (status, headers) = books.answers.pop_front().unwrap_or((204, Vec::new()));
    let mut response = StatusCode::from_u16(status).unwrap().into_response();
    for (name, value) in headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}
