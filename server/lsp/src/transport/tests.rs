//! The loop as a client sees it, over pipes in memory, around services of the library and made by hand.

pub(crate) mod client;
mod framing;
mod lifecycle;
mod ordering;
mod protocol;
mod server;
