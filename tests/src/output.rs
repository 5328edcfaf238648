//! The program's standard output, read strictly: anything but well-formed frames is a failure of the program.

use std::io::{BufRead, BufReader, Read};

use serde_json::Value;

/// What was read.
#[derive(Debug)]
pub(crate) enum Output {
    Message(Value),
    /// Something that is no message, described; nothing can be read after it.
    Noise(String),
}

/// Reads messages until the end of the output or the first noise, and gives each to `take`.
pub(crate) fn read_all(output: impl Read, mut take: impl FnMut(Output)) {
    let mut output = BufReader::new(output);
    loop {
        match read(&mut output) {
            Ok(Some(message)) => take(Output::Message(message)),
            Ok(None) => return,
            Err(noise) => return take(Output::Noise(noise)),
        }
    }
}

fn read(output: &mut impl BufRead) -> Result<Option<Value>, String> {
    let mut header = Vec::new();
    output
        .read_until(b'\n', &mut header)
        .map_err(|error| error.to_string())?;
    if header.is_empty() {
        return Ok(None);
    }
    let header = String::from_utf8_lossy(&header).into_owned();
    let length: usize = header
        .strip_prefix("Content-Length: ")
        .and_then(|header| header.strip_suffix("\r\n"))
        .and_then(|length| length.parse().ok())
        .ok_or_else(|| format!("{header:?} is no header"))?;
    let mut body = vec![0; length + 2];
    output
        .read_exact(&mut body)
        .map_err(|error| format!("the output ends within a message: {error}"))?;
    let body = body
        .strip_prefix(b"\r\n")
        .ok_or_else(|| format!("no empty line after {header:?}"))?;
    let message: Value =
        serde_json::from_slice(body).map_err(|error| format!("a body is no JSON: {error}"))?;
    if message["jsonrpc"] == "2.0" {
        Ok(Some(message))
    } else {
        Err(format!("{message} is no message"))
    }
}
