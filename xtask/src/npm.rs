//! Packages from npm: the build's tools in the tools' cache, the tests' beside the tests.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::process;
use crate::report::step;
use crate::system;
use crate::workspace::{Workspace, read};

/// Installs the tools of the build and returns their `node_modules`.
///
/// The folder is named after the lock file and appears only when it is complete.
pub(crate) fn ensure_build_tools(workspace: &Workspace) -> Result<PathBuf> {
    let source = workspace.root.join("xtask").join("npm");
    let folder = workspace
        .tools
        .join(format!("npm-{:016x}", lock_hash(&source)?));
    let modules = folder.join("node_modules");
    if modules.is_dir() {
        return Ok(modules);
    }
    step("npm ci for the build (wasm-opt, esbuild)", || {
        let unfinished = workspace.tools.join(format!("npm-{}", std::process::id()));
        fs::create_dir_all(&unfinished).map_err(|error| failed("make", &unfinished, &error))?;
        for name in ["package.json", "package-lock.json"] {
            fs::copy(source.join(name), unfinished.join(name))
                .map_err(|error| failed("write into", &unfinished, &error))?;
        }
        clean_install(&unfinished)?;
        // Another session may have been faster; either result is the same.
        if let Err(error) = fs::rename(&unfinished, &folder)
            && !modules.is_dir()
        {
            return Err(failed("rename", &unfinished, &error));
        }
        Ok(modules)
    })
}

/// Installs the packages of a folder's lock file into its `node_modules`.
pub(crate) fn ensure_modules(folder: &Path) -> Result {
    let mark = folder.join("node_modules").join(".sonda-lock");
    let hash = format!("{:016x}", lock_hash(folder)?);
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == hash) {
        return Ok(());
    }
    step(&format!("npm ci in {}", folder.display()), || {
        clean_install(folder)?;
        fs::write(&mark, &hash).map_err(|error| failed("write", &mark, &error))
    })
}

/// Node.js with a script or a program written for it.
pub(crate) fn node(program: &Path) -> Result<Command> {
    let node = system::node().ok_or("Node.js (node) is not in PATH")?;
    let mut command = Command::new(node);
    command.arg(program);
    Ok(command)
}

/// No install scripts: nothing here needs one, and a package's script is a stranger's program.
fn clean_install(folder: &Path) -> Result {
    process::run(Command::new("npm").current_dir(folder).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]))
}

fn lock_hash(folder: &Path) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    read(&folder.join("package.json"))?.hash(&mut hasher);
    read(&folder.join("package-lock.json"))?.hash(&mut hasher);
    Ok(hasher.finish())
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> String {
    format!("cannot {what} {}: {error}", path.display())
}
