//! As much of an HTTP/1.1 client as is needed: it must cost little, since it shares the processor with the server.

use anyhow::{Context, bail, ensure};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const BUFFER_BYTES: usize = 16 * 1024;

/// A connection that is kept.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; BUFFER_BYTES],
        })
    }

    /// Sends a request and reads its answer to the end; the status.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<u16> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        loop {
            ensure!(
                filled < self.buffer.len(),
                "an answer of more than {BUFFER_BYTES} bytes"
            );
            let read = self.stream.read(&mut self.buffer[filled..]).await?;
            ensure!(read > 0, "the server closed the connection");
            filled += read;
            if let Some(head) = Head::read(&self.buffer[..filled])? {
                let length = head.length.context("an answer without Content-Length")?;
                if filled == head.bytes + length {
                    return Ok(head.status);
                }
                ensure!(
                    filled < head.bytes + length,
                    "an answer that is longer than it says"
                );
            }
        }
    }
}

/// What an administrator asks, on a connection that is kept.
pub(crate) struct Session {
    stream: TcpStream,
    address: SocketAddr,
    buffer: Vec<u8>,
}

impl Session {
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            address,
            buffer: Vec::with_capacity(1 << 20),
        })
    }

    /// Asks, and reads the answer to its end: its body, and how long that took. A refusal is an error.
    pub(crate) async fn ask(
        &mut self,
        method: &str,
        path: &str,
        token: &str,
        body: &str,
    ) -> anyhow::Result<(&[u8], Duration)> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let start = Instant::now();
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(
                read > 0,
                "{method} {path}: the server closed the connection"
            );
            let Some(head) = Head::read(&self.buffer)? else {
                continue;
            };
            ensure!(
                (200..300).contains(&head.status),
                "{method} {path} answers {}",
                head.status
            );
            let length = match head.status {
                204 => 0,
                _ => head.length.context("an answer without Content-Length")?,
            };
            if self.buffer.len() >= head.bytes + length {
                return Ok((&self.buffer[head.bytes..], start.elapsed()));
            }
        }
    }
}

/// Reads the body of `GET path` to its end without keeping it: how many bytes came, with the marks between its chunks.
pub(crate) async fn drain(address: SocketAddr, path: &str, token: &str) -> anyhow::Result<u64> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let (mut bytes, mut piece, mut end) = (0, vec![0; 64 * 1024], Vec::new());
    loop {
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            break;
        }
        if bytes == 0 {
            ensure!(piece.starts_with(b"HTTP/1.1 200"), "GET {path} is refused");
        }
        bytes += read as u64;
        end.extend_from_slice(&piece[read.saturating_sub(5)..read]);
        let surplus = end.len().saturating_sub(5);
        end.drain(..surplus);
    }
    ensure!(end == b"0\r\n\r\n", "GET {path}: a body that was cut short");
    Ok(bytes)
}

struct Head {
    bytes: usize,
    status: u16,
    length: Option<usize>,
}

impl Head {
    /// The head of an answer, if it is complete.
    fn read(answer: &[u8]) -> anyhow::Result<Option<Self>> {
        let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
            return Ok(None);
        };
        let text = std::str::from_utf8(&answer[..end])?;
        let mut lines = text.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.strip_prefix("HTTP/1.1 "))
            .and_then(|line| line.get(..3));
        let status = status.context("not an HTTP/1.1 answer")?.parse()?;
        let length = lines
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .map(|(_, value)| value.trim().parse())
            .transpose()?;
        Ok(Some(Self {
            bytes: end + 4,
            status,
            length,
        }))
    }
}

/// The body of `GET path`, on a connection of its own; anything but 200 is an error.
pub(crate) async fn get(address: SocketAddr, path: &str, token: &str) -> anyhow::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let head = Head::read(&answer)?.context("an answer that was cut short")?;
    if head.status != 200 {
        bail!("GET {path} answers {}", head.status);
    }
    let body = answer.split_off(head.bytes);
    ensure!(
        head.length.is_none_or(|length| length == body.len()),
        "GET {path}: a body that was cut short"
    );
    Ok(body)
}
