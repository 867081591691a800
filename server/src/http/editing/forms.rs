//! `GET /api/v1/forms`: the forms there are, and how each of them stands.

use crate::definition::Settings;
use crate::http::access::Admin;
use crate::http::admin::{PageQuery, next_page};
use crate::http::extract::Query;
use crate::http::public::timestamp;
use crate::http::{App, Rejection};
use crate::store::{ListedForm, ListedPublication};
use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a form stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FormState {
    /// Never published.
    Draft,
    /// It takes answers.
    Open,
    /// It opens later.
    NotYetOpen,
    /// Its time is over, or it has all the answers it takes.
    Closed,
    /// Put away.
    Archived,
}

/// A form in the list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FormLine {
    /// The form.
    id: String,
    /// What it is for: `survey` or `lead_form`.
    kind: String,
    /// Its rules, as they are now.
    settings: Settings,
    /// The newest published version; 0: never published.
    version: i64,
    /// The newest published revision of its mapping.
    mapping_revision: i64,
    /// The number of answers it has.
    responses: u64,
    /// Its heading, by language.
    title: BTreeMap<String, String>,
    /// The language of the heading where there is no other.
    fallback_locale: Option<String>,
    /// How it stands.
    state: FormState,
    /// Whether what is edited is not what is published.
    has_draft: bool,
    /// When its draft was last saved, RFC 3339.
    saved_at: String,
    /// When it was last published, RFC 3339; `null`: never.
    published_at: Option<String>,
    /// When its newest answer came, RFC 3339; `null`: it has none.
    last_answer_at: Option<String>,
    /// Since when it is put away, RFC 3339.
    archived_at: Option<String>,
}

/// A page of the forms there are.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FormsBody {
    /// By their ids.
    forms: Vec<FormLine>,
    /// What to ask the next page after; `null` where there is none.
    next: Option<String>,
}

/// `GET /api/v1/forms`
pub(crate) async fn list_forms(
    _: Admin,
    State(app): State<Arc<App>>,
    Query(page): Query<PageQuery>,
) -> Result<Json<FormsBody>, Rejection> {
    let limit = page.limit();
    let listed = app.store.listed_forms(page.after.as_deref(), limit).await?;
    let next = next_page(&listed, limit, |last| last.id.clone());
    let now_ms = app.clock.now_ms();
    let forms = listed.into_iter().map(|form| line(form, now_ms)).collect();
    Ok(Json(FormsBody { forms, next }))
}

fn line(form: ListedForm, now_ms: i64) -> FormLine {
    let known = |kind: &String| matches!(kind.as_str(), "survey" | "lead_form");
    let begun = form.draft_kind.filter(known);
    let state = form
        .published
        .as_ref()
        .map_or(FormState::Draft, |published| state(published, now_ms));
    let published = form.published;
    let of = published.as_ref();
    FormLine {
        kind: of.map_or_else(
            || begun.unwrap_or_else(|| "survey".to_owned()),
            |published| published.kind.clone(),
        ),
        version: of.map_or(0, |published| published.version),
        mapping_revision: of.map_or(0, |published| published.mapping_revision),
        responses: of.map_or(0, |published| published.responses),
        published_at: of.map(|published| timestamp(published.published_at_ms)),
        archived_at: of.and_then(|published| published.archived_at_ms.map(timestamp)),
        settings: published
            .map(|published| published.settings)
            .unwrap_or_default(),
        id: form.id,
        title: form.title,
        fallback_locale: form.fallback_locale,
        state,
        has_draft: form.has_draft,
        saved_at: timestamp(form.saved_at_ms),
        last_answer_at: form.last_answer_at_ms.map(timestamp),
    }
}

fn state(form: &ListedPublication, now_ms: i64) -> FormState {
    let rules = form.settings.rules();
    if form.archived_at_ms.is_some() {
        FormState::Archived
    } else if rules.closes_at_ms.is_some_and(|at| now_ms >= at) {
        FormState::Closed
    } else if rules.opens_at_ms.is_some_and(|at| now_ms < at) {
        FormState::NotYetOpen
    } else if rules
        .max_responses
        .is_some_and(|most| form.responses >= most)
    {
        FormState::Closed
    } else {
        FormState::Open
    }
}
