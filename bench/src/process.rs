//! A process under measurement: what it used, read from `/proc`.

use anyhow::Context;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// The kernel counts processor time in these on every Linux that Rust runs on (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;

/// A child that goes with its handle.
#[derive(Debug)]
pub(crate) struct Process(Child);

impl Process {
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let program = command.get_program().to_owned();
        Ok(Self(command.spawn().with_context(|| {
            format!("{} does not start", program.display())
        })?))
    }

    /// Waits until the server at `address` says that it is ready.
    pub(crate) async fn until_ready(&mut self, address: SocketAddr) -> anyhow::Result<()> {
        let start = Instant::now();
        while crate::http::get(address, "/readyz", "").await.is_err() {
            if let Some(status) = self.0.try_wait()? {
                anyhow::bail!("the server ended before it was ready: {status}");
            }
            anyhow::ensure!(
                start.elapsed() < Duration::from_secs(30),
                "the server was not ready in 30 s"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// The most memory it ever had, in bytes (`VmHWM`: resident, shared pages included).
    pub(crate) fn peak_memory(&self) -> anyhow::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .context("no VmHWM")?;
        let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kibibytes * 1024)
    }

    /// The processor time it has used, on all cores together.
    pub(crate) fn processor_time(&self) -> anyhow::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        // The name, in brackets, may hold spaces; user and system time are fields 14 and 15 of the line.
        let (_, fields) = stat.rsplit_once(')').context("/proc/PID/stat")?;
        let ticks: u64 = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<u64>().ok())
            .sum();
        Ok(Duration::from_secs_f64(ticks as f64 / TICKS_PER_SECOND))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An address of this machine that nobody listens on.
pub(crate) fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
