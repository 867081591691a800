//! What the screen's parts share: the tables there are, and the field that is being carried.

use super::text;
use crate::api::{self, Problem, segment};
use crate::draft::Draft;
use crate::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The CRM that is built in.
pub(super) const EMBEDDED: &str = "embedded";

/// The tables of a connection; none while they are on their way.
pub(super) type Tables = Option<Arc<Vec<Value>>>;

#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// The connections there are, by name.
    pub(super) connections: RwSignal<Vec<Value>>,
    tables: RwSignal<BTreeMap<String, Tables>>,
    /// The target whose card is open.
    pub(super) open: RwSignal<Option<usize>>,
    /// The source that is being dragged.
    pub(super) dragged: RwSignal<Option<Value>>,
    /// Why tables could not be read.
    pub(super) problem: RwSignal<Option<Problem>>,
}

impl Desk {
    pub(super) fn new(draft: Draft) -> Self {
        let has_targets = draft.with_untracked(|definition| {
            let targets = definition.pointer("/mapping/targets");
            targets
                .and_then(Value::as_array)
                .is_some_and(|targets| !targets.is_empty())
        });
        let desk = Self {
            connections: RwSignal::new(Vec::new()),
            tables: RwSignal::default(),
            open: RwSignal::new(has_targets.then_some(0)),
            dragged: RwSignal::new(None),
            problem: RwSignal::new(None),
        };
        spawn_local(async move {
            match api::get::<Value>("connections").await {
                Ok(mut answer) => {
                    let listed = answer["connections"].as_array_mut();
                    let listed = listed.map(std::mem::take).unwrap_or_default();
                    desk.connections.try_set(listed);
                }
                Err(problem) => {
                    desk.problem.try_set(Some(problem));
                }
            }
        });
        desk
    }

    pub(super) fn here() -> Self {
        expect_context()
    }

    /// The tables of a connection. Tracked; they are asked for once.
    pub(super) fn tables(self, connector: &str) -> Tables {
        let held = self.tables.with(|tables| tables.get(connector).cloned());
        match held {
            Some(tables) => tables,
            None => {
                let connector = connector.to_owned();
                let key = connector.clone();
                self.tables.update_untracked(|tables| {
                    tables.insert(key, None);
                });
                spawn_local(async move {
                    let path = format!("connections/{}/tables", segment(&connector));
                    match api::get::<Value>(&path).await {
                        Ok(mut answer) => {
                            let listed = answer["tables"].as_array_mut();
                            let listed = listed.map(std::mem::take).unwrap_or_default();
                            self.tables.try_update(|tables| {
                                tables.insert(connector, Some(Arc::new(listed)));
                            });
                        }
                        Err(problem) => {
                            self.problem.try_set(Some(problem));
                            self.tables.try_update(|tables| {
                                tables.insert(connector, Some(Arc::default()));
                            });
                        }
                    }
                });
                None
            }
        }
    }

    /// A table. Tracked.
    pub(super) fn table(self, connector: &str, table: &str) -> Value {
        let tables = self.tables(connector);
        let found = tables.and_then(|tables| {
            let mut tables = tables.iter();
            tables.find(|one| text(one, "name") == table).cloned()
        });
        found.unwrap_or_default()
    }
}

/// What is suggested for a target of the definition as it stands.
pub(super) async fn suggestions(draft: Draft, place: usize) -> Result<Value, Problem> {
    let definition = draft.with_untracked(Clone::clone);
    let target = definition.pointer(&format!("/mapping/targets/{place}"));
    let target = target.cloned().unwrap_or_default();
    let path = format!("forms/{}/mapping/suggestions", segment(&draft.form()));
    let connector = target["connector"].as_str().unwrap_or(EMBEDDED);
    let body = json!({
        "connector": connector,
        "table": target["table"],
        "target": place,
        "locale": draft.locale().get_untracked(),
        "definition": definition,
    });
    api::send(gloo_net::http::Method::POST, &path, &body).await
}
