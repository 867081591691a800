//! `/api/v1/forms/{form}/links` and `/api/v1/links/{id}`: states, search, another address, withdrawal of many.

use super::link_qr;
use crate::http::access::Admin;
use crate::http::admin::{form_id, next_page, page_size};
use crate::http::body::{read, read_object};
use crate::http::extract::{Path, Query};
use crate::http::{App, Rejection};
use crate::links::reissue_link;
use crate::store::{LinkCounts, LinkFilter, LinkState, ListedLink, Reissued, StoredForm};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The longest search, in characters.
const LONGEST_SEARCH: usize = 100;
/// How many links are withdrawn by one request.
const MOST_REVOKED: usize = 1_000;

/// Which links are asked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct LinksQuery {
    /// Only those that stand so.
    #[serde(default)]
    state: Option<LinkState>,
    /// Only those whose recipient or contact holds these words.
    #[serde(default)]
    search: Option<String>,
    /// Only those that this job made.
    #[serde(default)]
    job: Option<String>,
    /// The last id of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, 1 to 1,000.
    #[serde(default = "page_size")]
    limit: u32,
}

/// Links of a form, the newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LinkPage {
    /// The links.
    links: Vec<ListedLink>,
    /// What to ask the next page after.
    next: Option<String>,
    /// How many links the form has in each state, whatever is looked for.
    counts: LinkCounts,
}

/// The form of a path.
pub(crate) async fn form_of(app: &App, form: &str) -> Result<StoredForm, Rejection> {
    let form = app.store.form(&form_id(form)?).await?;
    form.ok_or(Rejection::NotFound("form"))
}

/// `GET /api/v1/forms/{form}/links`
pub(crate) async fn list_links(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(query): Query<LinksQuery>,
) -> Result<Json<LinkPage>, Rejection> {
    let form = form_of(&app, &form).await?;
    let limit = query.limit.clamp(1, 1_000);
    let search = query.search.unwrap_or_default();
    let filter = LinkFilter {
        state: query.state,
        search: search.chars().take(LONGEST_SEARCH).collect(),
        job: query.job,
    };
    let now_ms = app.clock.now_ms();
    let page = (query.after.as_deref(), limit);
    let links = app.store.links(&form.id, &filter, page, now_ms).await?;
    let next = next_page(&links, limit, |last| last.id.clone());
    let counts = app.store.link_counts(&form.id, now_ms).await?;
    Ok(Json(LinkPage {
        links,
        next,
        counts,
    }))
}

/// `GET /api/v1/links/{id}`
pub(crate) async fn show_link(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<ListedLink>, Rejection> {
    let link = app.store.listed_link(&id, app.clock.now_ms()).await?;
    link.map(Json).ok_or(Rejection::NotFound("link"))
}

/// The body of `POST /api/v1/links/{id}/reissue`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReissueBody {
    /// Another end of the link; without it, its own stays.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    expires_at: Option<Timestamp>,
    /// Whether its QR code is told, too.
    #[serde(default)]
    qr: bool,
}

/// A link with an address that is told this once.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReissuedLink {
    /// Names the link, as before.
    id: String,
    /// The address to send.
    url: String,
    /// The version of the form it answers.
    version: i64,
    /// Its QR code as SVG, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    qr_svg: Option<String>,
}

/// `POST /api/v1/links/{id}/reissue`: another address. The one of before opens nothing any more.
pub(crate) async fn reissue(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    body: Body,
) -> Result<Json<ReissuedLink>, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: ReissueBody = match bytes.is_empty() {
        true => ReissueBody::default(),
        false => read_object(&bytes)?,
    };
    let end = body.expires_at.map(Timestamp::as_millisecond);
    let (reissued, url) = reissue_link(
        &app.store,
        &app.secrets,
        &app.config.public_url,
        (&id, end),
        app.clock.now_ms(),
    )
    .await?;
    let refused = |code, detail: &str| Err(Rejection::Conflict(code, detail.to_owned()));
    match reissued {
        Reissued::Done(version) => Ok(Json(ReissuedLink {
            id,
            version,
            qr_svg: body.qr.then(|| link_qr(&url)).flatten(),
            url,
        })),
        Reissued::Missing => Err(Rejection::NotFound("link")),
        Reissued::Revoked => refused("link_revoked", "The link was withdrawn. Make another one."),
        Reissued::Expired => refused("link_expired", "The link's end has come. Say another end."),
    }
}

/// The body of `POST /api/v1/forms/{form}/links/revoke`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevokeBody {
    /// The links, at most 1,000.
    ids: Vec<String>,
}

/// How many links were withdrawn.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RevokedLinks {
    /// Those that were not withdrawn before.
    revoked: u64,
}

/// `POST /api/v1/forms/{form}/links/revoke`: withdraws many. Ids that the form has no link of are passed over.
pub(crate) async fn revoke_many(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    body: Body,
) -> Result<Json<RevokedLinks>, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: RevokeBody = read_object(&bytes)?;
    let form = form_of(&app, &form).await?;
    if body.ids.len() > MOST_REVOKED {
        let reason = format!("At most {MOST_REVOKED} links are withdrawn at once.");
        return Err(Rejection::Unprocessable("too_many_links", reason));
    }
    let ids: BTreeSet<&str> = body
        .ids
        .iter()
        .map(String::as_str)
        .filter(|id| !id.contains('\0'))
        .collect();
    let now_ms = app.clock.now_ms();
    let revoked = app.store.revoke_links(&form.id, &ids, now_ms).await?;
    Ok(Json(RevokedLinks { revoked }))
}
