//! Holds each answer against what is said of its operation. Where debug assertions are on, as in tests, an answer that
//! nobody has described is a failure: what runs through every test of the API describes it wholly.

use super::api::Api;
use super::problem::RefusedWith;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is said of each operation.
pub(super) struct Witness(BTreeMap<(String, String), Told>);

struct Told {
    answers: BTreeSet<u16>,
    refusals: BTreeMap<u16, BTreeSet<&'static str>>,
}

impl Witness {
    pub(super) fn of(api: &Api) -> Self {
        let told = api.operations().map(|one| {
            let told = Told {
                answers: one.answers.keys().copied().collect(),
                refusals: one.refusals.clone(),
            };
            ((one.method.to_string(), one.path.to_owned()), told)
        });
        Self(told.collect())
    }

    /// What is wrong with an answer; `None` where it was described.
    fn objection(
        &self,
        method: &Method,
        path: &str,
        status: StatusCode,
        code: Option<&str>,
    ) -> Option<String> {
        let method = if method == Method::HEAD {
            "GET"
        } else {
            method.as_str()
        };
        let told = self.0.get(&(method.to_owned(), path.to_owned()))?;
        let described = match code {
            Some(code) => {
                let codes = told.refusals.get(&status.as_u16());
                codes.is_some_and(|codes| codes.contains(code))
            }
            None => told.answers.contains(&status.as_u16()),
        };
        let said = code.unwrap_or("no problem");
        let objection = || format!("{method} {path} answers {status} with {said}: describe it");
        (!described).then(objection)
    }
}

/// Looks at the answer to a call.
pub(super) async fn witness(
    State(known): State<Arc<Witness>>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    let response = next.run(request).await;
    let code = response
        .extensions()
        .get::<RefusedWith>()
        .map(|code| code.0);
    let path = path.as_ref().map_or("", MatchedPath::as_str);
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let objection = known.objection(&method, path, response.status(), code);
    debug_assert!(objection.is_none(), "{}", objection.unwrap_or_default());
    response
}
