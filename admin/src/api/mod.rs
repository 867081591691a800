//! The public API, as the console calls it.

mod model;
mod problem;

pub(crate) use model::*;
pub(crate) use problem::Problem;

use gloo_net::http::{Method, Request, RequestBuilder, Response as Answer};
use leptos::prelude::document;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What a segment of a path keeps.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A text as one segment of a path, or one value of a query.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

thread_local! {
    static CSRF: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The token that changing calls of this session bring.
pub(crate) fn set_csrf(token: String) {
    CSRF.with(|held| *held.borrow_mut() = token);
}

fn request(method: Method, path: &str) -> RequestBuilder {
    // Why something was refused is said in the language of whoever reads it.
    let builder = RequestBuilder::new(&format!("/api/v1/{path}"))
        .method(method.clone())
        .header("Accept-Language", crate::words::language());
    match method {
        Method::GET => builder,
        _ => CSRF.with(|token| builder.header("X-CSRF-Token", &token.borrow())),
    }
}

/// Reads something.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Problem> {
    let response = request(Method::GET, path).send().await?;
    Ok(taken(response).await?.json().await?)
}

/// Sends a body, and reads the answer.
pub(crate) async fn send<T: DeserializeOwned>(
    method: Method,
    path: &str,
    body: &impl Serialize,
) -> Result<T, Problem> {
    let response = request(method, path).json(body)?.send().await?;
    Ok(taken(response).await?.json().await?)
}

/// Changes something that has revisions, as it was at that one; what is answered may be nothing.
///
/// # Errors
/// The problem, with the whole body beside it: it says more where the revision is not the newest.
pub(crate) async fn revise(
    method: Method,
    path: &str,
    revision: i64,
    body: Option<&Value>,
) -> Result<Value, (Problem, Value)> {
    let bare = |problem: gloo_net::Error| (Problem::from(problem), Value::Null);
    let request = request(method, path).header("If-Match", &format!("\"{revision}\""));
    let request = match body {
        Some(body) => request.json(body),
        None => request.build(),
    };
    let response = request.map_err(bare)?.send().await.map_err(bare)?;
    let (is_ok, status) = (response.ok(), response.status());
    if status == 401 {
        crate::session::sign_in_again();
    }
    let body = response.text().await.map_err(bare)?;
    let body = serde_json::from_str(&body).unwrap_or_default();
    match is_ok {
        true => Ok(body),
        false => Err((told(Problem::read(&body, status)), body)),
    }
}

/// Sends a body under a key: the same again has nothing done twice.
pub(crate) async fn send_keyed<T: DeserializeOwned>(
    method: Method,
    path: &str,
    key: &str,
    body: &Value,
) -> Result<T, Problem> {
    let request = request(method, path).header("Idempotency-Key", &format!("\"{key}\""));
    let response = request.json(body)?.send().await?;
    Ok(taken(response).await?.json().await?)
}

/// A key that nobody else has.
pub(crate) fn new_key() -> String {
    let part = || (js_sys::Math::random() * 1e15).to_string();
    format!("{}-{}-{}", js_sys::Date::now(), part(), part()).replace('.', "-")
}

/// Reads something that is a text.
pub(crate) async fn text(path: &str) -> Result<String, Problem> {
    let response = request(Method::GET, path).send().await?;
    Ok(taken(response).await?.text().await?)
}

/// Has a file made, and saves it under that name.
pub(crate) async fn save(method: Method, path: &str, name: &str) -> Result<(), Problem> {
    let response = taken(request(method, path).send().await?).await?;
    let saved = async {
        let response: web_sys::Response = response.into();
        let blob: web_sys::Blob = JsFuture::from(response.blob()?).await?.dyn_into()?;
        let address = web_sys::Url::create_object_url_with_blob(&blob)?;
        let link: web_sys::HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
        link.set_href(&address);
        link.set_download(name);
        link.click();
        web_sys::Url::revoke_object_url(&address)
    };
    let failed = |_: JsValue| Problem {
        code: String::new(),
        title: crate::words::words().failed.clone(),
        detail: name.to_owned(),
    };
    saved.await.map_err(failed)
}

/// Has something done; what is answered may be nothing, and is `null` then.
pub(crate) async fn call(
    method: Method,
    path: &str,
    body: Option<&serde_json::Value>,
) -> Result<serde_json::Value, Problem> {
    let request = request(method, path);
    let request = match body {
        Some(body) => request.json(body),
        None => request.build(),
    };
    let text = taken(request?.send().await?).await?.text().await?;
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// Has something done, without a body; what is answered does not matter.
pub(crate) async fn act(method: Method, path: &str) -> Result<(), Problem> {
    let response = request(method, path).send().await?;
    taken(response).await.map(|_| ())
}

/// Has something done, without a body, and reads the answer.
pub(crate) async fn ask<T: DeserializeOwned>(method: Method, path: &str) -> Result<T, Problem> {
    let request: Request = request(method, path).build()?;
    Ok(taken(request.send().await?).await?.json().await?)
}

/// A refusal is a problem; whoever is not signed in any more is shown where to.
async fn taken(response: Answer) -> Result<Answer, Problem> {
    if response.ok() {
        return Ok(response);
    }
    if response.status() == 401 {
        crate::session::sign_in_again();
    }
    Err(told(Problem::of(response).await))
}

/// The code of a refusal because the session is another than the one that the token is of.
pub(crate) const OTHER_SESSION: &str = "csrf_token_invalid";

/// A refusal that another try may not meet, once the token is that of the session.
fn told(problem: Problem) -> Problem {
    if problem.code == OTHER_SESSION {
        crate::session::renew();
    }
    problem
}
