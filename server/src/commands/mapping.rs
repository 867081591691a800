//! `sonda mapping`.

use crate::clock::SystemClock;
use crate::config::Config;
use crate::crm::Connectors;
use crate::definition::read_mapping;
use crate::delivery::dry_run;
use crate::mapping::{Arrival, Finding, Mapping, Severity, inspect_mapping};
use crate::serve::{open_connectors, open_store};
use crate::store::Store;
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::Value;
use sonda_domain::FormId;
use std::path::PathBuf;
use std::sync::Arc;

/// Check a mapping, and try it out.
#[derive(Debug, Subcommand)]
pub(super) enum MappingCommand {
    /// Print what is wrong with a form's mapping, and what hardly works as it was meant.
    Check(Check),
    /// Print what a mapping would write for a stored response, as JSON. Nothing is written.
    DryRun(DryRun),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    of: Of,
}

#[derive(Debug, Args)]
pub(super) struct DryRun {
    #[command(flatten)]
    of: Of,
    /// The id of the response.
    #[arg(long)]
    response: String,
}

/// A form's mapping.
#[derive(Debug, Args)]
struct Of {
    /// The form's id.
    form: FormId,
    /// A JSON file with a draft of the mapping. Default: the newest published one.
    #[arg(long)]
    draft: Option<PathBuf>,
}

/// What both commands look at.
struct Opened {
    store: Store,
    connectors: Connectors,
    version: i64,
    arrival: Arrival,
    mapping: Mapping,
}

impl MappingCommand {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        match self {
            Self::Check(command) => command.run(config).await,
            Self::DryRun(command) => command.run(config).await,
        }
    }
}

impl Of {
    async fn open(&self, config: &Config) -> anyhow::Result<Opened> {
        let store = open_store(config).await?;
        let form = store.form(&self.form).await?;
        let form = form.with_context(|| format!("there is no form `{}`", self.form))?;
        let mapping = match &self.draft {
            Some(file) => {
                let name = file.display();
                let text = std::fs::read_to_string(file)
                    .with_context(|| format!("{name} cannot be read"))?;
                let value: Value =
                    serde_json::from_str(&text).with_context(|| format!("{name} is not JSON"))?;
                read_mapping(&value).map_err(|faults| {
                    let lines = faults
                        .iter()
                        .map(|one| format!("/mapping{}: {}", one.path, one.reason));
                    anyhow::anyhow!("{name}: {}", lines.collect::<Vec<_>>().join("\n"))
                })?
            }
            None => store
                .mapping(&form.id, form.mapping_revision)
                .await?
                .unwrap_or_default(),
        };
        Ok(Opened {
            connectors: open_connectors(config, &store, Arc::new(SystemClock))?,
            store,
            version: form.version,
            arrival: Arrival::under(form.settings.once),
            mapping,
        })
    }
}

impl Check {
    async fn run(self, config: &Config) -> anyhow::Result<()> {
        let opened = self.of.open(config).await?;
        let content = opened.store.content(&self.of.form, opened.version).await?;
        let content = content.context("the newest version is missing")?;
        let catalogue = opened.connectors.catalogue().await?;
        let findings = inspect_mapping(&opened.mapping, &content, opened.arrival, &catalogue);
        let findings: Vec<Finding> = findings.into_iter().map(Finding::in_definition).collect();
        for Finding {
            severity,
            path,
            reason,
        } in &findings
        {
            let word = match severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            println!("{word}: {path}: {reason}");
        }
        let is_error = |one: &&Finding| one.severity == Severity::Error;
        match findings.iter().filter(is_error).count() {
            0 => Ok(()),
            errors => bail!("the mapping cannot work: {errors} error(s)"),
        }
    }
}

impl DryRun {
    async fn run(self, config: &Config) -> anyhow::Result<()> {
        let opened = self.of.open(config).await?;
        let id = &self.response;
        let response = opened.store.response(id).await?;
        let response = response
            .filter(|response| response.form == self.of.form)
            .with_context(|| format!("the form has no response `{id}`"))?;
        let content = opened
            .store
            .content(&self.of.form, response.version)
            .await?;
        let content = content.context("the version answered is missing")?;
        let catalogue = opened.connectors.catalogue().await?;
        let arrival = Arrival::of(&response);
        let findings = inspect_mapping(&opened.mapping, &content, arrival, &catalogue);
        let dry = dry_run(
            &opened.connectors,
            &catalogue,
            &opened.mapping,
            &content,
            &response,
            findings,
        );
        println!("{}", serde_json::to_string_pretty(&dry.await)?);
        Ok(())
    }
}
