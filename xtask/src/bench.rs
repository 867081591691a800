//! `cargo xtask bench`: how much the server and the page do on this machine.

use crate::Result;
use crate::npm;
use crate::postgres::Durability;
use crate::process;
use crate::report::step;
use crate::session::Session;
use crate::setup::{self, Need};
use crate::system;
use crate::workspace::Workspace;

/// Measures the release build; further arguments go to the server's benchmark.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result {
    setup::ensure(workspace, &[Need::Bundle, Need::Postgres, Need::Browser])?;
    let mut session = Session::new(workspace);
    let server = session.server(true)?;
    let postgres = session.postgres(Durability::Full)?;
    step("measure the server", || {
        process::run(
            session
                .cargo(&["run", "--release", "--package", "sonda-bench", "--"])
                .args(arguments)
                .env("SONDA_BIN", &server)
                .env("SONDA_TEST_POSTGRES", &postgres),
        )
    })?;
    let part = arguments.first().map(String::as_str);
    if matches!(part, Some("answers" | "deliveries")) {
        return Ok(());
    }
    let chromium = system::chromium().ok_or("Chromium is not found")?;
    let folder = workspace.root.join("e2e");
    step("measure the pages", || {
        ["bench-page.mjs", "bench-console.mjs"]
            .iter()
            .try_for_each(|bench| {
                process::run(
                    npm::node(&folder.join(bench))?
                        .current_dir(&folder)
                        .env("SONDA_BIN", &server)
                        .env("CHROMIUM", &chromium),
                )
            })
    })
}
