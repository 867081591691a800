//! `sonda import` and `sonda export`.

use super::foreign::{Format, definition};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::definition::judge;
use crate::mapping::{Arrival, mapping_warnings};
use crate::serve::{open_connectors, open_store};
use crate::store::Published;
use anyhow::{Context, bail};
use clap::Args;
use serde_json::Value;
use sonda_domain::FormId;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Publish definitions from JSON files.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What the file is, if it is another maker's: see docs/import.md.
    #[arg(long, requires = "id")]
    from: Option<Format>,
    /// The id of the form that another maker's file becomes.
    #[arg(long, requires = "from")]
    id: Option<FormId>,
    /// Print the definition that another maker's file becomes, in place of publishing it.
    #[arg(long, requires = "from")]
    print: bool,
}

/// Print the definition of a form.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The form's id.
    form: FormId,
}

impl Import {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        if self.from.is_some() && self.files.len() > 1 {
            bail!("`--from` takes one file");
        }
        if self.print {
            for file in &self.files {
                println!("{}", serde_json::to_string_pretty(&self.read(file)?)?);
            }
            return Ok(());
        }
        let store = open_store(config).await?;
        let connectors = open_connectors(config, &store, Arc::new(SystemClock))?;
        // All are judged before any is published.
        let mut documents = Vec::new();
        for file in &self.files {
            let name = file.display();
            let mut value = self.read(file)?;
            if let Some(connections) = connectors.connections() {
                connections.refresh_to_publish(&value).await?;
            }
            let catalogue = connectors.catalogue().await?;
            // Of a form that is there already, another maker's file brings the content alone.
            if let Some(id) = &self.id
                && let Some(before) = store.definition(id).await?
            {
                let content = std::mem::replace(&mut value, serde_json::to_value(before)?);
                value["content"] = content["content"].clone();
            }
            match judge(&value, &catalogue, &config.captcha) {
                Ok(document) => {
                    let arrival = Arrival::under(document.settings.once);
                    for warning in
                        mapping_warnings(&document.mapping, &document.content, arrival, &catalogue)
                    {
                        eprintln!(
                            "{name}: warning: /mapping{}: {}",
                            warning.path, warning.reason
                        );
                    }
                    documents.push(document);
                }
                Err(faults) => {
                    for fault in &faults {
                        let path = if fault.path.is_empty() {
                            "(the document)"
                        } else {
                            &fault.path
                        };
                        eprintln!("{name}: {path}: {}", fault.reason);
                    }
                    bail!(
                        "{name} cannot work: {} fault(s), nothing was published",
                        faults.len()
                    );
                }
            }
        }
        for document in documents {
            let published = store.publish(&document, SystemClock.now_ms()).await?;
            println!("{}: {}", document.id, describe(&published));
            if let Some(connections) = connectors.connections() {
                for warning in connections.publish(&document, published.version).await? {
                    let id = &document.id;
                    eprintln!(
                        "{id}: warning: /mapping{}: {}",
                        warning.path, warning.reason
                    );
                }
            }
        }
        Ok(())
    }
}

impl Import {
    /// The definition in a file.
    fn read(&self, file: &Path) -> anyhow::Result<Value> {
        if let (Some(format), Some(id)) = (self.from, &self.id) {
            return definition(format, file, id);
        }
        let name = file.display();
        let text =
            std::fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?;
        serde_json::from_str(&text).with_context(|| format!("{name} is not JSON"))
    }
}

fn describe(published: &Published) -> String {
    let part = |what: &str, number: i64, new: bool| {
        let state = if new { "published" } else { "unchanged" };
        format!("{what} {number} {state}")
    };
    format!(
        "{}, {}, settings in force",
        part("version", published.version, published.version_is_new),
        part(
            "mapping revision",
            published.mapping_revision,
            published.mapping_is_new
        )
    )
}

impl Export {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let store = open_store(config).await?;
        let document = store.definition(&self.form).await?;
        let document = document.with_context(|| format!("there is no form `{}`", self.form))?;
        println!("{}", serde_json::to_string_pretty(&document)?);
        Ok(())
    }
}
