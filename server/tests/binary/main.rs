//! The binary `sonda`, as an operator runs it: its commands, its end in order, and its end by `kill -9`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "../support/clock.rs"]
#[expect(dead_code, reason = "the program's own clock goes by itself")]
mod clock;
#[path = "../support/database.rs"]
mod database;
#[path = "../crm/fake.rs"]
#[expect(dead_code, reason = "the tests of connectors use the rest")]
mod fake;
#[path = "../support/wire.rs"]
mod wire;
#[macro_use]
mod program;
mod visitors;

mod commands;
mod configuration;
mod connections;
mod crash;
mod kills;
mod shutdown;
