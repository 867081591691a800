//! The server's addresses, as programs and browsers see them, on SQLite and PostgreSQL.
//!
//! The modules mirror the addresses; those that run through all of them follow at the end.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../crm/cap/service.rs"]
mod cap;
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
#[path = "../support/judges.rs"]
mod judges;
/// Where the service of CAP looks for it.
mod dataverse {
    pub(crate) use crate::dataverse_fake as server;
}
#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../crm/fake.rs"]
mod fake;
#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../crm/hubspot/server/mod.rs"]
mod hubspot;
#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../crm/odoo/server.rs"]
mod odoo;
#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../crm/salesforce/server/mod.rs"]
mod salesforce;
#[expect(dead_code, reason = "some of it is for other tests")]
#[path = "../crm/tryton/server.rs"]
mod tryton;
#[path = "../support/wire.rs"]
mod wire;
#[macro_use]
mod app;
mod ask;
mod browser;
mod described;
mod forms;
mod letterbox;
mod receiver;
mod siteverify;

mod answers;
mod answers_export;
mod answers_live;
mod captcha;
mod connection_secrets;
mod connections;
mod console_first_run;
mod console_preview;
mod console_set_password;
mod console_sign_in;
mod crm;
mod customer_voice;
mod deletions;
mod deliveries;
mod demo_mappings;
mod dry_run;
mod f;
mod f_endings;
mod f_existing;
mod f_steps;
mod first_steps;
mod form_definitions;
mod form_drafts;
mod health;
mod link_jobs;
mod link_states;
mod link_values;
mod links;
mod new_forms;
mod openapi;
mod people;
mod phones;
mod prefill;
mod public_responses;
mod public_view;
mod qr;
mod s;
mod s_drafts;
mod said;
mod seeds;
mod session;
mod settings;
mod step_times;
mod system;
mod tables;
mod tokens;
mod uploads;

mod access_console;
mod access_lockout;
mod access_people;
mod access_secrets;
mod bad_input;
mod bad_requests;
mod fuzz;
mod limits;
mod logs;
mod origins;
mod races;
mod repeats;
mod rules;
