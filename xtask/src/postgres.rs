//! A PostgreSQL cluster of one's own: made in a temporary folder, gone afterwards.
//!
//! A small shell program (`postgres.sh`) makes the cluster, starts it, waits for the end of its
//! standard input, then stops and removes it. The other end of that pipe is held here, so the
//! cluster goes with this process however it ends: in order, by a panic, Ctrl-C or `kill -9`.

use std::env;
use std::fs::{self, DirBuilder};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::Result;
use crate::system;

const SCRIPT: &str = include_str!("postgres.sh");

/// The server needs all of these, of one version.
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// What a power cut may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Every commit reaches the disk, as in production: for the benchmarks.
    Full,
    /// Nothing is synced: for the tests, which throw the data away.
    None,
}

/// A running cluster; dropping it stops the server and removes the folder.
#[derive(Debug)]
pub(crate) struct Cluster {
    keeper: Child,
    port: u16,
}

impl Cluster {
    /// Makes and starts a cluster on a free port of the loopback address.
    pub(crate) fn start(durability: Durability) -> Result<Self> {
        let programs = programs().ok_or("PostgreSQL's server programs are not found")?;
        // Between finding a free port and taking it another program may come first.
        let mut failure = String::new();
        for _ in 0..3 {
            match Self::start_on(free_port()?, &programs, durability) {
                Ok(cluster) => return Ok(cluster),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// The address of the superuser's database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn start_on(port: u16, bin: &Path, durability: Durability) -> Result<Self> {
        let folder = make_folder(port, durability)?;
        let mut command = unprivileged(&folder)?;
        let mut keeper = command
            .args(["-c", SCRIPT, "postgres.sh"])
            .args([bin, &folder])
            .arg(port.to_string())
            .arg(match durability {
                Durability::Full => "on",
                Durability::None => "off",
            })
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C in the terminal is for this process; the keeper acts on its end.
            .process_group(0)
            .spawn()
            .map_err(|error| format!("cannot start a shell for PostgreSQL: {error}"))?;
        let mut line = String::new();
        if let Some(output) = keeper.stdout.take() {
            let _ = BufReader::new(output).read_line(&mut line);
        }
        let cluster = Self { keeper, port };
        if line.trim() == "ready" {
            return Ok(cluster);
        }
        drop(cluster);
        Err("PostgreSQL did not start; its messages are above".to_owned())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The folder with the server's programs: from PATH, else the newest that Debian installed.
pub(crate) fn programs() -> Option<PathBuf> {
    let complete = |folder: &Path| PROGRAMS.iter().all(|name| folder.join(name).is_file());
    let path = env::var_os("PATH")?;
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_unstable();
    env::split_paths(&path)
        .chain(versions.into_iter().rev().map(|(_, folder)| folder))
        .find(|folder| complete(folder))
}

/// Durable data goes where disks are real: `/tmp` may be memory.
fn make_folder(port: u16, durability: Durability) -> Result<PathBuf> {
    let base = match durability {
        Durability::Full => PathBuf::from("/var/tmp"),
        Durability::None => env::temp_dir(),
    };
    let folder = base.join(format!("sonda-pg-{}-{port}", std::process::id()));
    DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    Ok(folder)
}

/// A shell that is not root's, because PostgreSQL refuses root; the folder becomes its user's.
fn unprivileged(folder: &Path) -> Result<Command> {
    let mut shell = Command::new("/bin/sh");
    if !system::is_root() {
        return Ok(shell);
    }
    let id = |option, user| {
        let id = Command::new("id")
            .args([option, user])
            .stderr(Stdio::null())
            .output()
            .ok()?;
        String::from_utf8(id.stdout)
            .ok()?
            .trim()
            .parse::<u32>()
            .ok()
    };
    let (user, group) = ["postgres", "nobody"]
        .iter()
        .find_map(|name| Some((id("-u", name)?, id("-g", name)?)))
        .ok_or("PostgreSQL refuses root, and there is neither a user postgres nor nobody")?;
    std::os::unix::fs::chown(folder, Some(user), Some(group))
        .map_err(|error| format!("cannot give {} away: {error}", folder.display()))?;
    shell.uid(user).gid(group);
    Ok(shell)
}

fn free_port() -> Result<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port on the loopback address: {error}"))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn cluster_is_there_until_dropped() {
        let cluster = Cluster::start(Durability::None).unwrap();
        let port = cluster.port;
        let folder = env::temp_dir().join(format!("sonda-pg-{}-{port}", std::process::id()));
        assert!(folder.is_dir());
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());

        drop(cluster);
        assert!(!folder.exists());
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }
}
