//! What publishing a form writes to a CRM that keeps forms itself: in parts, to their end, each version by itself.

use crate::support::START_MS;
use futures::future::join;
use serde_json::{Map, Value, json};
use sonda_domain::{Content, FormId};
use sonda_server::crm::remote::{By, Found, MemoryTurns, Remote, RemoteConnector, SourceKey, Step};
use sonda_server::crm::{
    Cell, Column, ColumnType, Connector, DeliveryError, Finding, PublishedForm, RecordWrite, Table,
    TextFormat, Transcript, WriteRequest,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use uuid::Uuid;

const QUESTION: &str = "question";

/// A CRM whose forms have as many questions as told, each with the form's title for its text.
#[derive(Clone)]
struct FormCrm {
    questions: usize,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    records: BTreeMap<String, Map<String, Value>>,
    /// Records of that form are refused.
    refused: Option<FormId>,
    /// How many records each write created, and each changed.
    created: Vec<usize>,
    changed: usize,
    reading: usize,
    most_reading: usize,
    /// How many ids were looked for at once.
    looked_for: Vec<usize>,
}

fn text(name: &str) -> Column {
    let format = TextFormat::Plain;
    Column::new(
        name,
        ColumnType::Text {
            length: 100,
            format,
        },
    )
}

fn table() -> Table {
    Table::new(QUESTION, vec![text("text"), text("about")])
}

fn question(form: &FormId, number: usize) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{form} {number}").as_bytes())
}

impl FormCrm {
    fn new(questions: usize) -> Self {
        Self {
            questions,
            state: Arc::default(),
        }
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().unwrap())
    }

    fn texts(&self) -> BTreeSet<String> {
        let text = |record: &Map<String, Value>| record["text"].as_str().unwrap().to_owned();
        self.with(|state| state.records.values().map(text).collect())
    }
}

impl Remote for FormCrm {
    fn source_key(&self, _: &str) -> SourceKey {
        SourceKey::Id
    }

    async fn tables(&self, _: &Transcript) -> Result<Vec<Table>, DeliveryError> {
        Ok(vec![table()])
    }

    async fn find(
        &self,
        _: &Table,
        by: By<'_>,
        _: &[&str],
        _: usize,
        _: &Transcript,
    ) -> Result<Vec<Found>, DeliveryError> {
        let By::Id(id) = by else {
            panic!("looked for otherwise")
        };
        self.with(|state| {
            state.reading += 1;
            state.most_reading = state.most_reading.max(state.reading);
        });
        tokio::task::yield_now().await;
        Ok(self.with(|state| {
            state.reading -= 1;
            let values = state.records.get(id).cloned();
            let found = |values| Found {
                id: id.to_owned(),
                version: None,
                values,
            };
            values.map(found).into_iter().collect()
        }))
    }

    async fn existing(
        &self,
        _: &Table,
        ids: &[Uuid],
        _: &Transcript,
    ) -> Result<BTreeSet<Uuid>, DeliveryError> {
        Ok(self.with(|state| {
            state.looked_for.push(ids.len());
            let there = |id: &&Uuid| state.records.contains_key(&id.to_string());
            ids.iter().filter(there).copied().collect()
        }))
    }

    async fn write(
        &self,
        _: &Table,
        steps: &[Step],
        _: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        tokio::task::yield_now().await;
        self.with(|state| {
            let mut created = 0;
            let mut ids = Vec::new();
            for step in steps {
                let (id, values) = match step {
                    Step::Create { id, values } => (id.to_string(), values),
                    Step::Update { record, values } => (record.id.clone(), values),
                };
                ids.push(id.clone());
                let form = state.refused.as_ref().map(ToString::to_string);
                if form.is_some() && values.get("text").and_then(Value::as_str) == form.as_deref() {
                    return Err(DeliveryError::give_up("it may not be written"));
                }
                let about = values.get("about").and_then(Value::as_str);
                if about.is_some_and(|about| !state.records.contains_key(about)) {
                    return Err(DeliveryError::give_up("what it is about is not there"));
                }
                match step {
                    Step::Create { .. } if state.records.contains_key(&id) => {}
                    Step::Create { .. } => {
                        created += 1;
                        state.records.insert(id, values.clone());
                    }
                    Step::Update { .. } => {
                        state.changed += 1;
                        state.records.get_mut(&id).unwrap().extend(values.clone());
                    }
                }
            }
            state.created.push(created);
            Ok(ids)
        })
    }

    fn render(&self, _: &Table, _: &[Step]) -> Vec<String> {
        Vec::new()
    }

    fn published(
        &self,
        _: &[Table],
        form: &FormId,
        content: &Content,
    ) -> Vec<(&'static str, Vec<RecordWrite>)> {
        let locale = &content.fallback_locale;
        let text = Cell::from(Value::from(content.title.get(locale, locale)));
        let row = |number| {
            let id = question(form, number);
            RecordWrite {
                id,
                existing: Some(id.to_string()),
                values: [("text".to_owned(), text.clone())].into(),
            }
        };
        vec![(QUESTION, (0..self.questions).map(row).collect())]
    }

    async fn test(&self) -> Vec<Finding> {
        Vec::new()
    }
}

/// A connection to the CRM; another one is one after a start.
fn connected(crm: &FormCrm, turns: &Arc<MemoryTurns>) -> RemoteConnector<FormCrm> {
    RemoteConnector::new("crm", crm.clone(), vec![table()], turns.clone())
}

fn content(title: &str) -> Content {
    serde_json::from_value(json!({
        "locales": ["en"], "fallback_locale": "en", "title": {"en": title}, "questions": [],
    }))
    .unwrap()
}

/// Publishes a version of a form, so many milliseconds after the start as its number says, in these words.
async fn publish(
    connector: &RemoteConnector<FormCrm>,
    form: &str,
    (version, words): (i64, &str),
) -> Result<(), DeliveryError> {
    let id = form.parse().unwrap();
    let content = content(words);
    let form = PublishedForm {
        id: &id,
        version,
        content: &content,
        published_at_ms: START_MS + version,
    };
    let pointed_to = question(&id, 0).to_string();
    let points_to = HashSet::from([pointed_to.as_str()]);
    let transcript = Transcript::default();
    connector.publish(&form, &points_to, &transcript).await
}

/// A new record that is about the first so many questions of a form, and what becomes of it.
async fn ask_about(
    connector: &RemoteConnector<FormCrm>,
    form: &str,
    questions: usize,
) -> Result<(), DeliveryError> {
    let form: FormId = form.parse().unwrap();
    let row = |number| RecordWrite {
        id: Uuid::new_v4(),
        existing: None,
        values: [(
            "about".to_owned(),
            Cell::from(Value::from(question(&form, number).to_string())),
        )]
        .into(),
    };
    let request = WriteRequest {
        form: form.to_string(),
        response: "r".into(),
        table: QUESTION.into(),
        find: None,
        answered_at_ms: START_MS,
        is_repeat: false,
        rows: (0..questions).map(row).collect(),
    };
    let transcript = Transcript::default();
    connector.deliver(&request, &transcript).await.map(drop)
}

#[tokio::test]
async fn what_there_is_no_time_for_is_written_by_the_next_that_needs_it() {
    let crm = FormCrm::new(50);
    let turns = Arc::default();
    let connector = connected(&crm, &turns).with_publishing_patience(Duration::ZERO);
    for (version, words) in [(1, "Old"), (2, "New")] {
        for there in [20, 40] {
            let late = publish(&connector, "visit", (version, words)).await;
            let reason =
                "what publishing the form writes to the CRM takes its time: the rest follows";
            assert_eq!(late, Err(DeliveryError::retry(reason)));
            let is_in_words = |record: &&Map<String, Value>| record["text"].as_str() == Some(words);
            let written = crm.with(|state| state.records.values().filter(is_in_words).count());
            assert_eq!(written, there);
        }
        // No turn was left behind by those before.
        let rest = publish(&connector, "visit", (version, words)).await;
        assert_eq!(rest, Ok(()));
        assert_eq!(crm.texts(), [words.to_owned()].into());
    }
    assert_eq!(crm.with(|state| state.changed), 50);
}

#[tokio::test]
async fn a_form_that_is_refused_fails_by_itself() {
    let crm = FormCrm::new(1);
    crm.with(|state| state.refused = Some("broken".parse().unwrap()));
    let connector = connected(&crm, &Arc::default());
    let (broken, fine) = join(
        publish(&connector, "broken", (1, "broken")),
        publish(&connector, "fine", (1, "fine")),
    )
    .await;
    let reason =
        "what publishing the form writes to the CRM could not be written: it may not be written";
    assert_eq!(broken.unwrap_err().to_string(), reason);
    assert_eq!(fine, Ok(()));
    // Who waited for it does not ask again.
    let (first, second) = join(
        publish(&connector, "broken", (1, "broken")),
        publish(&connector, "broken", (1, "broken")),
    )
    .await;
    assert!(first.is_err() && first == second, "{second:?}");
}

#[tokio::test]
async fn after_a_start_what_is_there_is_looked_at_together_and_left_as_it_is() {
    let crm = FormCrm::new(20);
    let turns = Arc::default();
    let before = connected(&crm, &turns);
    publish(&before, "visit", (1, "Visit")).await.unwrap();
    publish(&connected(&crm, &turns), "visit", (1, "Visit"))
        .await
        .unwrap();
    let (created, changed, most_reading) =
        crm.with(|state| (state.created.clone(), state.changed, state.most_reading));
    assert_eq!((created, changed), (vec![20, 0], 0));
    assert_eq!(most_reading, 8);
}

#[tokio::test]
async fn words_of_an_older_version_that_comes_late_overwrite_none_newer() {
    // By the newer version the words were written, or were there already.
    for first in [None, Some("New")] {
        let crm = FormCrm::new(2);
        let turns = Arc::default();
        if let Some(words) = first {
            let connector = connected(&crm, &turns);
            publish(&connector, "visit", (1, words)).await.unwrap();
        }
        let connector = connected(&crm, &turns);
        publish(&connector, "visit", (3, "New")).await.unwrap();
        publish(&connector, "visit", (2, "Older")).await.unwrap();
        assert_eq!(crm.texts(), ["New".to_owned()].into(), "{first:?}");
    }
}

#[tokio::test]
async fn what_a_refused_delivery_points_to_is_looked_for_at_once() {
    let crm = FormCrm::new(50);
    let connector = connected(&crm, &Arc::default());
    publish(&connector, "visit", (1, "Visit")).await.unwrap();
    crm.with(|state| {
        state
            .records
            .remove(&question(&"visit".parse().unwrap(), 7).to_string())
    });
    let refused = ask_about(&connector, "visit", 50).await.unwrap_err();
    assert!(matches!(refused, DeliveryError::Retry { .. }), "{refused}");
    assert_eq!(crm.with(|state| state.looked_for.clone()), [50]);
    publish(&connector, "visit", (1, "Visit")).await.unwrap();
    ask_about(&connector, "visit", 50).await.unwrap();
}

#[tokio::test]
async fn a_record_that_is_gone_is_known_of_any_number_of_forms() {
    let crm = FormCrm::new(1);
    let connector = connected(&crm, &Arc::default());
    for number in 0..=1_000 {
        let form = format!("form-{number}");
        publish(&connector, &form, (1, "Visit")).await.unwrap();
    }
    crm.with(|state| state.records.clear());
    let refused = ask_about(&connector, "form-1000", 1).await.unwrap_err();
    assert!(matches!(refused, DeliveryError::Retry { .. }), "{refused}");
}
