//! Measures how many submissions a second the server takes, each durable before it is acknowledged.
//!
//! Everything runs on this machine in one go, so that the numbers can be compared: the server on SQLite and on
//! PostgreSQL, a bare axum handler that parses the same JSON and stores nothing, and the disk alone. The client
//! shares the machine with what it measures. Prints Markdown.

#![expect(
    clippy::print_stdout,
    reason = "a command line program answers on standard output"
)]

mod answers;
mod bare;
mod crm;
mod database;
mod deliveries;
mod disk;
mod http;
mod load;
mod machine;
mod process;
mod report;
mod request;
mod run;
mod server;

use std::env;

const USAGE: &str = "\
Usage: cargo xtask bench [--seconds N] [--connections N] [--only sqlite|postgres|bare]
       cargo xtask bench answers [--count N] [--requests N] [--only sqlite|postgres]
       cargo xtask bench deliveries [--queued N] [--seconds N] [--at-once N] [--only sqlite|postgres]

Environment: SONDA_BIN, the server's release binary; SONDA_TEST_POSTGRES, the address of a
PostgreSQL superuser (without it PostgreSQL is left out).";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["bare", address] => bare::serve(address.parse()?),
        ["crm", address] => crm::serve(address.parse()?),
        ["work", url, crm, seconds, at_once] => {
            deliveries::work(url, crm, seconds.parse()?, at_once.parse()?)
        }
        ["answers", options @ ..] => answers::run(&answers::Options::read(options)?),
        ["deliveries", options @ ..] => deliveries::run(&deliveries::Options::read(options)?),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        options => run::run(&run::Options::read(options)?),
    }
}
