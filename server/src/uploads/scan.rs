//! The operator's own scanner: a command that is given a file's path.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// Longer than a scanner that loads its signatures takes, and shorter than what answers wait for.
const PATIENCE: Duration = Duration::from_secs(45);

/// What a scanner says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// Nothing against it.
    Clean,
    /// It must not be kept.
    Refused,
    /// It said nothing that can be relied on.
    Failed,
}

/// Asks the command, as in `["clamdscan", "--no-summary", "--fdpass"]`, about a file; its path comes last.
/// Exit code 0 means clean, 1 refused: what ClamAV's programs say. Without a command every file is clean.
pub async fn scan(command: &[String], path: &Path) -> Scan {
    let Some((program, arguments)) = command.split_first() else {
        return Scan::Clean;
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            tracing::error!(error = %error, "the scanner of uploads did not start");
            return Scan::Failed;
        }
    };
    match tokio::time::timeout(PATIENCE, child.wait()).await {
        Ok(Ok(status)) => match status.code() {
            Some(0) => Scan::Clean,
            Some(1) => Scan::Refused,
            code => {
                tracing::error!(scan.code = code, "the scanner of uploads failed");
                Scan::Failed
            }
        },
        Ok(Err(error)) => {
            tracing::error!(error = %error, "the scanner of uploads was lost");
            Scan::Failed
        }
        Err(_) => {
            tracing::error!("the scanner of uploads took too long");
            Scan::Failed
        }
    }
}
