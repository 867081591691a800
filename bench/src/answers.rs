//! Measures how the answers of a form are read, exported, added up and deleted where there are many: made-up answers to
//! the demo's survey, one client that asks one thing after another.
//!
//! The bare minimum that pages are compared with is a page of one response.

use crate::database::Database;
use crate::disk::Folder;
use crate::http::{Session, drain};
use crate::machine;
use crate::server::{Server, TOKEN};
use anyhow::{Context, bail, ensure};
use serde_json::Value;
use std::env;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const SURVEY: &str = include_str!("../../demo/after-the-service-visit.json");
const FORM: &str = "after-the-service-visit";
/// What takes long is not asked as often as the rest.
const LONGEST: Duration = Duration::from_secs(10);
/// What the first rows may take.
const AIM: Duration = Duration::from_millis(100);

/// What is measured.
#[derive(Debug)]
pub(crate) struct Options {
    count: u64,
    requests: usize,
    only: Option<String>,
}

impl Options {
    /// Reads the command line.
    pub(crate) fn read(mut words: &[&str]) -> anyhow::Result<Self> {
        let mut options = Self {
            count: 100_000,
            requests: 200,
            only: None,
        };
        while let [name, value, rest @ ..] = words {
            match *name {
                "--count" => options.count = value.parse()?,
                "--requests" => options.requests = value.parse()?,
                "--only" if matches!(*value, "sqlite" | "postgres") => {
                    options.only = Some((*value).to_owned());
                }
                _ => bail!("`{name} {value}` is not an option\n\n{}", crate::USAGE),
            }
            words = rest;
        }
        ensure!(
            words.is_empty() && options.count >= 2_000 && options.requests > 0,
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
    crate::deliveries::runtime()?.block_on(async {
        let folder = Folder::new()?;
        for line in machine::describe(folder.path()) {
            println!("- {line}");
        }
        if options.wants("sqlite") {
            measure("SQLite", options, None).await?;
        }
        if let Ok(url) = env::var("SONDA_TEST_POSTGRES")
            && options.wants("postgres")
        {
            let database = Database::create(&url).await?;
            println!("\n- {}", database.description);
            let measured = measure("PostgreSQL", options, Some(&database.url)).await;
            database.drop().await?;
            measured?;
        }
        Ok(())
    })
}

async fn measure(engine: &str, options: &Options, database: Option<&str>) -> anyhow::Result<()> {
    eprintln!("measuring {} answers on {engine}", options.count);
    let folder = Folder::new()?;
    let binary = env::var_os("SONDA_BIN").map(PathBuf::from);
    let binary = binary.context("SONDA_BIN is not set")?.canonicalize()?;
    let survey: Value = serde_json::from_str(SURVEY)?;
    let count = options.count.to_string();
    let generate = ["generate", "answers", "--form", FORM, "--count", &count];
    let server = Server::start_with(&binary, folder.path(), database, &survey, &generate).await?;
    let mut desk = Desk {
        session: Session::open(server.address).await?,
        requests: options.requests,
    };
    println!("\n{engine}, {count} answers:\n");
    pages(&mut desk).await?;
    sums(&mut desk).await?;
    exports(&server).await?;
    deletions(&mut desk, options.count).await
}

/// Whoever asks.
struct Desk {
    session: Session,
    requests: usize,
}

impl Desk {
    async fn value(&mut self, path: &str) -> anyhow::Result<Value> {
        let path = format!("/api/v1/forms/{FORM}/{path}");
        let (body, _) = self.session.ask("GET", &path, TOKEN, "").await?;
        Ok(serde_json::from_slice(body)?)
    }

    /// How long it takes, again and again; the first time does not count.
    async fn times(&mut self, path: &str) -> anyhow::Result<Times> {
        let path = format!("/api/v1/forms/{FORM}/{path}");
        self.session.ask("GET", &path, TOKEN, "").await?;
        let (begin, mut times) = (Instant::now(), Vec::new());
        while times.len() < self.requests && (times.len() < 3 || begin.elapsed() < LONGEST) {
            times.push(self.session.ask("GET", &path, TOKEN, "").await?.1);
        }
        Ok(Times::of(times))
    }
}

/// How long requests took, the fastest first.
struct Times(Vec<Duration>);

impl Times {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    fn percentile(&self, share: f64) -> Duration {
        let place = (self.0.len() as f64 * share).ceil() as usize;
        let place = place.clamp(1, self.0.len().max(1)) - 1;
        self.0.get(place).copied().unwrap_or_default()
    }

    fn shown(&self) -> String {
        let (median, slow) = (self.percentile(0.5), self.percentile(0.99));
        format!("{} | {}", millis(median), millis(slow))
    }
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// The first rows of each thing that can be looked for.
async fn pages(desk: &mut Desk) -> anyhow::Result<()> {
    let newest = desk.value("responses?limit=1").await?;
    let newest = newest["responses"][0]["submitted_at"].as_str();
    let day = newest
        .and_then(|at| at.get(..10))
        .context("no answers")?
        .to_owned();
    let middle = desk.value("responses?limit=1&order=oldest").await?;
    let oldest = middle["responses"][0]["submitted_at_ms"].as_i64();
    let oldest = oldest.context("no answers")?;
    let deep = {
        let last = desk.value("responses?limit=1").await?;
        let last = last["responses"][0]["submitted_at_ms"].as_i64();
        let half = (oldest + last.context("no answers")?) / 2;
        // An id of that moment: its time is its place.
        format!(
            "{:08x}-{:04x}-7000-8000-000000000000",
            half >> 16,
            half & 0xffff
        )
    };
    println!(
        "| the first 50 rows | p50 | p99 | of one row | rows | of the aim |\n|---|---|---|---|---|---|"
    );
    let bare = desk.times("responses?limit=1").await?;
    println!("| one row, the newest | {} | | 1 | |", bare.shown());
    let base = bare.percentile(0.5);
    for (name, query) in [
        ("newest first", String::new()),
        ("oldest first", "order=oldest".to_owned()),
        ("in the middle, newest first", format!("after={deep}")),
        (
            "in the middle, oldest first",
            format!("order=oldest&after={deep}"),
        ),
        ("a day", format!("from={day}&to={day}")),
        ("a language", "locale=pl".to_owned()),
        ("a version", "version=1".to_owned()),
        ("a version that has none", "version=7".to_owned()),
        ("by the public address", "channel=public".to_owned()),
        ("by a personal link: none", "channel=personal".to_owned()),
        (
            "one personal link: none",
            "link=00000000-0000-7000-8000-000000000000".to_owned(),
        ),
        ("any mark: none", "mark=any".to_owned()),
        ("written nowhere", "delivery=none".to_owned()),
        ("given up: none", "delivery=dead".to_owned()),
        ("an option", "answer=arrival:is:late".to_owned()),
        (
            "one of several options",
            "answer=went_well:is:speed".to_owned(),
        ),
        ("a step", "answer=visit:is:4".to_owned()),
        ("at least a step", "answer=recommend:at_least:9".to_owned()),
        (
            "a number that nobody gave",
            "answer=visits:at_least:99999999".to_owned(),
        ),
        ("not answered", "answer=improve:missing".to_owned()),
        ("a text that is frequent", "q=technician".to_owned()),
        (
            "the same, Ukrainian",
            "q=%D0%B4%D1%8F%D0%BA%D1%83%D1%94%D0%BC%D0%BE".to_owned(),
        ),
        (
            "a text that the form's names alone hold",
            "q=manners".to_owned(),
        ),
        ("a text that nobody wrote", "q=xylophone".to_owned()),
        (
            "two at once",
            "locale=en&answer=recommend:at_most:6".to_owned(),
        ),
    ] {
        let path = format!("responses?limit=50&{query}");
        let found = desk.value(&path).await?;
        let rows = found["responses"].as_array().map_or(0, Vec::len);
        let beyond = match found["next"].is_null() {
            true => "",
            false => ", goes on",
        };
        let times = desk.times(&path).await?;
        let median = times.percentile(0.5);
        println!(
            "| {name} | {} | {:.1} | {rows}{beyond} | {:.2} |",
            times.shown(),
            median.as_secs_f64() / base.as_secs_f64(),
            median.as_secs_f64() / AIM.as_secs_f64(),
        );
    }
    Ok(())
}

/// What all answers are read for.
async fn sums(desk: &mut Desk) -> anyhow::Result<()> {
    println!("\n| of all answers | median | |\n|---|---|---|");
    for (name, path) in [
        ("summary", "summary"),
        ("summary of a language", "summary?locale=pl"),
        ("count", "responses/count"),
        (
            "count of an option",
            "responses/count?answer=arrival:is:late",
        ),
        (
            "count of a text that nobody wrote",
            "responses/count?q=xylophone",
        ),
    ] {
        let found = desk.value(path).await?;
        let times = desk.times(path).await?;
        let median = times.percentile(0.5);
        println!("| {name} | {} | {} |", millis(median), found["responses"]);
    }
    Ok(())
}

/// Exports as files, and what they take.
async fn exports(server: &Server) -> anyhow::Result<()> {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let before = server.process.peak_memory()?;
    println!(
        "\n| export | time | size | peak memory, {:.1} MB before |\n|---|---|---|---|",
        megabytes(before)
    );
    for format in ["csv", "xlsx", "jsonl"] {
        let path = format!("/api/v1/forms/{FORM}/export?format={format}");
        let start = Instant::now();
        let bytes = drain(server.address, &path, TOKEN).await?;
        println!(
            "| {format} | {:.1} s | {:.1} MB | {:.1} MB |",
            start.elapsed().as_secs_f64(),
            megabytes(bytes),
            megabytes(server.process.peak_memory()?),
        );
    }
    Ok(())
}

/// Deleting: one by one, then all that are left.
async fn deletions(desk: &mut Desk, count: u64) -> anyhow::Result<()> {
    let page = desk.value("responses?limit=200").await?;
    let page = page["responses"].as_array().context("no answers")?;
    let mut times = Vec::new();
    for one in page {
        let id = one["id"].as_str().context("no id")?;
        let path = format!("/api/v1/forms/{FORM}/responses/{id}");
        times.push(desk.session.ask("DELETE", &path, TOKEN, "").await?.1);
    }
    let left = count - times.len() as u64;
    println!("\n| deleted | p50 | p99 | all |\n|---|---|---|---|");
    println!("| one | {} | |", Times::of(times).shown());
    let found = desk.value("responses/count").await?;
    let until = found["until"].as_str().context("no moment")?.to_owned();
    let path = format!("/api/v1/forms/{FORM}/responses/deletions");
    let (begin, mut times, mut deleted) = (Instant::now(), Vec::new(), 0);
    let mut after = String::new();
    loop {
        let body = format!("{{\"until\":\"{until}\"{after}}}");
        let (answer, took) = desk.session.ask("POST", &path, TOKEN, &body).await?;
        let answer: Value = serde_json::from_slice(answer)?;
        times.push(took);
        deleted += answer["deleted"].as_u64().unwrap_or_default();
        match answer["next"].as_str() {
            Some(next) => after = format!(",\"after\":\"{next}\""),
            None => break,
        }
    }
    ensure!(deleted == left, "{deleted} of {left} were deleted");
    let all = begin.elapsed().as_secs_f64();
    let requests = times.len();
    println!(
        "| all {deleted}, {requests} requests | {} | {all:.1} s |",
        Times::of(times).shown()
    );
    Ok(())
}
