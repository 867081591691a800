//! `sonda step-times`.

use crate::config::Config;
use crate::serve::open_store;
use crate::step_times::report;
use anyhow::Context;
use clap::Args;
use sonda_domain::FormId;

/// Print how long each step of a form is looked at and where it is abandoned, one JSON object a line.
#[derive(Debug, Args)]
pub(super) struct StepTimes {
    /// The form's id.
    form: FormId,
    /// The version. Default: the newest.
    #[arg(long)]
    version: Option<i64>,
}

impl StepTimes {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let store = open_store(config).await?;
        let form = store.form(&self.form).await?;
        let form = form.with_context(|| format!("there is no form `{}`", self.form))?;
        let version = self.version.unwrap_or(form.version);
        let content = store.content(&form.id, version).await?;
        let content = content.with_context(|| format!("the form has no version {version}"))?;
        for step in report(&content, &store.step_times(&form.id, version).await?) {
            println!("{}", serde_json::to_string(&step)?);
        }
        Ok(())
    }
}
