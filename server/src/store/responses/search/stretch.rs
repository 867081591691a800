//! The stretch of a table that a look goes through, and how the database is asked for it.

use super::{Order, Place};
use crate::answers::ResponseFilter;
use crate::answers::conditions::{Conditions, Given};
use crate::store::Dialect;
use crate::store::responses::COLUMNS;
use sonda_domain::FormId;
use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;

/// The stretch of a form's responses that is looked at, all by the index: one bound at each end. Of two at one end,
/// SQLite would take the one by time alone and read every row up to the other, again for each page.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    /// The earliest place, and whether it is looked at itself.
    pub(super) low: Option<(Place, bool)>,
    /// The latest place, and whether it is looked at itself.
    pub(super) high: Option<(Place, bool)>,
}

impl Stretch {
    /// What lies in the filter's time, beyond a place, and no further than an end.
    pub(super) fn of(
        filter: &ResponseFilter,
        order: Order,
        after: Option<&Place>,
        end: Option<&Place>,
    ) -> Self {
        let after = after.map(|place| (place.clone(), false));
        let end = end.map(|place| (place.clone(), true));
        let (low, high) = match order {
            Order::Newest => (end, after),
            Order::Oldest => (after, end),
        };
        // No id comes before the empty one: it stands for the moment itself.
        let moment = |at_ms| Place {
            at_ms,
            id: String::new(),
        };
        let from = filter.from_ms.map(|at_ms| (moment(at_ms), true));
        let to = filter.to_ms.map(|at_ms| (moment(at_ms), false));
        let time = |bound: &(Place, bool)| (bound.0.at_ms, !bound.0.id.is_empty());
        Self {
            low: from.into_iter().chain(low).max_by_key(time),
            high: to.into_iter().chain(high).min_by_key(time),
        }
    }

    /// As conditions.
    pub(super) fn conditions(&self, form: &FormId) -> Conditions {
        let mut conditions = Conditions::default();
        let place = conditions.text(form.as_str());
        conditions.sql = format!("form_id = ${place}");
        for (bound, [beyond, from]) in [(&self.low, [">", ">="]), (&self.high, ["<", "<="])] {
            let Some((place, is_in)) = bound else {
                continue;
            };
            let at = conditions.number(place.at_ms);
            let id = conditions.text(place.id.as_str());
            let compare = if *is_in { from } else { beyond };
            conditions.and(&format!("(submitted_at_ms, id) {compare} (${at}, ${id})"));
        }
        conditions
    }
}

/// The statement that reads so many responses of a stretch, those that may pass.
pub(super) fn statement(
    form: &FormId,
    filter: &ResponseFilter,
    stretch: &Stretch,
    (order, chunk): (Order, u32),
    dialect: Dialect,
) -> (String, Vec<Given>) {
    let mut conditions = stretch.conditions(form);
    filter.put_rest(&mut conditions, dialect);
    let direction = order.direction();
    let places = conditions.number(i64::from(chunk));
    let sql = format!(
        "SELECT {COLUMNS} FROM response WHERE {} \
         ORDER BY submitted_at_ms {direction}, id {direction} LIMIT ${places}",
        conditions.sql
    );
    (sql, conditions.given)
}

pub(super) fn bind(
    query: Query<'_, Any, AnyArguments>,
    given: Vec<Given>,
) -> Query<'_, Any, AnyArguments> {
    given.into_iter().fold(query, |query, value| match value {
        Given::Text(text) => query.bind(text),
        Given::Number(number) => query.bind(number),
    })
}
