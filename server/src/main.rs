//! The binary `sonda`.

use clap::Parser;
use sonda_server::commands::Arguments;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match Arguments::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::debug!(error = format!("{error:?}"), "failed");
            eprintln!("sonda: {error:#}");
            ExitCode::FAILURE
        }
    }
}
