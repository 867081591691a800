//! Packages from PyPI, each list in a virtual environment of its own in the tools' cache: pyxform, the judge of XLSForm
//! workbooks, Tryton, the CRM that its connector is judged by, what verifies
//! webhooks, and Schemathesis, the judge of the API.

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

/// A list of packages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Environment {
    /// The list, a file of `xtask/pip`.
    list: &'static str,
    /// What tells that it is there: a module.
    module: &'static str,
    /// What is not done without it.
    without: &'static str,
    /// What else is made in its folder.
    prepare: fn(&Workspace, &Path) -> Result,
}

/// What judges the import of XLSForm workbooks.
pub(crate) const PYXFORM: Environment = Environment {
    list: "requirements.txt",
    module: "pyxform",
    without: "the import of XLSForm is not compared with pyxform",
    prepare: |_, _| Ok(()),
};

/// A real CRM.
pub(crate) const TRYTON: Environment = Environment {
    list: "tryton.txt",
    module: "trytond",
    without: "the connector to Tryton is not tried on Tryton",
    prepare: make_tryton,
};

/// What verifies the signatures of webhooks.
pub(crate) const STANDARD_WEBHOOKS: Environment = Environment {
    list: "standardwebhooks.txt",
    module: "standardwebhooks",
    without: "webhooks are not verified by it",
    prepare: |_, _| Ok(()),
};

/// What judges the API by its description.
pub(crate) const SCHEMATHESIS: Environment = Environment {
    list: "schemathesis.txt",
    module: "schemathesis",
    without: "the API is not judged by its description",
    prepare: |_, _| Ok(()),
};

impl Environment {
    /// The folder of the environment, once it is complete.
    pub(crate) fn installed(self, workspace: &Workspace) -> Result<Option<PathBuf>> {
        let folder = self.folder(workspace)?;
        Ok(folder.join(MARK).is_file().then_some(folder))
    }

    /// The Python that has the packages, once they are installed.
    pub(crate) fn python(self, workspace: &Workspace) -> Result<Option<PathBuf>> {
        let folder = self.installed(workspace)?;
        Ok(folder.map(|folder| folder.join(PYTHON)))
    }

    /// Installs the packages. Where they cannot be had, it says so: what they judge is then not compared.
    pub(crate) fn ensure(self, workspace: &Workspace) -> Result {
        let folder = self.folder(workspace)?;
        let python = folder.join(PYTHON);
        let mark = folder.join(MARK);
        let import = format!("import {}", self.module);
        // The Python that an environment was made of may be gone.
        if mark.is_file() && process::succeeds(Command::new(&python).args(["-c", &import])) {
            return Ok(());
        }
        let installed = step(&format!("pip install of {}", self.module), || {
            install(&self.requirements(workspace), &folder)?;
            (self.prepare)(workspace, &folder)?;
            fs::write(&mark, "")
                .map_err(|error| format!("cannot write {}: {error}", mark.display()))
        });
        if let Err(error) = installed {
            let (module, without) = (self.module, self.without);
            note(&format!("{error}\n{module} is not installed: {without}"));
        }
        Ok(())
    }

    /// Named after the list of packages; a mark in it says that it is complete.
    fn folder(self, workspace: &Workspace) -> Result<PathBuf> {
        let mut hasher = DefaultHasher::new();
        read(&self.requirements(workspace))?.hash(&mut hasher);
        let name = format!("pip-{:016x}", hasher.finish());
        Ok(workspace.tools.join(name))
    }

    fn requirements(self, workspace: &Workspace) -> PathBuf {
        workspace.root.join("xtask").join("pip").join(self.list)
    }
}

/// A database of Tryton with a company, `database/sonda.sqlite`, whose administrator's password is `admin`; tests copy it.
fn make_tryton(workspace: &Workspace, folder: &Path) -> Result {
    let database = folder.join("database");
    let written = |path: &Path, text: &str| {
        fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
    };
    fs::create_dir_all(&database)
        .map_err(|error| format!("cannot make {}: {error}", database.display()))?;
    let (configuration, password) = (folder.join("trytond.conf"), folder.join("password"));
    written(&password, "admin")?;
    written(&database.join("sonda.sqlite"), "")?;
    let place = database.display();
    written(
        &configuration,
        &format!("[database]\nuri = sqlite://\npath = {place}\n"),
    )?;
    let admin = |arguments: &[&str]| {
        process::run(
            Command::new(folder.join("bin").join("trytond-admin"))
                .arg("-c")
                .arg(&configuration)
                .args(["-d", "sonda"])
                .args(arguments)
                .env("TRYTONPASSFILE", &password),
        )
    };
    admin(&["--all", "--email", "admin@example.com"])?;
    admin(&["-u", "sale_opportunity", "--activate-dependencies"])?;
    let company = workspace.root.join("xtask/pip/tryton_company.py");
    process::run(
        Command::new(folder.join(PYTHON))
            .arg(company)
            .arg(&configuration),
    )
}

fn install(requirements: &Path, folder: &Path) -> Result {
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
            .arg(requirements),
    )
}
