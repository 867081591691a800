//! Packages from PyPI: pyxform, the judge of XLSForm workbooks, in a virtual environment of the tools' cache.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::process;
use crate::report::{note, step};
use crate::system;
use crate::workspace::{Workspace, read};

/// The Python of an environment, in its folder.
const PYTHON: &str = "bin/python3";

/// The file that says that an environment is complete.
const MARK: &str = ".complete";

/// The Python that has the packages, once they are installed.
pub(crate) fn python(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let folder = folder(workspace)?;
    let installed = folder.join(MARK).is_file();
    Ok(installed.then(|| folder.join(PYTHON)))
}

/// Installs the packages. Where they cannot be had, it says so: what they judge is then not compared.
pub(crate) fn ensure(workspace: &Workspace) -> Result {
    let folder = folder(workspace)?;
    let python = folder.join(PYTHON);
    let mark = folder.join(MARK);
    // The Python that an environment was made of may be gone.
    if mark.is_file() && process::succeeds(Command::new(&python).args(["-c", "import pyxform"])) {
        return Ok(());
    }
    let installed = step("pip install for the judge of XLSForm (pyxform)", || {
        install(workspace, &folder)?;
        fs::write(&mark, "").map_err(|error| format!("cannot write {}: {error}", mark.display()))
    });
    if let Err(error) = installed {
        note(&format!(
            "{error}\npyxform is not installed: the import of XLSForm is not compared with it"
        ));
    }
    Ok(())
}

/// Named after the list of packages; a mark in it says that it is complete.
fn folder(workspace: &Workspace) -> Result<PathBuf> {
    let mut hasher = DefaultHasher::new();
    read(&requirements(workspace))?.hash(&mut hasher);
    let name = format!("pip-{:016x}", hasher.finish());
    Ok(workspace.tools.join(name))
}

fn requirements(workspace: &Workspace) -> PathBuf {
    workspace
        .root
        .join("xtask")
        .join("pip")
        .join("requirements.txt")
}

fn install(workspace: &Workspace, folder: &Path) -> Result {
    let system = system::python().ok_or("Python 3 (python3) is not in PATH")?;
    // An environment knows its own path, and so is made in its place.
    process::run(
        Command::new(system)
            .args(["-m", "venv", "--clear"])
            .arg(folder),
    )?;
    process::run(
        Command::new(folder.join(PYTHON))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(["--require-hashes", "--only-binary=:all:", "--no-deps", "-r"])
            .arg(requirements(workspace)),
    )
}
