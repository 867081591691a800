//! Where things are: the checkout, cargo's target folder, the tools' cache.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;
use crate::process;

/// Folders that every command needs.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever the environment or a configuration put it.
    pub(crate) target: PathBuf,
    /// The tools' cache: one per person, it outlives the checkout.
    pub(crate) tools: PathBuf,
}

impl Workspace {
    /// Reads the places from the environment and from cargo.
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .ok_or("start this program with `cargo xtask`, which tells it where the checkout is")?;
        let root = Path::new(&manifest)
            .parent()
            .ok_or("the package xtask has no parent folder")?
            .to_path_buf();
        let tools = tools_folder()?;
        fs::create_dir_all(&tools).map_err(|error| {
            format!(
                "cannot make the tools' folder {} (SONDA_TOOLS chooses another): {error}",
                tools.display()
            )
        })?;
        let target = target_folder(&root)?;
        Ok(Self {
            root,
            target,
            tools,
        })
    }

    /// The server's binary of a profile.
    pub(crate) fn server_binary(&self, release: bool) -> PathBuf {
        self.target
            .join(if release { "release" } else { "debug" })
            .join("sonda")
    }

    /// The folder of the test that compares the importer of SurveyJS with survey-core, and of that package.
    pub(crate) fn survey_core(&self) -> PathBuf {
        self.root.join("import").join("tests").join("survey_core")
    }

    /// The folder of SAP CAP, an OData service that judges the connector to Dataverse.
    pub(crate) fn cap(&self) -> PathBuf {
        self.root.join("server").join("tests").join("cap")
    }

    /// The folder with the package of npm that verifies webhooks.
    pub(crate) fn standard_webhooks(&self) -> PathBuf {
        let tests = self.root.join("server").join("tests");
        tests.join("standardwebhooks")
    }

    /// The version of a package in Cargo.lock.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let lock = read(&self.root.join("Cargo.lock"))?;
        version_in(&lock, package)
            .map(str::to_owned)
            .ok_or_else(|| format!("Cargo.lock does not name the package {package}"))
    }
}

fn version_in<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

fn tools_folder() -> Result<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty());
    if let Some(tools) = set("SONDA_TOOLS") {
        return std::path::absolute(PathBuf::from(tools))
            .map_err(|error| format!("SONDA_TOOLS cannot be used: {error}"));
    }
    let cache = set("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(set("HOME")?).join(".cache")))
        .ok_or("set HOME or SONDA_TOOLS: the tools need a folder")?;
    Ok(cache.join("sonda").join("tools"))
}

fn target_folder(root: &Path) -> Result<PathBuf> {
    let metadata = process::output(process::cargo(root).args([
        "metadata",
        "--no-deps",
        "--format-version=1",
    ]))?;
    let key = "\"target_directory\":\"";
    metadata
        .split_once(key)
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(folder, _)| PathBuf::from(folder))
        .ok_or_else(|| "`cargo metadata` did not name the target folder".to_owned())
}

/// Reads a text file.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn version_is_of_the_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
