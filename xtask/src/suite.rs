//! `cargo xtask test`: everything that must hold before a change lands, step by step.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::Result;
use crate::npm;
use crate::pip;
use crate::postgres::Durability;
use crate::process;
use crate::report::{note, step};
use crate::session::Session;
use crate::setup::{self, Need};
use crate::system;
use crate::tools::Tool;
use crate::wasm;
use crate::workspace::Workspace;

/// A step: it takes the arguments that a person gave for it.
type Work = fn(&mut Session<'_>, &[String]) -> Result;

struct Step {
    name: &'static str,
    needs: &'static [Need],
    work: Work,
}

/// The order matters: cheap and telling first; the bundle before the server that embeds it. What is compiled, is compiled
/// for the whole workspace: for one package alone its libraries have other features, and are compiled once more.
const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        needs: &[Need::Components],
        work: fmt,
    },
    Step {
        name: "bundle",
        needs: &[Need::Bundle],
        work: |session, _| session.bundle(),
    },
    Step {
        name: "clippy",
        needs: &[Need::Components, Need::Bundle],
        work: clippy,
    },
    Step {
        name: "clippy-wasm",
        needs: &[Need::Components, Need::Wasm],
        work: clippy_wasm,
    },
    Step {
        name: "judge",
        needs: &[Need::Wasm, Need::Judges],
        work: judge,
    },
    Step {
        name: "deny",
        needs: &[Need::CargoDeny],
        work: deny,
    },
    Step {
        name: "cargo-test",
        needs: &[Need::Bundle, Need::Postgres],
        work: cargo_test,
    },
    Step {
        name: "e2e",
        needs: &[Need::Bundle, Need::Postgres, Need::Browser],
        work: e2e,
    },
];

/// Runs all steps, or one with further arguments for it; the first failure ends it.
pub(crate) fn run(workspace: &Workspace, only: Option<&str>, arguments: &[String]) -> Result {
    let steps: Vec<&Step> = STEPS
        .iter()
        .filter(|step| only.is_none_or(|only| step.name == only))
        .collect();
    if steps.is_empty() {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(format!(
            "there is no such step; the steps are: {}",
            names.join(", ")
        ));
    }
    let mut needs: Vec<Need> = Vec::new();
    for need in steps.iter().flat_map(|step| step.needs) {
        if !needs.contains(need) {
            needs.push(*need);
        }
    }
    setup::ensure(workspace, &needs)?;

    let mut session = Session::new(workspace);
    session.is_whole = only.is_none();
    let mut summary = Vec::new();
    let mut outcome = Ok(());
    for one in &steps {
        let start = Instant::now();
        outcome = step(one.name, || (one.work)(&mut session, arguments));
        let verdict = if outcome.is_ok() { "passed" } else { "FAILED" };
        let elapsed = start.elapsed().as_secs_f64();
        summary.push(format!("{:<12} {verdict} in {elapsed:>6.1} s", one.name));
        if outcome.is_err() {
            break;
        }
    }
    eprintln!("==> summary");
    for line in &summary {
        note(line);
    }
    for skipped in &steps[summary.len()..] {
        note(&format!("{:<12} not run", skipped.name));
    }
    outcome
}

fn fmt(session: &mut Session<'_>, _: &[String]) -> Result {
    process::run(&mut session.cargo(&["fmt", "--all", "--check"]))
}

/// Never with all features: a widget for server and browser at once does not work.
fn clippy(session: &mut Session<'_>, _: &[String]) -> Result {
    session.bundle()?;
    let lint = [
        "clippy",
        "--workspace",
        // For the browser alone: the step after this one.
        "--exclude",
        "sonda-admin",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    process::run(&mut session.cargo(&lint))
}

fn clippy_wasm(session: &mut Session<'_>, _: &[String]) -> Result {
    let lint = |package, features: &[&str]| {
        let mut command =
            session.cargo(&["clippy", "--package", package, "--target", wasm::TARGET]);
        process::run(command.args(features).args(["--", "-D", "warnings"]))
    };
    let browser = |features| ["--no-default-features", "--features", features];
    lint("sonda-domain", &[])?;
    lint("sonda-widget", &browser("hydrate,full"))?;
    lint("sonda-widget", &browser("hydrate"))?;
    lint("sonda-admin", &[])
}

/// Without advisories: their database cannot be fetched everywhere this must pass.
fn deny(session: &mut Session<'_>, _: &[String]) -> Result {
    let deny = Tool::cargo_deny().program(session.workspace);
    process::run(
        process::command(deny, &session.workspace.root)
            .args(["check", "licenses", "bans", "sources"]),
    )
}

/// Says how strict the tests are about judges that are not installed.
const JUDGES: &str = "SONDA_JUDGES";

/// What is judged by others: the domain by its WASM build, the importers by the programs whose files they read, the
/// connectors by a CRM and a service of others' making, the API by its description. A judge that could not be had fails
/// this step, unless `SONDA_JUDGES` says otherwise.
fn judge(session: &mut Session<'_>, arguments: &[String]) -> Result {
    let strictness = env::var(JUDGES).unwrap_or_else(|_| "required".to_owned());
    let judge = session.judge()?;
    let mut command = session.cargo(&["test", "--workspace"]);
    for test in ["same_verdict", "survey_core", "xlsform"] {
        command.args(["--test", test]);
    }
    if let Some(python) = pip::PYXFORM.python(session.workspace)? {
        command.env("SONDA_PYXFORM", python);
    }
    command.env(JUDGES, &strictness);
    process::run(command.args(arguments).env("SONDA_JUDGE_WASM", judge).env(
        "SONDA_SURVEY_CORE",
        session.workspace.survey_core().join("node_modules"),
    ))?;
    let connectors = [
        "test",
        "--workspace",
        "--test",
        "crm",
        "--test",
        "api",
        "--test",
        "binary",
        "--",
    ];
    let mut command = session.cargo(&connectors);
    if let Some(tryton) = pip::TRYTON.installed(session.workspace)? {
        command.env("SONDA_TRYTON", tryton);
    }
    if let Some(python) = pip::STANDARD_WEBHOOKS.python(session.workspace)? {
        command.env("SONDA_WEBHOOKS_PYTHON", python);
    }
    if let Some(node) = system::node() {
        command.env("SONDA_WEBHOOKS_NODE", node);
    }
    if let Some(python) = pip::SCHEMATHESIS.python(session.workspace)? {
        command.env("SONDA_SCHEMATHESIS", python);
    }
    process::run(
        command
            .args(["judged_by", "--nocapture"])
            .env(JUDGES, strictness)
            .env("SONDA_CAP", session.workspace.cap()),
    )
}

/// Without the judges of the step before, which the tests then pass over with a word about it.
fn cargo_test(session: &mut Session<'_>, arguments: &[String]) -> Result {
    session.bundle()?;
    let postgres = session.postgres(Durability::None)?;
    process::run(
        session
            .cargo(&["test", "--workspace"])
            .args(arguments)
            // So many deliveries two workers share in `race.rs`; 3,000 unless told.
            .env("SONDA_QUEUE_DELIVERIES", "100000")
            .env("SONDA_TEST_POSTGRES", postgres),
    )
}

fn e2e(session: &mut Session<'_>, arguments: &[String]) -> Result {
    let folder = session.workspace.root.join("e2e");
    let mut command = npm::node("--test".as_ref())?;
    // Two files at once, whatever the number of cores: most of a test is waiting for the browser.
    command
        .args(["--test-reporter=spec", "--test-concurrency=2"])
        .args(arguments);
    if !arguments.iter().any(|argument| argument.ends_with(".mjs")) {
        command.args(test_files(&folder.join("tests"))?);
    }
    let chromium = system::chromium().ok_or("Chromium is not found")?;
    if session.is_whole {
        command.env("SONDA_PICTURES", "failures");
    }
    process::run(
        command
            .current_dir(&folder)
            .env("SONDA_BIN", session.tested_server()?)
            .env("SONDA_TEST_POSTGRES", session.postgres(Durability::None)?)
            .env("CHROMIUM", chromium),
    )
}

/// The files that hold tests; none at all is a mistake, not a success.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| format!("cannot read {}: {error}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(format!("no *.test.mjs in {}", folder.display()));
    }
    Ok(files)
}
