//! The server's side of a draft: loaded, saved on the revision it was made from, checked, published.

use crate::api::{self, Problem, segment};
use gloo_net::http::Method;
use serde_json::Value;

/// What a text member of an answer says.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// What was wrong, or might be, when the draft was last checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where, in the whole definition.
    pub(crate) pointer: String,
    /// Why, in a sentence.
    pub(crate) reason: String,
    /// Whether it may be published nevertheless.
    pub(crate) is_warning: bool,
}

/// What the last check found.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Checked {
    /// Faults first, then warnings.
    pub(crate) faults: Vec<Fault>,
    /// What differs from what is published: objects with `kind`, `part`, `name`, `pointer`, `detail`.
    pub(crate) changes: Vec<Value>,
}

impl Checked {
    fn of(answer: &Value) -> Self {
        let listed = |name: &str| answer[name].as_array().cloned().unwrap_or_default();
        let faults = |name: &str, is_warning| {
            let fault = move |found: &Value| Fault {
                pointer: text(found, "/pointer").to_owned(),
                reason: text(found, "/reason").to_owned(),
                is_warning,
            };
            listed(name).iter().map(fault).collect::<Vec<_>>()
        };
        Self {
            faults: [faults("faults", false), faults("warnings", true)].concat(),
            changes: listed("changes"),
        }
    }
}

fn path(form: &str, rest: &str) -> String {
    format!("forms/{}/draft{rest}", segment(form))
}

/// The draft as it is stored.
pub(super) async fn load(form: &str) -> Result<Value, Problem> {
    api::get(&path(form, "")).await
}

/// Stores a draft that was made from that revision.
///
/// # Errors
/// Somebody else has stored one since (`draft_changed`), with who and when beside the problem; or any other problem.
pub(super) async fn save(
    form: &str,
    revision: i64,
    definition: &Value,
) -> Result<Value, (Problem, Value)> {
    api::revise(Method::PUT, &path(form, ""), revision, Some(definition)).await
}

/// Has the stored draft judged.
pub(super) async fn check(form: &str) -> Result<Checked, Problem> {
    let answer: Value = api::ask(Method::POST, &path(form, "/check")).await?;
    Ok(Checked::of(&answer))
}

/// Makes a version of the stored draft.
pub(super) async fn publish(form: &str, revision: i64) -> Result<Value, (Problem, Value)> {
    api::revise(Method::POST, &path(form, "/publish"), revision, None).await
}

/// Goes back to what is published.
pub(super) async fn discard(form: &str, revision: i64) -> Result<Value, (Problem, Value)> {
    api::revise(Method::DELETE, &path(form, ""), revision, None).await
}
