//! Which addresses are this machine's own: plain `http` and going without a proxy are for these alone.

use url::{Host, Url};

/// Whether `url` leads to this machine, whatever a name server says.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
