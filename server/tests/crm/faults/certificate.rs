//! A CRM whose certificate is not to be trusted hears nothing until it has one that is.

use super::proxy::Proxy;
use super::sites::{self, Site};
use super::{MINUTE_MS, PATIENT, World};
use crate::support::{TestStore, on_sqlite};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sonda_server::store::DeliveryStatus;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// An authority of a test's own.
struct Authority(Issuer<'static, KeyPair>, CertificateDer<'static>);

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut about = CertificateParams::new(Vec::new()).unwrap();
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = about.self_signed(&key).unwrap().der().clone();
        Self(Issuer::new(about, key), certificate)
    }

    /// What a server of that name shows.
    fn certifies(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let mut about = CertificateParams::new(vec![name.to_owned()]).unwrap();
        change(&mut about);
        let certificate = about.signed_by(&key, &self.0).unwrap().der().clone();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap()
    }
}

/// Speaks TLS before a server that does not.
struct Tls {
    address: SocketAddr,
    shows: Arc<Mutex<Arc<ServerConfig>>>,
}

impl Tls {
    async fn start(before: &Proxy, shows: ServerConfig) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shows = Arc::new(Mutex::new(Arc::new(shows)));
        let own = Arc::clone(&shows);
        let upstream = before.address();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = TlsAcceptor::from(own.lock().unwrap().clone());
                tokio::spawn(async move {
                    let mut stream = acceptor.accept(stream).await?;
                    let mut upstream = TcpStream::connect(upstream).await?;
                    copy_bidirectional(&mut stream, &mut upstream).await
                });
            }
        });
        Self { address, shows }
    }

    fn shows(&self, certificate: ServerConfig) {
        *self.shows.lock().unwrap() = Arc::new(certificate);
    }
}

async fn nothing_is_sent_to_who_cannot_be_trusted(on: &TestStore, site: Site) {
    let known = Authority::new();
    let unknown = Authority::new();
    let good = || known.certifies("localhost", |_| ());
    let proxy = Proxy::start(&site.address).await;
    let tls = Tls::start(&proxy, good()).await;
    let url = format!("https://localhost:{}", tls.address.port());
    let authorities = vec![known.1.clone()];
    let mut world = World::at(on, site, proxy, &url, authorities).await;
    assert!(world.requests(false).await > 0);
    let long_ago = date_time_ymd(2020, 1, 1);
    let cases = [
        (
            unknown.certifies("localhost", |_| ()),
            "the server's certificate is not trusted",
        ),
        (
            known.certifies("localhost", |about| about.not_after = long_ago),
            "the server's certificate has expired",
        ),
        (
            known.certifies("localhost", |about| {
                about.not_before = date_time_ymd(4000, 1, 1);
            }),
            "the server's certificate is not valid yet",
        ),
        (
            known.certifies("crm.example", |_| ()),
            "the server's certificate is for another name",
        ),
    ];
    for (certificate, reason) in cases {
        tls.shows(certificate);
        let id = world.respond(false).await;
        world.proxy.order(None).await;
        let worker = world.worker(PATIENT);
        assert_eq!(worker.drain().await.unwrap().retried, 1, "{reason}");
        let attempts = on.store.attempts(&id, "person").await.unwrap();
        assert!(attempts[0].detail.contains(reason), "{attempts:?}");
        let findings = world.registry(PATIENT);
        let findings = findings.test("crm").await.unwrap();
        assert!(
            findings
                .iter()
                .any(|one| !one.ok && one.text.contains(reason)),
            "{findings:?}"
        );
        assert!(findings.iter().all(|one| !one.ok), "{findings:?}");
        world.proxy.settled().await;
        assert_eq!(world.proxy.requests(), 0, "{reason}");
        world.reasons_are_for_people(&id, reason).await;

        tls.shows(good());
        on.clock.advance_ms(MINUTE_MS);
        world
            .work_until_it_has_ended(&world.worker(PATIENT), &id, reason)
            .await;
        let all = world.deliveries(&id).await;
        assert!(all.iter().all(|one| one.status == DeliveryStatus::Done));
        world.is_as_expected(reason).await;
    }
}

#[tokio::test]
async fn dataverse() {
    on_sqlite(async |on| {
        let site = sites::dataverse(on.clock.clone()).await;
        nothing_is_sent_to_who_cannot_be_trusted(on, site).await;
    })
    .await;
}

#[tokio::test]
async fn hubspot() {
    on_sqlite(async |on| {
        nothing_is_sent_to_who_cannot_be_trusted(on, sites::hubspot().await).await;
    })
    .await;
}

#[tokio::test]
async fn odoo() {
    on_sqlite(async |on| {
        nothing_is_sent_to_who_cannot_be_trusted(on, sites::odoo().await).await;
    })
    .await;
}

#[tokio::test]
async fn salesforce() {
    on_sqlite(async |on| {
        nothing_is_sent_to_who_cannot_be_trusted(on, sites::salesforce().await).await;
    })
    .await;
}

#[tokio::test]
async fn webhook() {
    on_sqlite(async |on| {
        nothing_is_sent_to_who_cannot_be_trusted(on, sites::webhook().await).await;
    })
    .await;
}
