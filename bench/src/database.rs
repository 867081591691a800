//! A PostgreSQL database of the benchmark's own.

use anyhow::Context;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::str::FromStr;

/// A database that exists until [`Database::drop`].
pub(crate) struct Database {
    admin: PgConnection,
    name: String,
    /// Its address.
    pub(crate) url: String,
    /// Version and durability, in words.
    pub(crate) description: String,
}

impl Database {
    /// Makes a database beside the one of `url`, whose user may do so.
    pub(crate) async fn create(url: &str) -> anyhow::Result<Self> {
        let options = PgConnectOptions::from_str(url)?;
        let mut admin = PgConnection::connect_with(&options)
            .await
            .context("SONDA_TEST_POSTGRES")?;
        let setting = |name| format!("SELECT current_setting('{name}')");
        let version: String = sqlx::query_scalar(AssertSqlSafe(setting("server_version")))
            .fetch_one(&mut admin)
            .await?;
        for name in ["fsync", "synchronous_commit", "full_page_writes"] {
            let value: String = sqlx::query_scalar(AssertSqlSafe(setting(name)))
                .fetch_one(&mut admin)
                .await?;
            anyhow::ensure!(
                value == "on",
                "PostgreSQL runs with {name} = {value}: what it stores is not durable"
            );
        }
        let name = format!("sonda_bench_{}", std::process::id());
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&mut admin)
            .await?;
        let url = options.database(&name).to_url_lossy().to_string();
        Ok(Self {
            admin,
            name,
            url,
            description: format!("PostgreSQL {version}, fsync and synchronous_commit on"),
        })
    }

    /// Removes it, whoever is still connected.
    pub(crate) async fn drop(mut self) -> anyhow::Result<()> {
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut self.admin)
            .await?;
        Ok(())
    }
}
