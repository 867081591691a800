//! `GET /api/v1/system`: how this installation is, without anything secret.

use super::access::Admin;
use super::{App, Rejection};
use crate::store::Dialect;
use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

/// How this installation is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct System {
    /// The version of Sonda.
    version: &'static str,
    /// The address that visitors reach it at.
    public_url: String,
    /// The server's time, in milliseconds since the epoch.
    now_ms: i64,
    database: DatabaseHealth,
    queue: QueueHealth,
    uploads: UploadsHealth,
    mail: MailHealth,
    captcha: CaptchaHealth,
    connections: ConnectionsHealth,
}

/// How the database is.
#[derive(Serialize, JsonSchema)]
struct DatabaseHealth {
    /// `sqlite` or `postgres`.
    engine: &'static str,
    /// How many bytes it has.
    bytes: i64,
    /// The number of the newest migration.
    migration: i64,
    /// When that was applied, in milliseconds since the epoch.
    migrated_at_ms: i64,
}

/// What is on its way to CRMs.
#[derive(Default, Serialize, JsonSchema)]
struct QueueHealth {
    /// Deliveries that are tried when due.
    pending: i64,
    /// Deliveries that wait for another.
    waiting: i64,
    /// Deliveries that were given up.
    dead: i64,
    /// When the oldest that is tried when due was written, in milliseconds since the epoch.
    oldest_at_ms: Option<i64>,
}

/// Files of visitors.
#[derive(Serialize, JsonSchema)]
struct UploadsHealth {
    /// How many files there are.
    files: i64,
    /// How many bytes they have.
    bytes: i64,
    /// How many they may have.
    most_bytes: u64,
    /// Whether a command of the operator looks at each.
    scanned: bool,
}

/// Messages to people.
#[derive(Serialize, JsonSchema)]
struct MailHealth {
    /// Whether a mail server is named in the configuration.
    configured: bool,
}

/// Captchas.
#[derive(Serialize, JsonSchema)]
struct CaptchaHealth {
    /// The names of the key sets; a proof of work needs none.
    keys: Vec<String>,
}

/// CRMs and webhooks.
#[derive(Serialize, JsonSchema)]
struct ConnectionsHealth {
    /// How many there are.
    total: usize,
    /// The names of those that cannot be used, are disabled, or whose tables do not bear a mapping any more.
    ailing: Vec<String>,
}

/// `GET /api/v1/system`
pub(crate) async fn show(_: Admin, State(app): State<Arc<App>>) -> Result<Json<System>, Rejection> {
    let state = app.store.state().await?;
    let mut queue = QueueHealth::default();
    for one in app.store.queue_states().await? {
        queue.pending += one.pending;
        queue.waiting += one.waiting;
        queue.dead += one.dead;
        let oldest = queue.oldest_at_ms.into_iter().chain(one.oldest_at_ms);
        queue.oldest_at_ms = oldest.min();
    }
    let connections = match app.connectors.connections() {
        Some(connections) => connections.list().await?,
        None => Vec::new(),
    };
    let config = &app.config;
    let total = connections.len();
    let ailing = connections
        .into_iter()
        .filter(|one| one.problem.is_some() || one.disabled.is_some() || !one.drift.is_empty());
    Ok(Json(System {
        version: env!("CARGO_PKG_VERSION"),
        public_url: config.public_url.clone(),
        now_ms: app.clock.now_ms(),
        database: DatabaseHealth {
            engine: match state.engine {
                Dialect::Sqlite => "sqlite",
                Dialect::Postgres => "postgres",
            },
            bytes: state.bytes,
            migration: state.migration,
            migrated_at_ms: state.migrated_at_ms,
        },
        queue,
        uploads: UploadsHealth {
            files: state.uploads,
            bytes: state.upload_bytes,
            most_bytes: config.uploads.total_bytes,
            scanned: !config.uploads.scan_command.is_empty(),
        },
        mail: MailHealth {
            configured: app.mailer.is_some(),
        },
        captcha: CaptchaHealth {
            keys: config.captcha.keys.keys().cloned().collect(),
        },
        connections: ConnectionsHealth {
            ailing: ailing.map(|one| one.name).collect(),
            total,
        },
    }))
}
