//! Looking through the responses of a form, a bounded number of them at a time.

use super::{COLUMNS, StoredResponse, read_response};
use crate::answers::ResponseFilter;
use crate::answers::conditions::{Conditions, Given};
use crate::store::{Store, StoreError};
use serde::Deserialize;
use sonda_domain::FormId;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Row};
use uuid::Uuid;

/// Rows that are read at once where it is not known how many of them pass.
const CHUNK: u32 = 256;
/// Rows that are looked at between two pauses of a count.
const COUNTED_AT_ONCE: u32 = 5_000;

/// The order that responses are looked through in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

impl Order {
    fn beyond(self) -> &'static str {
        match self {
            Self::Newest => "<",
            Self::Oldest => ">",
        }
    }

    fn direction(self) -> &'static str {
        match self {
            Self::Newest => "DESC",
            Self::Oldest => "ASC",
        }
    }
}

/// A response's place among all: its id is a UUID of version 7, which tells the time that it was accepted at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// When it was accepted, in milliseconds since the epoch.
    pub at_ms: i64,
    /// Its id.
    pub id: String,
}

impl Place {
    /// The place that an id tells; `None` if it is no id of a response.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        let (seconds, nanos) = Uuid::try_parse(id).ok()?.get_timestamp()?.to_unix();
        let at_ms = i64::try_from(seconds).ok()?.checked_mul(1_000)?;
        Some(Self {
            at_ms: at_ms.checked_add(i64::from(nanos / 1_000_000))?,
            id: id.to_owned(),
        })
    }
}

/// How responses are looked through.
#[derive(Debug, Clone)]
pub struct Look {
    /// In which order.
    pub order: Order,
    /// Beyond which place.
    pub after: Option<Place>,
    /// Until so many are found.
    pub limit: u32,
    /// Until so many were looked at, whether or not they pass.
    pub most_examined: u32,
}

/// What was found.
#[derive(Debug)]
pub struct Looked {
    /// The responses that pass.
    pub responses: Vec<StoredResponse>,
    /// Where to go on; `None` where there is nothing beyond.
    pub next: Option<Place>,
}

impl Store {
    /// Looks through the responses of a form.
    ///
    /// # Errors
    /// The database failed.
    pub async fn look_through(
        &self,
        form: &FormId,
        filter: &ResponseFilter,
        look: &Look,
    ) -> Result<Looked, StoreError> {
        let end = match filter.examines() {
            true => self.end_of_look(form, filter, look).await?,
            false => None,
        };
        let limit = look.limit as usize;
        let mut found: Vec<StoredResponse> = Vec::new();
        let mut after = look.after.clone();
        loop {
            let missing = u32::try_from(limit - found.len()).unwrap_or(u32::MAX);
            // One more than asked for tells whether there is anything beyond.
            let chunk = match filter.examines() {
                true => missing.saturating_add(1).max(CHUNK),
                false => missing.saturating_add(1),
            };
            let mut conditions = begin(form);
            filter.put_time(&mut conditions);
            put_place(&mut conditions, after.as_ref(), look.order.beyond());
            let until = match look.order {
                Order::Newest => ">=",
                Order::Oldest => "<=",
            };
            put_place(&mut conditions, end.as_ref(), until);
            filter.put_rest(&mut conditions, self.dialect());
            let direction = look.order.direction();
            let places = conditions.number(i64::from(chunk));
            let sql = format!(
                "SELECT {COLUMNS} FROM response WHERE {} \
                 ORDER BY submitted_at_ms {direction}, id {direction} LIMIT ${places}",
                conditions.sql
            );
            let rows = bind(sqlx::query(AssertSqlSafe(sql)), conditions.given)
                .fetch_all(self.reader())
                .await?;
            for row in &rows {
                let response = read_response(row)?;
                if !filter.passes(&response) {
                    after = Some(place_of(&response));
                    continue;
                }
                if found.len() == limit {
                    return Ok(Looked {
                        next: found.last().map(place_of),
                        responses: found,
                    });
                }
                after = Some(place_of(&response));
                found.push(response);
            }
            if rows.len() < chunk as usize {
                return Ok(Looked {
                    responses: found,
                    next: end,
                });
            }
        }
    }

    /// How many responses of a form pass.
    ///
    /// # Errors
    /// The database failed.
    pub async fn count_responses(
        &self,
        form: &FormId,
        filter: &ResponseFilter,
    ) -> Result<u64, StoreError> {
        if !filter.examines() {
            let mut conditions = begin(form);
            filter.put_time(&mut conditions);
            let sql = format!(
                "SELECT COUNT(*) AS found FROM response WHERE {}",
                conditions.sql
            );
            let row = bind(sqlx::query(AssertSqlSafe(sql)), conditions.given)
                .fetch_one(self.reader())
                .await?;
            return Ok(row.try_get::<i64, _>("found")?.unsigned_abs());
        }
        let mut look = Look {
            order: Order::Newest,
            after: None,
            limit: CHUNK,
            most_examined: COUNTED_AT_ONCE,
        };
        let mut found = 0;
        loop {
            let looked = self.look_through(form, filter, &look).await?;
            found += looked.responses.len() as u64;
            let Some(next) = looked.next else {
                return Ok(found);
            };
            look.after = Some(next);
            // Visitors go first.
            tokio::task::yield_now().await;
        }
    }

    /// The last place that is looked at; `None` where all that is left is looked at.
    async fn end_of_look(
        &self,
        form: &FormId,
        filter: &ResponseFilter,
        look: &Look,
    ) -> Result<Option<Place>, StoreError> {
        let mut conditions = begin(form);
        filter.put_time(&mut conditions);
        put_place(&mut conditions, look.after.as_ref(), look.order.beyond());
        let direction = look.order.direction();
        let last = conditions.number(i64::from(look.most_examined.max(1)) - 1);
        let sql = format!(
            "SELECT submitted_at_ms, id FROM response WHERE {} \
             ORDER BY submitted_at_ms {direction}, id {direction} LIMIT 1 OFFSET ${last}",
            conditions.sql
        );
        let row = bind(sqlx::query(AssertSqlSafe(sql)), conditions.given)
            .fetch_optional(self.reader())
            .await?;
        row.map(|row| {
            Ok(Place {
                at_ms: row.try_get("submitted_at_ms")?,
                id: row.try_get("id")?,
            })
        })
        .transpose()
    }
}

fn place_of(response: &StoredResponse) -> Place {
    Place {
        at_ms: response.submitted_at_ms,
        id: response.id.clone(),
    }
}

fn begin(form: &FormId) -> Conditions {
    let mut conditions = Conditions::default();
    let place = conditions.text(form.as_str());
    conditions.sql = format!("form_id = ${place}");
    conditions
}

fn put_place(conditions: &mut Conditions, place: Option<&Place>, beyond: &str) {
    if let Some(place) = place {
        let at = conditions.number(place.at_ms);
        let id = conditions.text(place.id.as_str());
        conditions.and(&format!("(submitted_at_ms, id) {beyond} (${at}, ${id})"));
    }
}

fn bind(query: Query<'_, Any, AnyArguments>, given: Vec<Given>) -> Query<'_, Any, AnyArguments> {
    given.into_iter().fold(query, |query, value| match value {
        Given::Text(text) => query.bind(text),
        Given::Number(number) => query.bind(number),
    })
}
