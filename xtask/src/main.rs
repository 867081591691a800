//! The project's own commands: set up, build, run, test, benchmark.
//!
//! Nothing but the standard library, so that the first command of a newcomer starts in seconds.

mod bench;
mod bundle;
mod npm;
mod pictures;
mod pip;
mod postgres;
mod process;
mod report;
mod session;
mod setup;
mod shrink;
mod suite;
mod system;
mod tools;
mod wasm;
mod workspace;

use std::env;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use crate::postgres::Durability;
use crate::session::Session;
use crate::setup::Need;
use crate::workspace::Workspace;

/// An outcome whose error is a message for a person.
type Result<T = ()> = std::result::Result<T, String>;

/// The variable that says where the server keeps its database and keys.
const DATA_DIR: &str = "SONDA_DATA_DIR";

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  setup                       install everything that the other commands need
  build [--release]           build the browser's bundle and the server
  console                     build the console alone, fast and large, for a look at it
  run [--release] [ARGS]      set up, build, and start the server with demo data
  test [--only STEP [ARGS]]   set up, then run every check, or one
  postgres COMMAND [ARGS]     run a command with SONDA_TEST_POSTGRES, a fresh cluster's address
  pictures [NAMES]            take the pictures of the console for docs/images/console
  bench [ARGS]                set up, build for release, and measure

Each command installs what it lacks and skips what is there. Variables: SONDA_TOOLS (folder for
the tools), CARGO_TARGET_DIR (cargo's output), CHROMIUM (the browser for the end-to-end tests).";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["setup"] => setup::ensure(&Workspace::find()?, Need::ALL),
        ["build"] => build(false),
        ["build", "--release"] => build(true),
        ["console"] => console(),
        ["run", "--release", rest @ ..] => run(true, rest),
        ["run", rest @ ..] => run(false, rest),
        ["test"] => suite::run(&Workspace::find()?, None, &[]),
        ["test", "--only", name, ..] => {
            suite::run(&Workspace::find()?, Some(name), &arguments[3..])
        }
        ["postgres", program, rest @ ..] => with_postgres(program, rest),
        ["pictures", ..] => pictures::take(&Workspace::find()?, &arguments[1..]),
        ["bench", ..] => bench::run(&Workspace::find()?, &arguments[1..]),
        [] | ["help" | "--help" | "-h"] => {
            eprintln!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("`{}` is not a command\n\n{USAGE}", words.join(" "))),
    }
}

fn build(release: bool) -> Result {
    let workspace = Workspace::find()?;
    setup::ensure(&workspace, &[Need::Bundle])?;
    let server = Session::new(&workspace).server(release)?;
    report::note(&format!("built {}", server.display()));
    Ok(())
}

/// A server of the development profile that is running already serves it: it reads the files when they are asked for.
fn console() -> Result {
    let workspace = Workspace::find()?;
    setup::ensure(&workspace, &[Need::Bundle])?;
    bundle::draft_console(&workspace)
}

/// The command sees the cluster while it runs; afterwards there is none.
fn with_postgres(program: &str, arguments: &[&str]) -> Result {
    let workspace = Workspace::find()?;
    setup::ensure(&workspace, &[Need::Postgres])?;
    let mut session = Session::new(&workspace);
    let url = session.postgres(Durability::None)?;
    process::run(
        Command::new(program)
            .args(arguments)
            .env("SONDA_TEST_POSTGRES", url),
    )
}

/// Becomes the server, so that Ctrl-C and the exit status are its own.
///
/// The development profile by default: its first build takes less than half the time.
fn run(release: bool, arguments: &[&str]) -> Result {
    let workspace = Workspace::find()?;
    setup::ensure(&workspace, &[Need::Bundle])?;
    let server = Session::new(&workspace).server(release)?;
    let mut command = Command::new(&server);
    command.args(["serve", "--demo"]).args(arguments);
    if env::var_os(DATA_DIR).is_none() {
        // One place, whatever the folder this was called in.
        command.env(DATA_DIR, workspace.root.join("sonda-data"));
    }
    let error = command.exec();
    Err(format!("cannot start {}: {error}", server.display()))
}
