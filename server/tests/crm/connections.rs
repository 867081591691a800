//! Connections whose CRM changes while Sonda runs, rotation of their key, and what is published by which tables.

use crate::flow::{deliveries, embedded, publish_form, submission, submit, text, worker_of};
use crate::support::TestStore;
use futures::future::BoxFuture;
use serde_json::{Map, Value, json};
use sonda_server::config::Config;
use sonda_server::connections::{
    BuildFault, ConnectionError, Factory, Ingredients, Key, KeySource, Put, Registry, Secret,
};
use sonda_server::crm::remote::MemoryTurns;
use sonda_server::crm::{
    Column, ColumnType, Connector, Connectors, DeliveryError, Exchange, Finding, Guarantee,
    Outcome, Preview, Table, TextFormat, Transcript, WriteRequest, Written, WrittenRecord,
};
use sonda_server::delivery::Drained;
use sonda_server::mapping::Mapping;
use sonda_server::outgoing::{Client, Reach};
use sonda_server::store::StoreError;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const HOUR_MS: i64 = 3_600_000;

/// A CRM that its settings describe: the columns of its tables, or that it does not answer.
struct Described {
    columns: Vec<(String, Vec<String>)>,
    known: Arc<[Table]>,
    is_silent: bool,
    /// Whether it takes nothing for a day.
    is_limited: bool,
}

fn described(of: &Ingredients<'_>) -> Result<Arc<dyn Connector>, BuildFault> {
    let mut columns = Vec::new();
    let tables = of.settings.get("tables").and_then(Value::as_object);
    for (table, names) in tables.into_iter().flatten() {
        let names = names.as_array().unwrap().iter();
        let names = names
            .map(|name| name.as_str().unwrap().to_owned())
            .collect();
        columns.push((table.clone(), names));
    }
    of.secret
        .ok_or_else(|| BuildFault::Secret("it is missing".into()))?;
    Ok(Arc::new(Described {
        columns,
        known: Arc::clone(of.tables),
        is_silent: of.settings.contains_key("silent"),
        is_limited: of.settings.contains_key("limited"),
    }))
}

impl Described {
    fn now(&self) -> Result<Vec<Table>, DeliveryError> {
        if self.is_silent {
            return Err(DeliveryError::retry("the CRM answered 503"));
        }
        let table = |(name, columns): &(String, Vec<String>)| {
            let column = |name: &String| {
                let (length, format) = (20_000, TextFormat::Plain);
                Column::new(name, ColumnType::Text { length, format })
            };
            Table::new(name, columns.iter().map(column).collect())
        };
        Ok(self.columns.iter().map(table).collect())
    }
}

impl Connector for Described {
    fn guarantee(&self) -> Guarantee {
        Guarantee::ExactlyOnce
    }

    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        Box::pin(async { Ok(self.known.clone()) })
    }

    fn read_tables<'a>(
        &'a self,
        _: &'a Transcript,
    ) -> BoxFuture<'a, Result<Vec<Table>, DeliveryError>> {
        Box::pin(async { self.now() })
    }

    fn deliver<'a>(
        &'a self,
        request: &'a WriteRequest,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        transcript.note(Exchange {
            request: "POST".into(),
            body: String::new(),
            status: Some(if self.is_limited { 429 } else { 201 }),
            answer: String::new(),
        });
        if self.is_limited {
            let (after, reason) = (Some(Duration::from_secs(24 * 3_600)), "too many".into());
            return Box::pin(async move { Err(DeliveryError::Retry { after, reason }) });
        }
        let records = request.rows.iter().map(|row| WrittenRecord {
            id: row.id.to_string(),
            outcome: Outcome::Created,
        });
        let records = records.collect();
        Box::pin(async { Ok(Written { records }) })
    }

    fn preview<'a>(&'a self, _: &'a WriteRequest) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        Box::pin(async { Ok(Preview::default()) })
    }

    fn test(&self) -> BoxFuture<'_, Vec<Finding>> {
        Box::pin(async { Vec::new() })
    }
}

/// A folder of a test's own for keys, gone after it.
struct Keys(PathBuf);

impl Keys {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("sonda-keys-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("secrets.key")
    }

    fn source(&self) -> KeySource {
        let mut config = Config::default();
        config.secrets.key_file = Some(self.file());
        KeySource::of(&config)
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn registry(on: &TestStore, keys: &Keys) -> Arc<Registry> {
    let factory = Factory {
        client: Client::new(Reach::default()),
        clock: on.shared_clock(),
        turns: Arc::new(MemoryTurns::default()),
        public_url: "https://forms.example".into(),
        more: &[("described", described)],
    };
    Arc::new(Registry::new(on.store.clone(), keys.source(), factory))
}

fn settings(settings: Value) -> Map<String, Value> {
    settings.as_object().unwrap().clone()
}

fn two_tables() -> Map<String, Value> {
    settings(json!({"tables": {"contact": ["name"], "lead": ["name", "source"]}}))
}

async fn add(registry: &Registry, name: &str, to: Map<String, Value>) {
    let put = Put {
        name: name.into(),
        kind: "described".into(),
        settings: to,
        secret: Secret::new(&format!("secret of {name}")),
    };
    assert!(registry.put(put).await.unwrap());
}

fn mapping_to_crm() -> Mapping {
    let target = |id: &str, table: &str, column: &str| json!({"id": id, "connector": "crm", "table": table, "columns": {column: {"answer": "name"}}});
    crate::flow::mapping(json!([
        target("contact", "contact", "name"),
        target("lead", "lead", "source"),
        {"id": "own", "table": "survey_response", "columns": {"form": {"context": "form"}}},
    ]))
}

fn connectors(on: &TestStore, registry: &Arc<Registry>) -> Connectors {
    Connectors::default()
        .with("embedded", Arc::new(embedded(on)))
        .with_connections(Arc::clone(registry))
}

on_both_engines!(
    a_pause_that_a_crm_asked_for_ends_when_its_connection_is_changed,
    async |on| {
        let keys = Keys::new();
        let registry = registry(on, &keys);
        let mut limited = two_tables();
        limited.insert("limited".into(), true.into());
        add(&registry, "crm", limited).await;
        registry.refresh("crm").await.unwrap();
        let mapping = mapping_to_crm();
        publish_form(on, &mapping).await;
        let worker = worker_of(on, connectors(on, &registry)).with_at_once(1);
        let answers = json!({"name": text("Ola")});
        submit(on, &mapping, &[submission(on, "r1", answers)]).await;
        let drained = worker.drain().await.unwrap();
        assert_eq!(
            (drained.retried, drained.done),
            (1, 1),
            "one of two was tried"
        );
        on.clock.advance_ms(HOUR_MS);
        registry.refresh("crm").await.unwrap();
        assert_eq!(worker.drain().await.unwrap(), Drained::default());
        registry
            .change("crm", Some(two_tables()), None)
            .await
            .unwrap();
        assert_eq!(worker.drain().await.unwrap().done, 1);
    }
);

on_both_engines!(
    a_column_that_disappears_stops_its_own_target_alone,
    async |on| {
        let keys = Keys::new();
        let registry = registry(on, &keys);
        add(&registry, "crm", two_tables()).await;
        assert_eq!(registry.refresh("crm").await.unwrap().changes, [""; 0]);
        let mapping = mapping_to_crm();
        publish_form(on, &mapping).await;
        let worker = worker_of(on, connectors(on, &registry));
        let answers = json!({"name": text("Ola")});
        submit(on, &mapping, &[submission(on, "r1", answers.clone())]).await;
        assert_eq!(worker.drain().await.unwrap().done, 3);

        let fewer = json!({"tables": {"contact": ["name"], "lead": ["name"]}});
        registry
            .change("crm", Some(settings(fewer)), None)
            .await
            .unwrap();
        // Within the hour, nobody asks again.
        registry.refresh_due().await;
        assert_eq!(registry.show("crm").await.unwrap().drift, []);
        on.clock.advance_ms(HOUR_MS);
        registry.refresh_due().await;
        let shown = registry.show("crm").await.unwrap();
        let [drift] = &shown.drift[..] else {
            panic!("{shown:?}");
        };
        assert_eq!((&*drift.form, &*drift.target), ("visit", "lead"));
        assert!(drift.path.starts_with("/targets/1/columns"), "{drift:?}");
        submit(on, &mapping, &[submission(on, "r2", answers.clone())]).await;
        let drained = worker_of(on, connectors(on, &registry))
            .drain()
            .await
            .unwrap();
        assert_eq!((drained.done, drained.dead), (2, 1));
        let stopped = deliveries(on).await;
        let stopped: Vec<&str> = stopped
            .iter()
            .filter_map(|one| one.last_error.as_deref())
            .collect();
        assert!(
            stopped.len() == 1 && stopped[0].contains("`source`"),
            "{stopped:?}"
        );

        registry
            .change("crm", Some(two_tables()), None)
            .await
            .unwrap();
        let back = registry.refresh("crm").await.unwrap();
        assert_eq!((back.changes.len(), back.drift.len()), (0, 0));
        submit(on, &mapping, &[submission(on, "r3", answers)]).await;
        assert_eq!(worker.drain().await.unwrap().done, 3);
    }
);

on_both_engines!(what_has_changed_is_said_once, async |on| {
    let keys = Keys::new();
    let registry = registry(on, &keys);
    add(&registry, "crm", two_tables()).await;
    registry.refresh("crm").await.unwrap();
    let fewer = json!({"tables": {"lead": ["name"]}});
    registry
        .change("crm", Some(settings(fewer)), None)
        .await
        .unwrap();
    let changes = registry.refresh("crm").await.unwrap().changes;
    assert_eq!(
        changes,
        [
            "The table `contact` is gone.",
            "The column `source` of `lead` is gone."
        ]
    );
    assert_eq!(registry.refresh("crm").await.unwrap().changes, [""; 0]);
    // A server that starts later knows of it, too.
    let later = self::registry(on, &keys);
    let shown = later.show("crm").await.unwrap();
    assert_eq!(shown.last_changes.unwrap().changes, changes);
});

on_both_engines!(
    tables_of_yesterday_are_published_by_and_older_ones_not,
    async |on| {
        let keys = Keys::new();
        let registry = registry(on, &keys);
        add(&registry, "crm", two_tables()).await;
        let definition = json!({"mapping": mapping_to_crm()});
        registry.refresh_to_publish(&definition).await.unwrap();
        let mut silent = two_tables();
        silent.insert("silent".into(), true.into());
        registry.change("crm", Some(silent), None).await.unwrap();
        on.clock.advance_ms(24 * HOUR_MS);
        registry.refresh_to_publish(&definition).await.unwrap();
        on.clock.advance_ms(1);
        let refused = registry.refresh_to_publish(&definition).await.unwrap_err();
        assert!(matches!(refused, ConnectionError::Stale(_)), "{refused}");
        let words = refused.to_string();
        assert!(
            words.contains("connection `crm`") && words.contains("the CRM answered 503"),
            "{words}"
        );
        // Who does not use it is not refused.
        let other = json!({"mapping": {"targets": [{"connector": "embedded"}, {}]}});
        registry.refresh_to_publish(&other).await.unwrap();
    }
);

on_both_engines!(
    a_rotated_key_opens_every_secret_and_the_old_one_none,
    async |on| {
        let keys = Keys::new();
        let registry = registry(on, &keys);
        for name in ["crm", "crm2"] {
            add(&registry, name, two_tables()).await;
        }
        let old = std::fs::read_to_string(keys.file()).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &std::fs::metadata(keys.file()).unwrap().permissions(),
        );
        assert_eq!(mode & 0o777, 0o600);
        std::fs::remove_file(keys.file()).unwrap();
        let wrong = Key::read(&"A".repeat(43), "a test").unwrap();
        let before = on.store.connections().await.unwrap();
        let refused = registry.rotate(&wrong).await.unwrap_err().to_string();
        assert!(refused.contains("connection `crm`"), "{refused}");
        assert_eq!(on.store.connections().await.unwrap(), before, "all or none");

        let old = Key::read(&old, "a test").unwrap();
        assert_eq!(registry.rotate(&old).await.unwrap(), 2);
        assert_eq!(
            registry.rotate(&old).await.unwrap(),
            0,
            "a repeat finds nothing to do"
        );
        let new = keys.source().load().unwrap().unwrap();
        for connection in on.store.connections().await.unwrap() {
            let sealed = connection.secret.unwrap();
            let opened = new.open(&connection.name, "described", &sealed).unwrap();
            assert_eq!(opened.expose(), format!("secret of {}", connection.name));
            assert!(old.open(&connection.name, "described", &sealed).is_err());
        }
        assert_eq!(registry.show("crm").await.unwrap().problem, None);
    }
);

on_both_engines!(
    a_secret_moved_to_another_connection_does_not_open,
    async |on| {
        let keys = Keys::new();
        let registry = registry(on, &keys);
        for name in ["crm", "crm2"] {
            add(&registry, name, two_tables()).await;
        }
        sqlx::query(
        "UPDATE connection SET secret = (SELECT secret FROM connection WHERE name = 'crm') WHERE name = 'crm2'",
    )
    .execute(&on.pool)
    .await
    .unwrap();
        registry
            .change("crm", Some(two_tables()), None)
            .await
            .unwrap();
        let fresh = self::registry(on, &keys);
        let problem = fresh.show("crm2").await.unwrap().problem.unwrap();
        assert!(problem.contains("`crm2` is damaged"), "{problem}");
        assert_eq!(fresh.show("crm").await.unwrap().problem, None);
    }
);

on_both_engines!(two_who_add_one_name_do_not_share_it, async |on| {
    let keys = Keys::new();
    let (one, other) = (registry(on, &keys), registry(on, &keys));
    let put = |settings| Put {
        name: "crm".into(),
        kind: "described".into(),
        settings,
        secret: Secret::new("secret"),
    };
    let (first, second) = tokio::join!(one.put(put(two_tables())), other.put(put(Map::new())));
    // Either the second found it there, or it was told.
    for outcome in [&first, &second] {
        let fine = matches!(outcome, Ok(_) | Err(ConnectionError::Exists(_)));
        assert!(fine, "{outcome:?}");
    }
    let new = [&first, &second]
        .into_iter()
        .filter(|one| matches!(one, Ok(true)));
    assert_eq!(new.count(), 1);
    let listed: Result<_, StoreError> = on.store.connections().await;
    assert_eq!(listed.unwrap().len(), 1);
});
