//! `sonda customer-voice`.

use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::crm::Transcript;
use crate::crm::dataverse::{customer_voice_mapping, publish_survey};
use crate::serve::{open_connections, open_store};
use anyhow::Context;
use clap::{Args, Subcommand};
use sonda_domain::FormId;
use std::sync::Arc;

/// Write forms and their responses to the tables of Dynamics 365 Customer Voice.
#[derive(Debug, Subcommand)]
pub(super) enum CustomerVoice {
    /// Print the mapping that writes a form's responses.
    Mapping(Of),
    /// Write the survey that a published form is, with its questions, now: publishing and deliveries do it by themselves.
    Publish(Of),
}

#[derive(Debug, Args)]
pub(super) struct Of {
    /// The form's id.
    form: FormId,
    /// The connection to Dataverse.
    #[arg(long)]
    connection: String,
}

impl CustomerVoice {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let (Self::Mapping(of) | Self::Publish(of)) = &self;
        let store = open_store(config).await?;
        let connections = open_connections(config, &store, Arc::new(SystemClock));
        let document = store.definition(&of.form).await?;
        let document = document.with_context(|| format!("there is no form `{}`", of.form))?;
        let tables = connections.tables_of(&of.connection).await?;
        let content = &document.content;
        if let Self::Mapping(of) = &self {
            let mapping = customer_voice_mapping(&of.connection, &tables, &of.form, content)?;
            println!("{}", serde_json::to_string_pretty(&mapping)?);
            return Ok(());
        }
        let connector = connections
            .get(&of.connection)
            .with_context(|| format!("the connection `{}` cannot be used", of.connection))?;
        let now_ms = SystemClock.now_ms();
        let transcript = Transcript::default();
        let written =
            publish_survey(connector.as_ref(), &of.form, content, now_ms, &transcript).await?;
        println!("{written} record(s) are as the form `{}` is.", of.form);
        Ok(())
    }
}
