//! Looking through the responses of a form, a bounded number of them at a time.

mod stretch;

use super::{StoredResponse, read_response};
use crate::answers::ResponseFilter;
use crate::store::{Store, StoreError};
use serde::Deserialize;
use sonda_domain::FormId;
use sqlx::{AssertSqlSafe, Row};
use stretch::{Stretch, bind, statement};
use uuid::Uuid;

/// Rows that are read at once where it is not known how many of them pass.
const CHUNK: u32 = 256;
/// Rows that are read in one look, whether or not they pass: reading takes longer than the database's own comparing.
const MOST_READ: usize = 2_000;
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
        let mut read = 0;
        loop {
            let missing = u32::try_from(limit - found.len()).unwrap_or(u32::MAX);
            // One more than asked for tells whether there is anything beyond.
            let chunk = match filter.examines() {
                true => missing.saturating_add(1).max(CHUNK),
                false => missing.saturating_add(1),
            };
            let stretch = Stretch::of(filter, look.order, after.as_ref(), end.as_ref());
            let wanted = (look.order, chunk);
            let (sql, given) = statement(form, filter, &stretch, wanted, self.dialect());
            let rows = bind(sqlx::query(AssertSqlSafe(sql)), given)
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
            read += rows.len();
            if filter.examines() && read >= MOST_READ {
                return Ok(Looked {
                    responses: found,
                    next: after,
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
            let conditions = Stretch::of(filter, Order::Newest, None, None).conditions(form);
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
        let stretch = Stretch::of(filter, look.order, look.after.as_ref(), None);
        let mut conditions = stretch.conditions(form);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn place(at_ms: i64, id: &str) -> Place {
        Place {
            at_ms,
            id: id.to_owned(),
        }
    }

    /// How SQLite goes about a look.
    async fn plan(
        store: &Store,
        filter: &ResponseFilter,
        look: &Look,
        end: Option<&Place>,
    ) -> String {
        let form = "visit".parse().unwrap();
        let stretch = Stretch::of(filter, look.order, look.after.as_ref(), end);
        let wanted = (look.order, look.limit);
        let (sql, given) = statement(&form, filter, &stretch, wanted, store.dialect());
        let sql = format!("EXPLAIN QUERY PLAN {sql}");
        let rows = bind(sqlx::query(AssertSqlSafe(sql)), given)
            .fetch_all(store.reader())
            .await
            .unwrap();
        let details = rows.iter().map(|row| row.get::<String, _>("detail"));
        details.collect::<Vec<_>>().join("\n")
    }

    #[tokio::test]
    async fn every_page_begins_and_ends_in_the_index() {
        let file = std::env::temp_dir().join(format!("sonda-plan-{}.db", Uuid::new_v4()));
        let store = Store::open(&format!("sqlite:{}", file.display()))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let all = ResponseFilter::default();
        let time = ResponseFilter {
            from_ms: Some(1),
            to_ms: Some(9),
            ..ResponseFilter::default()
        };
        let text = ResponseFilter {
            text: Some("words".to_owned()),
            locale: Some("en".to_owned()),
            ..time.clone()
        };
        let (after, end) = (place(8, "after"), place(2, "end"));
        for order in [Order::Newest, Order::Oldest] {
            for filter in [&all, &time, &text] {
                for after in [None, Some(&after)] {
                    for end in [None, Some(&end)] {
                        let look = Look {
                            order,
                            after: after.cloned(),
                            limit: 50,
                            most_examined: 1,
                        };
                        let plan = plan(&store, filter, &look, end).await;
                        assert!(!plan.contains("B-TREE"), "nothing is sorted: {plan}");
                        let bounds = Stretch::of(filter, order, look.after.as_ref(), end);
                        let mut search =
                            "SEARCH response USING INDEX response_by_form (form_id=?".to_owned();
                        for (bound, compare) in [(bounds.low, '>'), (bounds.high, '<')] {
                            if bound.is_some() {
                                search
                                    .push_str(&format!(" AND (submitted_at_ms,id){compare}(?,?)"));
                            }
                        }
                        assert_eq!(plan.lines().next(), Some(format!("{search})").as_str()));
                    }
                }
            }
        }
        store.close().await;
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn of_two_bounds_the_narrower_one_holds() {
        let filter = ResponseFilter {
            from_ms: Some(5),
            to_ms: Some(9),
            ..ResponseFilter::default()
        };
        let bounds = |order, after: Option<Place>, end: Option<Place>| {
            let stretch = Stretch::of(&filter, order, after.as_ref(), end.as_ref());
            let shown = |bound: Option<(Place, bool)>| {
                bound.map(|(place, is_in)| (place.at_ms, place.id, is_in))
            };
            (shown(stretch.low), shown(stretch.high))
        };
        let bound = |at_ms: i64, id: &str, is_in| Some((at_ms, id.to_owned(), is_in));
        let (from, to) = (bound(5, "", true), bound(9, "", false));
        assert_eq!(
            bounds(Order::Newest, None, None),
            (from.clone(), to.clone())
        );
        assert_eq!(
            bounds(Order::Newest, Some(place(7, "b")), Some(place(5, "a"))),
            (bound(5, "a", true), bound(7, "b", false))
        );
        assert_eq!(
            bounds(Order::Oldest, Some(place(5, "a")), Some(place(8, "b"))),
            (bound(5, "a", false), bound(8, "b", true))
        );
        // What lies without the time stays without.
        assert_eq!(
            bounds(Order::Newest, Some(place(9, "a")), Some(place(4, "z"))),
            (from, to)
        );
    }
}
