//! Which addresses the server may connect to.

use ipnet::{IpNet, Ipv4Net};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;

/// Networks of IPv4 that are not the public internet (IANA's special-purpose registry).
static NOT_PUBLIC_V4: LazyLock<Vec<Ipv4Net>> = LazyLock::new(|| {
    [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ]
    .iter()
    .map(|network| network.parse().expect("each is a network"))
    .collect()
});

/// Of IPv6 `2000::/3` is the public internet, except for these: tunnels, documentation, special purposes.
static NOT_PUBLIC_V6: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]
        .iter()
        .map(|network| network.parse().expect("each is a network"))
        .collect()
});

/// Where the server may connect to: the public internet, and the networks that the operator allows.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    allowed: Vec<IpNet>,
}

impl Reach {
    /// The public internet and these networks.
    #[must_use]
    pub fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    /// Whether the operator allows it by name of its network.
    pub(super) fn is_allowed(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.allowed
            .iter()
            .any(|network| network.contains(&address))
    }

    /// Whether it may be connected to.
    #[must_use]
    pub fn takes(&self, address: IpAddr) -> bool {
        is_public(address) || self.is_allowed(address)
    }
}

fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => {
            let [first, second, .., high, low] = address.segments();
            // NAT64: what is reached is the IPv4 address in it.
            if (first, second) == (0x64, 0xff9b) && address.segments()[2..6] == [0; 4] {
                let [a, b] = high.to_be_bytes();
                let [c, d] = low.to_be_bytes();
                return is_public_v4(Ipv4Addr::new(a, b, c, d));
            }
            let address = IpAddr::V6(address);
            first & 0xe000 == 0x2000 && !NOT_PUBLIC_V6.iter().any(|one| one.contains(&address))
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !NOT_PUBLIC_V4.iter().any(|one| one.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(reach: &Reach, address: &str) -> bool {
        reach.takes(address.parse().unwrap())
    }

    #[test]
    fn the_public_internet_is_reached() {
        let reach = Reach::default();
        for address in [
            "1.1.1.1",
            "142.250.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "64:ff9b::101:101",
            "::ffff:1.1.1.1",
        ] {
            assert!(takes(&reach, address), "{address}");
        }
    }

    #[test]
    fn what_is_private_local_or_special_is_not() {
        let reach = Reach::default();
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            assert!(!takes(&reach, address), "{address}");
        }
    }

    #[test]
    fn what_the_operator_allows_is_reached_and_nothing_beside_it() {
        let reach = Reach::new(vec!["10.1.0.0/16".parse().unwrap()]);
        assert!(takes(&reach, "10.1.2.3") && takes(&reach, "::ffff:10.1.2.3"));
        assert!(!takes(&reach, "10.2.0.1") && !takes(&reach, "127.0.0.1"));
    }
}
