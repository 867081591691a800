//! A CRM over real HTTP that fails as told, and the connector that speaks to it: small, as strict as a real one.

use crate::clock::START_MS;
use crate::small_crm::contacts;
use axum::http::{Method, Request, StatusCode};
use bytes::Bytes;
use serde_json::{Map, Value, json};
use sonda_server::clock::SharedClock;
use sonda_server::crm::remote::{Answered, By, Found, Http, Limits, Remote, SourceKey, Step};
use sonda_server::crm::{DeliveryError, Exchange, Finding, Table, Transcript};
use sonda_server::outgoing::{Client, Patience, Reach};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Which request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Find,
    Write,
}

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum HttpFault {
    /// This status, with these headers.
    Status(u16, &'static str),
    /// The token is no longer valid.
    TokenEnds,
    /// The answer ends in the middle of its body.
    ResetInBody,
    /// No answer, ever.
    Silence,
    /// A byte now and then.
    Drip,
    /// A hundred megabytes.
    Huge,
    /// What is no HTTP.
    NotHttp,
    /// HTML where JSON should be.
    NotJson,
}

#[derive(Default)]
struct State {
    records: BTreeMap<String, Map<String, Value>>,
    token: u64,
    /// What goes wrong next, and whether the CRM does what it was asked all the same.
    faults: VecDeque<(At, HttpFault, bool)>,
    requests: usize,
}

/// The CRM.
pub(crate) struct FaultyHttp {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    serving: Option<JoinHandle<()>>,
}

impl FaultyHttp {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut server = Self {
            address: listener.local_addr().unwrap(),
            state: Arc::default(),
            serving: None,
        };
        server.serve(listener);
        server
    }

    fn serve(&mut self, listener: TcpListener) {
        let state = Arc::clone(&self.state);
        self.serving = Some(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&state);
                tokio::spawn(async move {
                    // Whoever hangs up is not answered.
                    let _ = answer(stream, &state).await;
                });
            }
        }));
    }

    /// Connections are refused from now on.
    pub(crate) async fn go_down(&mut self) {
        let serving = self.serving.take().unwrap();
        serving.abort();
        let _ = serving.await;
    }

    pub(crate) async fn come_up(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serve(listener);
    }

    pub(crate) fn fail(&self, at: At, fault: HttpFault, commits: bool) {
        self.state
            .lock()
            .unwrap()
            .faults
            .push_back((at, fault, commits));
    }

    /// Nothing goes wrong any more.
    pub(crate) fn recover(&self) {
        self.state.lock().unwrap().faults.clear();
    }

    /// How many records hold this value in that column.
    pub(crate) fn count(&self, column: &str, value: &str) -> usize {
        let state = self.state.lock().unwrap();
        let holds = |record: &&Map<String, Value>| record.get(column) == Some(&value.into());
        state.records.values().filter(holds).count()
    }

    pub(crate) fn add(&self, id: &str, values: Value) {
        let values = values.as_object().unwrap().clone();
        self.state.lock().unwrap().records.insert(id.into(), values);
    }

    /// How many requests there were.
    pub(crate) fn requests(&self) -> usize {
        self.state.lock().unwrap().requests
    }

    /// What speaks to it, patient for as long as a busy machine needs and no longer.
    pub(crate) fn remote(&self, clock: SharedClock) -> TinyRemote {
        self.remote_at(&format!("http://{}", self.address), clock)
    }

    pub(crate) fn remote_at(&self, base: &str, clock: SharedClock) -> TinyRemote {
        let reach = Reach::new(vec!["127.0.0.1/32".parse().unwrap()]);
        let patience = Patience {
            time: Duration::from_millis(400),
            bytes: 100_000,
            cuts: false,
        };
        TinyRemote {
            http: Http::new(Client::new(reach), Limits::at_once(8)).with_patience(patience),
            base: base.to_owned(),
            token: AtomicU64::new(0),
            clock,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for FaultyHttp {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

struct Asked {
    method: String,
    path: String,
    head: String,
    body: Vec<u8>,
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Asked> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&piece[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.trim().parse().unwrap());
        if bytes.len() >= end + 4 + length {
            let first = String::from_utf8_lossy(&bytes[..end]);
            let mut words = first.split(' ');
            return Ok(Asked {
                method: words.next().unwrap().to_owned(),
                path: words.next().unwrap().to_owned(),
                body: bytes[end + 4..].to_vec(),
                head,
            });
        }
    }
}

async fn answer(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let asked = read(&mut stream).await?;
    let (fault, (status, body)) = {
        let mut state = state.lock().unwrap();
        state.requests += 1;
        let at = match (asked.method.as_str(), asked.path.as_str()) {
            (_, "/token") => None,
            ("GET", _) => Some(At::Find),
            _ => Some(At::Write),
        };
        let hits = state
            .faults
            .front()
            .is_some_and(|fault| Some(fault.0) == at);
        let fault = hits.then(|| state.faults.pop_front().unwrap());
        if matches!(fault, Some((_, HttpFault::TokenEnds, _))) {
            state.token += 1;
        }
        let fault = fault.filter(|(_, fault, _)| !matches!(fault, HttpFault::TokenEnds));
        let done = match fault {
            Some((_, _, false)) => (0, Value::Null),
            _ => state.carry_out(&asked),
        };
        (fault, done)
    };
    let close = "connection: close\r\n";
    let Some((_, fault, _)) = fault else {
        let body = body.to_string();
        let length = body.len();
        let whole = format!("HTTP/1.1 {status} .\r\n{close}content-length: {length}\r\n\r\n{body}");
        return stream.write_all(whole.as_bytes()).await;
    };
    match fault {
        HttpFault::TokenEnds => Ok(()),
        HttpFault::Status(status, headers) => {
            let headers = headers.replace("{date}", "Fri, 31 Jul 2026 10:01:00 GMT");
            let said = json!({"error": "as told"}).to_string();
            let length = said.len();
            let whole = format!(
                "HTTP/1.1 {status} .\r\n{close}{headers}content-length: {length}\r\n\r\n{said}"
            );
            stream.write_all(whole.as_bytes()).await
        }
        HttpFault::ResetInBody => {
            let part = format!("HTTP/1.1 200 .\r\n{close}content-length: 100\r\n\r\n[{{\"id\"");
            stream.write_all(part.as_bytes()).await
        }
        HttpFault::Silence => {
            // Until the other side hangs up.
            let _ = stream.read(&mut [0; 1]).await?;
            Ok(())
        }
        HttpFault::Drip => {
            let head = format!("HTTP/1.1 200 .\r\n{close}content-length: 100000\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            let mut drops = tokio::time::interval(Duration::from_millis(20));
            loop {
                drops.tick().await;
                stream.write_all(b" ").await?;
            }
        }
        HttpFault::Huge => {
            let head = format!("HTTP/1.1 200 .\r\n{close}content-length: 104857600\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            for _ in 0..1_600 {
                stream.write_all(&[b' '; 65_536]).await?;
            }
            Ok(())
        }
        HttpFault::NotHttp => stream.write_all(b"220 mail.example ESMTP\r\n").await,
        HttpFault::NotJson => {
            let said = "<html>It works!</html>";
            let whole = format!(
                "HTTP/1.1 200 .\r\n{close}content-length: {}\r\n\r\n{said}",
                said.len()
            );
            stream.write_all(whole.as_bytes()).await
        }
    }
}

impl State {
    fn carry_out(&mut self, asked: &Asked) -> (u16, Value) {
        if asked.path == "/token" {
            return (200, json!({"token": self.token}));
        }
        if !asked
            .head
            .contains(&format!("authorization: bearer {}\r\n", self.token))
            && !asked
                .head
                .ends_with(&format!("authorization: bearer {}", self.token))
        {
            return (401, json!({"error": "invalid_token"}));
        }
        let body = || serde_json::from_slice::<Map<String, Value>>(&asked.body);
        if let Some((column, value)) = asked
            .path
            .strip_prefix("/records?")
            .and_then(|query| query.split_once('='))
        {
            let holds = |record: &Map<String, Value>| record.get(column) == Some(&value.into());
            let found = self.records.iter().filter(|(_, record)| holds(record));
            let found = found.map(|(id, values)| json!({"id": id, "values": values}));
            return (200, found.collect());
        }
        let Some(id) = asked.path.strip_prefix("/records/") else {
            return (404, json!({}));
        };
        let there = self.records.get_mut(id);
        match (asked.method.as_str(), there, body()) {
            ("GET", None, _) => (200, json!([])),
            ("GET", Some(values), _) => (200, json!([{"id": id, "values": values}])),
            ("PUT", Some(_), Ok(_)) => (412, json!({"error": "it is there"})),
            ("PUT", None, Ok(values)) => {
                self.records.insert(id.to_owned(), values);
                (201, json!({}))
            }
            ("PATCH", Some(there), Ok(values)) => {
                there.extend(values);
                (200, json!({}))
            }
            ("PATCH", None, _) => (404, json!({})),
            _ => (400, json!({})),
        }
    }
}

/// The connector's side.
pub(crate) struct TinyRemote {
    http: Http,
    base: String,
    token: AtomicU64,
    clock: SharedClock,
}

impl TinyRemote {
    async fn once(
        &self,
        method: &Method,
        path: &str,
        body: &Value,
        transcript: &Transcript,
    ) -> Result<Answered, DeliveryError> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(
                "authorization",
                format!("Bearer {}", self.token.load(Ordering::SeqCst)),
            )
            .body(Bytes::from(body.to_string()))
            .map_err(|_| DeliveryError::give_up("an address that is none"))?;
        self.http.send(request, body.to_string(), transcript).await
    }

    /// Asks, with a new token where the old one has ended.
    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Value,
        transcript: &Transcript,
    ) -> Result<Answered, DeliveryError> {
        let answered = self.once(&method, path, &body, transcript).await?;
        if answered.status != StatusCode::UNAUTHORIZED {
            return Ok(answered);
        }
        let token = self
            .once(&Method::POST, "/token", &Value::Null, transcript)
            .await?;
        let token: Value = read_json(&token)?;
        self.token
            .store(token["token"].as_u64().unwrap_or(0), Ordering::SeqCst);
        self.once(&method, path, &body, transcript).await
    }

    fn failure(&self, answered: &Answered) -> DeliveryError {
        answered.failure("as told", self.clock.now_ms())
    }
}

fn read_json(answered: &Answered) -> Result<Value, DeliveryError> {
    serde_json::from_slice(&answered.body)
        .map_err(|_| DeliveryError::retry("the CRM's answer is not JSON"))
}

impl Remote for TinyRemote {
    fn at_once(&self) -> usize {
        16
    }

    fn source_key(&self, _: &str) -> SourceKey {
        SourceKey::Id
    }

    async fn tables(&self, _: &Transcript) -> Result<Vec<Table>, DeliveryError> {
        Ok(vec![contacts()])
    }

    async fn find(
        &self,
        _: &Table,
        by: By<'_>,
        _: &[&str],
        _: usize,
        transcript: &Transcript,
    ) -> Result<Vec<Found>, DeliveryError> {
        let path = match by {
            By::Id(id) => format!("/records/{id}"),
            By::Column(column, value) => {
                format!("/records?{}={}", column.name, value.as_str().unwrap())
            }
            By::Source(column, id) => format!("/records?{column}={id}"),
        };
        let answered = self
            .ask(Method::GET, &path, Value::Null, transcript)
            .await?;
        if answered.status != StatusCode::OK {
            return Err(self.failure(&answered));
        }
        let found = read_json(&answered)?;
        let found = found.as_array().cloned().unwrap_or_default().into_iter();
        Ok(found
            .map(|one| Found {
                id: one["id"].as_str().unwrap().into(),
                version: None,
                values: one["values"].as_object().unwrap().clone(),
            })
            .collect())
    }

    async fn write(
        &self,
        _: &Table,
        steps: &[Step],
        transcript: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        let mut ids = Vec::new();
        for step in steps {
            let (method, id, values) = match step {
                Step::Create { id, values } => (Method::PUT, id.to_string(), values),
                Step::Update { record, values } => (Method::PATCH, record.id.clone(), values),
            };
            let creates = method == Method::PUT;
            let path = format!("/records/{id}");
            let answered = self
                .ask(method, &path, values.clone().into(), transcript)
                .await?;
            match answered.status.as_u16() {
                200 | 201 => {
                    read_json(&answered)?;
                }
                412 if creates => {}
                409 | 412 => {
                    return Err(DeliveryError::retry("somebody else changed the record"));
                }
                _ => return Err(self.failure(&answered)),
            }
            ids.push(id);
        }
        Ok(ids)
    }

    fn render(&self, _: &Table, _: &[Step]) -> Vec<String> {
        Vec::new()
    }

    async fn test(&self) -> Vec<Finding> {
        Vec::new()
    }
}

/// The statuses of exchanges, in their order.
pub(crate) fn statuses(exchanges: &[Exchange]) -> Vec<Option<u16>> {
    exchanges.iter().map(|exchange| exchange.status).collect()
}

// The date that `{date}` stands for is a minute after the start.
const _: () = assert!(START_MS == 1_785_492_000_000);
