//! One request to the server.

use super::captcha;
use crate::reply::Outcome;
use crate::submission::Pending;
use gloo::timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Element, Headers, RequestCredentials, RequestInit, Response, window,
};

/// How long an answer is waited for, in milliseconds. A phone that changes networks may never hear of a lost one.
const PATIENCE_MS: u32 = 30_000;

/// Sends a submission once, with a fresh token if it needs one, and says what became of it. `root` is the element
/// around its form, if it is in the page.
pub(crate) async fn post(pending: &Pending, root: Option<&Element>) -> Outcome {
    match request(pending, root).await {
        Ok((status, body)) => Outcome::read(status, &body),
        Err(_) => Outcome::Unknown,
    }
}

async fn request(pending: &Pending, root: Option<&Element>) -> Result<(u16, String), JsValue> {
    let headers = Headers::new()?;
    if !pending.captcha.is_empty() {
        let token = captcha::token(&pending.captcha, root).await?;
        if token.is_empty() {
            // What the server would say.
            return Ok((403, r#"{"code":"captcha_failed"}"#.to_owned()));
        }
        headers.set("Sonda-Captcha", &token)?;
    }
    headers.set("Content-Type", "application/json")?;
    headers.set("Accept", "application/json, application/problem+json")?;
    headers.set("Idempotency-Key", &["\"", &pending.key, "\""].concat())?;
    let controller = AbortController::new()?;
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_credentials(RequestCredentials::Omit);
    options.set_headers(&headers);
    options.set_signal(Some(&controller.signal()));
    options.set_body(&JsValue::from_str(&pending.body));
    let _patience = Timeout::new(PATIENCE_MS, move || controller.abort());
    let window = window().ok_or(JsValue::NULL)?;
    let request = window.fetch_with_str_and_init(&pending.url, &options);
    let response: Response = JsFuture::from(request).await?.unchecked_into();
    let body = JsFuture::from(response.text()?).await?;
    Ok((response.status(), body.as_string().unwrap_or_default()))
}
