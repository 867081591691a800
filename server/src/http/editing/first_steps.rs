//! `/api/v1/first-steps`: the way to the first answer, for whoever is new here.

use crate::http::access::Person;
use crate::http::body::{read, read_object};
use crate::http::{App, Rejection};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const DISMISSED: &str = "dismissed";
const SHARED: &str = "shared";
/// The most bytes of what is said of the steps.
const MOST_BYTES: usize = 1_024;

/// How far this server is on the way to its first answer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FirstStepsBody {
    /// Whether there is anything to show: not all is done, and the person has not put the steps away.
    shown: bool,
    /// The form to go on with.
    form: Option<String>,
    /// A form was made.
    made: bool,
    /// One was published.
    published: bool,
    /// The answers of a form, published or not yet, become records somewhere.
    mapped: bool,
    /// A personal link was made, or the person has been where a form is shared.
    shared: bool,
    /// An answer came.
    answered: bool,
}

/// What a person says of the steps.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepsSaidBody {
    /// Whether they are put away.
    #[serde(default)]
    dismissed: Option<bool>,
    /// Whether a form was shared.
    #[serde(default)]
    shared: Option<bool>,
}

/// `GET /api/v1/first-steps`
pub(crate) async fn show_first_steps(
    person: Person,
    State(app): State<Arc<App>>,
) -> Result<Json<FirstStepsBody>, Rejection> {
    steps(&app, &person.0.account.id).await
}

/// `PUT /api/v1/first-steps`: keeps what the server cannot see by itself.
pub(crate) async fn say_first_steps(
    person: Person,
    State(app): State<Arc<App>>,
    body: Body,
) -> Result<Json<FirstStepsBody>, Rejection> {
    let bytes = read(body, MOST_BYTES).await?;
    let said: StepsSaidBody = read_object(&bytes)?;
    let account = &person.0.account.id;
    for (step, is_so) in [(DISMISSED, said.dismissed), (SHARED, said.shared)] {
        if let Some(is_so) = is_so {
            app.store.say_step(account, step, is_so).await?;
        }
    }
    steps(&app, account).await
}

async fn steps(app: &App, account: &str) -> Result<Json<FirstStepsBody>, Rejection> {
    let progress = app.store.progress().await?;
    let said = app.store.steps_said(account).await?;
    let answered = progress.answered;
    let shared = answered || progress.linked || said.contains(SHARED);
    let done = progress.published && progress.mapped && answered;
    Ok(Json(FirstStepsBody {
        shown: !done && !said.contains(DISMISSED),
        made: progress.form.is_some() || progress.published,
        form: progress.form,
        published: progress.published,
        mapped: progress.mapped,
        shared,
        answered,
    }))
}
