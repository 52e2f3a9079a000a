//! Names under which the server may be called. A page of another site can send a browser's requests here under a name
//! that leads to this machine (DNS rebinding); such a name is refused.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// Names under which the server may be called.
#[derive(Clone, Debug)]
pub(crate) struct HostRule {
    /// Address at which the server listens.
    listens: SocketAddr,
    /// Public origin, such as `https://wallet.example`; `None` if the server is called by its address.
    origin: Option<String>,
}

impl HostRule {
    /// Creates the rule of a server.
    pub(crate) const fn new(listens: SocketAddr, origin: Option<String>) -> HostRule {
        HostRule { listens, origin }
    }

    /// Returns the port at which the server listens.
    pub(crate) const fn port(&self) -> u16 {
        self.listens.port()
    }

    /// Returns `true` if browsers reach the server by HTTPS, through another program.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.as_ref().is_some_and(|origin| origin.starts_with("https://"))
    }

    /// Returns the origin of the pages as a browser on this machine sees it.
    pub(crate) fn own_origin(&self) -> String {
        let ip = if self.listens.ip().is_unspecified() { loopback_of(self.listens.ip()) } else { self.listens.ip() };
        self.origin.clone().unwrap_or_else(|| format!("http://{}", SocketAddr::new(ip, self.listens.port())))
    }

    /// Returns `true` if a request names this server: by an IP address, by `localhost`, or by the public origin.
    pub(crate) fn is_own(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
        if self.origin.as_ref().and_then(|origin| origin.split_once("://")).is_some_and(|(_, own)| own == host) {
            return true;
        }
        let (name, port) = split_port(host);
        let is_port = port.parse() == Ok(self.listens.port());
        is_port && (name == "localhost" || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok())
    }

    /// Returns the address of the browser of a request that came over a connection from `peer`. If another program
    /// passes requests on, it names the browser at the end of `X-Forwarded-For`; what stands before may be invented.
    pub(crate) fn browser_address(&self, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
        let named = headers.get_all("x-forwarded-for").iter().next_back().and_then(|named| named.to_str().ok());
        let last = named.and_then(|named| named.rsplit(',').next()?.trim().parse().ok());
        self.origin.as_ref().and(last).unwrap_or(peer)
    }

    /// Returns `true` if a form was sent from a page of this server, as far as the browser tells: by `Sec-Fetch-Site`,
    /// or else by `Origin`. A program that is no browser sends neither.
    pub(crate) fn is_same_origin(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        if let Some(site) = text("sec-fetch-site") {
            return site == "same-origin";
        }
        let Some(origin) = text(ORIGIN.as_str()) else { return true };
        let host = text(HOST.as_str()).unwrap_or_default();
        origin.split_once("://").is_some_and(|(_, origin)| origin == host)
    }
}

/// Splits the port off a host; without a port it is HTTP's.
fn split_port(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, "80"),
    }
}

/// Returns the loopback address of the same family.
const fn loopback_of(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
        IpAddr::V6(_) => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn rule(origin: Option<&str>) -> HostRule {
        HostRule::new("127.0.0.1:8080".parse().unwrap(), origin.map(str::to_owned))
    }

    #[test]
    fn addresses_and_localhost_are_own_names() {
        for host in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "192.168.0.9:8080"] {
            assert!(rule(None).is_own(&headers(&[("host", host)])), "{host}");
        }
        for host in ["127.0.0.1", "127.0.0.1:8081", "evil.example:8080", "localhost.evil.example:8080", ""] {
            assert!(!rule(None).is_own(&headers(&[("host", host)])), "{host}");
        }
        assert!(!rule(None).is_own(&headers(&[])));
        let public = rule(Some("https://wallet.example"));
        assert!(public.is_own(&headers(&[("host", "wallet.example")])) && public.is_https());
    }

    #[test]
    fn other_origins_are_told_from_own() {
        let from = |pairs: &[_]| rule(None).is_same_origin(&headers(&[&[("host", "127.0.0.1:8080")], pairs].concat()));
        assert!(from(&[]) && from(&[("origin", "http://127.0.0.1:8080")]));
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!from(&[("sec-fetch-site", site), ("origin", "http://127.0.0.1:8080")]), "{site}");
        }
        for origin in ["null", "http://127.0.0.1:8081", "http://evil.example", "http://evil.example/127.0.0.1:8080"] {
            assert!(!from(&[("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn passed_on_requests_are_told_apart() {
        let peer: IpAddr = "127.0.0.1".parse().unwrap();
        let of = |rule: &HostRule, pairs: &[_]| rule.browser_address(&headers(pairs), peer).to_string();
        let public = rule(Some("https://wallet.example"));
        assert_eq!(of(&public, &[("x-forwarded-for", "10.0.0.7")]), "10.0.0.7");
        assert_eq!(of(&public, &[("x-forwarded-for", "10.9.9.9, 10.0.0.7")]), "10.0.0.7", "the first is invented");
        for other in [&[][..], &[("x-forwarded-for", "somebody")]] {
            assert_eq!(of(&public, other), "127.0.0.1");
        }
        assert_eq!(of(&rule(None), &[("x-forwarded-for", "10.0.0.7")]), "127.0.0.1", "nobody passes requests on");
    }

    #[test]
    fn unspecified_address_is_printed_as_loopback() {
        let rule = HostRule::new("0.0.0.0:8080".parse().unwrap(), None);
        assert_eq!(rule.own_origin(), "http://127.0.0.1:8080");
        let rule = HostRule::new("[::]:8080".parse().unwrap(), None);
        assert_eq!(rule.own_origin(), "http://[::1]:8080");
    }
}
