//! In whose name a request was made.
//!
//! A page of another site can make a name of its own lead here (DNS rebinding), but neither an address nor `localhost`.

use std::net::{IpAddr, Ipv6Addr};

use axum::extract::Request;
use axum::http::header;

/// The name or address that a request is for, without its port; `None` where it names none, or several.
pub(super) fn of(request: &Request) -> Option<&str> {
    let mut headers = request.headers().get_all(header::HOST).iter();
    let host = name(headers.next()?.to_str().ok()?)?;
    let only = headers.next().is_none();
    // What a proxy is asked for names the host twice.
    let same = request.uri().authority().is_none_or(|whole| name(whole.as_str()) == Some(host));
    (only && same).then_some(host)
}

/// Whether a name is this server's; `others` are the names that it was told.
pub(super) fn is_own(name: &str, others: &[String]) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let is_local = name == "localhost" || name.ends_with(".localhost");
    is_local || name.parse::<IpAddr>().is_ok() || others.iter().any(|own| own.eq_ignore_ascii_case(&name))
}

/// The name in a `Host` header: `name`, `name:port`, `[address]` or `[address]:port` (RFC 9110, 7.2), and nothing else.
fn name(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(inside) => {
            let (address, rest) = inside.split_once(']')?;
            address.parse::<Ipv6Addr>().ok()?;
            (address, if rest.is_empty() { "" } else { rest.strip_prefix(':')? })
        }
        None => host.split_once(':').unwrap_or((host, "")),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    let is_valid = !name.is_empty() && name.chars().all(is_name) && port.bytes().all(|b| b.is_ascii_digit());
    is_valid.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_own() {
        let others = ["Notes.example".to_owned()];
        let is_own = |host: &str| name(host).is_some_and(|name| is_own(name, &others));
        for host in [
            "localhost",
            "LOCALHOST:4000",
            "localhost.",
            "localhost:",
            "my.localhost:4000",
            "127.0.0.1",
            "127.0.0.1:4000",
            "192.168.1.7:80",
            "[::1]",
            "[::1]:4000",
            "[fe80::1:2]:4000",
            "notes.example",
            "NOTES.example.:4000",
        ] {
            assert!(is_own(host), "{host}");
        }
        for host in [
            "",
            ":",
            ":4000",
            "evil.com",
            "evil.com:4000",
            "localhost.evil.com",
            "evillocalhost",
            "127.0.0.1.evil.com",
            "127.0.0.1:4000.evil.com",
            "127.0.0.1 .evil.com",
            "[::1].evil.com",
            "[::1]evil.com:4000",
            "[::1]:4000.evil.com",
            "[::1]]",
            "[::1",
            "::1",
            "[localhost]",
            "[127.0.0.1]",
            "[::1%25lo]",
            "localhost@evil.com",
            "evil.com:80@localhost",
            "localhost:80@evil.com",
            "localhost/evil.com",
            "localhost, evil.com",
            "evil.com#localhost",
            "evil.com?.localhost",
            "evil.com\\.localhost",
            "xn--notes.example",
            "127.1",
            "0x7f000001",
            "0177.0.0.1",
            "2130706433",
            "1.2.3.4.5",
            "本地.localhost",
            "notes.example.evil.com",
            "notes.example..",
        ] {
            assert!(!is_own(host), "{host}");
        }
    }
}
