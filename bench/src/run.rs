//! The order of the run: what is compared is measured in turns, so that a machine that slows down does so for all.

use crate::database::Database;
use crate::disk::{Folder, syncs_per_second};
use crate::load::{Answers, Load};
use crate::process::{Process, free_address};
use crate::report::{Measured, print};
use crate::server::Server;
use crate::{machine, request};
use anyhow::{Context, bail, ensure};
use std::cell::Cell;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const WARM_UP: Duration = Duration::from_secs(2);
const DISK: Duration = Duration::from_secs(3);

/// What is measured.
#[derive(Debug)]
pub(crate) struct Options {
    seconds: u64,
    connections: usize,
    only: Option<String>,
}

impl Options {
    /// Reads the command line.
    pub(crate) fn read(mut words: &[&str]) -> anyhow::Result<Self> {
        let mut options = Self {
            seconds: 10,
            connections: 64,
            only: None,
        };
        while let [name, value, rest @ ..] = words {
            match *name {
                "--seconds" => options.seconds = value.parse()?,
                "--connections" => options.connections = value.parse()?,
                "--only" if matches!(*value, "sqlite" | "postgres" | "bare") => {
                    options.only = Some((*value).to_owned());
                }
                _ => bail!("`{name} {value}` is not an option\n\n{}", crate::USAGE),
            }
            words = rest;
        }
        ensure!(
            words.is_empty(),
            "`{}` needs a value\n\n{}",
            words.join(" "),
            crate::USAGE
        );
        ensure!(
            options.seconds > 0 && options.connections > 0,
            "a load of nothing measures nothing"
        );
        Ok(options)
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == name)
    }

    fn load(&self) -> Load {
        Load {
            connections: self.connections,
            warm_up: WARM_UP,
            measured: Duration::from_secs(self.seconds),
        }
    }
}

/// Measures and prints.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(measure(options))
}

async fn measure(options: &Options) -> anyhow::Result<()> {
    let folder = Folder::new()?;
    let place = folder.path();
    ensure!(
        !machine::is_memory(place),
        "{} is memory: set CARGO_TARGET_DIR to a folder on a disk",
        place.display()
    );
    let described = machine::describe(place);
    eprintln!("measuring the disk");
    let syncs = syncs_per_second(place, DISK)?;
    let mut rows = vec![bare(options).await?];
    let mut databases = Vec::new();
    if options.wants("sqlite") {
        rows.push(server(options, place, None).await?);
        rows.push(bare(options).await?);
    }
    match env::var("SONDA_TEST_POSTGRES") {
        Ok(url) if options.wants("postgres") => {
            let database = Database::create(&url).await?;
            databases.push(database.description.clone());
            let measured = server(options, place, Some(&database.url)).await;
            database.drop().await?;
            rows.push(measured?);
            rows.push(bare(options).await?);
        }
        _ => {}
    }
    let after = syncs_per_second(place, DISK)?;
    print(
        &described,
        &databases,
        options.load(),
        request::body_bytes(),
        [syncs, after],
        &rows,
    );
    Ok(())
}

async fn bare(options: &Options) -> anyhow::Result<Measured> {
    eprintln!("measuring the bare handler");
    let address = free_address()?;
    let mut process =
        Process::start(Command::new(env::current_exe()?).args(["bare", &address.to_string()]))?;
    process.until_ready(address).await?;
    let busy = Busy::default();
    let answers = options
        .load()
        .put_on(
            address,
            async || busy.start(&process),
            async || busy.end(&process),
        )
        .await?;
    measured("bare handler", options, answers, &process, &busy)
}

async fn server(
    options: &Options,
    folder: &Path,
    database: Option<&str>,
) -> anyhow::Result<Measured> {
    let name = if database.is_some() {
        "Sonda on PostgreSQL"
    } else {
        "Sonda on SQLite"
    };
    eprintln!("measuring {name}");
    let binary = env::var_os("SONDA_BIN")
        .map(PathBuf::from)
        .context("SONDA_BIN is not set")?;
    let server = Server::start(&binary.canonicalize()?, folder, database).await?;
    let busy = Busy::default();
    let delivered = Cell::new((0, 0));
    let start = async || {
        delivered.set((server.delivered().await?, 0));
        busy.start(&server.process)
    };
    let end = async || {
        busy.end(&server.process)?;
        delivered.set((delivered.get().0, server.delivered().await?));
        Ok(())
    };
    let answers = options.load().put_on(server.address, start, end).await?;
    let peak = server.process.peak_memory()?;
    let ended = Instant::now();
    server.until_delivered(answers.acknowledged).await?;
    let drained = ended.elapsed();
    let acknowledged = answers.acknowledged;
    let stored = server.stored().await?;
    ensure!(
        stored == acknowledged,
        "{acknowledged} submissions were acknowledged, {stored} are stored"
    );
    let mut measured = measured(name, options, answers, &server.process, &busy)?;
    measured.peak_memory = peak;
    measured.stored = Some(stored);
    measured.delivered_per_second =
        Some((delivered.get().1 - delivered.get().0) as f64 / busy.seconds());
    measured.drained = Some(drained);
    Ok(measured)
}

fn measured(
    name: &'static str,
    options: &Options,
    answers: Answers,
    process: &Process,
    busy: &Busy,
) -> anyhow::Result<Measured> {
    ensure!(answers.accepted > 0, "{name}: nothing was accepted");
    Ok(Measured {
        name,
        rate: answers.accepted as f64 / Duration::from_secs(options.seconds).as_secs_f64(),
        processor_per_request: busy.used.get().div_f64(answers.accepted as f64),
        peak_memory: process.peak_memory()?,
        answers,
        stored: None,
        delivered_per_second: None,
        drained: None,
    })
}

/// The processor time that a process uses in the measured time.
struct Busy {
    started: Cell<Instant>,
    ended: Cell<Instant>,
    used: Cell<Duration>,
}

impl Default for Busy {
    fn default() -> Self {
        let now = Instant::now();
        Self {
            started: Cell::new(now),
            ended: Cell::new(now),
            used: Cell::default(),
        }
    }
}

impl Busy {
    fn start(&self, process: &Process) -> anyhow::Result<()> {
        self.started.set(Instant::now());
        self.used.set(process.processor_time()?);
        Ok(())
    }

    fn end(&self, process: &Process) -> anyhow::Result<()> {
        self.ended.set(Instant::now());
        self.used
            .set(process.processor_time()?.saturating_sub(self.used.get()));
        Ok(())
    }

    fn seconds(&self) -> f64 {
        self.ended
            .get()
            .duration_since(self.started.get())
            .as_secs_f64()
    }
}
