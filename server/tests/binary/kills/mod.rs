//! `kill -9` at each point of each request of a delivery: the record is there once, and the delivery is done.

#[path = "../../crm/faults/proxy.rs"]
#[expect(dead_code, reason = "the tests of faults use the rest")]
mod proxy;
#[path = "../../crm/faults/sites.rs"]
#[expect(dead_code, reason = "the tests of faults use the rest")]
mod sites;

use crate::clock::ManualClock;
use crate::database::{TestDatabase, on_postgres, on_sqlite};
use crate::program::{PATIENCE, Program, Running};
use crate::wire::{exchange, request};
use crate::{
    dataverse_fake, hubspot as hubspot_server, odoo as odoo_server, salesforce as salesforce_server,
};
use proxy::{Point, Proxy};
use serde_json::json;
use sites::{Site, case, person};
use sqlx::AnyConnection;
use sqlx::any::AnyConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};
use std::time::Instant;

/// Where the server is killed, and what becomes of the request.
const POINTS: [(Point, Then); 4] = [
    (Point::Accepted, Then::Stops),
    (Point::Read, Then::GoesOn),
    (Point::Committed, Then::Stops),
    (Point::Answered, Then::Stops),
];

/// What the CRM does with a request of a process that was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// It goes on.
    GoesOn,
    /// It, or what stands before it, notices.
    Stops,
}

struct World<'a> {
    database: &'a TestDatabase,
    program: Program,
    site: Site,
    proxy: Proxy,
    expected: Vec<String>,
    responses: usize,
}

impl<'a> World<'a> {
    async fn new(database: &'a TestDatabase, site: Site) -> Self {
        let proxy = Proxy::start(&site.address).await;
        let program = Program::on(database).with("SONDA_OUTGOING__ALLOW", r#"["127.0.0.0/8"]"#);
        let secret = program.file("secret.txt", site.secret);
        let settings = site.settings_by(&proxy.url()).to_string();
        program.done(&[
            "connections",
            "add",
            "crm",
            "--kind",
            site.kind,
            "--settings",
            &settings,
            "--secret-file",
            &secret,
        ]);
        let question = |id: &str, kind: &str| {
            json!({
                "id": id, "type": kind, "title": {"en": "Q"}, "required": true, "max_length": 50,
            })
        };
        let form = json!({
            "sonda": 1, "id": "contact-us", "kind": "lead_form",
            "content": {
                "locales": ["en"], "fallback_locale": "en", "title": {"en": "Contact us"},
                "questions": [question("name", "text"), question("email", "email")],
            },
            "mapping": {"targets": site.targets},
        });
        let file = program.file("contact-us.json", &form.to_string());
        program.done(&["import", &file]);
        Self {
            database,
            program,
            site,
            proxy,
            expected: Vec::new(),
            responses: 0,
        }
    }

    /// Sends a response of somebody new.
    fn respond(&mut self, server: &Running) {
        self.responses += 1;
        let number = self.responses;
        let name = format!("Zofia{number}");
        let email = format!("zofia{number}@example.pl");
        let body = json!({"version": 1, "answers": {"name": name, "email": email}}).to_string();
        let key = format!("\"submission-{number}\"");
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", key.as_str()),
        ];
        let bytes = request(
            "POST",
            crate::visitors::RESPONSES,
            &headers,
            body.as_bytes(),
        );
        let answer = exchange(server.address, &bytes).unwrap();
        assert_eq!(answer.status, 201, "{answer:?}");
        self.expected.push(person(&name, &email));
        if self.site.finds {
            self.expected.push(case(&name, &name));
        }
        self.expected.sort();
    }

    /// Delivers a response undisturbed: the server knows all it needs from now on. How many requests it took.
    async fn warm_up(&mut self, server: &Running) -> usize {
        self.proxy.order(None).await;
        self.respond(server);
        self.is_delivered(server, "undisturbed").await;
        self.proxy.requests()
    }

    async fn is_delivered(&self, server: &Running, label: &str) {
        server.delivered();
        let dead = server.shown("/api/v1/deliveries?status=dead");
        assert_eq!(dead["deliveries"], json!([]), "{label}");
        let mut there = (self.site.look)().await;
        there.sort();
        assert_eq!(there, self.expected, "{label}");
    }

    /// Kills the server while a request is at a point, lets its leases end and starts it again.
    async fn kill(&mut self, server: Running, at: usize, point: Point, then: Then) -> Running {
        let label = format!(
            "{} killed at request {at}, {point:?}, {then:?}",
            self.site.kind
        );
        self.proxy.order(None).await;
        let mut held = self.proxy.hold(at, point);
        self.respond(&server);
        held.reached().await;
        server.kill();
        if then == Then::GoesOn {
            held.go_on();
        }
        drop(held);
        self.proxy.settled().await;
        let_leases_end(self.database).await;
        let server = self.program.serve();
        self.is_delivered(&server, &label).await;
        server
    }

    /// Kills the server after it was answered last and before it has noted that.
    async fn kill_before_the_end_is_noted(&mut self, server: Running, at: usize) -> Running {
        self.proxy.order(None).await;
        let mut committed = self.proxy.hold(at, Point::Committed);
        let mut answered = self.proxy.hold(at, Point::Answered);
        self.respond(&server);
        committed.reached().await;
        let mut lock = lock(self.database).await;
        committed.go_on();
        answered.reached().await;
        server.kill();
        lock.execute("ROLLBACK").await.unwrap();
        lock.close().await.unwrap();
        answered.go_on();
        self.proxy.settled().await;
        let_leases_end(self.database).await;
        let server = self.program.serve();
        let before = self.proxy.requests();
        self.is_delivered(&server, "killed before the end was noted")
            .await;
        assert!(self.proxy.requests() > before, "it was noted");
        server
    }
}

async fn connection(database: &TestDatabase) -> AnyConnection {
    sqlx::any::install_default_drivers();
    let options: AnyConnectOptions = database.url.parse().unwrap();
    options.connect().await.unwrap()
}

/// Keeps everybody else from writing down how a delivery ended.
async fn lock(database: &TestDatabase) -> AnyConnection {
    let mut connection = connection(database).await;
    if database.url.starts_with("postgres") {
        let lock = "BEGIN; LOCK TABLE delivery IN SHARE ROW EXCLUSIVE MODE";
        connection.execute(sqlx::raw_sql(lock)).await.unwrap();
    } else {
        connection.execute("BEGIN IMMEDIATE").await.unwrap();
    }
    connection
}

/// What a killed server had claimed is free once its leases end: minutes that no test waits for.
async fn let_leases_end(database: &TestDatabase) {
    let mut connection = connection(database).await;
    for sql in [
        "UPDATE delivery SET due_at_ms = 0 WHERE status = 'pending'",
        "UPDATE turn SET lease_until_ms = 0",
    ] {
        connection.execute(sql).await.unwrap();
    }
    connection.close().await.unwrap();
}

async fn nothing_is_lost_or_twice(database: &TestDatabase, site: Site) {
    let mut world = World::new(database, site).await;
    let mut server = world.program.serve();
    let cold = world.warm_up(&server).await;
    let warm = world.warm_up(&server).await;
    assert!(0 < warm && warm <= cold);
    for at in 1..=warm {
        for (point, then) in POINTS {
            server = world.kill(server, at, point, then).await;
            world.warm_up(&server).await;
        }
    }
    server = world.kill_before_the_end_is_noted(server, warm).await;
    // While it learns what it must know to begin with.
    if cold > warm {
        server.kill();
        server = world.program.serve();
        server = world.kill(server, 1, Point::Committed, Then::Stops).await;
    }
    server.terminate();
    assert!(server.ended().success());
}

/// The CRM is so slow that it goes on when the next process is at work: that one must not do it again meanwhile.
async fn a_slow_crm_is_waited_for(database: &TestDatabase, site: Site) {
    let mut world = World::new(database, site).await;
    let mut server = world.program.serve();
    world.warm_up(&server).await;
    let requests = world.warm_up(&server).await;
    for at in 1..=requests {
        world.proxy.order(None).await;
        let mut held = world.proxy.hold(at, Point::Read);
        world.respond(&server);
        held.reached().await;
        let known = world.expected.clone();
        server.kill();
        server = world.program.serve();
        world.respond(&server);
        let new: Vec<String> = world.expected.clone();
        let new: Vec<&String> = new.iter().filter(|one| !known.contains(one)).collect();
        let deadline = Instant::now() + PATIENCE;
        loop {
            let there = (world.site.look)().await;
            if new.iter().all(|one| there.contains(one)) {
                break;
            }
            assert!(Instant::now() < deadline, "{new:?} in {there:?}");
            std::thread::yield_now();
        }
        held.go_on();
        server.kill();
        world.proxy.settled().await;
        let_leases_end(database).await;
        server = world.program.serve();
        let label = format!("killed at request {at}, which goes on later");
        world.is_delivered(&server, &label).await;
        world.warm_up(&server).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dataverse() {
    on_sqlite(async |database| {
        let site = sites::dataverse(ManualClock::new()).await;
        nothing_is_lost_or_twice(database, site).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hubspot() {
    on_sqlite(async |database| {
        nothing_is_lost_or_twice(database, sites::hubspot().await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odoo() {
    on_sqlite(async |database| nothing_is_lost_or_twice(database, sites::odoo().await).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odoo_that_goes_on_late() {
    on_sqlite(async |database| a_slow_crm_is_waited_for(database, sites::odoo().await).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odoo_from_postgres() {
    on_postgres(async |database| nothing_is_lost_or_twice(database, sites::odoo().await).await)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn salesforce() {
    on_sqlite(async |database| {
        nothing_is_lost_or_twice(database, sites::salesforce().await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhook() {
    on_sqlite(async |database| {
        nothing_is_lost_or_twice(database, sites::webhook().await).await;
    })
    .await;
}
