//! A mail server of the tests' own: SMTP as the crate `mailin` speaks it, on a real socket.

use mailin::{Action, Handler, Response, SessionBuilder, response};
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A message that was taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Taken {
    pub(crate) to: Vec<String>,
    /// The message as it came.
    pub(crate) text: String,
}

impl Taken {
    /// The code in it.
    pub(crate) fn code(&self) -> String {
        let is_code =
            |line: &&str| line.len() == 9 && line.bytes().all(|b| b.is_ascii_digit() || b == b' ');
        let line = self.text.lines().map(str::trim).find(is_code);
        line.unwrap_or_else(|| panic!("no code in {}", self.text))
            .to_owned()
    }
}

/// A mail server.
pub(crate) struct Letterbox {
    /// Its address, for `mail.smtp_url`.
    pub(crate) url: String,
    taken: Arc<Mutex<Vec<Taken>>>,
}

#[derive(Clone)]
struct Keeper {
    taken: Arc<Mutex<Vec<Taken>>>,
    message: Taken,
    refuses: bool,
}

impl Handler for Keeper {
    fn mail(&mut self, _: IpAddr, _: &str, _: &str) -> Response {
        self.message = Taken::default();
        response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        self.message.to.push(to.to_owned());
        match self.refuses {
            true => response::NO_MAILBOX,
            false => response::OK,
        }
    }

    fn data(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.message.text.push_str(&String::from_utf8_lossy(bytes));
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.taken.lock().unwrap().push(self.message.clone());
        response::OK
    }
}

impl Letterbox {
    /// Takes every message.
    pub(crate) fn open() -> Self {
        Self::listening(false)
    }

    /// Knows nobody.
    pub(crate) fn refusing() -> Self {
        Self::listening(true)
    }

    fn listening(refuses: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let taken = Arc::<Mutex<Vec<Taken>>>::default();
        let keeper = Keeper {
            taken: Arc::clone(&taken),
            message: Taken::default(),
            refuses,
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let keeper = keeper.clone();
                thread::spawn(move || serve(&stream, keeper));
            }
        });
        Self { url, taken }
    }

    /// The messages so far. A sender is answered after they are kept.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }
}

fn serve(stream: &TcpStream, keeper: Keeper) {
    let mut out = stream;
    let mut session = SessionBuilder::new("letterbox.test").build([127, 0, 0, 1].into(), keeper);
    let _ = session.greeting().write_to(&mut out);
    let mut lines = BufReader::new(stream);
    let mut line = Vec::new();
    while lines
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        let response = session.process(&line);
        line.clear();
        if !matches!(response.action, Action::NoReply) {
            let _ = response.write_to(&mut out);
            let _ = out.flush();
        }
        if matches!(response.action, Action::Close) {
            return;
        }
    }
}
