//! The templates that new forms begin from, as they are in `server/templates/`.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILES: [&str; 9] = [
    include_str!("../../templates/empty.json"),
    include_str!("../../templates/nps.json"),
    include_str!("../../templates/csat.json"),
    include_str!("../../templates/stars.json"),
    include_str!("../../templates/post-purchase.json"),
    include_str!("../../templates/event.json"),
    include_str!("../../templates/demo-request.json"),
    include_str!("../../templates/complaint.json"),
    include_str!("../../templates/application.json"),
];

/// What a new form may begin from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Names it.
    pub id: String,
    /// What it is called, by language.
    pub name: BTreeMap<String, String>,
    /// What it is for, by language.
    pub description: BTreeMap<String, String>,
    /// The tables of the embedded CRM that its answers become records of.
    #[serde(default)]
    pub tables: Vec<String>,
    /// The definition.
    pub definition: Value,
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let read = |text: &&str| serde_json::from_str(text).expect("a test reads every template");
    FILES.iter().map(read).collect()
});

/// The templates, in the order they are offered in.
#[must_use]
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// The template of that id.
#[must_use]
pub fn template(id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}
