//! A CRM that answers after 50 ms, and the connector to it.

use crate::deliveries::runtime;
use anyhow::Context;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{Request, StatusCode};
use axum::routing::{get, put};
use axum::{Json, Router};
use serde_json::{Value, json};
use sonda_server::clock::{Clock, SystemClock};
use sonda_server::crm::remote::{By, Found, Http, Remote, SourceKey, Step};
use sonda_server::crm::{
    Column, ColumnType, DeliveryError, Finding, Table, TextFormat, Transcript,
};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long the CRM takes for an answer.
const ANSWER: Duration = Duration::from_millis(50);

/// The CRM, until its process is ended.
pub(crate) fn serve(address: SocketAddr) -> anyhow::Result<()> {
    runtime()?.block_on(async {
        let listener = TcpListener::bind(address)
            .await
            .context("the CRM's address")?;
        let take = async |Json(_): Json<Value>| {
            tokio::time::sleep(ANSWER).await;
            StatusCode::CREATED
        };
        let find = async |Path(name): Path<String>| {
            tokio::time::sleep(ANSWER).await;
            Json(json!({"id": format!("of {name}")}))
        };
        let routes = Router::new()
            .route("/leads/{id}", put(take))
            .route("/leads/by-name/{name}", get(find))
            .route("/readyz", get(async || "ok"));
        Ok(axum::serve(listener, routes).await?)
    })
}

/// Its one table.
pub(crate) fn leads() -> Table {
    let kind = ColumnType::Text {
        length: 200,
        format: TextFormat::Plain,
    };
    let mut name = Column::new("name", kind.clone());
    name.identifying = true;
    Table::new("lead", vec![name, Column::new("note", kind)])
}

/// Leads, each written by one request under the id that Sonda gives, or that it was found by.
pub(crate) struct Leads {
    pub(crate) http: Http,
    pub(crate) base: String,
    pub(crate) clock: Arc<SystemClock>,
}

impl Remote for Leads {
    fn at_once(&self) -> usize {
        64
    }

    fn source_key(&self, _: &str) -> SourceKey {
        SourceKey::Id
    }

    async fn tables(&self, _: &Transcript) -> Result<Vec<Table>, DeliveryError> {
        Ok(vec![leads()])
    }

    async fn find(
        &self,
        _: &Table,
        by: By<'_>,
        _: &[&str],
        _: usize,
        transcript: &Transcript,
    ) -> Result<Vec<Found>, DeliveryError> {
        let By::Column(column, value) = by else {
            return Err(DeliveryError::give_up("leads are found by their name"));
        };
        let name = value.as_str().unwrap_or_default();
        let request = Request::get(format!("{}/leads/by-name/{name}", self.base))
            .body(Bytes::new())
            .map_err(|error| DeliveryError::give_up(error.to_string()))?;
        let answered = self.http.send(request, "", transcript).await?;
        let about: Value = serde_json::from_slice(&answered.body)
            .map_err(|_| answered.failure("", self.clock.now_ms()))?;
        let id = about["id"].as_str().unwrap_or_default().replace(' ', "-");
        Ok(vec![Found {
            id,
            version: None,
            values: [(column.name.clone(), value.clone())].into_iter().collect(),
        }])
    }

    async fn write(
        &self,
        _: &Table,
        steps: &[Step],
        transcript: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        let mut ids = Vec::with_capacity(steps.len());
        for step in steps {
            let (id, values) = match step {
                Step::Create { id, values } => (id.to_string(), values),
                Step::Update { record, values } => (record.id.clone(), values),
            };
            let body = Value::Object(values.clone()).to_string();
            let request = Request::put(format!("{}/leads/{id}", self.base))
                .header("content-type", "application/json")
                .body(body.clone().into())
                .map_err(|error| DeliveryError::give_up(error.to_string()))?;
            let answered = self.http.send(request, body, transcript).await?;
            if answered.status != StatusCode::CREATED {
                return Err(answered.failure("", self.clock.now_ms()));
            }
            ids.push(id);
        }
        Ok(ids)
    }

    fn render(&self, _: &Table, _: &[Step]) -> Vec<String> {
        Vec::new()
    }

    async fn test(&self) -> Vec<Finding> {
        Vec::new()
    }
}
