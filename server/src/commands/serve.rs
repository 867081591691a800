//! `sonda serve`.

use super::demo::Demo;
use crate::clock::SystemClock;
use crate::config::{Config, LogFormat};
use crate::serve::{Server, open_store, token_file};
use anyhow::Context;
use clap::Args;
use std::io::IsTerminal;
use std::sync::Arc;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Run the server.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Publish the demo forms, and serve a page that embeds one on the port after the server's.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        start_log(&config)?;
        let stop = stop_signal()?;
        let store = open_store(&config).await?;
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("the address {} cannot be listened on", config.listen))?;
        let server = Server::assemble(config.clone(), store.clone(), Arc::new(SystemClock))?;
        println!("Sonda listens on {}", config.public_url);
        if config.admin.token.is_none() {
            println!(
                "The administrator's token is in {}",
                token_file(&config).display()
            );
        }
        if let Some(code) = server.app().begin_first_run().await? {
            // For whoever sits at the server: never a line of the log, which may be sent on.
            eprintln!(
                "\nNobody has an account yet. Make yours at {}/console/first-run\n\n    One-time code: {}\n",
                config.public_url,
                code.grouped()
            );
        }
        if self.demo {
            Demo::start(&config, &store).await?;
        }
        server.run(listener, stop).await
    }
}

fn start_log(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log.filter).context("log.filter")?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match config.log.format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
    Ok(())
}

/// Done once the process is asked to end: Ctrl-C, or SIGTERM of a service manager. Listens for both from now
/// on: whoever is told that the server listens may stop it.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
