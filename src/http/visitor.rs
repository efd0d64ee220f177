//! From where on the network a request came, for counting and for nothing else: see [`crate::kernel::visitors`].
//!
//! Behind a proxy only the header that the operator named is believed, and of it the last address, which our own proxy wrote: whoever
//! sends the header along writes before it. Where the caller is this machine or a private network and no header is named, a proxy stands
//! there whose visitors we cannot tell apart, and nobody is counted.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

use super::{App, refusal::Refusal};
use crate::{
    ctx::Ctx,
    kernel::{FieldError, Kind, terms::Suspicion},
};

/// The address of a request, as far as it can be told. Never printed.
#[derive(Clone, Copy, Default)]
pub struct Visitor(Option<IpAddr>);

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, ctx: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Self(address(ctx.config.client_address_header.as_deref(), &parts.headers, peer)))
    }
}

fn address(header: Option<&str>, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<IpAddr> {
    match header {
        Some(name) => {
            let last = headers.get_all(name).iter().next_back()?.to_str().ok()?;
            let last = last.rsplit(',').next()?.trim();
            last.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()))
        }
        None => peer.filter(|peer| !is_of_a_proxy(*peer)),
    }
}

fn is_of_a_proxy(peer: IpAddr) -> bool {
    match peer.to_canonical() {
        IpAddr::V4(peer) => peer.is_loopback() || peer.is_private() || peer.is_link_local(),
        IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local() || peer.is_unicast_link_local(),
    }
}

impl Visitor {
    /// Counts one report, and says whether it is one of too many from one place. It is taken all the same.
    #[must_use]
    pub fn reports(self, ctx: &Ctx) -> Option<Suspicion> {
        let many = self.0.is_some_and(|address| ctx.visitors.one_more_is_many(ctx.ids.as_ref(), ctx.clock.now(), address));
        many.then_some(Suspicion::Many)
    }

    /// Whether files from there may be taken now. Text always is.
    ///
    /// # Errors
    /// Too many reports came from there: the files have to wait, and what was typed does not.
    pub fn may_send_files(self, ctx: &Ctx) -> Result<(), Refusal> {
        let many = self.0.is_some_and(|address| ctx.visitors.are_many(ctx.ids.as_ref(), ctx.clock.now(), address));
        if many { Err(Refusal::at(Kind::Busy, FieldError::new("/files", "files-wait"))) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::address;

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
        }
        headers
    }

    #[test]
    fn only_what_our_own_proxy_wrote_is_believed() {
        let told = |header, lines: &[&str], peer: &str| address(header, &headers(lines), peer.parse().ok()).map(|found| found.to_string());
        let named = Some("x-forwarded-for");
        assert_eq!(told(None, &["203.0.113.9"], "198.51.100.4").as_deref(), Some("198.51.100.4"), "a header nobody named");
        assert_eq!(told(named, &["198.51.100.1, 203.0.113.9"], "127.0.0.1").as_deref(), Some("203.0.113.9"));
        assert_eq!(told(named, &["198.51.100.1", "203.0.113.9:4711"], "127.0.0.1").as_deref(), Some("203.0.113.9"));
        assert_eq!(told(named, &["unknown"], "127.0.0.1"), None);
        assert_eq!(told(named, &[], "198.51.100.4"), None);
        for proxy in ["127.0.0.1", "10.0.0.8", "192.168.1.1", "::1", "fd00::1", "::ffff:10.0.0.8"] {
            assert_eq!(told(None, &[], proxy), None, "{proxy}");
        }
    }
}
