//! The client: one request, one answer, within limits.

use super::Reach;
use super::certificate::CertificateFault;
use super::connect::{Connect, Unreachable, Unresolved};
use axum::body::HttpBody;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// How long an idle connection is kept for the next request.
const KEPT_IDLE: Duration = Duration::from_secs(30);

/// How long an answer is waited for, and how much of it is read.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// From the first byte of the request to the last of the answer.
    pub time: Duration,
    /// The most bytes of the answer's body.
    pub bytes: usize,
    /// Whether the beginning is enough: what is longer is cut, and no error.
    pub cuts: bool,
}

/// What another server answered, whatever its status.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status. A redirect is one like any other: it is not followed.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// Why there is no answer. Names no address and quotes nothing that was sent.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The address is private, local or special, and the operator does not allow it; or it is not encrypted.
    #[error(
        "the address may not be connected to: it is private, or not https; see `outgoing.allow`"
    )]
    NotAllowed,
    /// The address has a name that leads nowhere.
    #[error("the server's name is not known: check the address")]
    UnknownName,
    /// No connection.
    #[error("the server cannot be reached")]
    Unreachable,
    /// Its certificate is not taken.
    #[error(transparent)]
    Certificate(CertificateFault),
    /// It does not speak TLS, or none that is safe.
    #[error("no safe connection to the server can be made: it does not speak TLS as it must")]
    NotEncrypted,
    /// It took too long.
    #[error("the server did not answer in time")]
    TimedOut,
    /// The answer is larger than it may be.
    #[error("the server's answer is too large")]
    TooLarge,
    /// The connection broke, or spoke no HTTP.
    #[error("the connection broke before the answer was complete")]
    Broken,
}

/// Sends requests to other servers; cheap to clone. Connections are kept and used again.
#[derive(Clone)]
pub struct Client {
    http: legacy::Client<HttpsConnector<Connect>, Full<Bytes>>,
    longest: Duration,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

impl Client {
    /// A client that reaches as far as that.
    #[must_use]
    pub fn new(reach: Reach) -> Self {
        Self::trusting(reach, [])
    }

    /// The same, which trusts these authorities besides those that browsers know. What is no certificate of one is
    /// left out.
    #[must_use]
    pub fn trusting(
        reach: Reach,
        authorities: impl IntoIterator<Item = CertificateDer<'static>>,
    ) -> Self {
        let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        roots.add_parsable_certificates(authorities);
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring speaks the default versions of TLS")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(Connect(reach));
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEPT_IDLE)
            .build(connector);
        Self {
            http: client,
            longest: Duration::MAX,
        }
    }

    /// The same, which waits no longer than that for an answer, however patient who asks is.
    #[must_use]
    pub fn within(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// There is none, or it takes more than `patience`.
    pub async fn send(
        &self,
        mut request: Request<Bytes>,
        patience: Patience,
    ) -> Result<Reply, RequestError> {
        const AGENT: HeaderValue =
            HeaderValue::from_static(concat!("Sonda/", env!("CARGO_PKG_VERSION")));
        let headers = request.headers_mut();
        headers.entry(header::USER_AGENT).or_insert(AGENT);
        let exchange = async {
            let answer = self.http.request(request.map(Full::new)).await;
            let (head, body) = answer.map_err(|error| without_answer(&error))?.into_parts();
            let body = match patience.cuts {
                true => beginning(body, patience.bytes).await,
                false => whole(body, patience.bytes).await?,
            };
            Ok(Reply {
                status: head.status,
                headers: head.headers,
                body,
            })
        };
        tokio::time::timeout(patience.time.min(self.longest), exchange)
            .await
            .unwrap_or(Err(RequestError::TimedOut))
    }
}

/// The body of an answer.
trait Answer: HttpBody<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Unpin {}

impl<B: HttpBody<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Unpin> Answer for B {}

async fn whole(body: impl Answer, most: usize) -> Result<Bytes, RequestError> {
    let body = Limited::new(body, most).collect().await;
    let body = body.map_err(|error| match error.is::<LengthLimitError>() {
        true => RequestError::TooLarge,
        false => RequestError::Broken,
    })?;
    Ok(body.to_bytes())
}

/// What comes of a body, up to so many bytes: what is said is in the head.
async fn beginning(mut body: impl Answer, most: usize) -> Bytes {
    let mut read = Vec::new();
    while read.len() < most {
        let Some(Ok(frame)) = body.frame().await else {
            break;
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        read.extend_from_slice(&data[..data.len().min(most - read.len())]);
    }
    read.into()
}

fn without_answer(error: &legacy::Error) -> RequestError {
    let is_connect = error.is_connect();
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if held::<Unreachable>(one).is_some() {
            return RequestError::NotAllowed;
        }
        if held::<Unresolved>(one).is_some() {
            return RequestError::UnknownName;
        }
        match held::<rustls::Error>(one) {
            Some(rustls::Error::InvalidCertificate(error)) => {
                return RequestError::Certificate(error.into());
            }
            Some(_) if is_connect => return RequestError::NotEncrypted,
            Some(_) | None => {}
        }
        cause = one.source();
    }
    if is_connect {
        RequestError::Unreachable
    } else {
        RequestError::Broken
    }
}

/// The `T` that it is; or that it holds, however deep, if it is an error of `io`: such an error gives the cause of what
/// it holds as its own, not what it holds.
fn held<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    error.downcast_ref().or_else(|| {
        let inner = error.downcast_ref::<io::Error>()?.get_ref()?;
        held(inner)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::SocketAddr;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    const PATIENCE: Patience = Patience {
        time: Duration::from_secs(10),
        bytes: 100,
        cuts: false,
    };

    /// A server that answers every connection with these bytes, once it was asked; with none it says nothing.
    async fn server(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let mut open = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = [0; 1_000];
                let _ = stream.read(&mut asked).await;
                let _ = stream.write_all(answer.as_bytes()).await;
                if answer.is_empty() {
                    open.push(stream);
                }
            }
        });
        address
    }

    async fn ask(address: &str, reach: Reach, patience: Patience) -> Result<Reply, RequestError> {
        let request = Request::get(address).body(Bytes::new()).unwrap();
        Client::new(reach).send(request, patience).await
    }

    fn local() -> Reach {
        Reach::new(vec!["127.0.0.0/8".parse().unwrap()])
    }

    #[tokio::test]
    async fn a_local_address_is_refused_however_it_is_spelled() {
        let port = server("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .await
            .port();
        for host in [
            "127.0.0.1",
            "localhost",
            "127.1",
            "2130706433",
            "0x7f000001",
            "[::ffff:127.0.0.1]",
        ] {
            let address = format!("http://{host}:{port}/");
            let refused = ask(&address, Reach::default(), PATIENCE).await.unwrap_err();
            assert!(
                matches!(refused, RequestError::NotAllowed),
                "{host}: {refused:?}"
            );
        }
        for host in ["127.0.0.1", "localhost"] {
            let address = format!("https://{host}:{port}/");
            let refused = ask(&address, Reach::default(), PATIENCE).await.unwrap_err();
            assert!(matches!(refused, RequestError::NotAllowed), "{refused:?}");
        }
        let allowed = ask(&format!("http://127.0.0.1:{port}/"), local(), PATIENCE).await;
        assert_eq!(allowed.unwrap().status, 200);
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_not_followed() {
        let answer =
            "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n";
        let address = format!("http://{}/", server(answer).await);
        assert_eq!(ask(&address, local(), PATIENCE).await.unwrap().status, 302);
    }

    #[tokio::test]
    async fn an_answer_is_read_so_far_and_no_further() {
        let fits = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";
        let address = format!("http://{}/", server(fits).await);
        assert_eq!(
            ask(&address, local(), PATIENCE).await.unwrap().body,
            "hello"
        );
        let large = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789 and more";
        let address = format!("http://{}/", server(large).await);
        let refused = ask(&address, local(), PATIENCE).await.unwrap_err();
        assert!(matches!(refused, RequestError::TooLarge), "{refused:?}");
    }

    #[tokio::test]
    async fn silence_garbage_and_nobody_are_told_apart() {
        let brief = Patience {
            time: Duration::from_millis(50),
            bytes: 100,
            cuts: false,
        };
        let silent = format!("http://{}/", server("").await);
        let refused = ask(&silent, local(), brief).await.unwrap_err();
        assert!(matches!(refused, RequestError::TimedOut), "{refused:?}");
        let garbage = format!("http://{}/", server("what?\r\n\r\n").await);
        let refused = ask(&garbage, local(), PATIENCE).await.unwrap_err();
        assert!(matches!(refused, RequestError::Broken), "{refused:?}");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let nobody = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        let refused = ask(&nobody, local(), PATIENCE).await.unwrap_err();
        assert!(matches!(refused, RequestError::Unreachable), "{refused:?}");
        let plain = server("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
        let plain = format!("https://127.0.0.1:{}/", plain.port());
        let refused = ask(&plain, local(), PATIENCE).await.unwrap_err();
        assert!(matches!(refused, RequestError::NotEncrypted), "{refused:?}");
        // Longer than a name may be: nobody is asked.
        let nameless = format!("http://{}.test/", "a".repeat(70));
        let refused = ask(&nameless, local(), PATIENCE).await.unwrap_err();
        assert!(matches!(refused, RequestError::UnknownName), "{refused:?}");
    }
}
