//! A proxy before a CRM: it passes on what is asked, but for the requests that go wrong as told.

use jiff::Timestamp;
use std::io;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

/// Longer than anything here takes: a test that hangs must fail.
const PATIENCE: Duration = Duration::from_secs(30);

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nobody listens.
    Refused,
    /// The connection ends without an answer.
    Closed,
    /// The answer ends in the middle of its body.
    ResetInBody,
    /// No answer, ever.
    Silence,
    /// A byte now and then.
    Drip,
    /// A hundred megabytes.
    Huge,
    /// What is no HTTP.
    NotHttp,
    /// A page for people, with what was asked in it.
    Page,
    /// JSON that says nothing.
    EmptyJson,
    /// This status, with a body that repeats what was asked.
    Status(u16),
    /// The same, which asks to wait: in seconds from now.
    Wait(u16, i64),
    /// The same, until a moment.
    WaitUntil(u16, i64),
    /// A redirect to a place that nobody may be sent to.
    Redirect,
}

/// What the CRM itself does with a request that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// It does not hear of it.
    Never,
    /// It does what it was asked, before the fault.
    Before,
    /// It does so once whoever asked has gone.
    Late,
}

/// The requests that go wrong, counted from 1, and how.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) at: RangeInclusive<usize>,
    pub(crate) fault: Fault,
    pub(crate) done: Done,
}

/// Where a request is while it is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    /// The connection is there, and nothing was read.
    Accepted,
    /// All was read; the CRM has not heard of it.
    Read,
    /// The CRM has done it, and nothing was answered.
    Committed,
    /// The answer was sent.
    Answered,
}

/// A place at which a request is held.
struct Stop {
    at: usize,
    point: Point,
    reached: oneshot::Sender<()>,
    /// Whether it goes on; it ends there if nobody says so.
    go_on: oneshot::Receiver<()>,
}

/// A request that is held.
pub(crate) struct Held {
    reached: Option<oneshot::Receiver<()>>,
    go_on: Option<oneshot::Sender<()>>,
}

impl Held {
    /// Waits until the request is at that point.
    pub(crate) async fn reached(&mut self) {
        let reached = self.reached.take().unwrap();
        let reached = tokio::time::timeout(PATIENCE, reached).await;
        reached.expect("the request comes").unwrap();
    }

    /// Lets the request go on.
    pub(crate) fn go_on(&mut self) {
        let _ = self.go_on.take().unwrap().send(());
    }
}

struct State {
    upstream: SocketAddr,
    /// Where redirects lead to.
    elsewhere: SocketAddr,
    requests: Mutex<usize>,
    order: Mutex<Option<Order>>,
    stops: Mutex<Vec<Stop>>,
    listening: Mutex<Option<JoinHandle<()>>>,
    under_way: watch::Sender<usize>,
    strayed: Mutex<usize>,
}

/// The proxy; cheap to clone.
#[derive(Clone)]
pub(crate) struct Proxy {
    address: SocketAddr,
    state: Arc<State>,
}

impl Proxy {
    /// A proxy before the CRM of that address.
    pub(crate) async fn start(upstream: &str) -> Self {
        let upstream = upstream.trim_start_matches("http://").parse().unwrap();
        let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            upstream,
            elsewhere: elsewhere.local_addr().unwrap(),
            requests: Mutex::default(),
            order: Mutex::default(),
            stops: Mutex::default(),
            listening: Mutex::default(),
            under_way: watch::Sender::new(0),
            strayed: Mutex::default(),
        });
        let own = Arc::clone(&state);
        tokio::spawn(async move {
            while elsewhere.accept().await.is_ok() {
                *own.strayed.lock().unwrap() += 1;
            }
        });
        let proxy = Self { address, state };
        proxy.listen(listener);
        proxy
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Counts requests anew, of which these go wrong.
    pub(crate) async fn order(&self, order: Option<Order>) {
        *self.state.requests.lock().unwrap() = 0;
        let is_refused = matches!(&order, Some(order) if order.fault == Fault::Refused);
        let from_first = order.as_ref().is_some_and(|order| *order.at.start() == 1);
        *self.state.order.lock().unwrap() = order;
        if is_refused && from_first {
            self.state.go_down().await;
        }
    }

    /// Nothing goes wrong any more.
    pub(crate) async fn recover(&self) {
        *self.state.order.lock().unwrap() = None;
        if self.state.listening.lock().unwrap().is_none() {
            self.listen(TcpListener::bind(self.address).await.unwrap());
        }
    }

    /// Holds a request at a point.
    pub(crate) fn hold(&self, at: usize, point: Point) -> Held {
        let (reached, told) = oneshot::channel();
        let (go_on, going_on) = oneshot::channel();
        self.state.stops.lock().unwrap().push(Stop {
            at,
            point,
            reached,
            go_on: going_on,
        });
        Held {
            reached: Some(told),
            go_on: Some(go_on),
        }
    }

    /// How many requests came since they are counted.
    pub(crate) fn requests(&self) -> usize {
        *self.state.requests.lock().unwrap()
    }

    /// How many connections were made to where redirects lead.
    pub(crate) fn strayed(&self) -> usize {
        *self.state.strayed.lock().unwrap()
    }

    /// Waits until no request is under way.
    pub(crate) async fn settled(&self) {
        let mut under_way = self.state.under_way.subscribe();
        let settled = under_way.wait_for(|number| *number == 0);
        let settled = tokio::time::timeout(PATIENCE, settled).await;
        assert!(settled.is_ok(), "a request that never ends");
    }

    fn listen(&self, listener: TcpListener) {
        let state = Arc::clone(&self.state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let under_way = UnderWay::new(&state);
                tokio::spawn(async move {
                    // Whoever hangs up is not answered.
                    let _ = serve(stream, &under_way.0).await;
                });
            }
        });
        *self.state.listening.lock().unwrap() = Some(task);
    }
}

struct UnderWay(Arc<State>);

impl UnderWay {
    fn new(state: &Arc<State>) -> Self {
        state.under_way.send_modify(|number| *number += 1);
        Self(Arc::clone(state))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.send_modify(|number| *number -= 1);
    }
}

impl State {
    async fn go_down(&self) {
        let listening = self.listening.lock().unwrap().take();
        if let Some(task) = listening {
            task.abort();
            let _ = task.await;
        }
    }

    /// Waits where that request is held; an error where it does not go on.
    async fn pass(&self, number: usize, point: Point) -> io::Result<()> {
        let stop = {
            let mut stops = self.stops.lock().unwrap();
            let is_here = |stop: &Stop| stop.at == number && stop.point == point;
            let Some(place) = stops.iter().position(is_here) else {
                return Ok(());
            };
            stops.remove(place)
        };
        let _ = stop.reached.send(());
        let ended = |_| io::Error::from(io::ErrorKind::ConnectionAborted);
        stop.go_on.await.map_err(ended)
    }

    /// What goes wrong with a request.
    fn fault(&self, number: usize) -> Option<(Fault, Done)> {
        let order = self.order.lock().unwrap();
        let order = order.as_ref().filter(|order| order.at.contains(&number))?;
        Some((order.fault, order.done))
    }

    /// Whether nobody listens any more when the next request comes.
    fn goes_down_after(&self, number: usize) -> bool {
        let order = self.order.lock().unwrap();
        matches!(&*order, Some(order) if order.fault == Fault::Refused && *order.at.start() == number + 1)
    }

    /// What the CRM answers.
    async fn forward(&self, asked: &Asked) -> io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.upstream).await?;
        let (first, rest) = asked.head.split_once("\r\n").unwrap();
        let head = format!("{first}\r\nconnection: close\r\n{rest}\r\n\r\n");
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&asked.body).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(answer)
    }
}

async fn serve(mut stream: TcpStream, state: &State) -> io::Result<()> {
    let next = *state.requests.lock().unwrap() + 1;
    state.pass(next, Point::Accepted).await?;
    let asked = read(&mut stream).await?;
    let number = {
        let mut requests = state.requests.lock().unwrap();
        *requests += 1;
        *requests
    };
    state.pass(number, Point::Read).await?;
    let Some((fault, done)) = state.fault(number) else {
        let answer = state.forward(&asked).await?;
        state.pass(number, Point::Committed).await?;
        if state.goes_down_after(number) {
            state.go_down().await;
        }
        stream.write_all(&answer).await?;
        stream.shutdown().await?;
        return state.pass(number, Point::Answered).await;
    };
    if done == Done::Before {
        state.forward(&asked).await?;
    }
    let _ = fail(&mut stream, fault, &asked, state.elsewhere).await;
    if done == Done::Late {
        state.forward(&asked).await?;
    }
    Ok(())
}

struct Asked {
    head: String,
    body: Vec<u8>,
}

impl Asked {
    /// All of it, as text.
    fn echo(&self) -> String {
        format!("{} {}", self.head, String::from_utf8_lossy(&self.body))
    }
}

async fn read(stream: &mut TcpStream) -> io::Result<Asked> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length = head
            .to_ascii_lowercase()
            .lines()
            .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
            .unwrap_or(0);
        if bytes.len() >= end + 4 + length {
            let body = bytes[end + 4..].to_vec();
            return Ok(Asked { head, body });
        }
    }
}

async fn fail(
    stream: &mut TcpStream,
    fault: Fault,
    asked: &Asked,
    elsewhere: SocketAddr,
) -> io::Result<()> {
    let part = |headers: &str| format!("HTTP/1.1 200 .\r\nconnection: close\r\n{headers}\r\n");
    let whole = |status: u16, headers: &str, body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 {status} .\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
        )
    };
    // Something before the CRM may repeat all that it was sent.
    let echo = asked.echo();
    let error = || {
        serde_json::json!({
            "error": {"code": echo, "message": echo}, "name": echo, "message": echo,
            "category": echo, "error_description": echo,
        })
        .to_string()
    };
    let json = "content-type: application/json\r\n";
    let said = match fault {
        Fault::Refused | Fault::Closed => return Ok(()),
        Fault::ResetInBody => format!("{}[{{\"id\"", part("content-length: 100\r\n")),
        Fault::Silence => {
            let _ = stream.read(&mut [0; 1]).await?;
            return Ok(());
        }
        Fault::Drip => {
            let head = part("content-length: 100000\r\n");
            stream.write_all(head.as_bytes()).await?;
            let mut drops = tokio::time::interval(Duration::from_millis(20));
            loop {
                drops.tick().await;
                stream.write_all(b" ").await?;
            }
        }
        Fault::Huge => {
            let head = part("content-length: 104857600\r\n");
            stream.write_all(head.as_bytes()).await?;
            for _ in 0..1_600 {
                stream.write_all(&[b' '; 65_536]).await?;
            }
            return Ok(());
        }
        Fault::NotHttp => "220 mail.example ESMTP\r\n".to_owned(),
        Fault::Page => whole(200, "", &format!("<html>It works! {echo}</html>")),
        Fault::EmptyJson => whole(200, json, "{}"),
        Fault::Status(status) => whole(status, json, &error()),
        Fault::Wait(status, secs) => {
            let headers = format!("{json}retry-after: {secs}\r\n");
            whole(status, &headers, &error())
        }
        Fault::WaitUntil(status, at_ms) => {
            let at = Timestamp::from_millisecond(at_ms).unwrap();
            let at = at.strftime("%a, %d %b %Y %H:%M:%S GMT");
            whole(status, &format!("{json}retry-after: {at}\r\n"), &error())
        }
        Fault::Redirect => {
            let headers = format!("{json}location: http://{elsewhere}/\r\n");
            whole(302, &headers, "{}")
        }
    };
    stream.write_all(said.as_bytes()).await?;
    stream.shutdown().await
}
