//! `POST /api/v1/forms`: a new form, from a template, another form, or a definition.

use super::drafts::edited;
use crate::editing::{Title, keep_languages, numbered, numbered_title, retitle, slug, template};
use crate::http::access::Admin;
use crate::http::body::{read, read_object};
use crate::http::{App, Rejection};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sonda_domain::{FormId, Locale};
use std::sync::Arc;

/// How many ids are tried for a form whose id is not given.
const MOST_TRIES: usize = 1_000;

/// What a new form begins from.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Origin {
    /// A template, by its id.
    Template(String),
    /// Another form, as it is edited.
    Form(FormId),
    /// A definition, which may be incomplete.
    Definition(Map<String, Value>),
}

/// The body of `POST /api/v1/forms`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFormBody {
    from: Origin,
    /// Its id. Default: made of the title.
    #[serde(default)]
    id: Option<FormId>,
    /// Its heading. Default: that of what it begins from.
    #[serde(default)]
    title: Option<Title>,
    /// The languages it keeps, the fallback first. Default: of a template those that are set for the installation, else
    /// all.
    #[serde(default)]
    locales: Option<Vec<Locale>>,
}

/// The form that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MadeFormBody {
    /// Its id.
    id: String,
    /// The revision of its draft.
    revision: i64,
}

/// `POST /api/v1/forms`
pub(crate) async fn make_form(
    admin: Admin,
    State(app): State<Arc<App>>,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.definition_bytes).await?;
    let body: NewFormBody = read_object(&bytes)?;
    let is_copy = matches!(body.from, Origin::Form(_)) && body.title.is_none();
    let is_template = matches!(body.from, Origin::Template(_));
    let (name, mut definition) = origin(&app, body.from).await?;
    let usual = &app.installation().languages.forms;
    match &body.locales {
        Some(locales) => keep_languages(&mut definition, locales),
        None if is_template => keep_languages(&mut definition, usual),
        None => {}
    }
    if let Some(title) = &body.title {
        retitle(&mut definition, title);
    }
    let given = body.id.as_ref().map(|id| id.as_str().to_owned());
    let base = given.clone().unwrap_or_else(|| match &body.title {
        Some(title) => slug(title.any()).unwrap_or(name),
        None => name,
    });
    let most = if given.is_some() { 1 } else { MOST_TRIES };
    for number in 1..=most {
        let id = numbered(&base, number);
        let Ok(form) = id.parse::<FormId>() else {
            break;
        };
        let mut begun = definition.clone();
        if is_copy && number > 1 {
            numbered_title(&mut begun, number);
        }
        begun["id"] = json!(id);
        let text = begun.to_string();
        let (by, now_ms) = (admin.account_id(), app.clock.now_ms());
        if app.store.begin_form(&form, &text, by, now_ms).await? {
            return Ok(made(&id));
        }
    }
    Err(Rejection::Conflict(
        "form_exists",
        format!("There is a form `{base}` already."),
    ))
}

fn made(id: &str) -> Response {
    let body = MadeFormBody {
        id: id.to_owned(),
        revision: 1,
    };
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/forms/{id}/draft")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// What an id is made of where none is given, and the definition to begin from.
async fn origin(app: &App, from: Origin) -> Result<(String, Value), Rejection> {
    match from {
        Origin::Template(name) => {
            let found = template(&name).ok_or_else(|| {
                let name: String = name.chars().take(80).collect();
                let reason = format!("There is no template `{name}`.");
                Rejection::Unprocessable("unknown_template", reason)
            })?;
            Ok((found.id.clone(), found.definition.clone()))
        }
        Origin::Form(form) => {
            let edited = edited(app, &form).await?;
            Ok((form.as_str().to_owned(), edited.definition))
        }
        Origin::Definition(members) => {
            let id = members.get("id").and_then(Value::as_str);
            let id = id.and_then(slug).unwrap_or_else(|| "form".to_owned());
            Ok((id, Value::Object(members)))
        }
    }
}
