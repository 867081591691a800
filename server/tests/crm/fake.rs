//! What the fakes of CRMs share: a server on this machine that notes what it is asked, and fails as told.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::{Map, Value, json};
use sonda_server::clock::SharedClock;
use sonda_server::crm::remote::{MemoryTurns, Remote, RemoteConnector};
use sonda_server::crm::{Cell, RecordWrite, Transcript, WriteRequest};
use sonda_server::mapping::{Find, OnMatch, OnNone, OnSeveral};
use sonda_server::outgoing::{Client, Reach};
use std::io;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use uuid::Uuid;

/// A request, as a CRM reads it.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Asked {
    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The body, where it is JSON and is said to be.
    pub(crate) fn json(&self) -> Option<Value> {
        self.header("content-type")
            .starts_with("application/json")
            .then(|| serde_json::from_str(&self.text).ok())?
    }
}

/// An answer.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Value,
}

impl Reply {
    pub(crate) fn new(status: u16, body: Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
        }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::builder()
            .status(StatusCode::from_u16(self.status).unwrap())
            .header(header::CONTENT_TYPE, "application/json");
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        let body = match self.body {
            Value::Null => Body::empty(),
            body => Body::from(body.to_string()),
        };
        response.body(body).unwrap()
    }
}

/// A CRM.
pub(crate) trait Service: Send + 'static {
    fn answer(&mut self, asked: &Asked) -> Reply;
}

/// What goes wrong with a request.
pub(crate) enum Fault {
    /// It is answered so, and does nothing.
    Instead(Reply),
    /// It is carried out, and the connection breaks before the answer.
    LoseAnswer,
}

/// A CRM's server.
pub(crate) struct Fake<S> {
    pub(crate) url: String,
    state: Arc<Mutex<State<S>>>,
}

struct State<S> {
    service: S,
    /// The next request whose path holds the text fails.
    faults: Vec<(String, Fault)>,
    asked: Vec<String>,
}

impl<S: Service> Fake<S> {
    pub(crate) async fn start(service: S) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            service,
            faults: Vec::new(),
            asked: Vec::new(),
        }));
        let own = state.clone();
        let router =
            Router::new().fallback(async move |request: Request| answer(&own, request).await);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, state }
    }

    pub(crate) fn fail(&self, path: &str, fault: Fault) {
        let mut state = self.state.lock().unwrap();
        state.faults.push((path.to_owned(), fault));
    }

    /// Looks into the CRM.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut S) -> T) -> T {
        look(&mut self.state.lock().unwrap().service)
    }

    /// The requests that came since the last time, by method and path.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }
}

async fn answer<S: Service>(state: &Mutex<State<S>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let asked = Asked {
        method: head.method.to_string(),
        uri: head.uri,
        headers: head.headers,
        text: String::from_utf8(body.to_vec()).unwrap(),
    };
    let mut state = state.lock().unwrap();
    state
        .asked
        .push(format!("{} {}", asked.method, asked.path()));
    let place = state
        .faults
        .iter()
        .position(|(path, _)| asked.path().contains(path.as_str()));
    match place.map(|place| state.faults.remove(place).1) {
        Some(Fault::Instead(reply)) => reply.into_response(),
        Some(Fault::LoseAnswer) => {
            state.service.answer(&asked);
            let broken = stream::once(async { Err::<String, _>(io::Error::other("broken")) });
            Body::from_stream(broken).into_response()
        }
        None => state.service.answer(&asked).into_response(),
    }
}

/// A client that may reach this machine.
pub(crate) fn client() -> Client {
    Client::new(Reach::new(vec!["127.0.0.0/8".parse().unwrap()]))
}

pub(crate) fn clock() -> SharedClock {
    crate::clock::ManualClock::new()
}

/// The connector, with the tables as the CRM tells them.
pub(crate) async fn connector<R: Remote>(remote: R) -> RemoteConnector<R> {
    let tables = remote.tables(&Transcript::default()).await.unwrap();
    RemoteConnector::new("crm", remote, tables, Arc::new(MemoryTurns::default()))
}

/// A request to write one record, newer than those before.
pub(crate) fn request(table: &str, key: &str, values: Value) -> WriteRequest {
    rows(table, &[(key, values)])
}

/// A request to write these records.
pub(crate) fn rows(table: &str, rows: &[(&str, Value)]) -> WriteRequest {
    let row = |(key, values): &(&str, Value)| RecordWrite {
        id: Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes()),
        existing: None,
        values: object(values.clone())
            .into_iter()
            .map(|(name, value)| (name, Cell::from(value)))
            .collect(),
    };
    WriteRequest {
        response: rows.first().map_or("", |(key, _)| key).to_owned(),
        form: "visit".into(),
        table: table.into(),
        find: None,
        answered_at_ms: 1_000,
        is_repeat: false,
        rows: rows.iter().map(row).collect(),
    }
}

/// Finds by these columns, updates what is found, refuses to guess, creates what is not there.
pub(crate) fn by(columns: &[&str]) -> Option<Find> {
    Some(Find {
        by: columns.iter().map(|name| (*name).to_owned()).collect(),
        on_match: OnMatch::Update,
        on_none: OnNone::Create,
        on_several: OnSeveral::Refuse,
    })
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("no object: {other}"),
    }
}

/// The whole body of an error that is none of the CRM's own: of a proxy before it.
pub(crate) fn no_json() -> Value {
    json!("<html>Bad gateway</html>")
}
