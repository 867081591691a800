//! Submissions as JSON, from widgets and programs.

use super::body::{ContextBody, SubmissionBody, is_of_type, read, read_key, read_object};
use super::extract::Path;
use super::origin::Sender;
use super::page::interface_locale;
use super::peer::Peer;
use super::submit::{Draft, fingerprint_of, page_context, submit, unless_committed};
use super::{App, Rejection, ending, seed};
use crate::captcha::Signals;
use crate::intake::{Receipt, Submission};
use crate::store::StoredLink;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::{Content, Entries, FormId, Known, Locale, Refusal};
use sonda_widget::ShownEnding;
use std::collections::BTreeMap;
use std::sync::Arc;

/// `POST /api/v1/public/forms/{form}/responses`
pub(crate) async fn take_public(
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let sender = Sender::of(&headers, &app);
    let mut locale = interface_locale(&app, &headers, None);
    let taken = take(&app, &form, peer, &sender, &headers, body, &mut locale).await;
    let mut response = taken.unwrap_or_else(|rejection| rejection.problem(&locale));
    sender.allow_reading(&mut response);
    response
}

async fn take(
    app: &App,
    form: &str,
    peer: Peer,
    sender: &Sender,
    headers: &HeaderMap,
    body: Body,
    locale: &mut Locale,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    app.limits.submission(peer.0)?;
    let id: FormId = form.parse().map_err(|_| Refusal::Unknown)?;
    let (key, body) = read_submission(headers, &bytes)?;
    let page = body.context.page.as_deref();
    let context = page.map(page_context).unwrap_or_default();
    let filled = filled_in(app, &id, sender, &body).await;
    if let Ok(filled) = &filled {
        *locale = filled.known.locale.clone();
    }
    settle(app, &id, None, &key, token(headers), &body, filled, context).await
}

/// The version that was filled in, and what is known beside the answers.
struct FilledIn {
    version: i64,
    content: Arc<Content>,
    known: Known,
}

async fn filled_in(
    app: &App,
    id: &FormId,
    sender: &Sender,
    body: &SubmissionBody,
) -> Result<FilledIn, Rejection> {
    // A page of this server that names its version needs nothing else looked up: the intake reads the rules.
    let mut version = body.version;
    if version.is_none() || !matches!(sender, Sender::Own | Sender::Unsaid) {
        let form = app.store.form(id).await?.ok_or(Refusal::Unknown)?;
        sender.check(&form.settings)?;
        version = version.or(Some(form.version));
    }
    let version = version.unwrap_or_default();
    let content = match app.content(id, version).await? {
        Some(content) => content,
        None if app.store.form(id).await?.is_none() => return Err(Refusal::Unknown.into()),
        None => {
            return Err(Rejection::Unprocessable(
                "unknown_version",
                format!("The form has no published version {version}."),
            ));
        }
    };
    let locale = submission_locale(body, &content.locales, &content.fallback_locale)?;
    Ok(FilledIn {
        version,
        content,
        known: Known::of(&locale),
    })
}

/// The captcha's token: beside the body, which is the same in every attempt.
fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get("sonda-captcha")?;
    // What is no text is no token either, but there was one.
    Some(value.to_str().unwrap_or_default()).filter(|_| !value.is_empty())
}

fn signals(app: &App, form: &FormId, context: &ContextBody) -> Signals {
    let stamp = context.made.as_deref().unwrap_or_default();
    Signals {
        honeypot: context
            .website
            .as_ref()
            .is_some_and(|text| !text.is_empty()),
        shown_at_ms: app.gate.shown_at_ms(form, stamp),
    }
}

/// Stores a submission, or refuses it: for a key that was committed before, neither.
#[expect(clippy::too_many_arguments, reason = "the parts of one submission")]
async fn settle(
    app: &App,
    form: &FormId,
    link: Option<&StoredLink>,
    key: &str,
    token: Option<&str>,
    body: &SubmissionBody,
    filled: Result<FilledIn, Rejection>,
    context: BTreeMap<String, String>,
) -> Result<Response, Rejection> {
    let stored_key = Submission::key(form, link.map(|link| link.id.as_str()), key);
    match (filled, body.entries()) {
        (Ok(filled), Ok(entries)) => {
            let draft = Draft {
                form,
                version: filled.version,
                content: &filled.content,
                link: link.map(|link| link.id.as_str()),
                known: filled.known.clone(),
                entries: &entries,
                context,
                seed: seed::shown(&filled.content, body.seed),
                key,
                token,
                signals: signals(app, form, &body.context),
            };
            let receipt = submit(app, draft).await?;
            let told = ending::told(&filled.content, &entries, &filled.known);
            Ok(receipt_body(&receipt, told.map(|told| told.shown)))
        }
        (Err(refused), Ok(entries)) => {
            let fingerprint = fingerprint_of(app, &entries).await?;
            let receipt = unless_committed(app, &stored_key, &fingerprint, refused).await?;
            let told = told_before(app, &receipt, link, &entries).await?;
            Ok(receipt_body(&receipt, told))
        }
        // What cannot be read is nothing that was ever stored.
        (_, Err(unreadable)) => {
            let receipt = unless_committed(app, &stored_key, "", unreadable).await?;
            Ok(receipt_body(&receipt, None))
        }
    }
}

/// What was told when the response of a receipt was stored, from the same answers.
async fn told_before(
    app: &App,
    receipt: &Receipt,
    link: Option<&StoredLink>,
    entries: &Entries,
) -> Result<Option<ShownEnding>, Rejection> {
    let Some(response) = app.store.response(&receipt.response).await? else {
        return Ok(None);
    };
    let Some(content) = app.content(&response.form, response.version).await? else {
        return Ok(None);
    };
    let known = match link {
        Some(link) => link.values.known(&content, &response.locale),
        None => Known::of(&response.locale),
    };
    Ok(ending::told(&content, entries, &known).map(|told| told.shown))
}

/// `POST /api/v1/public/links/{code}/responses`
pub(crate) async fn take_personal(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let mut locale = interface_locale(&app, &headers, None);
    take_by_link(&app, &code, peer, &headers, body, &mut locale)
        .await
        .unwrap_or_else(|rejection| rejection.problem(&locale))
}

async fn take_by_link(
    app: &App,
    code: &str,
    peer: Peer,
    headers: &HeaderMap,
    body: Body,
    locale: &mut Locale,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let link = app.store.link_by_code(&app.secrets.code_hmac(code)).await?;
    let Some(link) = link else {
        app.limits.guess(peer.0)?;
        return Err(Refusal::Unknown.into());
    };
    app.limits.link(&link.id)?;
    // Personal links open on this server's own pages only.
    if matches!(Sender::of(headers, app), Sender::Other(_)) {
        return Err(Rejection::OriginNotAllowed);
    }
    let (key, body) = read_submission(headers, &bytes)?;
    let filled = filled_in_by(app, &link, &body).await;
    if let Ok(filled) = &filled {
        *locale = filled.known.locale.clone();
    }
    settle(
        app,
        &link.form,
        Some(&link),
        &key,
        token(headers),
        &body,
        filled,
        BTreeMap::new(),
    )
    .await
}

async fn filled_in_by(
    app: &App,
    link: &StoredLink,
    body: &SubmissionBody,
) -> Result<FilledIn, Rejection> {
    if body.version.is_some_and(|version| version != link.version) {
        let reason = format!("The link answers version {}.", link.version);
        return Err(Rejection::Unprocessable("unknown_version", reason));
    }
    let content = app.content(&link.form, link.version).await?;
    let content = content.ok_or(Refusal::Unknown)?;
    let locale = submission_locale(body, &content.locales, &content.fallback_locale)?;
    Ok(FilledIn {
        version: link.version,
        known: link.values.known(&content, &locale),
        content,
    })
}

fn read_submission(
    headers: &HeaderMap,
    bytes: &[u8],
) -> Result<(String, SubmissionBody), Rejection> {
    if !is_of_type(headers, "application/json") {
        return Err(Rejection::UnsupportedMediaType("application/json"));
    }
    Ok((read_key(headers)?, read_object(bytes)?))
}

pub(crate) fn submission_locale(
    body: &SubmissionBody,
    spoken: &[Locale],
    fallback: &Locale,
) -> Result<Locale, Rejection> {
    match &body.locale {
        None => Ok(fallback.clone()),
        Some(tag) => spoken
            .iter()
            .find(|locale| locale.as_str() == tag)
            .cloned()
            .ok_or_else(|| {
                let tag: String = tag.chars().take(40).collect();
                Rejection::Unprocessable(
                    "unknown_locale",
                    format!("The form does not speak `{tag}`."),
                )
            }),
    }
}

/// What is told of a stored submission.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Taken {
    receipt: ShownReceipt,
}

/// Proof that a submission is stored.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Receipt")]
struct ShownReceipt {
    /// The id of the response.
    response: String,
    /// When it was accepted, in RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    submitted_at: String,
    /// What the form says at its end; absent where it words none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<ToldEnding>")]
    ending: Option<ShownEnding>,
}

/// What the form says at its end: plain texts.
#[derive(JsonSchema)]
#[schemars(rename = "Ending")]
#[expect(dead_code, reason = "describes what the widget crate writes")]
struct ToldEnding {
    /// The heading.
    title: String,
    /// A paragraph under it.
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    /// An address to go on to.
    #[serde(skip_serializing_if = "String::is_empty")]
    link: String,
    /// The calculated values that are shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    results: Vec<ToldResult>,
}

/// A calculated value that is shown.
#[derive(JsonSchema)]
#[schemars(rename = "EndingResult")]
#[expect(dead_code, reason = "describes what the widget crate writes")]
struct ToldResult {
    /// What it is called.
    title: String,
    /// The value, as the language writes it.
    value: String,
    /// The verdict of its band.
    #[serde(skip_serializing_if = "String::is_empty")]
    band: String,
    /// The paragraph about the band.
    #[serde(skip_serializing_if = "String::is_empty")]
    band_text: String,
}

/// What is told of a stored submission: its receipt, with the ending where the form words one.
pub(crate) fn receipt_body(receipt: &Receipt, ending: Option<ShownEnding>) -> Response {
    let body = Taken {
        receipt: ShownReceipt {
            response: receipt.response.clone(),
            submitted_at: timestamp(receipt.submitted_at_ms),
            ending,
        },
    };
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A moment as RFC 3339 in UTC.
pub(crate) fn timestamp(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).map_or_else(|_| String::new(), |at| at.to_string())
}
