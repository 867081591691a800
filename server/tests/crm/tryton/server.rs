//! A Tryton of the test's own: a copy of an installed database, served until the test ends.

use crate::judges::judge;
use serde_json::json;
use sonda_server::clock::SharedClock;
use sonda_server::crm::remote::{MemoryTurns, Remote, RemoteConnector};
use sonda_server::crm::{Transcript, Tryton, TrytonSettings};
use sonda_server::outgoing::{Client, Reach};
use sqlx::any::AnyPoolOptions;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

pub(crate) struct TrytonServer {
    _child: Child,
    folder: PathBuf,
    pub(crate) url: String,
    pub(crate) clock: SharedClock,
}

impl TrytonServer {
    /// Starts one; `None`, with a word about it, where Tryton is not installed.
    pub(crate) async fn start(name: &str, clock: SharedClock) -> Option<Self> {
        let otherwise = "the connector to Tryton is not tried on Tryton";
        let installed = PathBuf::from(judge("SONDA_TRYTON", otherwise)?);
        let folder =
            std::env::temp_dir().join(format!("sonda-tryton-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let database = folder.join("sonda.sqlite");
        std::fs::copy(installed.join("database").join("sonda.sqlite"), &database).unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        let configuration = folder.join("trytond.conf");
        let text = format!(
            "[database]\nuri = sqlite://\npath = {}\n[web]\nlisten = 127.0.0.1:{port}\n",
            folder.display()
        );
        std::fs::write(&configuration, text).unwrap();
        let mut child = Command::new(installed.join("bin").join("python3"))
            .arg(installed.join("bin").join("trytond"))
            .arg("-c")
            .arg(&configuration)
            .args(["-d", "sonda"])
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains("Running on") {
                break;
            }
        }
        // What it says later must go somewhere.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Some(Self {
            _child: child,
            folder,
            url: format!("http://127.0.0.1:{port}"),
            clock,
        })
    }

    pub(crate) fn settings(&self) -> TrytonSettings {
        serde_json::from_value(json!({
            "url": self.url, "database": "sonda", "user": "admin",
            "source_keys": {"party.party": "identifiers.code", "sale.opportunity": "reference"},
        }))
        .unwrap()
    }

    pub(crate) fn tryton(&self, settings: TrytonSettings, password: &str) -> Tryton {
        let reach = Reach::new(vec!["127.0.0.0/8".parse().unwrap()]);
        Tryton::new(
            settings,
            password.into(),
            Client::new(reach),
            self.clock.clone(),
        )
    }

    /// The connector, with the tables as Tryton tells them.
    pub(crate) async fn connector(&self) -> RemoteConnector<Tryton> {
        let tryton = self.tryton(self.settings(), "admin");
        let tables = tryton.tables(&Transcript::default()).await.unwrap();
        RemoteConnector::new("tryton", tryton, tables, Arc::new(MemoryTurns::default()))
    }

    /// What a query of its database says: the judge of what was written.
    pub(crate) async fn rows(&self, sql: &'static str) -> Vec<Vec<Option<String>>> {
        use sqlx::{Column, Row};
        let pool = self.database().await;
        let rows = sqlx::query(sql).fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows.iter()
            .map(|row| {
                let columns = row.columns().iter();
                columns.map(|column| row.get(column.ordinal())).collect()
            })
            .collect()
    }

    pub(crate) async fn execute(&self, sql: &'static str) {
        let pool = self.database().await;
        sqlx::query(sql).execute(&pool).await.unwrap();
        pool.close().await;
    }

    async fn database(&self) -> sqlx::AnyPool {
        let database = self.folder.join("sonda.sqlite");
        AnyPoolOptions::new()
            .max_connections(1)
            .connect(&format!("sqlite://{}", database.display()))
            .await
            .unwrap()
    }
}

impl Drop for TrytonServer {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A text that a column of a row holds.
pub(crate) fn texts(rows: &[Vec<Option<String>>]) -> Vec<Vec<&str>> {
    rows.iter()
        .map(|row| {
            row.iter()
                .map(|cell| cell.as_deref().unwrap_or("-"))
                .collect()
        })
        .collect()
}
