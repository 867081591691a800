//! Starts the binary, on a database and in a folder of the test's own.

use crate::database::TestDatabase;
use crate::wire::{exchange, request};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub(crate) const TOKEN: &str = "a-token-of-the-tests-0123456789";
/// Longer than anything here takes: a test that hangs must fail.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The binary with its settings.
pub(crate) struct Program {
    pub(crate) folder: PathBuf,
    pub(crate) settings: Vec<(String, String)>,
}

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Program {
    pub(crate) fn on(database: &TestDatabase) -> Self {
        let folder = database.folder.clone();
        let settings = [
            ("SONDA_LISTEN", "127.0.0.1:0"),
            ("SONDA_DATABASE__URL", &database.url),
            ("SONDA_DATA_DIR", folder.to_str().unwrap()),
            ("SONDA_ADMIN__TOKEN", TOKEN),
            ("SONDA_LIMITS__SUBMISSIONS_PER_MINUTE", "1000000"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            settings: settings.to_vec(),
            folder,
        }
    }

    /// The same with another setting.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut settings = self.settings.clone();
        settings.retain(|(other, _)| other != name);
        settings.push((name.to_owned(), value.to_owned()));
        Self {
            folder: self.folder.clone(),
            settings,
        }
    }

    /// The same without a setting.
    pub(crate) fn without(&self, name: &str) -> Self {
        let mut program = self.with(name, "");
        program.settings.pop();
        program
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sonda"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SONDA_")) {
            command.env_remove(name);
        }
        let settings = self.settings.iter().map(|(name, value)| (name, value));
        command.args(arguments).envs(settings);
        command.current_dir(&self.folder).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        let mut command = self.command(arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = read(child.stdout.take().unwrap());
        let err = read(child.stderr.take().unwrap());
        let status = end(&mut child);
        let _ = child.kill();
        Said {
            code: status
                .unwrap_or_else(|| panic!("{arguments:?} did not end"))
                .code(),
            out: out.join().unwrap(),
            err: err.join().unwrap(),
        }
    }

    /// Runs a command that must succeed.
    #[track_caller]
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
        said.out
    }

    /// Runs a command that must fail.
    #[track_caller]
    pub(crate) fn fails(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(1), "{arguments:?}: {said:?}");
        said.err
    }

    /// Writes a file into the folder.
    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Starts the server and waits until it listens.
    pub(crate) fn serve(&self) -> Running {
        let mut command = self.command(&["serve"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap());
        let (found, listens) = mpsc::channel();
        let log = Log::default();
        let kept = Arc::clone(&log.lines);
        // Reads for as long as the server writes, or a full pipe would stop it.
        let reading = std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                kept.lock().unwrap().push(line.clone());
                if let Some((_, address)) = line.split_once("listen.address=") {
                    let _ = found.send(address.trim().parse::<SocketAddr>().unwrap());
                }
            }
        });
        match listens.recv_timeout(PATIENCE) {
            Ok(address) => Running {
                child,
                address,
                log: Log {
                    reading: Some(reading),
                    ..log
                },
            },
            Err(_) => {
                let _ = child.kill();
                panic!("the server did not start: {:?}", child.wait());
            }
        }
    }
}

/// What a server says on standard error.
#[derive(Default)]
pub(crate) struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    reading: Option<JoinHandle<()>>,
}

impl Log {
    /// All of it, once the server has ended.
    pub(crate) fn text(mut self) -> String {
        if let Some(reading) = self.reading.take() {
            reading.join().unwrap();
        }
        self.lines.lock().unwrap().join("\n")
    }
}

/// A server that runs; killed when the test is over.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    log: Log,
}

impl Running {
    /// The lines that it has said so far; those until it listened are among them.
    pub(crate) fn said(&self) -> Vec<String> {
        self.log.lines.lock().unwrap().clone()
    }

    /// What it says, to be read once it has ended.
    pub(crate) fn log(&mut self) -> Log {
        std::mem::take(&mut self.log)
    }

    /// Makes it crash.
    pub(crate) fn abort(mut self) {
        self.signal("ABRT");
        end(&mut self.child).expect("the server ends");
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        let status = Command::new("/bin/sh").args(["-c", &kill]).status();
        assert!(status.unwrap().success());
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the server to stop.
    pub(crate) fn terminate(&self) {
        self.signal("TERM");
    }

    /// Waits for the server's own end.
    pub(crate) fn ended(mut self) -> ExitStatus {
        end(&mut self.child).expect("the server ends")
    }

    /// What the administrator sees at an address.
    pub(crate) fn shown(&self, path: &str) -> Value {
        let token = format!("Bearer {TOKEN}");
        let bytes = request("GET", path, &[("authorization", &token)], b"");
        let answer = exchange(self.address, &bytes).unwrap();
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        serde_json::from_str(&answer.body).unwrap()
    }

    /// All rows of a list that comes in pages.
    pub(crate) fn all(&self, path: &str, list: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut after = String::new();
        loop {
            let page = self.shown(&format!("{path}?limit=1000{after}"));
            rows.extend(page[list].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(id) => after = format!("&after={id}"),
                None => return rows,
            }
        }
    }

    /// Waits until every delivery has ended.
    pub(crate) fn delivered(&self) {
        let deadline = Instant::now() + PATIENCE;
        let under_way = |status| {
            let shown = self.shown(&format!("/api/v1/deliveries?limit=1&status={status}"));
            !shown["deliveries"].as_array().unwrap().is_empty()
        };
        while under_way("pending") || under_way("waiting") {
            assert!(Instant::now() < deadline, "the deliveries did not end");
            std::thread::yield_now();
        }
    }
}

/// Waits for a program's end, but not for ever.
fn end(child: &mut Child) -> Option<ExitStatus> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        std::thread::yield_now();
    }
    None
}

/// Reads beside the program: a full pipe would stop it.
fn read(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).unwrap();
        text
    })
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone, unless the test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Defines a test that runs on both engines: `on_both_engines!(name_of_behaviour, async |program| { … });`
macro_rules! on_both_engines {
    ($name:ident, $test:expr) => {
        mod $name {
            #[expect(
                clippy::allow_attributes,
                reason = "a body may need nothing from around it"
            )]
            #[allow(unused_imports)]
            use super::*;

            async fn test(database: &crate::database::TestDatabase) {
                let test: fn(&crate::program::Program) = $test;
                test(&crate::program::Program::on(database));
            }

            #[tokio::test]
            async fn sqlite() {
                crate::database::on_sqlite(async |database| test(database).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                crate::database::on_postgres(async |database| test(database).await).await;
            }
        }
    };
}
