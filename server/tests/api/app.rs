//! A whole server on a database of its own, its time stopped.

use crate::ask::{Answer, Ask, TOKEN};
use crate::clock::{ManualClock, START_MS};
use crate::database::TestDatabase;
use crate::described;
use axum::Router;
use axum::body::to_bytes;
use axum::http::Method;
use axum::response::Response;
use futures::FutureExt;
use serde_json::{Value, json};
use sonda_server::clock::{Clock, SharedClock};
use sonda_server::config::Config;
use sonda_server::crm::Embedded;
use sonda_server::delivery::{Drained, Worker};
use sonda_server::serve::{Server, open_connectors, open_embedded, open_store};
use sonda_server::store::Store;
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower::ServiceExt;

/// A server. It listens nowhere, and delivers only when told.
pub(crate) struct TestApp {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) config: Config,
    pub(crate) client: Client,
    /// The same database, for what the server's own addresses do not say.
    pub(crate) pool: AnyPool,
    server: Server,
    pub(crate) store: Store,
    worker: Worker,
}

/// Sends requests; cheap to clone.
#[derive(Clone)]
pub(crate) struct Client(Router);

/// A personal link as its recipient knows it.
pub(crate) struct TestLink {
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) version: i64,
}

impl TestLink {
    pub(crate) fn page(&self) -> String {
        format!("/s/{}", self.code)
    }

    pub(crate) fn responses(&self) -> String {
        format!("/api/v1/public/links/{}/responses", self.code)
    }
}

/// The configuration of a server under test: no limit is met by chance.
fn configuration(database: &TestDatabase) -> Config {
    let mut config = Config {
        public_url: "https://sonda.example".to_owned(),
        data_dir: database.folder.clone(),
        ..Config::default()
    };
    config.database.url = Some(database.url.clone());
    config.admin.token = Some(TOKEN.to_owned());
    config.limits.submissions_per_minute = 1_000_000;
    config.limits.submissions_per_minute_by_link = 1_000_000;
    config.limits.unknown_codes_per_minute = 1_000_000;
    config.limits.sign_ins_per_minute = 1_000_000;
    config
}

/// Runs a test on a server over that database.
pub(crate) async fn with_app(database: &TestDatabase, test: impl AsyncFnOnce(&TestApp)) {
    let app = TestApp::open(configuration(database), ManualClock::new()).await;
    let outcome = AssertUnwindSafe(test(&app)).catch_unwind().await;
    app.close().await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

impl TestApp {
    async fn open(config: Config, clock: Arc<ManualClock>) -> Self {
        let shared: SharedClock = clock.clone();
        let store = open_store(&config).await.unwrap();
        let connectors = open_connectors(&config, &store, shared.clone()).unwrap();
        let server = Server::assemble(config.clone(), store.clone(), shared.clone()).unwrap();
        let worker = Worker::new(store.clone(), connectors, shared, Arc::default());
        let pool = AnyPoolOptions::new()
            .max_connections(2)
            .connect(&config.database_url())
            .await
            .unwrap();
        Self {
            clock,
            config,
            client: Client(server.router()),
            pool,
            server,
            store,
            worker: worker.with_jitter(Arc::new(|| 1.0)),
        }
    }

    /// Another server on the same database, key and clock, configured otherwise.
    pub(crate) async fn another(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.config.clone();
        change(&mut config);
        Self::open(config, Arc::clone(&self.clock)).await
    }

    /// Moves the clock to so many milliseconds after the start.
    pub(crate) fn set_ms(&self, after_start: i64) {
        self.clock
            .advance_ms(START_MS + after_start - self.clock.now_ms());
    }

    /// Serves on a real socket while the test runs.
    pub(crate) async fn listening(self, test: impl AsyncFnOnce(SocketAddr)) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(self.server.run(listener, async {
            let _ = stopped.await;
        }));
        test(address).await;
        drop((self.client, self.worker));
        let _ = stop.send(());
        serving.await.unwrap().unwrap();
        self.pool.close().await;
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
        self.store.close().await;
    }

    pub(crate) async fn send(&self, ask: Ask) -> Answer {
        self.client.send(ask).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Ask::get(path)).await
    }

    pub(crate) async fn admin(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.send(Ask::admin(method, path, body)).await
    }

    /// What the administrator sees at an address.
    pub(crate) async fn shown(&self, path: &str) -> Value {
        let answer = self.admin(Method::GET, path, &Value::Null).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        answer.json()
    }

    /// Publishes a definition.
    pub(crate) async fn publish(&self, definition: &Value) -> Value {
        let path = format!("/api/v1/forms/{}", definition["id"].as_str().unwrap());
        let answer = self.admin(Method::PUT, &path, definition).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
        answer.json()
    }

    /// Makes a personal link for the contact of that record id, and the contact if there is none.
    pub(crate) async fn link(&self, form: &str, contact: &str) -> TestLink {
        self.link_with(form, contact, &json!({})).await
    }

    pub(crate) async fn link_with(&self, form: &str, contact: &str, more: &Value) -> TestLink {
        self.contact(contact).await;
        let mut body = json!({"contact": format!("embedded/contact/{contact}")});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        let path = format!("/api/v1/forms/{form}/links");
        let answer = self.admin(Method::POST, &path, &body).await;
        assert_eq!(answer.status.as_u16(), 201, "{}", answer.text());
        let body = answer.json();
        let url = body["url"].as_str().unwrap();
        TestLink {
            id: body["id"].as_str().unwrap().to_owned(),
            code: url.rsplit_once("/s/").unwrap().1.to_owned(),
            version: body["version"].as_i64().unwrap(),
        }
    }

    /// Makes a contact of that record id, unless it is there.
    pub(crate) async fn contact(&self, id: &str) {
        sqlx::query(
            "INSERT INTO record (table_name, id, data, created_at_ms, updated_at_ms, answered_at_ms) \
             VALUES ('contact', $1, '{}', 0, 0, 0) ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .execute(&self.pool)
        .await
        .unwrap();
    }

    /// The responses of a form, newest first.
    pub(crate) async fn responses(&self, form: &str) -> Vec<Value> {
        let shown = self
            .shown(&format!("/api/v1/forms/{form}/responses?limit=1000"))
            .await;
        shown["responses"].as_array().unwrap().clone()
    }

    /// The records of a table.
    pub(crate) async fn records(&self, table: &str) -> Vec<Value> {
        let shown = self
            .shown(&format!("/api/v1/tables/{table}/records?limit=1000"))
            .await;
        shown["records"].as_array().unwrap().clone()
    }

    /// Deletes the files that no submission named in time; says how many.
    pub(crate) async fn forget_orphans(&self) -> usize {
        self.server.app().forget_orphans().await.unwrap()
    }

    /// Makes the links that jobs wait for, by so many batches at most; says whether any are left.
    pub(crate) async fn make_waiting_links(&self, batches: usize) -> bool {
        self.server.app().make_waiting_links(batches).await.unwrap()
    }

    /// Forgets what the server forgets by itself while it serves.
    pub(crate) async fn tidy(&self) {
        self.server.tidy().await;
    }

    /// The code of the first run, as a start of the server prints it.
    pub(crate) async fn first_run_code(&self) -> Option<String> {
        let code = self.server.app().begin_first_run().await.unwrap();
        code.map(|code| code.grouped())
    }

    /// The embedded CRM.
    pub(crate) fn crm(&self) -> Embedded {
        open_embedded(&self.config, &self.store, self.clock.clone()).unwrap()
    }

    /// Delivers what is due.
    pub(crate) async fn deliver(&self) -> Drained {
        self.worker.drain().await.unwrap()
    }

    /// Runs a statement on the database itself.
    pub(crate) async fn sql(&self, sql: &'static str) {
        sqlx::query(sql).execute(&self.pool).await.unwrap();
    }
}

impl Client {
    /// An answer that goes on: its body is for the test to read.
    pub(crate) async fn open(&self, ask: Ask) -> Response {
        self.0.clone().oneshot(ask.0).await.unwrap()
    }

    pub(crate) async fn send(&self, ask: Ask) -> Answer {
        let (method, path) = (ask.0.method().clone(), ask.0.uri().path().to_owned());
        let response = self.0.clone().oneshot(ask.0).await.unwrap();
        let (parts, body) = response.into_parts();
        // Whatever is answered, no browser may guess its type.
        assert_eq!(parts.headers["x-content-type-options"], "nosniff");
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap(),
        };
        described::check(&self.0, &method, &path, &answer).await;
        answer
    }
}

/// Defines a test that runs on both engines: `on_both_engines!(name_of_behaviour, async |app| { … });`
macro_rules! on_both_engines {
    ($name:ident, $test:expr) => {
        on_both_engines!($name, $test, flavor = "current_thread");
    };
    ($name:ident, $test:expr, $($runtime:tt)*) => {
        mod $name {
            #[expect(clippy::allow_attributes, reason = "a body may need nothing from around it")]
            #[allow(unused_imports)]
            use super::*;

            #[tokio::test($($runtime)*)]
            async fn sqlite() {
                crate::database::on_sqlite(async |database| {
                    crate::app::with_app(database, $test).await;
                })
                .await;
            }

            #[tokio::test($($runtime)*)]
            async fn postgres() {
                crate::database::on_postgres(async |database| {
                    crate::app::with_app(database, $test).await;
                })
                .await;
            }
        }
    };
}
