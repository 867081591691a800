//! `sonda records`.

use crate::clock::SystemClock;
use crate::config::Config;
use crate::serve::{open_embedded, open_store};
use crate::store::StoredRecord;
use clap::Args;
use std::sync::Arc;

const PAGE: u32 = 500;

/// Print the records of a table of the embedded CRM, one JSON object a line.
#[derive(Debug, Args)]
pub(super) struct Records {
    /// The table, such as `lead`.
    table: String,
}

impl Records {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let store = open_store(config).await?;
        let crm = open_embedded(config, &store, Arc::new(SystemClock))?;
        let tables = crm.all_tables();
        if !tables.iter().any(|table| table.name == self.table) {
            let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
            anyhow::bail!(
                "there is no table `{}`; there are: {}",
                self.table,
                names.join(", ")
            );
        }
        let mut after: Option<String> = None;
        loop {
            let records: Vec<StoredRecord> =
                store.records(&self.table, after.as_deref(), PAGE).await?;
            for record in &records {
                println!("{}", serde_json::to_string(record)?);
            }
            match records.last() {
                Some(last) => after = Some(last.id.clone()),
                None => return Ok(()),
            }
        }
    }
}
