//! The commands of the binary `sonda`.

#![expect(
    clippy::print_stdout,
    reason = "a command line program answers on standard output"
)]

mod account;
mod connections;
mod crm;
mod customer_voice;
mod deliveries;
mod demo;
mod email;
mod foreign;
mod forms;
mod generate;
mod link;
mod mapping;
mod records;
mod serve;
mod step_times;

use crate::config::Config;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Surveys and lead forms that become CRM records.
#[derive(Debug, Parser)]
#[command(name = "sonda", version, about)]
pub struct Arguments {
    /// The configuration file. Default: `sonda.toml`, where there is one.
    #[arg(long, global = true, env = "SONDA_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(serve::Serve),
    /// Publish definitions from JSON files.
    Import(forms::Import),
    /// Print the definition of a form.
    Export(forms::Export),
    /// Print the JSON Schema of definitions.
    Schema,
    /// Make a personal link for a contact.
    Link(link::Link),
    /// Print a question as HTML for an e-mail, `{link}` in the place of the recipient's link.
    EmailQuestion(email::EmailQuestion),
    /// Withdraw a personal link.
    Revoke(link::Revoke),
    /// Print the records of a table of the embedded CRM, one JSON object a line.
    Records(records::Records),
    /// Accounts of people who sign in to the console.
    #[command(subcommand)]
    Account(account::Account),
    /// Add and mend connections to CRMs and webhooks.
    #[command(subcommand)]
    Connections(connections::Connections),
    /// What the embedded CRM knows beyond its records.
    Crm(crm::Crm),
    /// List deliveries, look into them, try them again, call them off.
    #[command(subcommand)]
    Deliveries(deliveries::Deliveries),
    /// Write forms and their responses to the tables of Dynamics 365 Customer Voice.
    #[command(subcommand)]
    CustomerVoice(customer_voice::CustomerVoice),
    /// Check a mapping, and try it out.
    #[command(subcommand)]
    Mapping(mapping::MappingCommand),
    /// Print how long each step of a form is looked at and where it is abandoned, one JSON object a line.
    StepTimes(step_times::StepTimes),
    /// Make things up, to see how the program does with many.
    #[command(subcommand)]
    Generate(generate::Generate),
    /// Print the effective configuration, secrets hidden.
    CheckConfig,
    /// Bring the database schema up to date.
    Migrate,
}

impl Arguments {
    /// Does what the command line asks for.
    ///
    /// # Errors
    /// Whatever went wrong, in words for the operator.
    pub async fn run(self) -> anyhow::Result<()> {
        let config = Config::load(self.config.as_deref())?;
        match self.command {
            Command::Serve(command) => command.run(config).await,
            Command::Import(command) => command.run(&config).await,
            Command::Export(command) => command.run(&config).await,
            Command::Schema => {
                println!(
                    "{}",
                    serde_json::to_string_pretty(crate::definition::definition_schema())?
                );
                Ok(())
            }
            Command::Link(command) => command.run(&config).await,
            Command::EmailQuestion(command) => command.run(&config).await,
            Command::Revoke(command) => command.run(&config).await,
            Command::Records(command) => command.run(&config).await,
            Command::Account(command) => command.run(&config).await,
            Command::Connections(command) => command.run(&config).await,
            Command::Crm(command) => command.run(&config).await,
            Command::Deliveries(command) => command.run(&config).await,
            Command::CustomerVoice(command) => command.run(&config).await,
            Command::Mapping(command) => command.run(&config).await,
            Command::StepTimes(command) => command.run(&config).await,
            Command::Generate(command) => command.run(&config).await,
            Command::CheckConfig => {
                println!("{}", config.shown()?);
                Ok(())
            }
            Command::Migrate => {
                crate::serve::open_store(&config).await?;
                println!("The schema is up to date.");
                Ok(())
            }
        }
    }
}
