//! Which addresses of a provider's answers are followed: those at hosts that are on a list.

use reqwest::Url;

use crate::provider::over_http::is_loopback;

/// Longest address, bytes.
const ADDRESS_BYTES_MAX: usize = 8 * 1024;

/// Hosts that addresses may name.
pub(super) struct Hosts {
    /// The endpoint's base.
    own: Url,
    /// `host`, `host:port`, or `.host` for it and all under it.
    others: Vec<String>,
    /// Whether what comes from another machine must come encrypted even from the endpoint's own host.
    encrypted: bool,
}

impl Hosts {
    /// A list; its entries were [checked](is_entry).
    pub(super) fn new(own: Url, others: impl IntoIterator<Item = String>, encrypted: bool) -> Self {
        Self { own, others: others.into_iter().collect(), encrypted }
    }

    /// An address, where it may be followed; otherwise its host, for people.
    pub(super) fn follow(&self, address: &str) -> Result<Url, String> {
        let none = || "no host".to_owned();
        let url = Url::parse(address).ok().filter(|_| address.len() <= ADDRESS_BYTES_MAX).ok_or_else(none)?;
        if self.admits(&url) { Ok(url) } else { Err(url.host_str().map_or_else(none, str::to_owned)) }
    }

    fn admits(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        if !url.username().is_empty() || url.password().is_some() {
            return false;
        }
        let encrypted = url.scheme() == "https";
        // Nobody outside may have this machine asked for something.
        let here = url.scheme() == "http" && is_loopback(host) && self.own.host_str().is_some_and(is_loopback);
        if is_same_place(&self.own, url) {
            return encrypted || here || !self.encrypted;
        }
        let port = url.port_or_known_default();
        (encrypted || here) && self.others.iter().any(|entry| fits(entry, host, port))
    }
}

/// Whether two addresses are at the same door of the same house.
pub(super) fn is_same_place(a: &Url, b: &Url) -> bool {
    (a.scheme(), a.host_str(), a.port_or_known_default()) == (b.scheme(), b.host_str(), b.port_or_known_default())
}

/// Whether a host and port are meant by an entry; without a port it means that of HTTPS.
fn fits(entry: &str, host: &str, port: Option<u16>) -> bool {
    let (name, wanted) = match entry.rsplit_once(':') {
        Some((name, wanted)) => (name, wanted.parse().ok()),
        None => (entry, Some(443)),
    };
    let named = match name.strip_prefix('.') {
        Some(above) => host == above || host.ends_with(name),
        None => host == name,
    };
    named && port.is_some() && port == wanted
}

/// Whether a text is an entry of such a list: a name of small letters with a dot in it, or this machine's.
pub(super) fn is_entry(entry: &str) -> bool {
    let (name, port) = entry.rsplit_once(':').map_or((entry, None), |(name, port)| (name, Some(port)));
    let plain = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, b'.' | b'-');
    let bare = name.strip_prefix('.').unwrap_or(name);
    let sound = bare.bytes().all(plain) && !bare.starts_with('.') && !bare.ends_with('.') && bare.len() <= 253;
    let named = bare == "localhost" || bare.contains('.');
    sound && named && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(own: &str, others: &[&str], encrypted: bool) -> Hosts {
        assert!(others.iter().all(|entry| is_entry(entry)), "{others:?}");
        Hosts::new(Url::parse(own).unwrap(), others.iter().map(|entry| (*entry).to_owned()), encrypted)
    }

    #[test]
    fn only_hosts_on_the_list_are_followed() {
        let list = hosts("https://api.bfl.ai/v1", &[".bfl.ai", "cdn.example:8443"], true);
        for address in [
            "https://api.bfl.ai/v1/get_result?id=1",
            "https://delivery-eu1.bfl.ai/a.png?sig=1",
            "https://bfl.ai/x",
            "https://cdn.example:8443/x",
        ] {
            assert!(list.follow(address).is_ok(), "{address}");
        }
        for address in [
            "http://api.bfl.ai/v1/get_result",
            "https://evilbfl.ai/",
            "https://bfl.ai.evil.example/",
            "https://evil.example/bfl.ai",
            "https://api.bfl.ai@evil.example/",
            "https://user:word@api.bfl.ai/",
            "https://api.bfl.ai:444/",
            "https://cdn.example/x",
            "http://127.0.0.1/x",
            "https://127.0.0.1/x",
            "data:image/png;base64,AAAA",
            "file:///etc/passwd",
            "/v1/relative",
            "",
        ] {
            assert!(list.follow(address).is_err(), "{address}");
        }
        assert!(list.follow(&format!("https://bfl.ai/{}", "x".repeat(ADDRESS_BYTES_MAX))).is_err());
    }

    #[test]
    fn this_machine_is_asked_only_by_itself() {
        let here = hosts("http://127.0.0.1:9000/v1", &["127.0.0.1:9001"], true);
        assert!(here.follow("http://127.0.0.1:9000/a.png").is_ok());
        assert!(here.follow("http://127.0.0.1:9001/a.png").is_ok());
        assert!(here.follow("http://127.0.0.1:9002/a.png").is_err());
        let away = hosts("https://queue.example", &["127.0.0.1:9001"], true);
        assert!(away.follow("http://127.0.0.1:9001/a.png").is_err());
        // A queue without a key on a network of one's own answers as it is asked; its pictures come encrypted.
        assert!(hosts("http://queue.lan:80", &[], false).follow("http://queue.lan/1").is_ok());
        assert!(hosts("http://queue.lan:80", &[], true).follow("http://queue.lan/1").is_err());
    }

    #[test]
    fn entries_are_names() {
        for entry in ["example.com", ".example.com", "127.0.0.1:8188", "localhost", "a-b.example:443"] {
            assert!(is_entry(entry), "{entry}");
        }
        for entry in ["", ".", "*", ".com:x", "com", "https://a.example", "a.example/x", "A.example", "..example.com"] {
            assert!(!is_entry(entry), "{entry}");
        }
    }
}
