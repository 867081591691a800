//! The binary `sonda`, as an operator runs it: its commands, its end in order, and its end by `kill -9`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "../support/database.rs"]
mod database;
#[path = "../support/wire.rs"]
mod wire;
#[macro_use]
mod program;
mod visitors;

mod commands;
mod configuration;
mod connections;
mod crash;
mod keying;
mod shutdown;
