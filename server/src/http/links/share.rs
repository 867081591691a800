//! `GET /api/v1/forms/{form}/share`: what whoever passes a form on needs to know of it.

use super::list::form_of;
use crate::email_question::email_question;
use crate::http::access::Admin;
use crate::http::extract::Path;
use crate::http::{App, Rejection};
use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::{Kind, LocalText, Once, Source};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What whoever passes a form on needs to know of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShareInfo {
    /// Its title, by language.
    #[schemars(with = "BTreeMap<String, String>")]
    title: LocalText,
    /// Its languages, as they were written down.
    locales: Vec<String>,
    /// The language that others fall back to.
    fallback_locale: String,
    /// Its public address.
    url: String,
    /// The script that shows it in other pages.
    embed: String,
    /// The pages' origins that may show and send it.
    allowed_origins: Vec<String>,
    /// Whether only personal links can be answered.
    links_only: bool,
    /// The values that it declares: `contact.first_name`, `link.order`.
    known: Vec<String>,
    /// The parameters that its hidden questions take from an address.
    parameters: Vec<String>,
    /// The names by which its hidden questions take values from the page around.
    page_values: Vec<String>,
    /// The questions that one click in an e-mail can answer.
    email_questions: Vec<EmailQuestion>,
}

/// A question that one click in an e-mail can answer.
#[derive(Debug, Serialize, JsonSchema)]
struct EmailQuestion {
    id: String,
    /// Its title, by language.
    #[schemars(with = "BTreeMap<String, String>")]
    title: LocalText,
}

/// `GET /api/v1/forms/{form}/share`
pub(crate) async fn show_share(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<Json<ShareInfo>, Rejection> {
    let form = form_of(&app, &form).await?;
    let content = app.content(&form.id, form.version).await?;
    let content = content.ok_or(Rejection::NotFound("form"))?;
    let public_url = &app.config.public_url;
    let hidden = || content.questions().filter(|one| one.kind == Kind::Hidden);
    let parameters = hidden().filter_map(|one| match &one.source {
        Some(Source::Url(name)) => Some(name.clone()),
        _ => None,
    });
    let page_values = hidden().filter_map(|one| match &one.source {
        Some(Source::Host(name)) => Some(name.clone()),
        _ => None,
    });
    let clickable = content
        .questions()
        .filter(|question| email_question(&content, question.id.as_str(), None).is_ok());
    Ok(Json(ShareInfo {
        title: content.title.clone(),
        locales: content.locales.iter().map(ToString::to_string).collect(),
        fallback_locale: content.fallback_locale.to_string(),
        url: format!("{public_url}/f/{}", form.id),
        embed: format!("{public_url}/embed.js"),
        allowed_origins: form.settings.allowed_origins.clone(),
        links_only: form.settings.once == Once::PerContact,
        known: content.known.clone(),
        parameters: parameters.collect(),
        page_values: page_values.collect(),
        email_questions: clickable
            .map(|question| EmailQuestion {
                id: question.id.to_string(),
                title: question.title.clone(),
            })
            .collect(),
    }))
}
