//! `GET /api/v1/templates`: what a new form may begin from.

use crate::editing::{Template, templates};
use crate::http::access::Admin;
use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a new form may begin from.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TemplateLine {
    /// Names it.
    id: &'static str,
    /// What it is called, by language.
    name: &'static BTreeMap<String, String>,
    /// What it is for, by language.
    description: &'static BTreeMap<String, String>,
    /// The heading of its form, by language.
    title: &'static Value,
    /// What its form is for: `survey` or `lead_form`.
    kind: &'static str,
    /// The number of questions that its form asks, whether all are shown or not.
    questions: usize,
    /// The tables of the embedded CRM that its answers become records of.
    tables: &'static [String],
}

/// What new forms may begin from.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TemplatesBody {
    /// In the order they are offered in; `empty` has no questions.
    templates: Vec<TemplateLine>,
}

/// `GET /api/v1/templates`
pub(crate) async fn list_templates(_: Admin) -> Json<TemplatesBody> {
    let templates = templates().iter().map(line).collect();
    Json(TemplatesBody { templates })
}

fn line(template: &'static Template) -> TemplateLine {
    let definition = &template.definition;
    let content = &definition["content"];
    let count = |of: &Value| of["questions"].as_array().map_or(0, Vec::len);
    let pages = content["pages"].as_array().into_iter().flatten();
    TemplateLine {
        id: &template.id,
        name: &template.name,
        description: &template.description,
        title: &content["title"],
        kind: definition["kind"].as_str().unwrap_or_default(),
        questions: count(content) + pages.map(count).sum::<usize>(),
        tables: &template.tables,
    }
}
