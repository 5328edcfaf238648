//! How models are pulled: where the hub is, how long to wait, and how to call `pip`.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::time::Duration;

use url::Url;

use super::PullError;
use super::reference::secure_address;
use super::space::free_bytes;

/// The hub where the catalogue's publishers offer their models.
const HUB: &str = "https://huggingface.co";

/// How models are pulled.
#[derive(Debug, Clone)]
pub struct PullSettings {
    /// The hub or a mirror of it. `https`, or `http` to this machine itself.
    pub hub: Url,
    /// How long to wait for a connection.
    pub connect_timeout: Duration,
    /// How long a connection may give nothing before it counts as broken.
    pub stall_timeout: Duration,
    /// How many times in a row to try again when nothing more came.
    pub retries: u32,
    /// How long to wait before the first of these; twice as long before each that follows.
    pub first_delay: Duration,
    /// The commands to try for `pip`, in order, each with its first arguments.
    pub pip: Vec<Vec<OsString>>,
    /// Says how many bytes are free for files in a folder.
    pub free_bytes: fn(&Path) -> io::Result<u64>,
}

impl PullSettings {
    /// The usual settings, with the hub that the environment variable `HF_ENDPOINT` names, if it is set.
    pub fn from_environment() -> Result<Self, PullError> {
        let endpoint = std::env::var("HF_ENDPOINT")
            .ok()
            .filter(|endpoint| !endpoint.is_empty());
        Self::with_hub(endpoint.as_deref().unwrap_or(HUB))
    }

    /// The usual settings with the hub at `address`.
    pub fn with_hub(address: &str) -> Result<Self, PullError> {
        Ok(Self {
            hub: secure_address(address).map_err(PullError::Endpoint)?,
            connect_timeout: Duration::from_secs(10),
            stall_timeout: Duration::from_secs(60),
            retries: 3,
            first_delay: Duration::from_secs(1),
            pip: vec![
                vec!["pip3".into()],
                vec!["pip".into()],
                vec!["python3".into(), "-m".into(), "pip".into()],
                vec!["python".into(), "-m".into(), "pip".into()],
            ],
            free_bytes,
        })
    }
}
