//! `cargo xtask pictures`: what the console looks like, for docs/images/console.

use crate::Result;
use crate::npm;
use crate::process;
use crate::report::step;
use crate::session::Session;
use crate::setup::{self, Need};
use crate::system;
use crate::workspace::Workspace;

/// Takes all pictures, or those whose names begin with one of the arguments.
pub(crate) fn take(workspace: &Workspace, arguments: &[String]) -> Result {
    setup::ensure(workspace, &[Need::Bundle, Need::Browser])?;
    let server = Session::new(workspace).server(false)?;
    let chromium = system::chromium().ok_or("Chromium is not found")?;
    let folder = workspace.root.join("e2e");
    step("take the pictures", || {
        process::run(
            npm::node(&folder.join("pictures.mjs"))?
                .args(arguments)
                .current_dir(&folder)
                .env("SONDA_BIN", &server)
                .env("CHROMIUM", &chromium),
        )
    })
}
