//! `sonda crm`.

use crate::clock::SystemClock;
use crate::config::Config;
use crate::crm::Reminder;
use crate::serve::{open_embedded, open_store};
use clap::{Args, Subcommand};
use std::sync::Arc;

const PAGE: u32 = 500;

/// What the embedded CRM knows beyond its records.
#[derive(Debug, Args)]
pub(super) struct Crm {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the records without activity, the longest first, one JSON object a line; see `crm.reminders` of the
    /// configuration.
    Reminders,
}

impl Crm {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let Command::Reminders = self.command;
        let store = open_store(config).await?;
        let crm = open_embedded(config, &store, Arc::new(SystemClock))?;
        let mut after: Option<String> = None;
        loop {
            let reminders = crm.reminders(after.as_deref(), PAGE).await?;
            for reminder in &reminders {
                println!("{}", serde_json::to_string(reminder)?);
            }
            after = reminders.last().map(Reminder::place);
            if after.is_none() {
                return Ok(());
            }
        }
    }
}
