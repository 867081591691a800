//! What the tests of deliveries share: a form in the database, its responses, a worker.

use crate::support::TestStore;
use serde_json::{Value, json};
use sonda_domain::{Answers, Content, FormId};
use sonda_server::crm::{Connectors, Embedded, builtin_tables};
use sonda_server::delivery::Worker;
use sonda_server::mapping::{Mapping, delivery_targets};
use sonda_server::store::{
    Attempt, Delivery, DeliveryFilter, NewDelivery, StoredRecord, insert_deliveries,
};
use std::sync::Arc;

pub(crate) const FORM: &str = "visit";

/// A form with a text, an e-mail, a phone and a rating.
pub(crate) fn content() -> Content {
    let title = json!({"en": "Q"});
    serde_json::from_value(json!({
        "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"},
        "questions": [
            {"id": "name", "type": "text", "title": title},
            {"id": "email", "type": "email", "title": title},
            {"id": "phone", "type": "phone", "title": title},
            {"id": "stars", "type": "rating", "title": title, "comment": {}},
            {"id": "parts", "type": "multiple_choice", "title": title, "options": [
                {"id": "a", "title": {"en": "Alpha"}}, {"id": "b", "title": {"en": "Beta"}},
            ]},
        ],
    }))
    .unwrap()
}

pub(crate) fn mapping(targets: Value) -> Mapping {
    serde_json::from_value(json!({"targets": targets})).unwrap()
}

/// One target that finds or creates a contact.
pub(crate) fn contact_target() -> Value {
    json!({
        "id": "contact", "table": "contact", "find": {"by": ["email", "phone"]},
        "columns": {
            "name": {"answer": "name"}, "email": {"answer": "email"}, "phone": {"answer": "phone"},
        },
    })
}

pub(crate) async fn publish_form(on: &TestStore, mapping: &Mapping) {
    sqlx::query(
        "INSERT INTO form (id, kind, settings, version, mapping_revision, responses, \
         created_at_ms, updated_at_ms) VALUES ($1, 'survey', '{}', 1, 0, 0, 0, 0)",
    )
    .bind(FORM)
    .execute(&on.pool)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO form_version (form_id, version, content, published_at_ms) \
         VALUES ($1, 1, $2, 0)",
    )
    .bind(FORM)
    .bind(serde_json::to_string(&content()).unwrap())
    .execute(&on.pool)
    .await
    .unwrap();
    publish_mapping(on, mapping).await;
}

pub(crate) async fn publish_mapping(on: &TestStore, mapping: &Mapping) {
    sqlx::query("UPDATE form SET mapping_revision = mapping_revision + 1 WHERE id = $1")
        .bind(FORM)
        .execute(&on.pool)
        .await
        .unwrap();
    sqlx::query(
        "INSERT INTO mapping_revision (form_id, revision, mapping, published_at_ms) \
         SELECT id, mapping_revision, $2, 0 FROM form WHERE id = $1",
    )
    .bind(FORM)
    .bind(serde_json::to_string(mapping).unwrap())
    .execute(&on.pool)
    .await
    .unwrap();
}

/// Publishes the form's second version: with a text question of that id.
pub(crate) async fn publish_version(on: &TestStore, question: &str) {
    let mut content = serde_json::to_value(content()).unwrap();
    let more = json!({"id": question, "type": "text", "title": {"en": "Q"}});
    content["questions"].as_array_mut().unwrap().push(more);
    sqlx::query(
        "INSERT INTO form_version (form_id, version, content, published_at_ms) \
         VALUES ($1, 2, $2, 0)",
    )
    .bind(FORM)
    .bind(content.to_string())
    .execute(&on.pool)
    .await
    .unwrap();
    sqlx::query("UPDATE form SET version = 2 WHERE id = $1")
        .bind(FORM)
        .execute(&on.pool)
        .await
        .unwrap();
}

/// A response as the tests write it; `answers` in stored form.
pub(crate) struct Submission {
    pub(crate) id: String,
    pub(crate) answers: Value,
    pub(crate) contact: Option<String>,
    pub(crate) at_ms: i64,
}

pub(crate) fn submission(on: &TestStore, id: &str, answers: Value) -> Submission {
    use sonda_server::clock::Clock;
    Submission {
        id: id.into(),
        answers,
        contact: None,
        at_ms: on.clock.now_ms(),
    }
}

pub(crate) fn text(value: &str) -> Value {
    json!({"answer": {"type": "text", "value": value}})
}

/// Stores responses with their deliveries, as intake does: in one transaction.
pub(crate) async fn submit(on: &TestStore, mapping: &Mapping, submissions: &[Submission]) {
    let form: FormId = FORM.parse().unwrap();
    let targets = delivery_targets(mapping);
    let mut tx = on.pool.begin().await.unwrap();
    let mut deliveries = Vec::new();
    for one in submissions {
        let answers: Answers = serde_json::from_value(one.answers.clone()).unwrap();
        sqlx::query(
            "INSERT INTO response (id, form_id, version, link_id, contact, locale, answers, \
             context, idempotency_key, fingerprint, submitted_at_ms) \
             VALUES ($1, $2, 1, NULL, $3, 'en', $4, '{}', $1, '', $5)",
        )
        .bind(&one.id)
        .bind(FORM)
        .bind(one.contact.as_deref())
        .bind(serde_json::to_string(&answers).unwrap())
        .bind(one.at_ms)
        .execute(&mut *tx)
        .await
        .unwrap();
        deliveries.extend(targets.iter().map(|target| NewDelivery {
            response: &one.id,
            form: &form,
            target: &target.target,
            ordinal: target.ordinal,
            connector: &target.connector,
            waits_for: &target.waits_for,
            accepted_at_ms: one.at_ms,
        }));
    }
    insert_deliveries(&mut tx, &deliveries).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) fn embedded(on: &TestStore) -> Embedded {
    Embedded::new(on.store.clone(), builtin_tables(), on.shared_clock())
}

pub(crate) fn worker_of(on: &TestStore, connectors: Connectors) -> Worker {
    Worker::new(
        on.store.clone(),
        connectors,
        on.shared_clock(),
        Arc::default(),
    )
    .with_jitter(Arc::new(|| 1.0))
}

pub(crate) fn worker(on: &TestStore) -> Worker {
    worker_of(
        on,
        Connectors::default().with("embedded", Arc::new(embedded(on))),
    )
}

pub(crate) async fn records(on: &TestStore, table: &str) -> Vec<StoredRecord> {
    on.store.records(table, None, 1_000).await.unwrap()
}

pub(crate) async fn deliveries(on: &TestStore) -> Vec<Delivery> {
    on.store
        .deliveries(&DeliveryFilter::default(), 1_000)
        .await
        .unwrap()
}

pub(crate) async fn attempts(on: &TestStore, response: &str, target: &str) -> Vec<Attempt> {
    on.store.attempts(response, target).await.unwrap()
}
