//! `sonda serve`.

use super::demo::Demo;
use crate::access::FirstRunCode;
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
        begin_first_run(&server, &config).await?;
        if self.demo {
            Demo::start(&config, &store).await?;
        }
        server.run(listener, stop).await
    }
}

/// Tells whoever may become the owner the code of the first run: on a terminal to whoever sits there, elsewhere by a
/// file, as what a service says is collected and sent on.
async fn begin_first_run(server: &Server, config: &Config) -> anyhow::Result<()> {
    let Some(code) = server.app().begin_first_run().await? else {
        return Ok(FirstRunCode::forget(&config.data_dir)?);
    };
    let url = &config.public_url;
    println!("Nobody has an account yet. Make yours at {url}/console/first-run within a day");
    if std::io::stderr().is_terminal() {
        eprintln!("\n    One-time code: {}\n", code.grouped());
    } else {
        let file = code.keep(&config.data_dir)?;
        println!("The one-time code for it is in {}", file.display());
    }
    Ok(())
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
