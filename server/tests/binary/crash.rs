//! `kill -9` in the middle of a load: what was acknowledged is there, once, and so are its records.

use crate::database::{TestDatabase, on_postgres, on_sqlite};
use crate::program::Program;
use crate::visitors::{name, publish, records, send, stored};
use sqlx::any::AnyConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::collections::{BTreeMap, VecDeque};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Mutex, mpsc};

/// After how many acknowledgements the server is killed, round by round.
const KILLED_AFTER: [usize; 8] = [1, 25, 7, 60, 2, 40, 13, 90];
const CLIENTS: usize = 8;

/// The submissions of all rounds, by number.
#[derive(Default)]
struct Submissions {
    /// Every one that was ever sent is either among these, to be sent again …
    unanswered: VecDeque<usize>,
    /// … or acknowledged by this receipt.
    acknowledged: BTreeMap<usize, String>,
    next: usize,
    /// How often a kill cut off a connection that the server had taken.
    cut_off: usize,
}

impl Submissions {
    /// Those that got no answer come first, under their keys; then new ones.
    fn take(&mut self) -> usize {
        self.unanswered.pop_front().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        })
    }
}

/// Sends until the server is gone; tells of each acknowledgement.
fn visit(address: SocketAddr, submissions: &Mutex<Submissions>, told: &mpsc::Sender<()>) {
    loop {
        let number = submissions.lock().unwrap().take();
        let answer = send(address, number);
        let mut submissions = submissions.lock().unwrap();
        match answer {
            Ok(receipt) => {
                submissions.acknowledged.insert(number, receipt);
                let _ = told.send(());
            }
            Err(error) => {
                submissions.cut_off += usize::from(error.kind() != ErrorKind::ConnectionRefused);
                return submissions.unanswered.push_back(number);
            }
        }
    }
}

fn kill_in_the_middle_of_a_load(program: &Program, submissions: &Mutex<Submissions>) {
    for killed_after in KILLED_AFTER {
        let server = program.serve();
        let address = server.address;
        let (told, acknowledgements) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..CLIENTS {
                let told = told.clone();
                scope.spawn(move || visit(address, submissions, &told));
            }
            for _ in 0..killed_after {
                acknowledgements.recv().unwrap();
            }
            server.kill();
        });
    }
}

/// Sends what got no answer again, and finds everything once.
fn finds_everything_once(program: &Program, submissions: Submissions) {
    let Submissions {
        unanswered,
        mut acknowledged,
        next,
        cut_off,
    } = submissions;
    // Nearly every client waits for an answer at any time; one in eight is what no machine misses.
    assert!(
        cut_off >= KILLED_AFTER.len(),
        "the kills came when nearly nobody waited for an answer: {cut_off} cut off"
    );
    let server = program.serve();
    for number in unanswered {
        let receipt = send(server.address, number).unwrap();
        assert_eq!(acknowledged.insert(number, receipt), None);
    }
    for (number, receipt) in acknowledged.iter().step_by(10) {
        assert_eq!(
            send(server.address, *number).unwrap(),
            *receipt,
            "a repeat of {number}"
        );
    }
    assert_eq!(acknowledged.len(), next);
    let expected: BTreeMap<String, Vec<String>> = acknowledged
        .into_iter()
        .map(|(number, receipt)| (name(number), vec![receipt]))
        .collect();
    assert_eq!(stored(&server), expected);
    server.delivered();
    for (table, column) in [("lead", "name"), ("case", "title")] {
        let records = records(&server, table, column);
        let twice = records.iter().find(|(_, ids)| ids.len() != 1);
        assert_eq!(twice, None, "{table}");
        assert!(
            records.keys().eq(expected.keys()),
            "{table}: {} records",
            records.len()
        );
    }
    server.terminate();
    assert!(server.ended().success());
}

/// What a killed server had claimed is free once its lease ends: half a minute that no test waits for.
async fn let_leases_end(database: &TestDatabase) {
    sqlx::any::install_default_drivers();
    let options: AnyConnectOptions = database.url.parse().unwrap();
    let mut connection = options.connect().await.unwrap();
    sqlx::query("UPDATE delivery SET due_at_ms = 0 WHERE status = 'pending'")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

async fn what_was_acknowledged_is_there_once(database: &TestDatabase) {
    let program = Program::on(database);
    publish(&program);
    let submissions = Mutex::default();
    kill_in_the_middle_of_a_load(&program, &submissions);
    if database.url.starts_with("postgres") {
        let_leases_end(database).await;
    }
    finds_everything_once(&program, submissions.into_inner().unwrap());
}

mod what_was_acknowledged_is_there_once_after_many_kills {
    use super::*;

    #[tokio::test]
    async fn sqlite() {
        on_sqlite(async |database| what_was_acknowledged_is_there_once(database).await).await;
    }

    #[tokio::test]
    async fn postgres() {
        on_postgres(async |database| what_was_acknowledged_is_there_once(database).await).await;
    }
}
