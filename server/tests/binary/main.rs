//! The binary `sonda`, as an operator runs it: its commands, its end in order, and its end by `kill -9`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../support/clock.rs"]
mod clock;
#[path = "../support/database.rs"]
mod database;
#[expect(
    dead_code,
    unused_imports,
    clippy::needless_pass_by_value,
    reason = "it is for other tests as well"
)]
#[path = "../crm/dataverse/server/mod.rs"]
mod dataverse_fake;
#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../crm/fake.rs"]
mod fake;
#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../crm/hubspot/server/mod.rs"]
mod hubspot;
#[path = "../support/judges.rs"]
mod judges;
#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../crm/odoo/server.rs"]
mod odoo;
#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../crm/salesforce/server/mod.rs"]
mod salesforce;
#[path = "../support/wire.rs"]
mod wire;
#[macro_use]
mod program;
mod visitors;

mod accounts;
mod commands;
mod configuration;
mod connections;
mod crash;
mod keying;
mod kills;
mod schemathesis;
mod secrets;
mod shutdown;
