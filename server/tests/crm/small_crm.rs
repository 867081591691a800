//! A small strict CRM over "the network": what a remote connector says to one, without the network.

use serde_json::{Map, Value};
use sonda_server::crm::remote::{By, Found, Remote, SourceKey, Step};
use sonda_server::crm::{
    Column, ColumnType, DeliveryError, Finding, Table, TextFormat, Transcript, identifying_value,
};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// What happens to a write, in place of success.
pub(crate) enum Fault {
    /// Nothing is written.
    Refuse(DeliveryError),
    /// All is written, and the answer lost.
    LoseAnswer,
    /// Somebody else has made such a record, and it is refused.
    TakenBy(Value),
    /// Somebody else has taken out all records.
    Gone,
}

#[derive(Default)]
struct State {
    records: Vec<(String, Map<String, Value>)>,
    faults: VecDeque<Fault>,
    reads: usize,
    reading: usize,
    most_reading: usize,
    writes: usize,
}

/// The CRM; cheap to clone.
#[derive(Clone)]
pub(crate) struct SmallCrm {
    key: SourceKey,
    state: Arc<Mutex<State>>,
}

pub(crate) const SOURCE: &str = "source";

/// Contacts: `email`, `phone`, `name`, `notes`, and a column for our ids.
pub(crate) fn contacts() -> Table {
    let text = |name: &str, format| {
        let mut column = Column::new(
            name,
            ColumnType::Text {
                length: 5_000,
                format,
            },
        );
        column.identifying = format != TextFormat::Plain;
        column
    };
    let columns = vec![
        text("email", TextFormat::Email),
        text("phone", TextFormat::Phone),
        text("name", TextFormat::Plain),
        text("notes", TextFormat::Plain),
        text(SOURCE, TextFormat::Plain),
    ];
    Table::new("contact", columns)
}

impl SmallCrm {
    pub(crate) fn new(key: SourceKey) -> Self {
        Self {
            key,
            state: Arc::default(),
        }
    }

    /// Adds a record as somebody else would.
    pub(crate) fn add(&self, values: Value) -> String {
        let mut state = self.state.lock().unwrap();
        let id = format!("c{}", state.records.len() + 1);
        let values = values.as_object().unwrap().clone();
        state.records.push((id.clone(), values));
        id
    }

    /// What becomes of the next writes.
    pub(crate) fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state.lock().unwrap().faults.extend(faults);
    }

    /// The records' values, oldest first.
    pub(crate) fn values(&self) -> Vec<Value> {
        let state = self.state.lock().unwrap();
        let values = state.records.iter();
        values.map(|(_, values)| values.clone().into()).collect()
    }

    pub(crate) fn writes(&self) -> usize {
        self.state.lock().unwrap().writes
    }

    pub(crate) fn reads(&self) -> usize {
        self.state.lock().unwrap().reads
    }

    /// The most reads that were under way at once.
    pub(crate) fn most_reading(&self) -> usize {
        self.state.lock().unwrap().most_reading
    }

    fn step(&self, state: &mut State, step: &Step) -> Result<String, DeliveryError> {
        let (id, values) = match step {
            Step::Create { id, values } => {
                let own = match &self.key {
                    SourceKey::Id => id.to_string(),
                    SourceKey::Column(column) => {
                        assert_eq!(values[column], id.to_string(), "created without its key");
                        format!("c{}", state.records.len() + 1)
                    }
                    SourceKey::None => format!("c{}", state.records.len() + 1),
                };
                if state.records.iter().any(|(id, _)| *id == own) {
                    return Ok(own);
                }
                state.records.push((own.clone(), Map::new()));
                (own, values)
            }
            Step::Update { record, values } => (record.id.clone(), values),
        };
        assert!(!values.is_empty(), "a write of nothing");
        let there = state.records.iter_mut().find(|(there, _)| *there == id);
        let (_, there) = there.ok_or_else(|| DeliveryError::give_up("404"))?;
        for (name, value) in values {
            assert!(contacts().column(name).is_some(), "no column {name}");
            there.insert(name.clone(), value.clone());
        }
        Ok(id)
    }
}

impl Remote for SmallCrm {
    fn at_once(&self) -> usize {
        16
    }

    fn source_key(&self, _: &str) -> SourceKey {
        self.key.clone()
    }

    async fn tables(&self, _: &Transcript) -> Result<Vec<Table>, DeliveryError> {
        Ok(vec![contacts()])
    }

    async fn find(
        &self,
        _: &Table,
        by: By<'_>,
        columns: &[&str],
        most: usize,
        _: &Transcript,
    ) -> Result<Vec<Found>, DeliveryError> {
        {
            let mut state = self.state.lock().unwrap();
            state.reading += 1;
            state.most_reading = state.most_reading.max(state.reading);
        }
        // Others may do something between any two requests.
        tokio::task::yield_now().await;
        let mut state = self.state.lock().unwrap();
        state.reads += 1;
        state.reading -= 1;
        let matches = |id: &str, values: &Map<String, Value>| match by {
            By::Id(own) => own.eq_ignore_ascii_case(id),
            By::Column(column, value) => {
                let there = values.get(&column.name);
                let there = there.and_then(|there| identifying_value(column, there));
                there.is_some() && there == identifying_value(column, value)
            }
            By::Source(column, own) => values.get(column) == Some(&own.to_string().into()),
        };
        let found = state.records.iter().rev();
        let found = found.filter(|(id, values)| matches(id, values)).take(most);
        let asked = |values: &Map<String, Value>| {
            let asked = values
                .iter()
                .filter(|(name, _)| columns.contains(&name.as_str()));
            asked
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        };
        Ok(found
            .map(|(id, values)| Found {
                id: id.clone(),
                version: None,
                values: asked(values),
            })
            .collect())
    }

    async fn write(
        &self,
        _: &Table,
        steps: &[Step],
        _: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        tokio::task::yield_now().await;
        let mut state = self.state.lock().unwrap();
        state.writes += 1;
        let fault = state.faults.pop_front();
        match &fault {
            Some(Fault::Refuse(error)) => return Err(error.clone()),
            Some(Fault::TakenBy(values)) => {
                let id = format!("c{}", state.records.len() + 1);
                state
                    .records
                    .push((id, values.as_object().unwrap().clone()));
                return Err(DeliveryError::column("email", "is taken"));
            }
            Some(Fault::Gone) => state.records.clear(),
            Some(Fault::LoseAnswer) | None => {}
        }
        let ids = steps.iter().map(|step| self.step(&mut state, step));
        let ids = ids.collect::<Result<_, _>>()?;
        match fault {
            None => Ok(ids),
            Some(_) => Err(DeliveryError::retry("the answer was lost")),
        }
    }

    fn render(&self, table: &Table, steps: &[Step]) -> Vec<String> {
        let verb = |step: &Step| match step {
            Step::Create { .. } => "POST",
            Step::Update { .. } => "PATCH",
        };
        let lines = steps.iter();
        lines
            .map(|step| format!("{} {}", verb(step), table.name))
            .collect()
    }

    async fn test(&self) -> Vec<Finding> {
        Vec::new()
    }
}
