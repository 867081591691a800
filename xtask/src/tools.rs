//! Tools of the Rust toolchain: the WASM target, clippy and rustfmt, and what `cargo install` builds.
//!
//! A tool lives in a folder named after its version, so that a new version never meets an old one.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::Result;
use crate::process;
use crate::report::step;
use crate::wasm::TARGET;
use crate::workspace::Workspace;

/// A program that `cargo install` builds.
#[derive(Debug)]
pub(crate) struct Tool {
    package: &'static str,
    binary: &'static str,
    version: String,
    /// Whether to build with the tool's own lock file.
    locked: bool,
}

impl Tool {
    /// Trunk, which builds the widget's bundle. 0.22 needs a newer Rust than this project does.
    pub(crate) fn trunk() -> Self {
        Self {
            package: "trunk",
            binary: "trunk",
            version: "0.21.14".to_owned(),
            locked: true,
        }
    }

    /// The wasm-bindgen program, which must be of the library's very version.
    ///
    /// Its own lock file may name packages newer than the registry at hand, so it goes without.
    pub(crate) fn wasm_bindgen(workspace: &Workspace) -> Result<Self> {
        Ok(Self {
            package: "wasm-bindgen-cli",
            binary: "wasm-bindgen",
            version: workspace.locked_version("wasm-bindgen")?,
            locked: false,
        })
    }

    /// cargo-deny, which checks licences, sources and duplicates of the dependencies.
    pub(crate) fn cargo_deny() -> Self {
        Self {
            package: "cargo-deny",
            binary: "cargo-deny",
            version: "0.20.2".to_owned(),
            locked: true,
        }
    }

    /// The folder with the program.
    pub(crate) fn folder(&self, workspace: &Workspace) -> PathBuf {
        self.root(workspace).join("bin")
    }

    /// The program itself.
    pub(crate) fn program(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join(self.binary)
    }

    /// Builds and installs it, unless it is there.
    pub(crate) fn ensure(&self, workspace: &Workspace) -> Result {
        if self.program(workspace).is_file() {
            return Ok(());
        }
        let name = format!("{} {}", self.package, self.version);
        step(&format!("install {name} (some minutes, once)"), || {
            self.install(workspace)
        })
    }

    fn root(&self, workspace: &Workspace) -> PathBuf {
        workspace
            .tools
            .join(format!("{}-{}", self.package, self.version))
    }

    /// Runs in the tools' folder, out of reach of the workspace's configuration and target folder.
    fn install(&self, workspace: &Workspace) -> Result {
        let build = workspace.tools.join(format!("build-{}", self.package));
        let mut command = process::cargo(&workspace.tools);
        command
            .args([
                "install",
                self.package,
                "--version",
                &self.version,
                "--root",
            ])
            .arg(self.root(workspace))
            .env("CARGO_TARGET_DIR", &build)
            .env_remove("CARGO_BUILD_TARGET")
            .env_remove("RUSTFLAGS")
            // A tool that runs for a second need not be compiled for minutes.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false");
        if self.locked {
            command.arg("--locked");
        }
        process::run(&mut command)?;
        fs::remove_dir_all(&build)
            .map_err(|error| format!("cannot remove {}: {error}", build.display()))
    }
}

/// Adds the standard library for WASM and its source to the toolchain, unless they are there: lints take the one,
/// what is delivered is built from the other.
pub(crate) fn ensure_wasm(workspace: &Workspace) -> Result {
    ensure_wasm_target(workspace)?;
    ensure_rust_source(workspace)
}

fn ensure_wasm_target(workspace: &Workspace) -> Result {
    let library =
        process::output(rustc(workspace).args(["--print", "target-libdir", "--target", TARGET]))?;
    if PathBuf::from(library.trim()).is_dir() {
        return Ok(());
    }
    step(&format!("rustup target add {TARGET}"), || {
        rustup(&["target", "add", TARGET]).map_err(|error| {
            format!(
                "{error}\nThis Rust toolchain has no standard library for {TARGET}. With rustup, \
                 `rustup target add {TARGET}` installs it; otherwise install the package of \
                 your system that holds it (Debian: libstd-rust-dev-wasm32)."
            )
        })
    })
}

fn ensure_rust_source(workspace: &Workspace) -> Result {
    let sysroot = process::output(rustc(workspace).args(["--print", "sysroot"]))?;
    let library = PathBuf::from(sysroot.trim()).join("lib/rustlib/src/rust/library");
    if library.join("Cargo.lock").is_file() {
        return Ok(());
    }
    step("rustup component add rust-src", || {
        rustup(&["component", "add", "rust-src"]).map_err(|error| {
            format!(
                "{error}\nThis Rust toolchain has no source of its standard library. With rustup, \
                 `rustup component add rust-src` installs it; otherwise install the package of \
                 your system that holds it (Debian: rust-src)."
            )
        })
    })
}

/// Adds clippy and rustfmt to the toolchain, unless they are there.
pub(crate) fn ensure_components(workspace: &Workspace) -> Result {
    let works = |name| process::succeeds(process::cargo(&workspace.root).args([name, "--version"]));
    if works("clippy") && works("fmt") {
        return Ok(());
    }
    step("rustup component add clippy rustfmt", || {
        rustup(&["component", "add", "clippy", "rustfmt"]).map_err(|error| {
            format!("{error}\nInstall clippy and rustfmt of your Rust toolchain, then start again.")
        })
    })
}

fn rustup(arguments: &[&str]) -> Result {
    process::run(Command::new("rustup").args(arguments))
}

fn rustc(workspace: &Workspace) -> Command {
    let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.current_dir(&workspace.root);
    command
}
