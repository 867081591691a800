//! One operation: a handler under a method and a path, and what it takes, answers and refuses.

use super::needs::{Extractors, Needs, SchemaOf, Who};
use crate::http::App;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};
use schemars::{JsonSchema, SchemaGenerator};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What an answer's body is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content {
    /// There is none.
    None,
    /// JSON of this schema.
    Json(SchemaOf),
    /// Something else, of this media type.
    Other(&'static str),
}

/// An answer to a call that succeeded.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) says: &'static str,
    pub(super) content: Vec<Content>,
    /// Headers, and what they say.
    pub(super) headers: Vec<(&'static str, &'static str)>,
}

/// A header of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub(super) name: &'static str,
    pub(super) says: &'static str,
    pub(super) pattern: Option<&'static str>,
    pub(super) required: bool,
}

/// What a request brings.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sent {
    /// JSON of this schema.
    Json(SchemaOf),
    /// Bytes of one of these media types.
    Bytes(&'static [&'static str]),
}

/// A handler under a method and a path, and what it takes, answers and refuses.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(super) method: Method,
    /// Below `/api/v1`.
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    pub(super) details: &'static str,
    pub(super) route: MethodRouter<Arc<App>>,
    pub(super) needs: Needs,
    pub(super) sent: Option<Sent>,
    pub(super) sent_is_needed: bool,
    pub(super) headers: Vec<Header>,
    /// Parameters of the query that its type does not name.
    pub(super) asked: Vec<(&'static str, &'static str, SchemaOf)>,
    pub(super) answers: BTreeMap<u16, Answer>,
    pub(super) refusals: BTreeMap<u16, BTreeSet<&'static str>>,
}

macro_rules! methods {
    ($($method:ident $name:ident)*) => {$(
        /// An operation of that method.
        pub(crate) fn $method<H, T>(path: &'static str, handler: H, summary: &'static str) -> Operation
        where
            H: Handler<T, Arc<App>>,
            T: Extractors + 'static,
        {
            Operation::new(Method::$name, path, routing::$method(handler), T::needs(), summary)
        }
    )*};
}

methods!(get GET post POST put PUT patch PATCH delete DELETE options OPTIONS);

impl Operation {
    fn new(
        method: Method,
        path: &'static str,
        route: MethodRouter<Arc<App>>,
        needs: Needs,
        summary: &'static str,
    ) -> Self {
        let operation = Self {
            method,
            path,
            summary,
            details: "",
            route,
            needs,
            sent: None,
            sent_is_needed: true,
            headers: Vec::new(),
            asked: Vec::new(),
            answers: BTreeMap::new(),
            refusals: BTreeMap::new(),
        };
        operation.refusing_what_all_do()
    }

    /// Whether it only looks.
    pub(super) fn is_safe(&self) -> bool {
        matches!(self.method, Method::GET | Method::HEAD | Method::OPTIONS)
    }

    /// What follows from its place and its extractors.
    fn refusing_what_all_do(self) -> Self {
        let may_change = !self.is_safe();
        let (path, query) = (self.path.contains('{'), self.needs.query.is_some());
        let who = self.needs.who;
        // Every request has a time to arrive in, and an address that may make no sense.
        let mut one = self
            .refuses(408, &["timed_out"])
            .refuses(500, &["internal"])
            .refuses(503, &["unavailable"]);
        if path || query {
            one = one.refuses(400, &["malformed_path"]);
        }
        if query {
            one = one.refuses(400, &["malformed_query"]);
        }
        if who != Who::Anybody {
            one = one.refuses(401, &["unauthorized"]);
            if may_change {
                one = one.refuses(403, &["cross_site", "csrf_token_invalid"]);
            }
        }
        match who {
            Who::Anybody | Who::Known => one,
            Who::Worker | Who::Owner => one.refuses(403, &["not_allowed"]),
            Who::Person => one.refuses(403, &["session_needed"]),
        }
    }

    /// More than the summary says.
    pub(crate) fn details(mut self, details: &'static str) -> Self {
        self.details = details;
        self
    }

    /// Takes a body of JSON, an object.
    pub(crate) fn takes<T: JsonSchema>(self) -> Self {
        let mut one = self
            .refuses(400, &["malformed_json", "invalid_utf8", "body_cut_short"])
            .refuses(413, &["body_too_large"])
            .refuses(422, &["wrong_shape"]);
        one.sent = Some(Sent::Json(SchemaGenerator::subschema_for::<T>));
        one
    }

    /// Takes a body of JSON, an object, or none.
    pub(crate) fn may_take<T: JsonSchema>(self) -> Self {
        let mut one = self.takes::<T>();
        one.sent_is_needed = false;
        one
    }

    /// Takes a body of bytes, of one of these media types.
    pub(crate) fn takes_bytes(self, types: &'static [&'static str]) -> Self {
        let mut one = self.refuses(400, &["body_cut_short"]);
        one.sent = Some(Sent::Bytes(types));
        one
    }

    /// Is called with that header.
    pub(crate) fn header(mut self, name: &'static str, says: &'static str) -> Self {
        let (required, pattern) = (true, None);
        self.headers.push(Header {
            name,
            says,
            pattern,
            required,
        });
        self
    }

    /// May be called with that header.
    pub(crate) fn optional_header(mut self, name: &'static str, says: &'static str) -> Self {
        let (required, pattern) = (false, None);
        self.headers.push(Header {
            name,
            says,
            pattern,
            required,
        });
        self
    }

    /// May be called with that parameter in its query.
    pub(crate) fn asks_for<T: JsonSchema>(
        mut self,
        name: &'static str,
        says: &'static str,
    ) -> Self {
        let schema = SchemaGenerator::subschema_for::<T>;
        self.asked.push((name, says, schema));
        self
    }

    /// What the header named last looks like, as a regular expression.
    pub(crate) fn like(mut self, pattern: &'static str) -> Self {
        if let Some(last) = self.headers.last_mut() {
            last.pattern = Some(pattern);
        }
        self
    }

    fn answer(mut self, status: u16, says: &'static str, content: Content) -> Self {
        let answer = self.answers.entry(status).or_insert_with(|| Answer {
            says,
            content: Vec::new(),
            headers: Vec::new(),
        });
        answer.content.push(content);
        self
    }

    /// Answers `200` with JSON.
    pub(crate) fn answers<T: JsonSchema>(self, says: &'static str) -> Self {
        self.answers_as::<T>(200, says)
    }

    /// Answers `201` with JSON.
    pub(crate) fn creates<T: JsonSchema>(self, says: &'static str) -> Self {
        self.answers_as::<T>(201, says)
    }

    /// Answers with JSON.
    pub(crate) fn answers_as<T: JsonSchema>(self, status: u16, says: &'static str) -> Self {
        let schema = Content::Json(SchemaGenerator::subschema_for::<T>);
        self.answer(status, says, schema)
    }

    /// Answers `200` with something of that media type.
    pub(crate) fn answers_with(self, media_type: &'static str, says: &'static str) -> Self {
        self.answer(200, says, Content::Other(media_type))
    }

    /// Answers `204`.
    pub(crate) fn done(self, says: &'static str) -> Self {
        self.done_as(204, says)
    }

    /// Answers without a body.
    pub(crate) fn done_as(self, status: u16, says: &'static str) -> Self {
        self.answer(status, says, Content::None)
    }

    /// Its answers to calls that succeeded have that header.
    pub(crate) fn tells(mut self, name: &'static str, says: &'static str) -> Self {
        for answer in self.answers.values_mut() {
            answer.headers.push((name, says));
        }
        self
    }

    /// Refuses with that status, by one of these codes.
    pub(crate) fn refuses(mut self, status: u16, codes: &[&'static str]) -> Self {
        self.refusals.entry(status).or_default().extend(codes);
        self
    }

    /// There may be no such thing.
    pub(crate) fn finds(self) -> Self {
        self.refuses(404, &["not_found"])
    }

    /// Asks a person for the password again.
    pub(crate) fn confirmed(self) -> Self {
        self.refuses(403, &["confirmation_needed"])
    }

    /// Is refused to whoever asks too often.
    pub(crate) fn limited(self) -> Self {
        self.refuses(429, &["rate_limited"])
    }

    /// Its name in the document: the method and the path.
    pub(super) fn id(&self) -> String {
        let words = self.path.split(|c: char| !c.is_ascii_alphanumeric());
        let mut id = self.method.as_str().to_ascii_lowercase();
        for word in words.filter(|word| !word.is_empty()) {
            id.push('_');
            id.push_str(word);
        }
        id
    }
}
