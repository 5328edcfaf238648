//! Standard output, written without a thread between where that is possible.
//!
//! The runtime's own standard output hands each write to a thread for blocking work, whose waking takes longer than the
//! way of a token through all the rest of the server.

use tokio::io::AsyncWrite;

/// Where the client reads.
pub(crate) type Output = Box<dyn AsyncWrite + Send + Unpin>;

/// Standard output. A pipe or a socket, which is what editors give, is written without blocking. Needs a tokio runtime.
pub(crate) fn standard_output() -> Output {
    #[cfg(unix)]
    if let Ok(Some(output)) = without_blocking() {
        return output;
    }
    Box::new(tokio::io::stdout())
}

#[cfg(unix)]
fn without_blocking() -> std::io::Result<Option<Output>> {
    use std::fs::File;
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::FileTypeExt as _;
    use std::os::unix::net::UnixStream;

    let file = File::from(std::io::stdout().as_fd().try_clone_to_owned()?);
    let kind = file.metadata()?.file_type();
    if kind.is_fifo() {
        let sender = tokio::net::unix::pipe::Sender::from_file(file)?;
        return Ok(Some(Box::new(sender)));
    }
    if kind.is_socket() {
        let stream = UnixStream::from(std::os::fd::OwnedFd::from(file));
        stream.set_nonblocking(true)?;
        return Ok(Some(Box::new(tokio::net::UnixStream::from_std(stream)?)));
    }
    Ok(None)
}
