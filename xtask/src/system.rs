//! Programs that come with the operating system: looked for first, and where Debian's `apt-get`
//! may be used, installed.
//!
//! Refuses to guess on other systems: it says what is missing and stops.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::Command;

use crate::Result;
use crate::postgres;
use crate::process;
use crate::report::step;

/// The oldest Node.js that everything here runs on: Debian 12's.
const NODE_MAJOR: u32 = 18;

/// Something the system must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A C compiler and linker.
    Compiler,
    /// Node.js.
    Node,
    /// npm, which some packages of Node.js bring along and refuse to have twice.
    Npm,
    /// Chromium, with letters for Arabic, Cyrillic and Latin.
    Chromium,
    /// The server programs of PostgreSQL.
    Postgres,
    /// Python 3 with what makes virtual environments.
    Python,
}

impl Part {
    /// Whether the system has it.
    fn is_there(self) -> bool {
        match self {
            Self::Compiler => process::find(&["cc"]).is_some(),
            Self::Node => node().is_some(),
            Self::Npm => process::find(&["npm"]).is_some(),
            Self::Chromium => chromium().is_some() && has_letters("ar") && has_letters("uk"),
            Self::Postgres => postgres::programs().is_some(),
            Self::Python => python().is_some(),
        }
    }

    fn looked_for(self) -> &'static str {
        match self {
            Self::Compiler => "a C compiler (cc)",
            Self::Node => "Node.js 18 or newer (node)",
            Self::Npm => "npm (npm)",
            Self::Chromium => "Chromium with Arabic and Cyrillic fonts (chromium, fc-list)",
            Self::Postgres => "PostgreSQL's server (initdb, pg_ctl, postgres)",
            Self::Python => "Python 3 with venv (python3)",
        }
    }

    fn debian_packages(self) -> &'static [&'static str] {
        match self {
            Self::Compiler => &["build-essential"],
            Self::Node => &["nodejs"],
            Self::Npm => &["npm"],
            Self::Chromium => &[
                "chromium-headless-shell",
                "fontconfig",
                "fonts-dejavu-core",
                "fonts-noto-core",
            ],
            Self::Postgres => &["postgresql"],
            Self::Python => &["python3", "python3-venv"],
        }
    }
}

/// Installs the parts that are missing, or says what to install.
pub(crate) fn ensure(parts: &[Part]) -> Result {
    let missing = missing_of(parts);
    if !missing.is_empty() {
        let prefix = apt_prefix().ok_or_else(|| advice(&missing))?;
        step("apt-get update", || {
            process::run(&mut apt(&prefix, &["update"]))
        })?;
        // npm last, and only if Node.js came without it.
        let (npm, others): (Vec<Part>, _) = missing.iter().partition(|part| **part == Part::Npm);
        install(&prefix, &others)?;
        install(&prefix, &missing_of(&npm))?;
        if let Some(part) = missing_of(parts).first() {
            return Err(format!(
                "the packages are installed, but {} is still not found",
                part.looked_for()
            ));
        }
    }
    check_node(parts)
}

fn missing_of(parts: &[Part]) -> Vec<Part> {
    parts
        .iter()
        .copied()
        .filter(|part| !part.is_there())
        .collect()
}

fn install(prefix: &[&str], parts: &[Part]) -> Result {
    if parts.is_empty() {
        return Ok(());
    }
    let packages = packages_of(parts);
    step(&format!("apt-get install {}", packages.join(" ")), || {
        let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
        arguments.extend(&packages);
        process::run(&mut apt(prefix, &arguments))
    })
}

fn packages_of(parts: &[Part]) -> Vec<&'static str> {
    parts
        .iter()
        .flat_map(|part| part.debian_packages())
        .copied()
        .collect()
}

/// Node.js.
pub(crate) fn node() -> Option<PathBuf> {
    process::find(&["node"])
}

/// Python 3 that can make virtual environments.
pub(crate) fn python() -> Option<PathBuf> {
    process::find(&["python3"]).filter(|program| {
        process::succeeds(Command::new(program).args(["-c", "import venv, ensurepip"]))
    })
}

/// The browser for the end-to-end tests; the variable `CHROMIUM` chooses another. Its headless shell is the same engine
/// without windows, and a fifth faster.
pub(crate) fn chromium() -> Option<PathBuf> {
    match std::env::var_os("CHROMIUM").filter(|value| !value.is_empty()) {
        Some(chosen) => Some(PathBuf::from(chosen)).filter(|program| program.is_file()),
        None => process::find(&[
            "chromium-headless-shell",
            "chromium",
            "chromium-browser",
            "google-chrome",
        ]),
    }
}

/// Whether this process is root's.
pub(crate) fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn check_node(parts: &[Part]) -> Result {
    let (true, Some(node)) = (parts.contains(&Part::Node), node()) else {
        return Ok(());
    };
    let version = process::output(Command::new(&node).arg("--version"))?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        _ => Err(format!(
            "{} is version {}; Node.js {NODE_MAJOR} or newer is needed: install it, or put it first in PATH",
            node.display(),
            version.trim()
        )),
    }
}

/// Whether an installed font has the letters of a language.
fn has_letters(language: &str) -> bool {
    process::find(&["fc-list"]).is_some_and(|program| {
        process::output(Command::new(program).arg(format!(":lang={language}")))
            .is_ok_and(|fonts| !fonts.trim().is_empty())
    })
}

/// How this process may call apt-get: as it is, through sudo, or not at all.
///
/// Where a person sits at a terminal, sudo may ask for the password.
fn apt_prefix() -> Option<Vec<&'static str>> {
    process::find(&["apt-get"])?;
    if is_root() {
        return Some(vec!["env"]);
    }
    process::find(&["sudo"])?;
    if io::stdin().is_terminal() {
        // Standard error stays the terminal's: the question, and why sudo refuses.
        let may = process::run(Command::new("sudo").arg("true")).is_ok();
        return may.then(|| vec!["sudo", "env"]);
    }
    process::succeeds(Command::new("sudo").args(["-n", "true"])).then(|| vec!["sudo", "-n", "env"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    let mut command = Command::new(prefix[0]);
    command
        .args(&prefix[1..])
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"])
        .args(arguments);
    command
}

fn advice(missing: &[Part]) -> String {
    let looked_for: Vec<&str> = missing.iter().map(|part| part.looked_for()).collect();
    format!(
        "this system lacks: {}.\n\
         On Debian or Ubuntu an administrator installs it with:\n\
         \n    apt-get install {}\n\n\
         Elsewhere install the programs named in brackets, put them in PATH, and start this command again.",
        looked_for.join("; "),
        packages_of(missing).join(" ")
    )
}
