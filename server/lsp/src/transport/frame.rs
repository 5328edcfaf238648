//! Frames: where one message ends and the next begins.
//!
//! The reader is tolerant and bounded. It takes any spelling of the header names, line ends without carriage
//! return, unknown headers and garbage between messages; it never allocates by a length that a client claims,
//! only by bytes that came. What the bodies say is left to [`message`](super::message).

use std::io::Write as _;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The longest body that is read: 64 MiB. A document of 20 MB, the largest that the tests open, takes at most
/// 40 MB as JSON unless it is full of control characters.
pub(super) const BODY_LIMIT: usize = 64 << 20;

/// The longest header line that is kept. Longer ones are garbage, of which only the last bytes matter.
const LINE_LIMIT: usize = 8 << 10;

/// What is kept of garbage that has no line end: enough for a header glued to it.
const TAIL: usize = 128;

/// Bytes asked of the input at once.
const CHUNK: usize = 64 << 10;

const CONTENT_LENGTH: &[u8] = b"content-length";

/// Why a frame has no body to offer. The reader has already gone on to look for the next header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FrameError {
    #[error("a message without `Content-Length` was skipped")]
    LengthMissing,
    #[error("a message was skipped: its `Content-Length` is not a number of bytes")]
    LengthInvalid,
    #[error("a message was skipped: its header has two different values of `Content-Length`")]
    LengthRepeated,
    #[error("a message was skipped: it is longer than {BODY_LIMIT} bytes")]
    TooLong,
    #[error("an empty message was skipped")]
    Empty,
}

/// Takes a stream of bytes apart, however it is cut.
#[derive(Debug, Default)]
pub(super) struct FrameDecoder {
    state: State,
    line: Vec<u8>,
}

#[derive(Debug)]
enum State {
    /// Between a body and the blank line that ends the next header.
    Header {
        length: Length,
        sync: Sync,
    },
    Body {
        length: usize,
        body: Vec<u8>,
    },
}

/// The `Content-Length` of the header being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    /// No header line yet.
    Nothing,
    /// Header lines, but no length.
    OtherHeaders,
    Bytes(usize),
    Invalid,
    Contradictory,
    OverLimit,
}

/// Whether what comes next is known to be a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sync {
    InStep,
    /// Something that is no header came, or a body of unknown length: only a `Content-Length` counts as a
    /// header now. None can stand inside a body by mistake, since JSON has no raw line ends within strings.
    Lost,
}

impl Default for State {
    fn default() -> Self {
        Self::header(Sync::InStep)
    }
}

impl State {
    fn header(sync: Sync) -> Self {
        Self::Header {
            length: Length::Nothing,
            sync,
        }
    }
}

impl FrameDecoder {
    /// Takes bytes off the front of `input` until a frame is whole. `None` means that all of `input` was taken
    /// and more is needed.
    pub(super) fn decode(&mut self, input: &mut &[u8]) -> Option<Result<Vec<u8>, FrameError>> {
        while !input.is_empty() {
            match &mut self.state {
                State::Header { .. } => {
                    if !self.take_line(input) {
                        continue;
                    }
                    if let Some(error) = self.end_line() {
                        self.state = State::header(Sync::Lost);
                        return Some(Err(error));
                    }
                }
                State::Body { length, body } => {
                    let wanted = (*length - body.len()).min(input.len());
                    body.extend_from_slice(&input[..wanted]);
                    *input = &input[wanted..];
                    if body.len() == *length {
                        let body = std::mem::take(body);
                        self.state = State::header(Sync::InStep);
                        return Some(Ok(body));
                    }
                }
            }
        }
        None
    }

    /// Moves bytes to the line up to its end; returns whether the end came.
    fn take_line(&mut self, input: &mut &[u8]) -> bool {
        let end = input.iter().position(|&byte| byte == b'\n');
        let taken = end.map_or(input.len(), |at| at + 1);
        self.line.extend_from_slice(&input[..taken]);
        *input = &input[taken..];
        if self.line.len() > LINE_LIMIT {
            self.line.drain(..self.line.len() - TAIL);
        }
        end.is_some()
    }

    /// Reads the line just completed. An error means that the header is over and useless.
    fn end_line(&mut self) -> Option<FrameError> {
        let line = std::mem::take(&mut self.line);
        let line = line.trim_ascii_end();
        let State::Header { length, sync } = &mut self.state else {
            return None;
        };
        if line.is_empty() {
            match *length {
                Length::Nothing => {}
                Length::OtherHeaders => return Some(FrameError::LengthMissing),
                Length::Bytes(0) => return Some(FrameError::Empty),
                Length::Bytes(bytes) => {
                    self.state = State::Body {
                        length: bytes,
                        body: Vec::new(),
                    }
                }
                Length::Invalid => return Some(FrameError::LengthInvalid),
                Length::Contradictory => return Some(FrameError::LengthRepeated),
                Length::OverLimit => return Some(FrameError::TooLong),
            }
        } else if let Some(value) = content_length(line) {
            *length = match (*length, value) {
                (Length::Nothing | Length::OtherHeaders, value) => value,
                (before, value) if before == value => value,
                _ => Length::Contradictory,
            };
        } else if is_header(line) {
            if *length == Length::Nothing && *sync == Sync::InStep {
                *length = Length::OtherHeaders;
            }
        } else if *length == Length::Nothing {
            *sync = Sync::Lost;
        }
        None
    }
}

/// The value of a `Content-Length` line, also of one that follows the end of something else without a line end.
fn content_length(line: &[u8]) -> Option<Length> {
    let colon = line
        .windows(CONTENT_LENGTH.len())
        .enumerate()
        .filter(|(_, window)| window.eq_ignore_ascii_case(CONTENT_LENGTH))
        // `X-Content-Length` is another header.
        .filter(|&(at, _)| at == 0 || line[at - 1] != b'-')
        .map(|(at, window)| &line[at + window.len()..])
        .filter_map(|rest| rest.trim_ascii_start().strip_prefix(b":"))
        .next_back()?;
    let value = colon.trim_ascii();
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return Some(Length::Invalid);
    }
    let bytes = std::str::from_utf8(value)
        .ok()
        .and_then(|digits| digits.parse::<usize>().ok());
    Some(match bytes {
        Some(bytes) if bytes <= BODY_LIMIT => Length::Bytes(bytes),
        // Digits only, so what no machine number holds is too long as well.
        _ => Length::OverLimit,
    })
}

fn is_header(line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|&byte| byte == b':') else {
        return false;
    };
    let name = line[..colon].trim_ascii_end();
    !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Reads frames from an input.
#[derive(Debug)]
pub(super) struct FrameReader<R> {
    input: R,
    decoder: FrameDecoder,
    chunk: Vec<u8>,
    taken: usize,
}

impl<R: AsyncRead + Unpin> FrameReader<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            decoder: FrameDecoder::default(),
            chunk: Vec::with_capacity(CHUNK),
            taken: 0,
        }
    }

    /// The next frame, or `None` at the end of the input, also in the middle of a frame. Dropping the future
    /// loses nothing.
    pub(super) async fn next(&mut self) -> Option<Result<Vec<u8>, FrameError>> {
        loop {
            let mut input = &self.chunk[self.taken..];
            let frame = self.decoder.decode(&mut input);
            self.taken = self.chunk.len() - input.len();
            if frame.is_some() {
                return frame;
            }
            self.chunk.clear();
            self.taken = 0;
            match self.input.read_buf(&mut self.chunk).await {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "the input cannot be read any more");
                    return None;
                }
            }
        }
    }
}

/// Puts a header before `body` and appends both to `output`.
pub(super) fn encode(body: &[u8], output: &mut Vec<u8>) {
    write!(output, "Content-Length: {}\r\n\r\n", body.len()).expect("a vector takes all writes");
    output.extend_from_slice(body);
}

#[cfg(test)]
mod tests;
