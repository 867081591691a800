//! Measures deliveries: how many a second to a CRM that answers after 50 ms, with a million queued, where each creates a
//! record and where each finds one and updates it; the memory of the process that works the queue; and what one
//! submission costs beside an empty queue, beside a full one, and while that is worked.
//!
//! The CRM and the worker are processes of their own. The worker is the server's, without its pages.

use crate::crm::{Leads, leads};
use crate::database::Database;
use crate::disk::Folder;
use crate::process::{Process, free_address};
use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use sonda_server::captcha::Signals;
use sonda_server::clock::SystemClock;
use sonda_server::crm::Connectors;
use sonda_server::crm::remote::{Http, Limits, RemoteConnector, StoreTurns};
use sonda_server::delivery::Worker;
use sonda_server::intake::{Intake, Outcome, Submission};
use sonda_server::outgoing::{Client, Reach};
use sonda_server::store::Store;
use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use std::env;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Submissions that are timed, one after the other.
const SUBMISSIONS: usize = 400;

/// What a delivery does.
#[derive(Debug, Clone, Copy)]
enum Case {
    /// Creates a record under our id: one request.
    Create,
    /// Finds a record by a value of its own and writes to it: two requests, in two turns.
    Update,
}

impl Case {
    const ALL: [(Self, &str); 2] = [(Self::Create, "create"), (Self::Update, "find, update")];

    fn mapping(self) -> Value {
        let columns = json!({"name": {"answer": "name"}, "note": {"constant": "N"}});
        let mut target =
            json!({"id": "lead", "connector": "crm", "table": "lead", "columns": columns});
        if matches!(self, Self::Update) {
            target["find"] = json!({"by": ["name"]});
        }
        json!({"targets": [target]})
    }
}

/// What is measured.
#[derive(Debug)]
pub(crate) struct Options {
    queued: u64,
    seconds: u64,
    at_once: usize,
    only: Option<String>,
}

impl Options {
    /// Reads the command line.
    pub(crate) fn read(mut words: &[&str]) -> anyhow::Result<Self> {
        let mut options = Self {
            queued: 1_000_000,
            seconds: 20,
            at_once: 256,
            only: None,
        };
        while let [name, value, rest @ ..] = words {
            match *name {
                "--queued" => options.queued = value.parse()?,
                "--seconds" => options.seconds = value.parse()?,
                "--at-once" => options.at_once = value.parse()?,
                "--only" if matches!(*value, "sqlite" | "postgres") => {
                    options.only = Some((*value).to_owned());
                }
                _ => bail!("`{name} {value}` is not an option\n\n{}", crate::USAGE),
            }
            words = rest;
        }
        ensure!(
            words.is_empty() && options.seconds > 0 && options.queued > 0,
            crate::USAGE
        );
        Ok(options)
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == name)
    }
}

/// Measures and prints.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    runtime()?.block_on(async {
        println!(
            "| | each | queued | delivered/s | peak memory | a submission, empty queue | full queue | ratio | while delivering | ratio |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|");
        if options.wants("sqlite") {
            for case in Case::ALL {
                let folder = Folder::new()?;
                let url = format!("sqlite:{}", folder.path().join("queue.db").display());
                measure("SQLite", case, options, &url).await?;
            }
        }
        if let Ok(url) = env::var("SONDA_TEST_POSTGRES")
            && options.wants("postgres")
        {
            for case in Case::ALL {
                let database = Database::create(&url).await?;
                let measured = measure("PostgreSQL", case, options, &database.url).await;
                database.drop().await?;
                measured?;
            }
        }
        Ok(())
    })
}

async fn measure(
    engine: &str,
    (case, each): (Case, &str),
    options: &Options,
    url: &str,
) -> anyhow::Result<()> {
    eprintln!("measuring deliveries on {engine}: {each}");
    let store = Store::open(url).await?;
    store.migrate().await?;
    install_default_drivers();
    let mut connection = AnyConnection::connect(url).await?;
    publish(&mut connection, case).await?;
    let empty = submission_cost(&store).await?;
    fill(&mut connection, options.queued).await?;
    let full = submission_cost(&store).await?;
    store.close().await;
    let address = free_address()?;
    let program = env::current_exe()?;
    let mut crm = Process::start(Command::new(&program).args(["crm", &address.to_string()]))?;
    crm.until_ready(address).await?;
    let worked = Command::new(&program)
        .args(["work", url, &address.to_string()])
        .args([options.seconds.to_string(), options.at_once.to_string()])
        .output()?;
    ensure!(
        worked.status.success(),
        "{}",
        String::from_utf8_lossy(&worked.stderr)
    );
    let said = String::from_utf8(worked.stdout)?;
    let (peak_kib, micros) = said.trim().split_once(' ').context("what was measured")?;
    let (peak_kib, micros): (u64, u64) = (peak_kib.parse()?, micros.parse()?);
    let meanwhile = Duration::from_micros(micros);
    let count = "SELECT COUNT(*) FROM delivery WHERE status = ";
    let count = |status| AssertSqlSafe(format!("{count}'{status}'"));
    let done: i64 = sqlx::query_scalar(count("done"))
        .fetch_one(&mut connection)
        .await?;
    let dead: i64 = sqlx::query_scalar(count("dead"))
        .fetch_one(&mut connection)
        .await?;
    ensure!(dead == 0, "{dead} deliveries were given up");
    connection.close().await?;
    let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
    let ratio = |time: Duration| time.as_secs_f64() / empty.as_secs_f64();
    println!(
        "| {engine} | {each} | {} | {:.0} | {} MB | {:.2} ms | {:.2} ms | {:.2} | {:.2} ms | {:.2} |",
        options.queued,
        done as f64 / options.seconds as f64,
        peak_kib / 1_024,
        millis(empty),
        millis(full),
        ratio(full),
        millis(meanwhile),
        ratio(meanwhile),
    );
    Ok(())
}

/// A form whose responses are written to the CRM.
async fn publish(connection: &mut AnyConnection, case: Case) -> anyhow::Result<()> {
    let title = json!({"en": "T"});
    let content = json!({
        "locales": ["en"], "fallback_locale": "en", "title": title,
        "questions": [{"id": "name", "type": "text", "title": title}],
    });
    sqlx::query(
        "INSERT INTO form (id, kind, settings, version, mapping_revision, responses, created_at_ms, \
         updated_at_ms) VALUES ('bench', 'survey', '{}', 1, 1, 0, 0, 0)",
    )
    .execute(&mut *connection)
    .await?;
    for (table, number, column, value) in [
        ("form_version", "version", "content", content),
        ("mapping_revision", "revision", "mapping", case.mapping()),
    ] {
        let sql = format!(
            "INSERT INTO {table} (form_id, {number}, {column}, published_at_ms) VALUES ('bench', 1, $1, 0)"
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(value.to_string())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Queues deliveries, due since the epoch.
async fn fill(connection: &mut AnyConnection, queued: u64) -> anyhow::Result<()> {
    let numbers = format!(
        "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {queued})"
    );
    let id = "'0000-' || CAST(n AS TEXT)";
    // Each has a name of its own: no two wait for each other.
    let answers =
        format!("'{{\"name\":{{\"answer\":{{\"type\":\"text\",\"value\":\"' || {id} || '\"}}}}}}'");
    let responses = format!(
        "INSERT INTO response (id, form_id, version, locale, answers, context, idempotency_key, \
         fingerprint, submitted_at_ms) {numbers} SELECT {id}, 'bench', 1, 'en', {answers}, '{{}}', {id}, \
         '', n FROM number"
    );
    let deliveries = format!(
        "INSERT INTO delivery (response_id, target, ordinal, form_id, connector, status, waits_for, \
         attempts, tries, due_at_ms, created_at_ms, updated_at_ms) {numbers} SELECT {id}, 'lead', 0, \
         'bench', 'crm', 'pending', '', 0, 0, n, n, n FROM number"
    );
    for sql in [responses, deliveries] {
        sqlx::query(AssertSqlSafe(sql))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The median time of a submission, from the intake to its receipt.
async fn submission_cost(store: &Store) -> anyhow::Result<Duration> {
    let (intake, committing) = Intake::start(store.clone(), Arc::new(SystemClock), Arc::default());
    let cost = median_submission(&intake, Duration::ZERO).await?;
    drop(intake);
    committing.await?;
    Ok(cost)
}

/// The median time of a submission, of many with a pause after each.
async fn median_submission(intake: &Intake, pause: Duration) -> anyhow::Result<Duration> {
    let mut times = Vec::with_capacity(SUBMISSIONS);
    for _ in 0..SUBMISSIONS {
        let submission = Submission {
            form: "bench".parse()?,
            version: 1,
            link: None,
            locale: "en".parse()?,
            judged: Default::default(),
            context: Default::default(),
            seed: 0,
            key: uuid(),
            fingerprint: String::new(),
            proof: None,
            signals: Signals::default(),
        };
        let start = Instant::now();
        let outcome = intake.submit(submission).await?;
        times.push(start.elapsed());
        ensure!(
            matches!(outcome, Outcome::Accepted(_)),
            "a submission was refused"
        );
        tokio::time::sleep(pause).await;
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

fn uuid() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("bench-{}-{number}", std::process::id())
}

/// Works a queue for some seconds, while a submission comes now and then, as the server does. Then prints the most
/// memory it had, in KiB, and the median time of a submission, in microseconds.
pub(crate) fn work(url: &str, crm: &str, seconds: u64, at_once: usize) -> anyhow::Result<()> {
    runtime()?.block_on(async {
        let store = Store::open(url).await?;
        let clock = Arc::new(SystemClock);
        let reach = Reach::new(vec!["127.0.0.1/32".parse()?]);
        let remote = Leads {
            http: Http::new(Client::new(reach), Limits::at_once(at_once)),
            base: format!("http://{crm}"),
            clock: clock.clone(),
        };
        let turns = Arc::new(StoreTurns::new(store.clone(), clock.clone()));
        let connector = RemoteConnector::new("crm", remote, vec![leads()], turns);
        let connectors = Connectors::default().with("crm", Arc::new(connector));
        let wake = Arc::new(Notify::new());
        let (intake, committing) = Intake::start(store.clone(), clock.clone(), wake.clone());
        let worker = Worker::new(store, connectors, clock, wake)
            .with_at_once(at_once)
            .giving_way_to(intake.pressure());
        let time = Duration::from_secs(seconds);
        let pause = time / SUBMISSIONS as u32;
        let submitting = tokio::spawn(async move { median_submission(&intake, pause).await });
        worker.run(tokio::time::sleep(time)).await;
        let median = submitting.await??;
        committing.await?;
        let status = std::fs::read_to_string("/proc/self/status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = line.context("no VmHWM")?.trim().trim_end_matches(" kB");
        println!("{peak} {}", median.as_micros());
        Ok(())
    })
}

pub(crate) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?)
}
