//! All operations, and the routes that are made of them.

use super::operation::Operation;
use super::witness::{Witness, witness};
use crate::http::App;
use axum::Router;
use axum::middleware;
use std::sync::Arc;

/// Operations by what they are about.
#[derive(Debug, Default)]
pub(crate) struct Api {
    pub(super) areas: Vec<Area>,
}

/// Operations that are about one thing.
#[derive(Debug)]
pub(super) struct Area {
    pub(super) name: &'static str,
    pub(super) says: &'static str,
    pub(super) operations: Vec<Operation>,
}

impl Api {
    /// Adds the operations that are about one thing.
    pub(crate) fn area(
        mut self,
        name: &'static str,
        says: &'static str,
        operations: impl IntoIterator<Item = Operation>,
    ) -> Self {
        let operations = operations.into_iter().collect();
        self.areas.push(Area {
            name,
            says,
            operations,
        });
        self
    }

    /// Every operation.
    pub(super) fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.areas.iter().flat_map(|area| &area.operations)
    }

    /// The routes, below `/api/v1`.
    pub(crate) fn router(self) -> Router<Arc<App>> {
        let known = cfg!(debug_assertions).then(|| Arc::new(Witness::of(&self)));
        let operations = self.areas.into_iter().flat_map(|area| area.operations);
        let router = operations.fold(Router::new(), |router, one| {
            router.route(one.path, one.route)
        });
        match known {
            Some(known) => router.layer(middleware::from_fn_with_state(known, witness)),
            None => router,
        }
    }
}
