//! What a handler's extractors say of its operation: who may call it, and by which parameters.

use crate::http::App;
use crate::http::access::{Admin, Caller, Looker, Manager, Person};
use crate::http::extract::{Path, Query};
use crate::http::peer::Peer;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use std::sync::Arc;

/// The schema of a type, by a generator.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// Who may call an operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Who {
    /// Anybody.
    #[default]
    Anybody,
    /// Anybody whom the server knows.
    Known,
    /// Whoever may work here: to look, or to change.
    Worker,
    /// Whoever may decide who comes in.
    Owner,
    /// A person, by a session.
    Person,
}

/// What an operation needs of a request.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Needs {
    /// Who may call it.
    pub(super) who: Who,
    /// The object that the query's parameters are the members of.
    pub(super) query: Option<SchemaOf>,
}

/// An extractor, and what it says of an operation.
pub(crate) trait Extractor {
    /// Adds it.
    fn tell(_: &mut Needs) {}
}

impl Extractor for State<Arc<App>> {}
impl Extractor for HeaderMap {}
impl Extractor for Body {}
impl Extractor for Request {}
impl Extractor for Peer {}
impl<T> Extractor for Path<T> {}

impl<T: JsonSchema> Extractor for Query<T> {
    fn tell(needs: &mut Needs) {
        needs.query = Some(T::json_schema);
    }
}

impl Extractor for Admin {
    fn tell(needs: &mut Needs) {
        needs.who = Who::Worker;
    }
}

impl Extractor for Looker {
    fn tell(needs: &mut Needs) {
        needs.who = Who::Worker;
    }
}

impl Extractor for Manager {
    fn tell(needs: &mut Needs) {
        needs.who = Who::Owner;
    }
}

impl Extractor for Caller {
    fn tell(needs: &mut Needs) {
        needs.who = Who::Known;
    }
}

impl Extractor for Person {
    fn tell(needs: &mut Needs) {
        needs.who = Who::Person;
    }
}

/// All extractors of a handler, as axum names them: after a marker of its own.
pub(crate) trait Extractors {
    /// What they say together.
    fn needs() -> Needs;
}

impl Extractors for ((),) {
    fn needs() -> Needs {
        Needs::default()
    }
}

macro_rules! extractors {
    ($($one:ident)+) => {
        impl<Marker, $($one: Extractor),+> Extractors for (Marker, $($one,)+) {
            fn needs() -> Needs {
                let mut needs = Needs::default();
                $($one::tell(&mut needs);)+
                needs
            }
        }
    };
}

extractors!(A);
extractors!(A B);
extractors!(A B C);
extractors!(A B C D);
extractors!(A B C D E);
extractors!(A B C D E F);
extractors!(A B C D E F G);
