//! Measures deliveries: how many a second to a CRM that answers after 50 ms, with a million queued; the memory of the
//! process that works the queue; and what one submission costs beside an empty and beside a full queue.
//!
//! The CRM and the worker are processes of their own. The worker is the server's, without its pages.

use crate::database::Database;
use crate::disk::Folder;
use crate::process::{Process, free_address};
use anyhow::{Context, bail, ensure};
use axum::http::{Request, StatusCode};
use axum::routing::{get, put};
use axum::{Json, Router};
use serde_json::{Value, json};
use sonda_server::captcha::Signals;
use sonda_server::clock::{Clock, SystemClock};
use sonda_server::crm::remote::{
    By, Found, Http, Limits, Remote, RemoteConnector, SourceKey, Step, StoreTurns,
};
use sonda_server::crm::{
    Column, ColumnType, Connectors, DeliveryError, Finding, Table, TextFormat, Transcript,
};
use sonda_server::delivery::Worker;
use sonda_server::intake::{Intake, Outcome, Submission};
use sonda_server::outgoing::{Client, Reach};
use sonda_server::store::Store;
use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use std::env;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// How long the CRM takes for an answer.
const ANSWER: Duration = Duration::from_millis(50);
/// Submissions that are timed, one after the other.
const SUBMISSIONS: usize = 400;

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
        println!("| | queued | delivered/s | peak memory | a submission, empty queue | full queue | ratio |");
        println!("|---|---|---|---|---|---|---|");
        if options.wants("sqlite") {
            let folder = Folder::new()?;
            let url = format!("sqlite:{}", folder.path().join("queue.db").display());
            measure("SQLite", options, &url).await?;
        }
        match env::var("SONDA_TEST_POSTGRES") {
            Ok(url) if options.wants("postgres") => {
                let database = Database::create(&url).await?;
                let measured = measure("PostgreSQL", options, &database.url).await;
                database.drop().await?;
                measured
            }
            _ => Ok(()),
        }
    })
}

async fn measure(name: &str, options: &Options, url: &str) -> anyhow::Result<()> {
    eprintln!("measuring deliveries on {name}");
    let store = Store::open(url).await?;
    store.migrate().await?;
    install_default_drivers();
    let mut connection = AnyConnection::connect(url).await?;
    publish(&mut connection).await?;
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
    let peak_kib: u64 = String::from_utf8(worked.stdout)?.trim().parse()?;
    let done: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM delivery WHERE status = 'done'")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    println!(
        "| {name} | {} | {:.0} | {} MB | {:.2} ms | {:.2} ms | {:.2} |",
        options.queued,
        done as f64 / options.seconds as f64,
        peak_kib / 1_024,
        empty.as_secs_f64() * 1_000.0,
        full.as_secs_f64() * 1_000.0,
        full.as_secs_f64() / empty.as_secs_f64(),
    );
    Ok(())
}

/// A form whose responses are written to the CRM.
async fn publish(connection: &mut AnyConnection) -> anyhow::Result<()> {
    let title = json!({"en": "T"});
    let content = json!({
        "locales": ["en"], "fallback_locale": "en", "title": title,
        "questions": [{"id": "name", "type": "text", "title": title}],
    });
    let mapping = json!({"targets": [{
        "id": "lead", "connector": "crm", "table": "lead", "columns": {"name": {"constant": "N"}},
    }]});
    sqlx::query(
        "INSERT INTO form (id, kind, settings, version, mapping_revision, responses, created_at_ms, \
         updated_at_ms) VALUES ('bench', 'survey', '{}', 1, 1, 0, 0, 0)",
    )
    .execute(&mut *connection)
    .await?;
    for (table, number, column, value) in [
        ("form_version", "version", "content", content),
        ("mapping_revision", "revision", "mapping", mapping),
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
    let responses = format!(
        "INSERT INTO response (id, form_id, version, locale, answers, context, idempotency_key, \
         fingerprint, submitted_at_ms) {numbers} SELECT {id}, 'bench', 1, 'en', '{{}}', '{{}}', {id}, \
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
    }
    drop(intake);
    committing.await?;
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

fn uuid() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("bench-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The CRM, until its process is ended.
pub(crate) fn serve_crm(address: SocketAddr) -> anyhow::Result<()> {
    runtime()?.block_on(async {
        let listener = TcpListener::bind(address)
            .await
            .context("the CRM's address")?;
        let take = async |Json(_): Json<Value>| {
            tokio::time::sleep(ANSWER).await;
            StatusCode::CREATED
        };
        let routes = Router::new()
            .route("/leads/{id}", put(take))
            .route("/readyz", get(async || "ok"));
        Ok(axum::serve(listener, routes).await?)
    })
}

/// Works a queue for some seconds, then prints the most memory it had, in KiB.
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
        let worker = Worker::new(store, connectors, clock, Arc::default()).with_at_once(at_once);
        worker
            .run(tokio::time::sleep(Duration::from_secs(seconds)))
            .await;
        let status = std::fs::read_to_string("/proc/self/status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        println!(
            "{}",
            line.context("no VmHWM")?.trim().trim_end_matches(" kB")
        );
        Ok(())
    })
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?)
}

fn leads() -> Table {
    let kind = ColumnType::Text {
        length: 200,
        format: TextFormat::Plain,
    };
    Table::new("lead", vec![Column::new("name", kind)])
}

/// Leads, each written by one request under the id that Sonda gives.
struct Leads {
    http: Http,
    base: String,
    clock: Arc<SystemClock>,
}

impl Remote for Leads {
    fn at_once(&self) -> usize {
        64
    }

    fn source_key(&self, _: &str) -> SourceKey {
        SourceKey::Id
    }

    async fn tables(&self, _: &Transcript) -> Result<Vec<Table>, DeliveryError> {
        Ok(vec![leads()])
    }

    async fn find(
        &self,
        _: &Table,
        _: By<'_>,
        _: &[&str],
        _: usize,
        _: &Transcript,
    ) -> Result<Vec<Found>, DeliveryError> {
        Ok(Vec::new())
    }

    async fn write(
        &self,
        _: &Table,
        steps: &[Step],
        transcript: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        let mut ids = Vec::with_capacity(steps.len());
        for step in steps {
            let Step::Create { id, values } = step else {
                return Err(DeliveryError::give_up("nothing is ever found"));
            };
            let body = Value::Object(values.clone()).to_string();
            let request = Request::put(format!("{}/leads/{id}", self.base))
                .header("content-type", "application/json")
                .body(body.clone().into())
                .map_err(|error| DeliveryError::give_up(error.to_string()))?;
            let answered = self.http.send(request, body, transcript).await?;
            if answered.status != StatusCode::CREATED {
                return Err(answered.failure("", self.clock.now_ms()));
            }
            ids.push(id.to_string());
        }
        Ok(ids)
    }

    fn render(&self, _: &Table, _: &[Step]) -> Vec<String> {
        Vec::new()
    }

    async fn test(&self) -> Vec<Finding> {
        Vec::new()
    }
}
