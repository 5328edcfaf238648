//! Downloads by HTTP: the only place below the remote models that knows it.
//!
//! A download resumes by a range where that is safe: the bytes' SHA-256 is known, or the server vouches by its entity
//! tag that the file is still the same. Redirects are followed by hand, since each hop has to be allowed, and since the
//! hub tells a file's SHA-256 on the way.

use std::error::Error as _;
use std::fmt::Write as _;

use ponder_model::is_loopback;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_RANGE, ETAG, HeaderMap, HeaderName, IF_RANGE, LOCATION, RANGE, USER_AGENT,
};
use reqwest::{Client, Response, StatusCode, redirect};
use tokio::time::sleep;
use url::Url;

use super::fetch::{Failure, Stated};
use super::partial::{Partial, Version};
use super::progress::Report;
use super::reference::without_query;
use super::{PullSettings, SourceError, space};
use crate::catalogue::CatalogueEntry;
use crate::gguf::GgufError;

/// What is gathered before it is written.
const BLOCK_BYTES: usize = 1024 * 1024;

const MAX_REDIRECTS: usize = 10;

/// The hub's own headers for what stands behind a redirect: the SHA-256 of the file.
const LINKED_ETAG: HeaderName = HeaderName::from_static("x-linked-etag");

/// One download: an address, and what is known about the file behind it.
struct Download<'a> {
    settings: &'a PullSettings,
    address: &'a Url,
    entry: Option<&'a CatalogueEntry>,
    client: Client,
}

/// Downloads the whole file at `address` into `partial`, going on where that ends. `entry` is what the catalogue knows.
pub(super) async fn fetch(
    settings: &PullSettings,
    address: &Url,
    entry: Option<&CatalogueEntry>,
    partial: &mut Partial,
    report: &mut Report<'_>,
) -> Result<Stated, Failure> {
    let download = Download {
        settings,
        address,
        entry,
        client: client(settings, address)?,
    };
    let mut furthest = partial.bytes();
    let mut retries = settings.retries;
    let mut delay = settings.first_delay;
    let mut was_reached = false;
    loop {
        let error = match download.attempt(partial, report).await {
            // A server that was never reached is left at once: another source may be waiting.
            Err(Failure::Source(error @ SourceError::Unreachable(_))) if was_reached => error,
            Err(Failure::Source(error @ (SourceError::Interrupted(_) | SourceError::Unavailable(_)))) => {
                error
            }
            other => return other,
        };
        was_reached = true;
        // A connection that breaks again and again, but gives something each time, still gets there.
        if partial.bytes() > furthest {
            furthest = partial.bytes();
            retries = settings.retries;
            delay = settings.first_delay;
        }
        if retries == 0 {
            return Err(error.into());
        }
        retries -= 1;
        sleep(delay).await;
        delay *= 2;
    }
}

fn client(settings: &PullSettings, address: &Url) -> Result<Client, Failure> {
    // An error means that a provider was installed before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(settings.connect_timeout)
        .read_timeout(settings.stall_timeout);
    if is_loopback(address) {
        builder = builder.no_proxy();
    }
    builder
        .build()
        .map_err(|error| SourceError::Interrupted(reason(error)).into())
}

impl Download<'_> {
    async fn attempt(&self, partial: &mut Partial, report: &mut Report<'_>) -> Result<Stated, Failure> {
        let source = without_query(self.address);
        let etag = partial
            .version()
            .filter(|version| version.source == source)
            .map(|version| version.etag.clone());
        if self.entry.is_none() && etag.is_none() {
            partial.restart()?;
        }
        let from = partial.bytes();
        // The catalogue's SHA-256 decides by itself; without it the server must say that the file is the same.
        let condition = etag.filter(|_| self.entry.is_none());
        let (response, stated) = self.open(from, condition.as_deref()).await?;

        let status = response.status();
        let total = match status {
            StatusCode::OK => {
                partial.restart()?;
                response.content_length()
            }
            StatusCode::PARTIAL_CONTENT => match content_range(response.headers()) {
                Some((start, total)) if start == from => total,
                _ => return Err(SourceError::Protocol("not the range that was asked for".to_owned()).into()),
            },
            StatusCode::RANGE_NOT_SATISFIABLE if from > 0 => {
                if unsatisfied_total(response.headers()) == Some(from) && self.entry.is_none() {
                    return Ok(stated);
                }
                partial.restart()?;
                return Err(
                    SourceError::Interrupted("the server has less than came before".to_owned()).into(),
                );
            }
            other => return Err(refusal(other).into()),
        };
        if let (Some(entry), Some(actual)) = (self.entry, total)
            && actual != entry.bytes
        {
            // What came before may be good for the next source.
            return Err(SourceError::Size {
                expected: entry.bytes,
                actual,
            }
            .into());
        }
        let total = total.or(self.entry.map(|entry| entry.bytes));
        if let Some(total) = total {
            space::check(
                partial.folder(),
                total.saturating_sub(partial.bytes()),
                self.settings.free_bytes,
            )?;
        }
        let version = strong_etag(response.headers()).map(|etag| Version { source, etag });
        partial.set_version(version)?;
        receive(response, total, partial, report).await?;
        Ok(stated)
    }

    /// Asks for the file from byte `from` on, following redirects. `condition` is the entity tag it must still have.
    async fn open(&self, from: u64, condition: Option<&str>) -> Result<(Response, Stated), SourceError> {
        let mut stated = Stated::default();
        let mut address = self.address.clone();
        for _ in 0..=MAX_REDIRECTS {
            let mut request = self
                .client
                .get(address.clone())
                .header(USER_AGENT, concat!("ponder/", env!("CARGO_PKG_VERSION")))
                // Ranges and sizes are of the file itself.
                .header(ACCEPT_ENCODING, "identity");
            if from > 0 {
                request = request.header(RANGE, format!("bytes={from}-"));
                if let Some(etag) = condition {
                    request = request.header(IF_RANGE, etag);
                }
            }
            let response = request.send().await.map_err(not_sent)?;
            if stated.sha256.is_none() {
                stated.sha256 = linked_sha256(response.headers());
            }
            if !response.status().is_redirection() {
                return Ok((response, stated));
            }
            let location = response
                .headers()
                .get(LOCATION)
                .and_then(|location| location.to_str().ok());
            let next = location.and_then(|location| address.join(location).ok());
            address = next.ok_or_else(|| SourceError::Redirect("without saying where to".to_owned()))?;
            if !self.may_go(&address) {
                let shown = without_query(&address);
                return Err(SourceError::Redirect(format!(
                    "to {shown}, which is not an https address"
                )));
            }
        }
        Err(SourceError::Redirect(format!("more than {MAX_REDIRECTS} times")))
    }

    /// A redirect may lead to `https`, and to this machine only from this machine.
    fn may_go(&self, address: &Url) -> bool {
        match address.scheme() {
            "https" => true,
            "http" => is_loopback(address) && self.address.scheme() == "http",
            _ => false,
        }
    }
}

/// Writes the body of `response` to the end of `partial`, until the file has `total` bytes.
async fn receive(
    mut response: Response,
    total: Option<u64>,
    partial: &mut Partial,
    report: &mut Report<'_>,
) -> Result<(), Failure> {
    let mut block = Vec::with_capacity(BLOCK_BYTES);
    report.downloading(partial.bytes(), total);
    loop {
        let chunk = response.chunk().await;
        let ended = !matches!(chunk, Ok(Some(_)));
        if let Ok(Some(chunk)) = &chunk {
            block.extend_from_slice(chunk);
        }
        if partial.bytes() == 0 && block.len() >= 4 && !block.starts_with(b"GGUF") {
            // A page that says sign in or not found is known by its first bytes: the rest need not come.
            return Err(SourceError::NotAModel(GgufError::NotGguf).into());
        }
        let done = partial.bytes() + block.len() as u64;
        if total.is_some_and(|total| done > total) {
            return Err(SourceError::Protocol("more came than the server said".to_owned()).into());
        }
        report.downloading(done, total);
        if block.len() >= BLOCK_BYTES || ended {
            partial
                .append(std::mem::replace(&mut block, Vec::with_capacity(BLOCK_BYTES)))
                .await?;
        }
        if ended {
            chunk.map_err(|error| SourceError::Interrupted(reason(error)))?;
            return match total {
                Some(total) if done < total => Err(SourceError::Interrupted(format!(
                    "the connection ended at byte {done} of {total}"
                ))
                .into()),
                _ => Ok(()),
            };
        }
    }
}

fn not_sent(error: reqwest::Error) -> SourceError {
    if error.is_connect() {
        SourceError::Unreachable(reason(error))
    } else {
        SourceError::Interrupted(reason(error))
    }
}

fn refusal(status: StatusCode) -> SourceError {
    let shown = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            format!("{status} (the model may be private, or ask for a license to be accepted)")
        }
        _ => status.to_string(),
    };
    let may_pass = status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
        );
    if may_pass {
        SourceError::Unavailable(shown)
    } else {
        SourceError::Status(shown)
    }
}

/// The first byte of a partial answer, and the size of the whole file if the server knows it.
fn content_range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let range = headers
        .get(CONTENT_RANGE)?
        .to_str()
        .ok()?
        .strip_prefix("bytes ")?;
    let (places, total) = range.split_once('/')?;
    let (start, _) = places.split_once('-')?;
    Some((start.trim().parse().ok()?, total.trim().parse().ok()))
}

/// The size of the whole file, from the answer to a range past its end.
fn unsatisfied_total(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(CONTENT_RANGE)?
        .to_str()
        .ok()?
        .strip_prefix("bytes */")?
        .trim()
        .parse()
        .ok()
}

/// The entity tag, if it vouches for every byte.
fn strong_etag(headers: &HeaderMap) -> Option<String> {
    let etag = headers.get(ETAG)?.to_str().ok()?;
    etag.starts_with('"').then(|| etag.to_owned())
}

fn linked_sha256(headers: &HeaderMap) -> Option<String> {
    let etag = headers.get(LINKED_ETAG)?.to_str().ok()?.trim_matches('"');
    let is_sha256 = etag.len() == 64 && etag.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_sha256.then(|| etag.to_ascii_lowercase())
}

/// What went wrong, with its causes and without the address, whose query may hold a key.
fn reason(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.contains(&message) {
            // Writing to a string does not fail.
            let _ = write!(text, ": {message}");
        }
        cause = error.source();
    }
    text
}
