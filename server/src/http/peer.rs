//! The address a request came from: the connection's, or what a configured proxy says.

use super::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The client's address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl FromRequestParts<Arc<App>> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let direct = connection.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        Ok(Self(client_address(
            direct,
            &parts.headers,
            &app.config.proxies.trusted,
        )))
    }
}

/// Says once if a proxy seems to stand before the server that nothing is said of: all its clients would be one.
pub(crate) fn mind_proxies(
    app: &App,
    direct: Option<&ConnectInfo<SocketAddr>>,
    headers: &HeaderMap,
) {
    if !headers.contains_key("x-forwarded-for") || app.proxy_minded.load(Ordering::Relaxed) {
        return;
    }
    let Some(ConnectInfo(direct)) = direct else {
        return;
    };
    let (direct, trusted) = (direct.ip().to_canonical(), &app.config.proxies.trusted);
    let is_trusted = trusted.iter().any(|network| network.contains(&direct));
    if !is_trusted && !app.proxy_minded.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            "a request came with X-Forwarded-For from an address that is not in `proxies.trusted`: if a proxy stands \
             before Sonda, name it there, or all people share one address and its limits"
        );
    }
}

/// Walks `X-Forwarded-For` from its end, for as long as each hop is a trusted proxy.
fn client_address(direct: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut address = direct.to_canonical();
    let values = headers.get_all("x-forwarded-for");
    let hops: Vec<&str> = values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|v| v.split(','))
        .collect();
    for hop in hops.iter().rev() {
        if !is_trusted(address) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(hop) => address = hop.to_canonical(),
            Err(_) => break,
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(direct: &str, forwarded: &str, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let trusted: Vec<IpNet> = trusted
            .iter()
            .map(|network| network.parse().unwrap())
            .collect();
        client_address(direct.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_configured_proxies_are_believed() {
        assert_eq!(seen("203.0.113.9", "198.51.100.1", &[]), "203.0.113.9");
        assert_eq!(
            seen("10.0.0.1", "198.51.100.1", &["10.0.0.0/8"]),
            "198.51.100.1"
        );
        assert_eq!(
            seen(
                "10.0.0.1",
                "1.2.3.4, 198.51.100.1, 10.0.0.2",
                &["10.0.0.0/8"]
            ),
            "198.51.100.1"
        );
        assert_eq!(seen("10.0.0.1", "nonsense", &["10.0.0.0/8"]), "10.0.0.1");
    }
}
