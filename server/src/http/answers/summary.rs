//! `GET /api/v1/forms/{form}/summary`

use super::query::Parameters;
use super::{by_reference, form_of, reading, versions};
use crate::answers::{Summary, SummaryOf};
use crate::http::access::Admin;
use crate::http::extract::{Path, Query};
use crate::http::public::timestamp;
use crate::http::{App, Rejection};
use crate::store::{Look, Order};
use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

/// So many responses are counted, the newest.
const MOST_COUNTED: u64 = 200_000;
const AT_ONCE: u32 = 500;
const EXAMINED_AT_ONCE: u32 = 5_000;

/// What the responses of a form add up to.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FormSummary {
    /// How many responses were counted.
    responses: u64,
    /// Where not all could be counted: those accepted since.
    since: Option<String>,
    /// The questions, in the order of the newest version.
    questions: Vec<SummaryOf>,
    /// The calculated values.
    results: Vec<SummaryOf>,
}

/// `GET /api/v1/forms/{form}/summary`: what the responses that pass the filters add up to.
pub(crate) async fn summary(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<FormSummary>, Rejection> {
    let mut parameters = Parameters::of(pairs);
    let filter = parameters.filter()?;
    parameters.end()?;
    let form = form_of(&app, &form).await?;
    let _place = reading(&app)?;
    let contents = versions(&app, &form).await?;
    let mut summary = Summary::new(&by_reference(&contents));
    let mut look = Look {
        order: Order::Newest,
        after: None,
        limit: AT_ONCE,
        most_examined: EXAMINED_AT_ONCE,
    };
    let mut since = None;
    loop {
        let looked = app.store.look_through(&form.id, &filter, &look).await?;
        for response in &looked.responses {
            summary.add(response);
        }
        let Some(next) = looked.next else { break };
        if summary.responses >= MOST_COUNTED {
            since = Some(timestamp(next.at_ms));
            break;
        }
        look.after = Some(next);
        // Visitors go first.
        tokio::task::yield_now().await;
    }
    let responses = summary.responses;
    let (questions, results) = summary.end();
    Ok(Json(FormSummary {
        responses,
        since,
        questions,
        results,
    }))
}
