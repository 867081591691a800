//! The description of `/api/v1`, made of what serves it: an [`Operation`] is a handler with what it takes, answers and
//! refuses, and an [`Api`] makes of its operations both the routes and the OpenAPI document. There is no other way to
//! give `/api/v1` an address.
//!
//! Who may call an operation, and its parameters, follow from the handler's extractors (`needs`); what it says is
//! declared, and held against each answer where debug assertions are on (`witness`).

mod api;
mod document;
mod needs;
mod operation;
mod page;
mod problem;
mod serve;
mod witness;

pub(crate) use api::Api;
pub(crate) use operation::{Operation, delete, get, options, patch, post, put};
pub(crate) use problem::RefusedWith;
pub(crate) use serve::{show_document, show_page};
