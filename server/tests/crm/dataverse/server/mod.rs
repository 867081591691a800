//! A fake of Dataverse's Web API, as strict as the real service and stricter: what is asked wrongly is refused, and
//! noted, so that a test can demand that nothing was.

mod batch;
mod filter;
mod keys;
mod metadata;
mod records;
mod schema;

pub(crate) use schema::{ACCOUNTS, CONTACTS};

use crate::clock::ManualClock;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use sonda_server::clock::Clock;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

pub(crate) const TENANT: &str = "tenant.example";
pub(crate) const CLIENT: &str = "9b7c2f1e-0000-4000-8000-000000000001";
pub(crate) const SECRET: &str = "the~Secret+/= of the application";
pub(crate) const USER: &str = "9b7c2f1e-0000-4000-8000-000000000002";

/// An answer of the fake.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: String::new(),
        }
    }

    pub(crate) fn json(status: u16, body: impl Into<String>) -> Self {
        Self::new(status)
            .with("content-type", "application/json; odata.metadata=minimal")
            .body(body)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<String>) -> Self {
        self.body = body.into();
        self
    }

    /// A refusal in the service's own form.
    pub(crate) fn refusal(status: u16, code: &str, message: &str) -> Self {
        let body = json!({"error": {"code": code, "message": message}});
        Self::json(status, body.to_string())
    }
}

/// What is done in place of the next answer.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// This is answered, and nothing is done.
    Instead(Answer),
    /// What was asked is done, and this is answered.
    After(Answer),
    /// Nothing is out of the ordinary.
    Nothing,
    /// Before it is answered, somebody else changes that column of that record.
    Meanwhile(&'static str, String, &'static str),
}

/// One request, apart from its token.
pub(super) struct Asked<'a> {
    pub(super) method: &'a str,
    pub(super) path: String,
    pub(super) query: BTreeMap<String, String>,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: &'a [u8],
}

/// A record.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(super) version: u64,
    pub(super) made: u64,
    /// By column, as JSON; of lookups the id.
    pub(crate) values: BTreeMap<String, String>,
    /// By lookup, the table.
    pub(super) named: BTreeMap<String, String>,
}

#[derive(Default)]
pub(super) struct Books {
    pub(super) rows: BTreeMap<String, Vec<Row>>,
    pub(super) next: u64,
    tokens: BTreeSet<String>,
    issued: usize,
    asked_for_tokens: usize,
    /// Where each request for metadata says that it has come, and waits to be let through.
    gate: Option<(Arc<Semaphore>, Arc<Semaphore>)>,
    faults: VecDeque<Fault>,
    /// The answer to the next write, which is carried out all the same.
    next_write: Option<Answer>,
    requests: Vec<String>,
    complaints: Vec<String>,
    pub(super) denied: BTreeSet<(String, String)>,
    pub(super) missing: BTreeSet<(String, String)>,
    pub(super) finds_duplicates: bool,
    pub(super) names_the_failed: bool,
    skew_ms: i64,
}

/// An environment with its own token endpoint.
#[derive(Clone)]
pub(crate) struct Fake {
    books: Arc<Mutex<Books>>,
    clock: Arc<ManualClock>,
    pub(crate) address: String,
}

impl Fake {
    pub(crate) async fn start(clock: Arc<ManualClock>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self {
            books: Arc::default(),
            clock,
            address,
        };
        fake.books().names_the_failed = true;
        let service = Router::new().fallback(serve).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, service).await });
        fake
    }

    pub(super) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    /// The next requests to the Web API are answered so, in this order.
    pub(crate) fn plans(&self, faults: impl IntoIterator<Item = Fault>) {
        self.books().faults.extend(faults);
    }

    /// The next write is carried out and answered so.
    pub(crate) fn answers_next_write(&self, answer: Answer) {
        self.books().next_write = Some(answer);
    }

    /// No token that was given out is taken any more.
    pub(crate) fn revokes_tokens(&self) {
        self.books().tokens.clear();
    }

    /// How many tokens were given out.
    pub(crate) fn issued(&self) -> usize {
        self.books().issued
    }

    /// How often one was asked for.
    pub(crate) fn asked_for_tokens(&self) -> usize {
        self.books().asked_for_tokens
    }

    /// From now on requests for metadata say that they have come, and wait to be let through: the two semaphores.
    pub(crate) fn holds_metadata(&self) -> (Arc<Semaphore>, Arc<Semaphore>) {
        let gate = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        self.books().gate = Some(gate.clone());
        gate
    }

    /// Methods and paths since the last time, without reads of metadata.
    pub(crate) fn requests(&self) -> Vec<String> {
        let requests = std::mem::take(&mut self.books().requests);
        let is_metadata = |line: &String| line.contains("EntityDefinitions");
        requests
            .into_iter()
            .filter(|line| !is_metadata(line))
            .collect()
    }

    /// The application user may not do that with the table.
    pub(crate) fn denies(&self, table: &str, privilege: &str) {
        let pair = (table.to_owned(), privilege.to_owned());
        self.books().denied.insert(pair);
    }

    /// The column is gone from the table.
    pub(crate) fn loses_column(&self, table: &str, column: &str) {
        let pair = (table.to_owned(), column.to_owned());
        self.books().missing.insert(pair);
    }

    pub(crate) fn finds_duplicates(&self) {
        self.books().finds_duplicates = true;
    }

    /// Whether an error in a change set says which request it answers.
    pub(crate) fn names_the_failed(&self, names: bool) {
        self.books().names_the_failed = names;
    }

    /// Its clock is that far from ours.
    pub(crate) fn skews(&self, ms: i64) {
        self.books().skew_ms = ms;
    }

    pub(crate) fn rows(&self, table: &str) -> Vec<Row> {
        self.books().rows.get(table).cloned().unwrap_or_default()
    }

    /// A record made by somebody else; its id.
    pub(crate) fn has(&self, table: &str, values: Value) -> String {
        let mut books = self.books();
        books.next += 1;
        let number = books.next;
        let id = format!("00000000-0000-4000-8000-{number:012}");
        let values = values.as_object().unwrap().iter();
        let row = Row {
            id: id.clone(),
            version: number,
            made: number,
            values: values
                .map(|(name, value)| (name.clone(), value.to_string()))
                .collect(),
            named: BTreeMap::new(),
        };
        books.rows.entry(table.to_owned()).or_default().push(row);
        id
    }

    /// Fails the test if anything was asked that the real service would not understand.
    pub(crate) fn was_asked_properly(&self) {
        let complaints = self.books().complaints.clone();
        assert!(complaints.is_empty(), "{complaints:#?}");
    }

    fn answer(&self, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Answer {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers: BTreeMap<String, String> = headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
            .collect();
        let path = decoded(uri.path());
        let mut books = self.books();
        if path == format!("/{TENANT}/oauth2/v2.0/token") {
            // What stands before it may be known by another name, and speak TLS.
            let host = headers.get("host").map(String::as_str).unwrap_or_default();
            return books.token(method, &headers, &text(body), host);
        }
        if path.ends_with("/oauth2/v2.0/token") {
            return entra(400, 90_002, "Tenant not found.");
        }
        let Some(path) = path.strip_prefix("/api/data/v9.2/") else {
            return Answer::new(404);
        };
        let query = uri.query().unwrap_or_default();
        books.requests.push(format!("{method} {path}"));
        if query.contains('+') {
            return books.complain("a plus sign is no space in an address");
        }
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decoded(name), decoded(value))
            })
            .collect();
        let asked = Asked {
            method: method.as_str(),
            path: path.to_owned(),
            query,
            headers,
            body,
        };
        let token = asked.headers.get("authorization").cloned();
        if !token.is_some_and(|token| books.tokens.contains(&token)) {
            return Answer::new(401);
        }
        match books.faults.pop_front() {
            Some(Fault::Instead(answer)) => answer,
            Some(Fault::After(answer)) => {
                let done = books.serve(&asked);
                assert!(done.status < 300, "{done:?}");
                answer
            }
            Some(Fault::Meanwhile(table, id, column)) => {
                books.change(table, &id, column, &Value::from("by somebody else"));
                books.serve(&asked)
            }
            Some(Fault::Nothing) | None => {
                let answer = books.serve(&asked);
                let next_write = match asked.method {
                    "GET" => None,
                    _ => books.next_write.take(),
                };
                next_write.unwrap_or(answer)
            }
        }
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

async fn serve(
    State(fake): State<Fake>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let gate = match uri.path().contains("EntityDefinitions") {
        true => fake.books().gate.clone(),
        false => None,
    };
    if let Some((came, may_go)) = gate {
        came.add_permits(1);
        may_go.acquire().await.unwrap().forget();
    }
    let answer = fake.answer(&method, &uri, &headers, &body);
    let now_ms = fake.clock.now_ms() + fake.books().skew_ms;
    let now = jiff::Timestamp::from_millisecond(now_ms).unwrap();
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let mut response = Response::builder()
        .status(answer.status)
        .header(header::DATE, date)
        .header("odata-version", "4.0");
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap()
}

fn entra(status: u16, code: i64, message: &str) -> Answer {
    let body = json!({
        "error": "invalid_client",
        "error_description": format!("AADSTS{code}: {message} Trace ID: 1"),
        "error_codes": [code],
    });
    Answer::json(status, body.to_string())
}

impl Books {
    fn change(&mut self, table: &str, id: &str, column: &str, value: &Value) {
        self.next += 1;
        let number = self.next;
        let rows = self.rows.get_mut(table).unwrap();
        let row = rows.iter_mut().find(|row| row.id == id).unwrap();
        row.version = number;
        row.values.insert(column.to_owned(), value.to_string());
    }

    /// Notes what is no request of this service, and refuses it.
    pub(super) fn complain(&mut self, what: impl Into<String>) -> Answer {
        let what = what.into();
        self.complaints.push(what.clone());
        Answer::refusal(400, "0x80060888", &what)
    }

    fn token(
        &mut self,
        method: &Method,
        headers: &BTreeMap<String, String>,
        body: &str,
        host: &str,
    ) -> Answer {
        self.asked_for_tokens += 1;
        let kind = headers.get("content-type").map(String::as_str);
        if method != Method::POST || kind != Some("application/x-www-form-urlencoded") {
            return self.complain("a token is asked for by a form");
        }
        let form: BTreeMap<String, String> = body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (decoded(name), decoded(&value.replace('+', " "))))
            .collect();
        let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        if form.len() != 4 || field("grant_type") != "client_credentials" {
            return self.complain("the form of the token has four fields");
        }
        if field("client_id") != CLIENT {
            return entra(400, 700_016, "Application not found in the directory.");
        }
        if field("client_secret") != SECRET {
            return entra(401, 7_000_215, "Invalid client secret provided.");
        }
        let scopes = ["http", "https"].map(|scheme| format!("{scheme}://{host}/.default"));
        if !scopes.contains(&field("scope").to_owned()) {
            return entra(400, 500_011, "The resource principal was not found.");
        }
        self.issued += 1;
        let token = format!("token-{}-of-the-fake", self.issued);
        self.tokens.insert(format!("Bearer {token}"));
        let body = json!({"token_type": "Bearer", "expires_in": 3599, "access_token": token});
        Answer::json(200, body.to_string())
    }

    fn serve(&mut self, asked: &Asked<'_>) -> Answer {
        let header = |name: &str| asked.headers.get(name).map(String::as_str);
        let accepted = match asked.path.as_str() {
            "$batch" => "multipart/mixed, application/json",
            _ => "application/json",
        };
        for (name, expected) in [
            ("accept", accepted),
            ("odata-version", "4.0"),
            ("odata-maxversion", "4.0"),
        ] {
            if header(name) != Some(expected) {
                return self.complain(format!("the header {name} is not {expected}"));
            }
        }
        if !matches!(header("if-none-match"), Some("null" | "*")) {
            return self.complain("the header if-none-match is neither null nor *");
        }
        if asked.path == "$batch" {
            return self.batch(asked);
        }
        if asked.path.starts_with("EntityDefinitions") {
            return self.metadata(asked);
        }
        self.single(asked)
    }

    /// A request that is not a batch: alone, or a part of one.
    pub(super) fn single(&mut self, asked: &Asked<'_>) -> Answer {
        let has_type = asked.headers.get("content-type").map(String::as_str);
        match asked.method {
            "GET" if !asked.body.is_empty() || has_type.is_some() => {
                self.complain("a GET has no body")
            }
            "GET" if asked.path == "WhoAmI" => {
                Answer::json(200, json!({"UserId": USER}).to_string())
            }
            "GET" if asked.path.starts_with("systemusers(") => self.privileges(),
            "GET" => self.read(asked),
            "PATCH" if has_type != Some("application/json") => {
                self.complain("a body is application/json")
            }
            "PATCH" => self.patch(asked),
            method => self.complain(format!("{method} is not one of the methods used here")),
        }
    }
}
