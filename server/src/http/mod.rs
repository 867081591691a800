//! The HTTP server: hosted pages, the public API that widgets use, and the administrator's API.
//!
//! Handlers read: extract, load, ask the domain, store, respond.

mod about;
mod access;
mod admin;
mod answers;
mod app;
mod assets;
mod body;
mod connections;
mod console;
mod crm;
mod deliveries;
mod document;
mod dry_run;
mod editing;
mod ending;
mod extract;
mod health;
mod languages;
mod limits;
mod links;
mod members;
mod multipart;
mod observe;
mod openapi;
mod origin;
mod page;
mod peer;
mod plain;
mod prefill;
mod public;
mod publishing;
mod rejection;
mod resume;
mod router;
mod routes;
mod seed;
mod server_check;
mod settings;
mod show;
mod step_times;
mod steps;
mod submit;
mod suggestions;
mod sweep;
mod system;
mod uploads;
mod view;
mod visit;

pub use app::{App, Parts};
pub(crate) use document::escape;
pub(crate) use rejection::Rejection;
pub use router::router;
