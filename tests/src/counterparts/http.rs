//! The plainest HTTP client, to ask counterparts without the program: one request, one connection, a whole body.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// How long a counterpart may stay silent.
const PATIENCE: Duration = Duration::from_secs(120);

/// Asks for a JSON document; returns the status and the document, null where the body is no JSON.
///
/// # Panics
///
/// If there is no answer, or none in HTTP.
pub fn get(url: &str, key: Option<&str>) -> (u16, Value) {
    request("GET", url, key, "")
}

/// Posts a JSON document; returns the status and the answer, null where the body is no JSON.
///
/// # Panics
///
/// If there is no answer, or none in HTTP.
pub fn post(url: &str, key: Option<&str>, body: &Value) -> (u16, Value) {
    request("POST", url, key, &body.to_string())
}

fn request(method: &str, url: &str, key: Option<&str>, body: &str) -> (u16, Value) {
    let (host, path) = url
        .strip_prefix("http://")
        .and_then(|rest| rest.split_at_checked(rest.find('/')?))
        .unwrap_or_else(|| panic!("{url} is no address of a counterpart"));
    let key = key.map_or_else(String::new, |key| format!("Authorization: Bearer {key}\r\n"));
    // In this version the body ends with the connection.
    let request = format!(
        "{method} {path} HTTP/1.0\r\nHost: {host}\r\n{key}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = exchange(host, &request).unwrap_or_else(|error| panic!("{method} {url}: {error}"));
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("{method} {url}: {answer:?} is no answer"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.unwrap_or_else(|| panic!("{method} {url}: {head:?} has no status"));
    (status, serde_json::from_str(body).unwrap_or_default())
}

fn exchange(host: &str, request: &str) -> std::io::Result<String> {
    let mut connection = TcpStream::connect(host)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
