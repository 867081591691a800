//! The mapping, the embedded CRM and the delivery worker, on SQLite and PostgreSQL; the connectors to CRMs over the
//! network, each against a strict fake of its service or a real one.
//!
//! PostgreSQL is tried when `SONDA_TEST_POSTGRES` holds the URL of a superuser.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]
#![expect(
    clippy::needless_pass_by_value,
    reason = "a `json!` at the call reads better by value"
)]

#[path = "../support/clock.rs"]
mod clock;
#[path = "../support/database.rs"]
mod database;
#[path = "../support/judges.rs"]
mod judges;
#[macro_use]
mod support;

mod activities;
mod cap;
mod chain;
mod check;
mod conformance;
mod connections;
mod dataverse;
mod demo;
mod embedded;
mod fake;
mod faults;
mod faulty;
mod faulty_http;
mod flow;
mod http_faults;
mod hubspot;
mod odoo;
mod owners;
mod property;
mod published;
mod queue;
mod race;
mod remote;
mod remote_turns;
mod salesforce;
mod small_crm;
mod tryton;
mod types;
mod unique;
mod webhook;
mod wrong_mappings;
