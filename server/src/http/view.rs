//! What an embedded form asks for before anything is sent: the form itself, a proof of work, and whether it may ask.

use super::extract::{Path, Query};
use super::origin::Sender;
use super::page::{Shown, interface_locale, props};
use super::peer::Peer;
use super::visit::Visit;
use super::{App, Rejection};
use crate::captcha::Provider;
use crate::theme::{Mode, Theme};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::{FormId, Refusal};
use sonda_widget::Props;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The languages a widget asks for, in order: `pl,en`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(crate) struct ViewQuery {
    /// Languages in order, as `pl,en`; default: what the browser accepts.
    lang: Option<String>,
}

/// What an embedded form is given.
#[derive(Serialize, JsonSchema)]
pub(crate) struct View {
    /// Of use to the widget of the same version.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    props: Props,
    /// The form's theme as CSS, to follow the stylesheet.
    #[serde(skip_serializing_if = "String::is_empty")]
    style: String,
    /// Whether the smaller bundle is enough.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    lean: bool,
    /// Light or dark, where the form says so and the page around does not.
    #[serde(skip_serializing_if = "Mode::is_auto")]
    mode: Mode,
}

/// `GET /api/v1/public/forms/{form}/view`: what an embedded form is given to show.
pub(crate) async fn view(
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(query): Query<ViewQuery>,
    headers: HeaderMap,
) -> Response {
    let sender = Sender::of(&headers, &app);
    let asked = query.lang.as_deref();
    let mut response = match view_props(&app, &form, &sender, asked, &headers).await {
        Ok(response) => response,
        Err(rejection) => rejection.problem(&interface_locale(&app, &headers, asked)),
    };
    // A refusal is readable everywhere: a page that may not embed the form must be able to say so.
    sender.allow_reading(&mut response);
    response
}

async fn view_props(
    app: &App,
    form: &str,
    sender: &Sender,
    asked: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, Rejection> {
    let visit = Visit::public(app, form).await?;
    sender.check(&visit.form.settings)?;
    visit.check()?;
    let locale = visit.locale(asked, headers);
    let theme = visit.form.settings.theme.as_ref();
    let view = View {
        props: props(app, &visit, &locale, Shown::default(), true),
        style: theme.map(Theme::css).unwrap_or_default(),
        lean: visit.content.is_common(),
        mode: theme.map(|theme| theme.mode).unwrap_or_default(),
    };
    let mut response = Json(view).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `GET /api/v1/public/forms/{form}/challenge`: a proof of work to do, where a form demands one.
pub(crate) async fn challenge(
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    peer: Peer,
    headers: HeaderMap,
) -> Response {
    let sender = Sender::of(&headers, &app);
    let made = make_challenge(&app, &form, peer, &sender).await;
    let mut response =
        made.unwrap_or_else(|rejection| rejection.problem(&interface_locale(&app, &headers, None)));
    sender.allow_reading(&mut response);
    response
}

async fn make_challenge(
    app: &App,
    form: &str,
    peer: Peer,
    sender: &Sender,
) -> Result<Response, Rejection> {
    app.limits.challenge(peer.0)?;
    let id: FormId = form.parse().map_err(|_| Refusal::Unknown)?;
    let form = app.store.form(&id).await?.ok_or(Refusal::Unknown)?;
    sender.check(&form.settings)?;
    let captcha = form.settings.captcha;
    if captcha.is_none_or(|captcha| captcha.provider != Provider::Altcha) {
        return Err(Rejection::NotFound("challenge"));
    }
    let challenge = app.gate.challenge(&id, app.clock.now_ms());
    let challenge = challenge.ok_or(Rejection::Unavailable)?;
    let mut response = Json(challenge).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `OPTIONS` of the public API: whether a page of another origin may ask at all.
pub(crate) async fn preflight(
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Rejection> {
    let visit = Visit::public(&app, &form).await?;
    let sender = Sender::of(&headers, &app);
    sender.check(&visit.form.settings)?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    sender.allow_reading(&mut response);
    let out = response.headers_mut();
    out.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST"),
    );
    out.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type, idempotency-key, sonda-captcha, x-file-name"),
    );
    out.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("600"),
    );
    Ok(response)
}
