//! `GET /api/v1/templates`: what a new form may begin from.

use crate::editing::{Template, templates};
use crate::http::access::Admin;
use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;

/// What a new form may begin from.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TemplatesBody {
    /// The templates; `empty` has no questions.
    templates: &'static [Template],
}

/// `GET /api/v1/templates`
pub(crate) async fn list_templates(_: Admin) -> Json<TemplatesBody> {
    Json(TemplatesBody {
        templates: templates(),
    })
}
