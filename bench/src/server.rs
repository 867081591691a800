//! The server under measurement, with a database of its own and everything on as in production; only the rate
//! limits are raised, because all load comes from one address.

use crate::http::get;
use crate::process::{Process, free_address};
use crate::request::{FORM, definition};
use anyhow::{Context, ensure};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

pub(crate) const TOKEN: &str = "benchmark-administrator";
/// The longest that the deliveries may go on after the load.
const LONGEST_DRAIN: Duration = Duration::from_secs(300);

/// A server that is ready.
pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Publishes the form in a new data folder and starts the server. `database`: PostgreSQL's address, if not SQLite.
    pub(crate) async fn start(
        binary: &Path,
        folder: &Path,
        database: Option<&str>,
    ) -> anyhow::Result<Self> {
        Self::start_with(binary, folder, database, &definition(), &[]).await
    }

    /// The same with another form, and a command of the binary's that is run before the server starts.
    pub(crate) async fn start_with(
        binary: &Path,
        folder: &Path,
        database: Option<&str>,
        definition: &Value,
        before: &[&str],
    ) -> anyhow::Result<Self> {
        let address = free_address()?;
        let data: PathBuf = folder.join(if database.is_some() {
            "postgres"
        } else {
            "sqlite"
        });
        std::fs::create_dir_all(&data)?;
        let form = data.join("form.json");
        std::fs::write(&form, definition.to_string())?;
        let sonda = || {
            let mut command = Command::new(binary);
            // What is set for somebody else's server, or for this program, is not for this one.
            for (name, _) in std::env::vars_os() {
                if name.to_string_lossy().starts_with("SONDA_") {
                    command.env_remove(name);
                }
            }
            command
                .current_dir(&data)
                .env("SONDA_DATA_DIR", &data)
                .env("SONDA_LISTEN", address.to_string())
                .env("SONDA_PUBLIC_URL", format!("http://{address}"))
                .env("SONDA_ADMIN__TOKEN", TOKEN)
                .env("SONDA_LIMITS__SUBMISSIONS_PER_MINUTE", "4000000000");
            if let Some(url) = database {
                command.env("SONDA_DATABASE__URL", url);
            }
            command
        };
        let done = |command: &mut Command| {
            let output = command.output().context("SONDA_BIN does not start")?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "{command:?}: {said}");
            Ok(())
        };
        done(sonda().arg("import").arg(&form))?;
        if !before.is_empty() {
            done(sonda().args(before))?;
        }
        let mut process = Process::start(sonda().arg("serve").stdout(std::process::Stdio::null()))?;
        process.until_ready(address).await?;
        Ok(Self { process, address })
    }

    /// How many deliveries were written to the CRM.
    pub(crate) async fn delivered(&self) -> anyhow::Result<usize> {
        let text = String::from_utf8(get(self.address, "/metrics", TOKEN).await?)?;
        let lines = text
            .lines()
            .filter(|line| line.starts_with("sonda_deliveries_total{"));
        let done = lines.filter(|line| line.contains("outcome=\"done\""));
        done.map(|line| {
            Ok(line
                .rsplit(' ')
                .next()
                .unwrap_or_default()
                .parse::<usize>()?)
        })
        .sum()
    }

    /// Waits until that many deliveries were written.
    pub(crate) async fn until_delivered(&self, count: usize) -> anyhow::Result<()> {
        let start = Instant::now();
        loop {
            let delivered = self.delivered().await?;
            if delivered == count {
                return Ok(());
            }
            ensure!(
                delivered < count,
                "{delivered} deliveries of {count} responses"
            );
            ensure!(
                start.elapsed() < LONGEST_DRAIN,
                "after {LONGEST_DRAIN:?} {delivered} of {count} were delivered"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// How many responses the database has, read one by one through the administrator's API.
    pub(crate) async fn stored(&self) -> anyhow::Result<usize> {
        let mut stored = 0;
        let mut after = String::new();
        loop {
            let path = format!("/api/v1/forms/{FORM}/responses?limit=1000{after}");
            let page: Value = serde_json::from_slice(&get(self.address, &path, TOKEN).await?)?;
            stored += page["responses"]
                .as_array()
                .context("a page without responses")?
                .len();
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return Ok(stored),
            }
        }
    }
}
