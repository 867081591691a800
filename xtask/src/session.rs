//! What one call of this program made on the way: bundle, binaries, database; each once.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::Result;
use crate::bundle;
use crate::postgres::{Cluster, Durability};
use crate::process;
use crate::report::step;
use crate::wasm;
use crate::workspace::Workspace;

/// The state of one call. The cluster goes when this is dropped.
#[derive(Debug)]
pub(crate) struct Session<'a> {
    /// Where things are.
    pub(crate) workspace: &'a Workspace,
    /// Whether it runs everything, and nobody looks on.
    pub(crate) is_whole: bool,
    bundle_is_built: bool,
    judge: Option<PathBuf>,
    cluster: Option<Cluster>,
}

impl<'a> Session<'a> {
    /// A session that has made nothing yet.
    pub(crate) fn new(workspace: &'a Workspace) -> Self {
        Self {
            workspace,
            is_whole: false,
            bundle_is_built: false,
            judge: None,
            cluster: None,
        }
    }

    /// A cargo command in the checkout.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = process::cargo(&self.workspace.root);
        command.args(arguments);
        command
    }

    /// Builds the browser's files, which the server embeds.
    pub(crate) fn bundle(&mut self) -> Result {
        if !self.bundle_is_built {
            bundle::build(self.workspace)?;
            self.bundle_is_built = true;
        }
        Ok(())
    }

    /// Builds the server with the bundle in it and returns its binary.
    pub(crate) fn server(&mut self, release: bool) -> Result<PathBuf> {
        self.bundle()?;
        step("build the server", || {
            let mut command = self.cargo(&["build", "--package", "sonda-server"]);
            process::run(command.args(release.then_some("--release")))
        })?;
        Ok(self.workspace.server_binary(release))
    }

    /// Builds the server as the tests of the workspace have it, and returns its binary: they have compiled it already.
    pub(crate) fn tested_server(&mut self) -> Result<PathBuf> {
        self.bundle()?;
        step("build the server", || {
            let build = ["test", "--workspace", "--no-run", "--test", "binary"];
            process::run(&mut self.cargo(&build))
        })?;
        Ok(self.workspace.server_binary(false))
    }

    /// Builds the domain's judge for WASM, which the tests hold against the native one.
    pub(crate) fn judge(&mut self) -> Result<PathBuf> {
        if let Some(judge) = &self.judge {
            return Ok(judge.clone());
        }
        let build = [
            "build",
            "--package",
            "sonda-judge",
            "--profile",
            "wasm",
            "--target",
        ];
        step("build the judge", || {
            process::run(wasm::small(&mut self.cargo(&build)).arg(wasm::TARGET))
        })?;
        let folder = self.workspace.target.join(wasm::TARGET).join("wasm");
        let judge = folder.join("sonda_judge.wasm");
        fs::metadata(&judge)
            .map_err(|error| format!("the judge was built, but {}: {error}", judge.display()))?;
        Ok(self.judge.insert(judge).clone())
    }

    /// Starts PostgreSQL, once, and returns its superuser's address.
    pub(crate) fn postgres(&mut self, durability: Durability) -> Result<String> {
        if let Some(cluster) = &self.cluster {
            return Ok(cluster.url());
        }
        let cluster = step("start PostgreSQL", || Cluster::start(durability))?;
        Ok(self.cluster.insert(cluster).url())
    }
}
