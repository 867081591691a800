//! Secrets of every kind of connection are looked for in all that the program says and keeps: logs at their most
//! talkative, answers, attempts, what commands print, metrics, the last words of a process, the database's bytes.

mod kinds;
mod mirror;
mod spellings;
mod tryton;

use crate::database::{TestDatabase, on_postgres, on_sqlite};
use crate::program::{PATIENCE, Program, Running, TOKEN};
use crate::wire::{exchange, request};
use kinds::{Kind, kinds};
use serde_json::{Value, json};
use sonda_server::connections::{Put, Secret};
use spellings::Search;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyPoolOptions;
use std::path::Path;
use std::time::Instant;

/// Statuses of a CRM that repeats in its answer all that it was sent. None of them makes others wait for long.
const ECHOED: [u16; 6] = [200, 400, 403, 404, 500, 401];

/// All that the program said, by the place where it said it.
#[derive(Default)]
struct Heard(Vec<(String, Vec<u8>)>);

impl Heard {
    fn keep(&mut self, place: impl Into<String>, said: impl Into<Vec<u8>>) {
        self.0.push((place.into(), said.into()));
    }

    fn command(&mut self, program: &Program, arguments: &[&str]) -> String {
        let said = program.run(arguments);
        let text = format!("{}{}", said.out, said.err);
        self.keep(format!("the command {arguments:?}"), text.clone());
        text
    }

    fn ask(&mut self, server: &Running, method: &str, path: &str, body: &str) -> String {
        let token = format!("Bearer {TOKEN}");
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        let bytes = request(method, path, &headers, body.as_bytes());
        let answer = exchange(server.address, &bytes).unwrap();
        let text = format!("{}\n\n{}", answer.head, answer.body);
        self.keep(format!("the answer to {method} {path}"), text);
        answer.body
    }

    #[track_caller]
    fn hold_none_of(&self, secrets: &[String]) {
        let search = Search::of(secrets);
        for (place, said) in &self.0 {
            if let Some(spelled) = search.found(said) {
                let said = String::from_utf8_lossy(said);
                panic!("{place} holds {spelled}:\n{said}");
            }
        }
    }
}

fn form_of(kind: &Kind) -> String {
    format!("to-{}", kind.name)
}

/// Adds the connection, with a secret from a file that is gone afterwards, and a form that is written to it.
fn add(program: &Program, heard: &mut Heard, kind: &Kind) {
    let file = program.file("given.txt", &kind.secret);
    let settings = kind.settings.to_string();
    let said = heard.command(
        program,
        &[
            "connections",
            "add",
            kind.name,
            "--kind",
            kind.name,
            "--settings",
            &settings,
            "--secret-file",
            &file,
        ],
    );
    assert!(said.contains("It has 1 table(s)"), "{}: {said}", kind.name);
    let mut target = kind.target.clone();
    target["id"] = json!("record");
    target["connector"] = json!(kind.name);
    let form = json!({
        "sonda": 1, "id": form_of(kind), "kind": "lead_form",
        "content": {
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "Contact us"},
            "questions": [
                {"id": "name", "type": "text", "title": {"en": "Name"}, "required": true, "max_length": 40},
                {"id": "email", "type": "email", "title": {"en": "E-mail"}, "required": true,
                 "max_length": 80},
            ],
        },
        "mapping": {"targets": [target]},
    });
    let definition = program.file("form.json", &form.to_string());
    let said = heard.command(program, &["import", &definition]);
    assert!(
        said.contains("version 1 published"),
        "{}: {said}",
        kind.name
    );
    std::fs::remove_file(file).unwrap();
}

/// Sends a response and waits until it was tried to deliver it; its id.
fn deliver(server: &Running, heard: &mut Heard, kind: &Kind, number: usize) -> String {
    let path = format!("/api/v1/public/forms/{}/responses", form_of(kind));
    let email = format!("visitor-{number}@example.com");
    let body =
        json!({"version": 1, "answers": {"name": format!("Visitor {number}"), "email": email}});
    let key = format!("\"{}-{number}-of-a-test\"", kind.name);
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key.as_str()),
    ];
    let bytes = request("POST", &path, &headers, body.to_string().as_bytes());
    let answer = exchange(server.address, &bytes).unwrap();
    assert_eq!(answer.status, 201, "{answer:?}");
    let receipt: Value = serde_json::from_str(&answer.body).unwrap();
    let response = receipt["receipt"]["response"].as_str().unwrap().to_owned();
    let attempts = format!("/api/v1/deliveries/{response}/record/attempts");
    let deadline = Instant::now() + PATIENCE;
    while server.shown(&attempts)["attempts"]
        .as_array()
        .unwrap()
        .is_empty()
    {
        assert!(
            Instant::now() < deadline,
            "{}: nothing was tried",
            kind.name
        );
        std::thread::yield_now();
    }
    let shown = heard.ask(server, "GET", &attempts, "");
    assert!(shown.contains("\"request\""), "{}: {shown}", kind.name);
    response
}

/// What the API refuses, with the secret where it does not belong.
fn refuse(server: &Running, heard: &mut Heard, kind: &Kind) {
    let path = format!("/api/v1/connections/{}", kind.name);
    let secret = &kind.secret;
    let mut settings = kind.settings.clone();
    settings["password"] = json!(secret);
    let mut elsewhere = kind.settings.clone();
    elsewhere["url"] = json!(format!("https://user:{}@elsewhere.example", secret.len()));
    for body in [
        json!({"kind": secret}),
        json!({"kind": kind.name, "settings": secret}),
        json!({"kind": kind.name, "settings": settings}),
        json!({"kind": kind.name, "settings": elsewhere}),
        json!({"kind": kind.name, "settings": kind.settings, "secret": [secret]}),
        json!({"kind": kind.name, "settings": kind.settings, secret: 1}),
        json!(secret),
    ] {
        let answer = heard.ask(server, "PUT", &path, &body.to_string());
        assert!(answer.contains("\"code\""), "{body}: {answer}");
    }
    let broken = format!("{{\"secret\": {} x", json!(secret));
    heard.ask(server, "PUT", &path, &broken);
}

/// All that can be asked about a connection.
fn look(program: &Program, server: &Running, heard: &mut Heard, kind: &Kind) {
    let path = format!("/api/v1/connections/{}", kind.name);
    heard.ask(server, "GET", &path, "");
    heard.ask(server, "POST", &format!("{path}/test"), "");
    heard.ask(server, "POST", &format!("{path}/refresh"), "");
    heard.ask(server, "GET", &format!("{path}/tables"), "");
    heard.command(program, &["connections", "test", kind.name]);
    let dry_run = format!("/api/v1/forms/{}/mapping/dry-run", form_of(kind));
    let sample = json!({"sample": {"answers": {"name": "Anna", "email": "anna@example.com"}}});
    heard.ask(server, "POST", &dry_run, &sample.to_string());
}

fn replace_secret(program: &Program, heard: &mut Heard, kind: &Kind, secret: &str) {
    let file = program.file("given.txt", secret);
    let said = heard.command(
        program,
        &[
            "connections",
            "replace-secret",
            kind.name,
            "--secret-file",
            &file,
        ],
    );
    assert!(said.contains("has another secret"), "{said}");
    std::fs::remove_file(file).unwrap();
}

fn use_kind(program: &Program, server: &Running, heard: &mut Heard, kind: &Kind) {
    look(program, server, heard, kind);
    let test = format!("/api/v1/connections/{}/test", kind.name);
    deliver(server, heard, kind, 0);
    refuse(server, heard, kind);
    for (number, status) in (1..).zip(ECHOED) {
        kind.mirror.echoes(Some(status));
        let response = deliver(server, heard, kind, number);
        heard.command(program, &["deliveries", "show", &response, "record"]);
        heard.ask(server, "POST", &test, "");
        if status == 500 {
            look(program, server, heard, kind);
        }
    }
    kind.mirror.echoes(None);
    replace_secret(program, heard, kind, &kind.wrong);
    let tested = heard.ask(server, "POST", &test, "");
    if kind.name != "webhook" {
        assert!(tested.contains("\"ok\":false"), "{}: {tested}", kind.name);
    }
    heard.command(program, &["connections", "test", kind.name]);
    replace_secret(program, heard, kind, &kind.secret);
    let tested = heard.ask(server, "POST", &test, "");
    let clock = tested.contains("clock");
    assert!(
        clock || tested.contains("\"ok\":true,"),
        "{}: {tested}",
        kind.name
    );
}

/// What lies in the folder, but the key itself.
fn keep_files(heard: &mut Heard, folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => keep_files(heard, &path),
            false if path.extension().is_some_and(|end| end == "key") => {}
            false => heard.keep(path.display().to_string(), std::fs::read(&path).unwrap()),
        }
    }
}

/// All rows of all tables of PostgreSQL, as text.
async fn keep_tables(heard: &mut Heard, url: &str) {
    sqlx::any::install_default_drivers();
    let pool = AnyPoolOptions::new().connect(url).await.unwrap();
    let tables =
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&pool).await.unwrap();
    assert!(tables.len() > 5);
    for table in tables {
        let rows = AssertSqlSafe(format!("SELECT one::text FROM \"{table}\" one"));
        let rows: Vec<String> = sqlx::query_scalar(rows).fetch_all(&pool).await.unwrap();
        heard.keep(format!("the table {table}"), rows.join("\n"));
    }
    pool.close().await;
}

async fn secrets_are_nowhere(database: &TestDatabase) {
    let kinds = kinds().await;
    let program = Program::on(database)
        .with("SONDA_LOG__FILTER", "trace")
        .with("SONDA_OUTGOING__ALLOW", "[\"127.0.0.0/8\"]")
        .with("RUST_BACKTRACE", "full");
    let mut heard = Heard::default();
    for kind in &kinds {
        add(&program, &mut heard, kind);
    }
    let mut server = program.serve();
    for kind in &kinds {
        use_kind(&program, &server, &mut heard, kind);
    }
    let file = program.folder.join("secrets.key");
    let old = program.folder.join("old.key");
    let first = std::fs::read_to_string(&file).unwrap();
    std::fs::rename(&file, &old).unwrap();
    heard.command(&program, &["connections", "list"]);
    let old = old.to_str().unwrap();
    let said = heard.command(
        &program,
        &["connections", "rotate-key", "--old-key-file", old],
    );
    assert!(said.contains("6 secret(s)"), "{said}");
    let new = std::fs::read_to_string(&file).unwrap();
    for path in [
        "/api/v1/connections",
        "/api/v1/tables",
        "/api/v1/deliveries",
        "/metrics",
    ] {
        heard.ask(&server, "GET", path, "");
    }
    heard.ask(&server, "GET", "/api/v1/deliveries/causes", "");
    for arguments in [
        &["connections", "list"][..],
        &["deliveries", "list"],
        &["deliveries", "causes"],
        &["check-config"],
    ] {
        heard.command(&program, arguments);
    }
    let mut secrets = vec![first.trim().to_owned(), new.trim().to_owned()];
    for kind in &kinds {
        let tokens = kind.mirror.tokens();
        let mut used = tokens.clone();
        // A webhook is signed with its secret, which is not sent.
        if kind.name != "webhook" {
            used.extend([kind.secret.clone(), kind.wrong.clone()]);
        }
        let wire = kind.mirror.wire();
        for secret in &used {
            let sent = Search::of(std::slice::from_ref(secret)).found(&wire);
            assert!(sent.is_some(), "{}: {secret} was not used", kind.name);
        }
        let is_given_tokens = ["dataverse", "salesforce", "tryton"].contains(&kind.name);
        assert_eq!(tokens.is_empty(), !is_given_tokens, "{}", kind.name);
        secrets.extend(tokens);
        secrets.extend([kind.secret.clone(), kind.wrong.clone()]);
    }
    // While it runs, SQLite's log of writes is beside the database.
    keep_files(&mut heard, &program.folder);
    if database.url.starts_with("postgres") {
        keep_tables(&mut heard, &database.url).await;
    }
    let log = server.log();
    server.abort();
    let log = log.text();
    assert!(
        log.contains("TRACE") && log.contains("a delivery failed"),
        "the log is of this test"
    );
    heard.keep("the log", log);
    keep_files(&mut heard, &program.folder);
    assert!(heard.0.len() > 200);
    heard.hold_none_of(&secrets);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_are_nowhere_on_sqlite() {
    on_sqlite(async |database| secrets_are_nowhere(database).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_are_nowhere_on_postgres() {
    on_postgres(async |database| secrets_are_nowhere(database).await).await;
}

/// What a panic that prints them would print.
#[test]
fn what_holds_a_secret_does_not_print_it() {
    let secret = "the-secret-of-a-test";
    let put = Put {
        name: "crm".into(),
        kind: "webhook".into(),
        settings: serde_json::Map::new(),
        secret: Secret::new(secret),
    };
    let client = || sonda_server::outgoing::Client::new(sonda_server::outgoing::Reach::default());
    let settings = json!({
        "url": "https://crm.example.com", "tenant": "example.com", "client_id": "9b7c2f1e-0000-4000-8000-000000000001",
    });
    let settings = serde_json::from_value(settings).unwrap();
    let clock = crate::clock::ManualClock::new();
    let dataverse =
        sonda_server::crm::dataverse::Dataverse::new(settings, secret.into(), client(), clock);
    let signing =
        sonda_server::crm::webhook::SigningSecrets::read("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
            .unwrap();
    let search = Search::of(&[
        secret.to_owned(),
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD".to_owned(),
    ]);
    for printed in [
        format!("{put:?}"),
        format!("{put:#?}"),
        format!("{dataverse:?}"),
        format!("{dataverse:#?}"),
        format!("{signing:?}"),
    ] {
        assert_eq!(search.found(printed.as_bytes()), None, "{printed}");
    }
}
