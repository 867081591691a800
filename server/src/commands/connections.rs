//! `sonda connections`.

use crate::clock::SystemClock;
use crate::config::Config;
use crate::connections::{Key, LONGEST_SECRET, Put, Registry, Secret};
use crate::serve::{open_connections, open_store};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::{Map, Value};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Add and mend connections to CRMs and webhooks.
#[derive(Debug, Subcommand)]
pub(super) enum Connections {
    /// Add a connection, and read its tables.
    Add(Add),
    /// Change the settings of a connection, and let it deliver again if it was disabled.
    Change(Change),
    /// Print all connections, one JSON object a line.
    List,
    /// Print a connection.
    Show(Named),
    /// Try a connection out, and say what is wrong.
    Test(Named),
    /// Read the tables of a connection, and say what has changed.
    Refresh(Named),
    /// Give a connection another secret, and let it deliver again if it was disabled.
    ReplaceSecret(ReplaceSecret),
    /// Remove a connection that no mapping uses.
    Remove(Named),
    /// Store all secrets anew under the key in force.
    RotateKey(RotateKey),
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// The connection's name.
    name: String,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The name that mappings use.
    name: String,
    /// What it connects to, such as `webhook`.
    #[arg(long)]
    kind: String,
    /// Its settings, as JSON. No secret belongs there.
    #[arg(long, default_value = "{}")]
    settings: String,
    /// The file with its secret; `-` reads it from standard input.
    #[arg(long)]
    secret_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Change {
    /// The connection's name.
    name: String,
    /// Its settings, as JSON. Default: as they are.
    #[arg(long)]
    settings: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ReplaceSecret {
    /// The connection's name.
    name: String,
    /// The file with the secret. Default: standard input.
    #[arg(long, default_value = "-")]
    secret_file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct RotateKey {
    /// The file with the key that the secrets are stored under now; `-` reads it from standard input.
    #[arg(long)]
    old_key_file: PathBuf,
}

impl Connections {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let store = open_store(config).await?;
        let connections = open_connections(config, &store, Arc::new(SystemClock));
        match self {
            Self::Add(add) => add.run(&connections).await,
            Self::Change(Change { name, settings }) => {
                let settings = settings.as_deref().map(read_settings).transpose()?;
                connections.change(&name, settings, None).await?;
                println!("The connection `{name}` is changed.");
                refresh(&connections, &name).await
            }
            Self::List => {
                for one in connections.list().await? {
                    println!("{}", serde_json::to_string(&one)?);
                }
                Ok(())
            }
            Self::Show(Named { name }) => {
                let shown = connections.show(&name).await?;
                println!("{}", serde_json::to_string_pretty(&shown)?);
                Ok(())
            }
            Self::Test(Named { name }) => test(&connections, &name).await,
            Self::Refresh(Named { name }) => refresh(&connections, &name).await,
            Self::ReplaceSecret(ReplaceSecret { name, secret_file }) => {
                let secret = read_secret(&secret_file)?;
                connections.replace_secret(&name, secret).await?;
                println!("The connection `{name}` has another secret.");
                Ok(())
            }
            Self::Remove(Named { name }) => {
                connections.remove(&name).await?;
                println!("The connection `{name}` is removed.");
                Ok(())
            }
            Self::RotateKey(RotateKey { old_key_file }) => {
                let old = match old_key_file == Path::new("-") {
                    true => Key::read(&read_input(&old_key_file)?, "standard input")?,
                    false => Key::read_file(&old_key_file)?,
                };
                let rotated = connections.rotate(&old).await?;
                println!("{rotated} secret(s) are stored under the key in force now.");
                Ok(())
            }
        }
    }
}

impl Add {
    async fn run(self, connections: &Registry) -> anyhow::Result<()> {
        if connections
            .list()
            .await?
            .iter()
            .any(|one| one.name == self.name)
        {
            bail!("there is a connection `{}` already", self.name);
        }
        let secret = self.secret_file.as_deref().map(read_secret).transpose()?;
        let put = Put {
            name: self.name.clone(),
            kind: self.kind,
            settings: read_settings(&self.settings)?,
            secret,
        };
        connections.put(put).await?;
        println!("The connection `{}` is added.", self.name);
        refresh(connections, &self.name).await
    }
}

async fn refresh(connections: &Registry, name: &str) -> anyhow::Result<()> {
    let refreshed = connections.refresh(name).await?;
    for change in &refreshed.changes {
        println!("{change}");
    }
    for one in &refreshed.drift {
        println!(
            "The form `{}` cannot be delivered to its target `{}`: {}: {}",
            one.form, one.target, one.path, one.reason
        );
    }
    let tables = connections.tables_of(name).await?;
    println!("It has {} table(s).", tables.len());
    // It depends on them.
    let shown = connections.show(name).await?;
    println!("{}", shown.guarantee_text.unwrap_or_default());
    Ok(())
}

async fn test(connections: &Registry, name: &str) -> anyhow::Result<()> {
    let findings = connections.test(name).await?;
    for finding in &findings {
        let mark = if finding.ok { "ok" } else { "FAULT" };
        println!("{mark}: {}", finding.text);
    }
    match findings.iter().filter(|finding| !finding.ok).count() {
        0 => Ok(()),
        faults => bail!("the connection `{name}` has {faults} fault(s)"),
    }
}

fn read_settings(text: &str) -> anyhow::Result<Map<String, Value>> {
    // Without what the reader quotes: a secret may have been put here by mistake.
    match serde_json::from_str(text) {
        Ok(Value::Object(settings)) => Ok(settings),
        _ => bail!("the settings are not a JSON object"),
    }
}

fn read_secret(file: &Path) -> anyhow::Result<Secret> {
    let secret = Secret::new(&read_input(file)?);
    secret.context("the secret is empty, too long, or holds the character NUL")
}

/// A file, or standard input, up to what can be a secret.
fn read_input(file: &Path) -> anyhow::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    let most = LONGEST_SECRET as u64 + 2;
    let read = match file == Path::new("-") {
        true => std::io::stdin().take(most).read_to_string(&mut text),
        false => {
            std::fs::File::open(file).and_then(|file| file.take(most).read_to_string(&mut text))
        }
    };
    read.with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(text)
}
