//! Fakes of the providers' `siteverify`, stricter than the originals: whoever asks wrongly is told so.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

pub(crate) const SECRET: &str = "the-secret+/= of a provider";

/// What a token is worth.
#[derive(Clone)]
pub(crate) enum Worth {
    /// This verdict, the first time it is asked about.
    Verdict(Value),
    /// An answer that is none.
    Broken(StatusCode, &'static str),
    /// No answer.
    Silence,
}

#[derive(Default)]
struct Books {
    tokens: BTreeMap<String, Worth>,
    spent: BTreeSet<String>,
    asked: Vec<String>,
    faults: Vec<String>,
}

/// A provider on an address of its own.
#[derive(Clone, Default)]
pub(crate) struct Provider(Arc<Mutex<Books>>);

impl Provider {
    /// Starts it; returns it with where it is asked.
    pub(crate) async fn start() -> (Self, String) {
        let provider = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let service = Router::new()
            .route("/siteverify", post(answer))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, service).await });
        (provider, format!("http://{address}/siteverify"))
    }

    /// Gives out a token.
    pub(crate) fn gives(&self, token: &str, worth: Worth) {
        self.0
            .lock()
            .unwrap()
            .tokens
            .insert(token.to_owned(), worth);
    }

    /// The tokens it was asked about.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().asked.clone()
    }

    /// What was wrong with the questions.
    pub(crate) fn faults(&self) -> Vec<String> {
        self.0.lock().unwrap().faults.clone()
    }

    fn fault(&self, fault: String, code: &str) -> Response {
        self.0.lock().unwrap().faults.push(fault);
        refusal(code)
    }
}

fn refusal(code: &str) -> Response {
    verdict(&json!({"success": false, "error-codes": [code]}))
}

fn verdict(body: &Value) -> Response {
    (
        [(header::CONTENT_TYPE, "application/json")],
        body.to_string(),
    )
        .into_response()
}

async fn answer(State(provider): State<Provider>, headers: HeaderMap, body: Bytes) -> Response {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .map(|value| value.to_str().unwrap());
    if media_type != Some("application/x-www-form-urlencoded") {
        return provider.fault(format!("the body is {media_type:?}"), "bad-request");
    }
    let body = String::from_utf8(body.to_vec()).unwrap();
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    let mut fields = BTreeMap::new();
    for pair in body.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if fields.insert(decode(name), decode(value)).is_some() {
            return provider.fault(format!("{name} comes twice"), "bad-request");
        }
    }
    let names: Vec<&str> = fields.keys().map(String::as_str).collect();
    // The visitor's address is allowed there, and not to be told.
    if names != ["response", "secret"] {
        return provider.fault(format!("the fields are {names:?}"), "bad-request");
    }
    if fields["secret"] != SECRET {
        return refusal("invalid-input-secret");
    }
    let token = fields["response"].clone();
    let (worth, first) = {
        let mut books = provider.0.lock().unwrap();
        books.asked.push(token.clone());
        let first = books.spent.insert(token.clone());
        (books.tokens.get(&token).cloned(), first)
    };
    match worth {
        None => refusal("invalid-input-response"),
        Some(Worth::Verdict(_)) if !first => refusal("timeout-or-duplicate"),
        Some(Worth::Verdict(body)) => verdict(&body),
        Some(Worth::Broken(status, body)) => (status, body).into_response(),
        Some(Worth::Silence) => std::future::pending().await,
    }
}
