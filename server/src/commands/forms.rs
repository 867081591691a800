//! `sonda import` and `sonda export`.

use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::definition::judge;
use crate::serve::{open_connectors, open_store};
use crate::store::Published;
use anyhow::{Context, bail};
use clap::Args;
use serde_json::Value;
use sonda_domain::FormId;
use std::path::PathBuf;
use std::sync::Arc;

/// Publish definitions from JSON files.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Print the definition of a form.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The form's id.
    form: FormId,
}

impl Import {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let store = open_store(config).await?;
        let catalogue = open_connectors(config, &store, Arc::new(SystemClock))?
            .catalogue()
            .await?;
        // All are judged before any is published.
        let mut documents = Vec::new();
        for file in &self.files {
            let name = file.display();
            let text =
                std::fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?;
            let value: Value =
                serde_json::from_str(&text).with_context(|| format!("{name} is not JSON"))?;
            match judge(&value, &catalogue, &config.captcha) {
                Ok(document) => documents.push(document),
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
        }
        Ok(())
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
