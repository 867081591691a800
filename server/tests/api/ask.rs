//! A request and its answer.

use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::net::{IpAddr, SocketAddr};

pub(crate) const TOKEN: &str = "a-token-of-the-tests-0123456789";
pub(crate) const PLAIN: &str = "application/x-www-form-urlencoded";

/// A request to be sent.
pub(crate) struct Ask(pub(crate) Request<Body>);

impl Ask {
    pub(crate) fn new(method: Method, path: &str, body: impl Into<Body>) -> Self {
        let request = Request::builder().method(method).uri(path);
        Self(request.body(body.into()).unwrap()).from("203.0.113.7")
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new(Method::GET, path, Body::empty())
    }

    pub(crate) fn post(path: &str, media_type: &str, body: impl Into<Body>) -> Self {
        Self::new(Method::POST, path, body).with("content-type", media_type)
    }

    /// A submission of JSON under an idempotency key.
    pub(crate) fn json(path: &str, key: &str, body: &Value) -> Self {
        Self::post(path, "application/json", body.to_string())
            .with("idempotency-key", &format!("\"{key}\""))
    }

    /// What a browser posts without JavaScript.
    pub(crate) fn plain(path: &str, fields: &[(&str, &str)]) -> Self {
        let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        Self::post(path, PLAIN, pairs.join("&"))
    }

    /// The administrator's request, with a body of JSON unless it is null.
    pub(crate) fn admin(method: Method, path: &str, body: &Value) -> Self {
        let body = match body {
            Value::Null => Body::empty(),
            body => Body::from(body.to_string()),
        };
        Self::new(method, path, body).with("authorization", &format!("Bearer {TOKEN}"))
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        self.0.headers_mut().append(name, value);
        self
    }

    /// The same from another address.
    pub(crate) fn from(mut self, address: &str) -> Self {
        let address: IpAddr = address.parse().unwrap();
        let peer = ConnectInfo(SocketAddr::new(address, 4_000));
        self.0.extensions_mut().insert(peer);
        self
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The text of a page with that status.
    #[track_caller]
    pub(crate) fn page(&self, status: u16) -> &str {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        self.text()
    }

    /// The body of a problem with that status and code.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        let body = self.json();
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], format!("urn:sonda:problem:{code}"));
        assert!(
            body["title"]
                .as_str()
                .is_some_and(|title| !title.is_empty())
        );
        body
    }

    /// The id of the response that a receipt names.
    #[track_caller]
    pub(crate) fn receipt(&self) -> String {
        assert_eq!(self.status, StatusCode::CREATED, "{self:?}");
        let body = self.json();
        body["receipt"]["response"].as_str().unwrap().to_owned()
    }

    /// The faulty fields of a problem, each with its code.
    #[track_caller]
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let body = self.problem(422, "invalid_answers");
        let fields = body["fields"].as_array().unwrap().iter();
        fields
            .map(|field| (text(&field["field"]), text(&field["code"])))
            .collect()
    }
}
