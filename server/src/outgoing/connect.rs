//! The one way to another server: resolve its name, keep the addresses that may be reached, connect to one of them.

use super::Reach;
use axum::http::Uri;
use hyper_util::rt::TokioIo;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tower::Service;

/// How long one address is tried before the next.
const PATIENCE: Duration = Duration::from_secs(3);

/// Every address behind a name is one the server must not connect to.
#[derive(Debug, thiserror::Error)]
#[error("its address is not one that may be connected to")]
pub(super) struct Unreachable;

/// Nobody knows the name.
#[derive(Debug, thiserror::Error)]
#[error("its name is not known")]
pub(super) struct Unresolved;

/// Connects to where the server may reach. Names and literal addresses alike pass through here.
#[derive(Debug, Clone)]
pub(super) struct Connect(pub(super) Reach);

type Connecting = Pin<Box<dyn Future<Output = io::Result<TokioIo<TcpStream>>> + Send>>;

impl Service<Uri> for Connect {
    type Response = TokioIo<TcpStream>;
    type Error = io::Error;
    type Future = Connecting;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, address: Uri) -> Connecting {
        let reach = self.0.clone();
        Box::pin(async move { connect(&reach, &address).await.map(TokioIo::new) })
    }
}

async fn connect(reach: &Reach, address: &Uri) -> io::Result<TcpStream> {
    let host = address.host().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let encrypted = address.scheme_str() == Some("https");
    let port = address
        .port_u16()
        .unwrap_or(if encrypted { 443 } else { 80 });
    // Nothing is sent in the clear across the internet: what goes out holds secrets.
    let may_reach =
        |place: &SocketAddr| reach.is_allowed(place.ip()) || (encrypted && reach.takes(place.ip()));
    let mut failure = io::Error::from(io::ErrorKind::NotFound);
    let places = lookup_host((host, port)).await;
    for place in places.map_err(|_| io::Error::other(Unresolved))? {
        if !may_reach(&place) {
            failure = io::Error::other(Unreachable);
            continue;
        }
        match tokio::time::timeout(PATIENCE, TcpStream::connect(place)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Ok(Err(error)) => failure = error,
            Err(_) => failure = io::ErrorKind::TimedOut.into(),
        }
    }
    Err(failure)
}
