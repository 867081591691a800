//! A response as the API shows it.

use crate::answers::DeliveryState;
use crate::http::public::timestamp;
use crate::http::seed::shuffled;
use crate::http::{App, Rejection};
use crate::store::StoredResponse;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sonda_domain::{Content, Question};

/// A response.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShownResponse {
    #[serde(flatten)]
    #[schemars(with = "Map<String, Value>")]
    pub(super) response: StoredResponse,
    /// When it was accepted.
    submitted_at: String,
    /// The options of each shuffled question in the order they were shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    option_order: Option<Map<String, Value>>,
    /// What became of it, all its deliveries together.
    delivery: DeliveryState,
}

impl ShownResponse {
    pub(super) async fn of(
        app: &App,
        response: StoredResponse,
        delivery: DeliveryState,
    ) -> Result<Self, Rejection> {
        let content = match response.seed {
            0 => None,
            _ => app.content(&response.form, response.version).await?,
        };
        Ok(Self {
            submitted_at: timestamp(response.submitted_at_ms),
            option_order: content.map(|content| option_order(&content, response.seed)),
            delivery,
            response,
        })
    }
}

/// The options of each shuffled question in the order that a seed shows them.
fn option_order(content: &Content, seed: u32) -> Map<String, Value> {
    let order = |question: &Question| {
        let ids = question.offered(seed).into_iter();
        let ids: Vec<&str> = ids.map(|option| option.id.as_str()).collect();
        (question.id.as_str().to_owned(), json!(ids))
    };
    shuffled(content).map(order).collect()
}
