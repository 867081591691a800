//! Puts the server together, runs it, and takes it down without losing anything it has acknowledged.

use crate::clock::SharedClock;
use crate::config::{Config, SHORTEST_TOKEN};
use crate::connections::{Factory, KeySource, Registry};
use crate::crm::remote::StoreTurns;
use crate::crm::{Connectors, Embedded, embedded_tables};
use crate::delivery::Worker;
use crate::http::{App, Parts, router};
use crate::intake::{Intake, Pressure};
use crate::mapping::EMBEDDED;
use crate::outgoing::{Client, Reach};
use crate::secrets::{Secrets, read_or_make};
use crate::store::Store;
use anyhow::Context;
use axum::Router;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use sonda_domain::Fault;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How long requests under way may take once the server was asked to stop.
const DRAIN: Duration = Duration::from_secs(20);
/// How long deliveries under way may take once the server was asked to stop: longer than any of them does.
const DELIVERING: Duration = Duration::from_secs(50);

/// A server that was put together and is not listening yet.
pub struct Server {
    app: Arc<App>,
    committing: JoinHandle<()>,
    accepted: Arc<Notify>,
    pressure: Pressure,
    store: Store,
    connectors: Connectors,
    clock: SharedClock,
}

/// The file that holds the administrator's token where the configuration gives none.
#[must_use]
pub fn token_file(config: &Config) -> PathBuf {
    config.data_dir.join("admin.token")
}

/// Opens the database, making the data folder if it is missing, and brings its schema up to date.
///
/// # Errors
/// A folder or database that cannot be made or opened.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    if config.database.url.is_none() {
        std::fs::create_dir_all(&config.data_dir).with_context(|| {
            format!(
                "the data folder {} cannot be made",
                config.data_dir.display()
            )
        })?;
    }
    let store = Store::open(&config.database_url())
        .await
        .context("the database cannot be opened")?;
    store.migrate().await?;
    Ok(store)
}

/// The server's key and the administrator's token, made on first use.
///
/// # Errors
/// Files that cannot be read or made.
pub fn open_secrets(config: &Config) -> anyhow::Result<Secrets> {
    let token = match &config.admin.token {
        Some(token) => token.clone(),
        None => {
            let file = token_file(config);
            let token = read_or_make(&file)?;
            // An empty file would let everybody in who shows no token.
            anyhow::ensure!(
                token.len() >= SHORTEST_TOKEN,
                "{}: does not hold a token of at least {SHORTEST_TOKEN} characters",
                file.display()
            );
            token
        }
    };
    Ok(Secrets::open(&config.data_dir.join("server.key"), &token)?)
}

/// The embedded CRM, with the custom tables of the configuration.
///
/// # Errors
/// Custom tables that make no sense.
pub fn open_embedded(
    config: &Config,
    store: &Store,
    clock: SharedClock,
) -> anyhow::Result<Embedded> {
    let tables = embedded_tables(&config.crm.tables).map_err(|faults| faulty("tables", &faults))?;
    Embedded::new(store.clone(), tables, clock)
        .assigning(config.crm.assign.clone())
        .map_err(|faults| faulty("assign", &faults))?
        .reminding(config.crm.reminders.clone())
        .map_err(|faults| faulty("reminders", &faults))
}

fn faulty(setting: &str, faults: &[Fault]) -> anyhow::Error {
    let line = |fault: &Fault| format!("crm.{setting}{}: {}", fault.path, fault.reason);
    let lines: Vec<String> = faults.iter().map(line).collect();
    anyhow::anyhow!(lines.join("\n"))
}

/// The CRMs there are: the embedded one, and the connections of the database.
///
/// # Errors
/// Custom tables that make no sense.
pub fn open_connectors(
    config: &Config,
    store: &Store,
    clock: SharedClock,
) -> anyhow::Result<Connectors> {
    let embedded = open_embedded(config, store, Arc::clone(&clock))?;
    Ok(Connectors::default()
        .with(EMBEDDED, Arc::new(embedded))
        .with_connections(Arc::new(open_connections(config, store, clock))))
}

/// The connections of the database.
#[must_use]
pub fn open_connections(config: &Config, store: &Store, clock: SharedClock) -> Registry {
    let factory = Factory {
        client: Client::new(Reach::new(config.outgoing.allow.clone())),
        turns: Arc::new(StoreTurns::new(store.clone(), Arc::clone(&clock))),
        clock,
        public_url: config.public_url.clone(),
        more: &[],
    };
    Registry::new(store.clone(), KeySource::of(config), factory)
}

impl Server {
    /// Puts a server together on an open database. Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// Secrets or tables that cannot be read.
    pub fn assemble(config: Config, store: Store, clock: SharedClock) -> anyhow::Result<Self> {
        let secrets = open_secrets(&config)?;
        for (name, _) in config
            .captcha
            .keys
            .iter()
            .filter(|(_, keys)| keys.test_keys)
        {
            tracing::warn!(
                captcha.keys = name,
                "a captcha's test keys are in use: they keep nobody out"
            );
        }
        if !config.listen.ip().is_loopback() && !config.is_https() {
            tracing::warn!(
                "others can reach this server and `public_url` is not HTTPS: cookies and passwords go unprotected; \
                 behind a proxy that speaks HTTPS, set `public_url` to its https address"
            );
        }
        let connectors = open_connectors(&config, &store, Arc::clone(&clock))?;
        let embedded = open_embedded(&config, &store, Arc::clone(&clock))?;
        let accepted = Arc::new(Notify::new());
        let (intake, committing) =
            Intake::start(store.clone(), Arc::clone(&clock), Arc::clone(&accepted));
        let pressure = intake.pressure();
        let app = Arc::new(App::new(Parts {
            config,
            store: store.clone(),
            intake,
            secrets,
            clock: Arc::clone(&clock),
            connectors: connectors.clone(),
            embedded,
            metrics: metrics_handle(),
        }));
        Ok(Self {
            app,
            committing,
            accepted,
            pressure,
            store,
            connectors,
            clock,
        })
    }

    /// The service that answers requests.
    pub fn router(&self) -> Router {
        router(Arc::clone(&self.app))
    }

    /// What its handlers share.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Forgets what is of no use any more, as it does by itself every minute while it serves.
    pub async fn tidy(&self) {
        self.app.tidy().await;
    }

    /// Serves until `stop` is done, then finishes the requests and deliveries under way.
    ///
    /// # Errors
    /// The listener failed.
    pub async fn run(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        tracing::info!(listen.address = %listener.local_addr()?, "listening");
        self.app.read_installation().await?;
        let service = self
            .router()
            .into_make_service_with_connect_info::<SocketAddr>();
        let stopping = self.app.stopping.clone();
        let stopped = stopping.subscribe();
        let worker = Worker::new(
            self.store.clone(),
            self.connectors,
            self.clock,
            self.accepted,
        )
        .giving_way_to(self.pressure);
        let mut told = stopped.clone();
        let delivering = tokio::spawn(async move {
            let stop = async move {
                let _ = told.wait_for(|stop| *stop).await;
            };
            worker.run(stop).await;
        });
        let tidying = tokio::spawn(tidy(Arc::clone(&self.app)));
        let keying = tokio::spawn(bring_keys_up_to_date(Arc::clone(&self.app)));
        let linking = tokio::spawn(make_links(Arc::clone(&self.app)));
        let mut told = stopped;
        let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
            let _ = told.wait_for(|stop| *stop).await;
        });
        let mut serving = tokio::spawn(serving.into_future());
        let (mut committing, mut delivering) = (self.committing, delivering);
        // A server that takes nothing in, or delivers nothing, must not look alive: whoever watches over it
        // starts it anew, and everything acknowledged is there.
        let died = tokio::select! {
            () = stop => None,
            _ = &mut committing => Some("the intake"),
            _ = &mut delivering => Some("the delivery worker"),
        };
        if let Some(part) = died {
            anyhow::bail!("{part} ended unexpectedly; see the log above");
        }
        tracing::info!("stopping: finishing what is under way");
        stopping.send_replace(true);
        if tokio::time::timeout(DRAIN, &mut serving).await.is_err() {
            serving.abort();
            tracing::warn!("some connections did not end in time and were cut");
        }
        tidying.abort();
        keying.abort();
        linking.abort();
        // The intake ends once nobody can give it anything more, after committing all it was given.
        drop(self.app);
        let _ = tokio::time::timeout(DRAIN, committing).await;
        if tokio::time::timeout(DELIVERING, delivering).await.is_err() {
            tracing::warn!("deliveries under way were cut; they will be repeated");
        }
        self.store.close().await;
        tracing::info!("stopped");
        Ok(())
    }
}

async fn tidy(app: Arc<App>) {
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    loop {
        minute.tick().await;
        app.tidy().await;
    }
}

/// Makes the links that jobs wait for, as soon as there are any. What another server left is found within seconds.
async fn make_links(app: Arc<App>) {
    loop {
        match app.make_waiting_links(1).await {
            Ok(true) => tokio::task::yield_now().await,
            outcome => {
                if let Err(error) = outcome {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        "links could not be made and will be tried again"
                    );
                }
                let told = app.link_waits();
                let _ = tokio::time::timeout(Duration::from_secs(10), told).await;
            }
        }
    }
}

/// Brings the keys of records up to date with the declared tables, which can take minutes after these were changed.
async fn bring_keys_up_to_date(app: Arc<App>) {
    while let Err(error) = app.embedded.bring_keys_up_to_date().await {
        tracing::warn!(error.cause = %error, "the keys of records are not up to date yet");
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

/// The metrics of this process: one recorder, however many servers it runs.
fn metrics_handle() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    const SECONDS: [f64; 9] = [0.001, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];
    let install = || {
        PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .and_then(PrometheusBuilder::install_recorder)
            .expect("the buckets are not empty and nothing else installs a recorder")
    };
    HANDLE.get_or_init(install).clone()
}
