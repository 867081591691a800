//! What every handler shares.

use super::assets::Assets;
use super::limits::RateLimits;
use crate::access::{FirstRunCode, Hasher};
use crate::captcha::Gate;
use crate::clock::SharedClock;
use crate::config::Config;
use crate::crm::remote::StoreTurns;
use crate::crm::{Connectors, Embedded};
use crate::installation::Installation;
use crate::intake::Intake;
use crate::mail::Mailer;
use crate::secrets::Secrets;
use crate::step_times::Book;
use crate::store::{Store, StoreError};
use crate::uploads::{Arriving, Vault};
use axum::http::Uri;
use metrics_exporter_prometheus::PrometheusHandle;
use quick_cache::sync::Cache;
use sonda_domain::{Content, FormId};
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Notify, Semaphore, watch};
use uuid::Uuid;

/// So many may watch responses arrive at once.
const MOST_LIVE: usize = 128;
/// So many exports and summaries are made at once.
const MOST_READINGS: usize = 4;

/// What the server is made of.
pub struct Parts {
    /// The configuration in force.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// Takes submissions in.
    pub intake: Intake,
    /// The server's key and token.
    pub secrets: Secrets,
    /// Tells the time.
    pub clock: SharedClock,
    /// The CRMs that forms can write to.
    pub connectors: Connectors,
    /// The embedded CRM, which is one of them.
    pub embedded: Embedded,
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
}

/// The host that an address names.
fn host(address: &str) -> String {
    let uri: Option<Uri> = address.parse().ok();
    let host = uri.as_ref().and_then(Uri::host);
    host.unwrap_or("localhost").to_owned()
}

/// What every handler shares.
pub struct App {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) intake: Intake,
    pub(crate) secrets: Secrets,
    pub(crate) clock: SharedClock,
    pub(crate) connectors: Connectors,
    pub(crate) embedded: Embedded,
    pub(crate) metrics: PrometheusHandle,
    pub(crate) limits: RateLimits,
    pub(crate) assets: &'static Assets,
    pub(crate) vault: Vault,
    pub(crate) arriving: Arriving,
    /// When strays were last looked for.
    pub(super) strays_looked_for_ms: AtomicI64,
    pub(crate) gate: Gate,
    /// The mail server, if the operator has named one.
    pub(crate) mailer: Option<Mailer>,
    pub(crate) step_times: Book,
    pub(crate) hasher: Hasher,
    /// Whether it was said that a proxy seems to stand before the server.
    pub(super) proxy_minded: AtomicBool,
    /// Tells that links wait to be made.
    pub(crate) link_work: Notify,
    /// What this process names itself to others on the same database.
    pub(crate) owner: String,
    /// Becomes true once the server is asked to stop: what goes on for long ends then.
    pub(crate) stopping: watch::Sender<bool>,
    /// How many may watch responses arrive at once.
    pub(crate) live: Arc<Semaphore>,
    /// How many exports and summaries may be made at once.
    pub(crate) readings: Arc<Semaphore>,
    contents: Cache<(FormId, i64), Arc<Content>>,
    installation: RwLock<Arc<Installation>>,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self {
            limits: RateLimits::new(&parts.config.limits),
            assets: Assets::built_in(),
            vault: Vault::inside(&parts.config.data_dir),
            arriving: Arriving::new(
                parts.config.uploads.waiting_bytes,
                parts.config.uploads.waiting_bytes_of_one,
            ),
            strays_looked_for_ms: AtomicI64::new(0),
            gate: Gate::new(&parts.config, &parts.secrets),
            mailer: Mailer::of(&parts.config.mail, &host(&parts.config.public_url)),
            step_times: Book::new(parts.store.clone()),
            hasher: Hasher::default(),
            proxy_minded: AtomicBool::new(false),
            link_work: Notify::new(),
            owner: Uuid::new_v4().to_string(),
            stopping: watch::Sender::new(false),
            live: Arc::new(Semaphore::new(MOST_LIVE)),
            readings: Arc::new(Semaphore::new(MOST_READINGS)),
            contents: Cache::new(200),
            installation: RwLock::default(),
            config: parts.config,
            store: parts.store,
            intake: parts.intake,
            secrets: parts.secrets,
            clock: parts.clock,
            connectors: parts.connectors,
            embedded: parts.embedded,
            metrics: parts.metrics,
        }
    }

    /// A new code for the first run, for the operator's eyes; `None`: somebody has an account already.
    ///
    /// # Errors
    /// The database failed, or the system gave no random bytes.
    pub async fn begin_first_run(&self) -> anyhow::Result<Option<FirstRunCode>> {
        let code = FirstRunCode::new()?;
        let digest = code.digest(&self.secrets);
        let now_ms = self.clock.now_ms();
        let begun = self.store.begin_first_run(&digest, now_ms).await?;
        Ok(begun.then_some(code))
    }

    /// What is set for the whole installation.
    pub(crate) fn installation(&self) -> Arc<Installation> {
        let held = self.installation.read();
        Arc::clone(&held.unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads what is set for the whole installation; this or another server may have set it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn read_installation(&self) -> Result<(), StoreError> {
        let read = Arc::new(self.store.installation().await?);
        let held = self.installation.write();
        *held.unwrap_or_else(PoisonError::into_inner) = read;
        Ok(())
    }

    /// Removes the file that held the code of a first run.
    pub(crate) fn forget_first_run_file(&self) {
        if let Err(error) = FirstRunCode::forget(&self.config.data_dir) {
            tracing::warn!(%error, "the file of the first run's code could not be removed");
        }
    }

    /// Forgets what idle clients were counted for, proofs that nobody takes any more, sessions that are over, drafts that nobody can send,
    /// and files without a response; reads the settings and the tables of CRMs again. To be called now and then.
    pub async fn tidy(&self) {
        self.limits.forget_idle();
        let now_ms = self.clock.now_ms();
        if let Err(error) = self.store.forget_spent_proofs(now_ms).await {
            tracing::warn!(%error, "expired captcha proofs could not be forgotten");
        }
        if let Err(error) = StoreTurns::forget_old(&self.store, now_ms).await {
            tracing::warn!(%error, "old turns of deliveries could not be forgotten");
        }
        if let Err(error) = self.store.forget_ended_drafts(now_ms).await {
            tracing::warn!(%error, "ended drafts could not be looked for");
        }
        if let Err(error) = self.store.forget_ended_access(now_ms).await {
            tracing::warn!(%error, "ended sessions could not be forgotten");
        }
        if let Err(error) = self.forget_orphans().await {
            tracing::warn!(%error, "files without a response could not be looked for");
        }
        if let Err(error) = self.read_installation().await {
            tracing::warn!(%error, "the settings could not be read");
        }
        self.forget_old_link_jobs().await;
        self.forget_strays_hourly().await;
        if let Some(connections) = self.connectors.connections() {
            connections.refresh_due().await;
        }
    }

    /// The content of a version. Versions never change, so the ones in use are kept.
    pub(crate) async fn content(
        &self,
        form: &FormId,
        version: i64,
    ) -> Result<Option<Arc<Content>>, StoreError> {
        let key = (form.clone(), version);
        if let Some(content) = self.contents.get(&key) {
            return Ok(Some(content));
        }
        let content = self.store.content(form, version).await?.map(Arc::new);
        if let Some(content) = &content {
            self.contents.insert(key, Arc::clone(content));
        }
        Ok(content)
    }
}
