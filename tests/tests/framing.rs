//! Frames and bodies as careless clients send them: each costs at most itself.

use ponder_tests::{Client, Launch};
use serde_json::{Value, json};

const URI: &str = "file:///framing/a.txt";

fn client() -> Client {
    let mut client = Launch::new().start();
    client.initialize(&json!({"capabilities": {}}));
    client
}

/// A request for the text of [`URI`].
fn question(id: &str) -> String {
    json!({"jsonrpc": "2.0", "id": id, "method": "ponder/documentText", "params": {"textDocument": {"uri": URI}}})
        .to_string()
}

fn opening(text: &str) -> String {
    let document = json!({"uri": URI, "languageId": "plaintext", "version": 1, "text": text});
    json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}})
        .to_string()
}

fn with_length(body: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

/// Checks that `bytes` are taken for the opening of a document with `text`, with nothing said about it.
#[track_caller]
fn check_opens(client: &mut Client, bytes: &[u8], text: &str) {
    client.send_bytes(bytes);
    client.send_body(question("silently opened"));
    let next = client.receive();
    assert_eq!(
        (&next["id"], &next["result"]["text"]),
        (&json!("silently opened"), &json!(text)),
        "{next}"
    );
    client.close(URI);
}

/// Checks that `bytes` are answered by one error to nobody with this code, and the next message as ever.
#[track_caller]
fn check_refused(client: &mut Client, bytes: &[u8], code: i64) {
    client.send_bytes(bytes);
    client.send_body(r#"{"jsonrpc":"2.0","id":"next","method":"no/such"}"#);
    let error = client.receive();
    assert_eq!(
        (&error["id"], &error["error"]["code"]),
        (&Value::Null, &json!(code)),
        "{error}"
    );
    let next = client.receive();
    assert_eq!(
        (&next["id"], &next["error"]["code"]),
        (&json!("next"), &json!(-32601)),
        "{next}"
    );
}

#[test]
fn a_message_may_come_one_byte_at_a_time() {
    let mut client = client();
    for byte in with_length(&opening("Käse 🤗")).bytes() {
        client.send_bytes(&[byte]);
        client.wait_until_read();
    }
    check_opens(&mut client, b"", "Käse 🤗");
}

#[test]
fn two_messages_in_one_write_are_two() {
    let mut client = client();
    let both = with_length(&opening("both")) + &with_length(&question("in one write"));
    client.send_bytes(both.as_bytes());
    assert_eq!(client.answer("in one write")["result"]["text"], "both");
}

#[test]
fn a_message_may_be_split_inside_its_header_and_inside_a_character() {
    let mut client = client();
    let message = with_length(&opening("Käse 🤗"));
    let character = message.find('🤗').unwrap() + 2;
    for at in [
        5,
        17,
        message.find("\r\n").unwrap() + 1,
        message.find("\r\n\r\n").unwrap() + 2,
        character,
    ] {
        let (before, after) = message.as_bytes().split_at(at);
        client.send_bytes(before);
        client.wait_until_read();
        check_opens(&mut client, after, "Käse 🤗");
    }
}

#[test]
fn headers_are_read_in_any_case_with_any_blanks_and_any_line_end() {
    let mut client = client();
    let body = opening("text");
    let length = body.len();
    for header in [
        format!("content-length: {length}\r\n\r\n"),
        format!("CONTENT-LENGTH: {length}\r\n\r\n"),
        format!("Content-Length:{length}\r\n\r\n"),
        format!("Content-Length:        {length}    \r\n\r\n"),
        format!("Content-Length: {length}\n\n"),
        format!(
            "Content-Length: {length}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n"
        ),
        format!("Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: {length}\r\n\r\n"),
        format!("content-type: text/klingon; charset=unknown\r\nContent-Length: {length}\r\n\r\n"),
        format!("X-Unknown: yes\r\nContent-Length: {length}\r\n\r\n"),
        format!("Content-Length: {length}\r\nContent-Length: {length}\r\n\r\n"),
    ] {
        check_opens(&mut client, (header + &body).as_bytes(), "text");
    }
}

#[test]
fn garbage_before_a_header_is_skipped() {
    let mut client = client();
    let message = with_length(&opening("text"));
    for garbage in [
        "hello",
        "hello\r\n\r\n",
        "\r\n\r\n\r\n",
        "{\"jsonrpc\":\"2.0\"}\n",
        "\0\0\0",
        &"x".repeat(100_000),
    ] {
        check_opens(&mut client, (garbage.to_owned() + &message).as_bytes(), "text");
    }
    let mut message_after_noise = vec![0xff, 0xfe, 0x00, b'\n'];
    message_after_noise.extend_from_slice(message.as_bytes());
    check_opens(&mut client, &message_after_noise, "text");
}

#[test]
fn a_length_that_is_missing_or_wrong_costs_one_message() {
    let mut client = client();
    let body = opening("not to be opened");
    for header in [
        "Content-Type: application/vscode-jsonrpc",
        "Content-Length: -10",
        "Content-Length: ten",
        "Content-Length: 0x10",
        "Content-Length: 1e3",
        "Content-Length:",
        "Content-Length: 10\r\nContent-Length: 11",
        "Content-Length: 67108865",
        "Content-Length: 99999999999999999999999999",
    ] {
        check_refused(&mut client, format!("{header}\r\n\r\n{body}").as_bytes(), -32600);
    }
    let unopened = json!({"textDocument": {"uri": URI}});
    assert_eq!(client.error_code("ponder/documentText", &unopened), -32602);
}

#[test]
fn an_empty_body_costs_one_message() {
    check_refused(&mut client(), b"Content-Length: 0\r\n\r\n", -32600);
}

#[test]
fn a_body_over_the_limit_is_skipped_and_takes_no_memory() {
    let mut client = client();
    let before = client.resident_bytes();
    let mebibyte = "x".repeat(1 << 20);
    client.send_bytes(format!("Content-Length: {}\r\n\r\n{{\"", (65 << 20) + 4).as_bytes());
    for _ in 0..65 {
        client.send_bytes(mebibyte.as_bytes());
    }
    check_refused(&mut client, b"\"}", -32600);
    assert!(
        client.resident_bytes() < before + (16 << 20),
        "{before} → {}",
        client.resident_bytes()
    );
}

#[test]
fn what_is_not_json_costs_one_message() {
    let mut client = client();
    let bomb = "[".repeat(1_000_000);
    let bomb_in_params = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"shutdown","params":{bomb}}}"#);
    let closed_bomb = format!("{bomb}{}", "]".repeat(1_000_000));
    let closed_bomb_in_params =
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"shutdown","params":{closed_bomb}}}"#);
    for body in [
        "{",
        "nonsense",
        "   ",
        r#"{"jsonrpc":"2.0","id":1,"method":"shutdown"}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"shutdown","#,
        &bomb,
        &closed_bomb,
        &bomb_in_params,
        &closed_bomb_in_params,
    ] {
        check_refused(&mut client, with_length(body).as_bytes(), -32700);
    }
}

#[test]
fn what_is_not_utf_8_costs_one_message() {
    let mut client = client();
    for text in [
        &b"\xff\xfe"[..],
        b"caf\xe9",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xf0\x9f\xa4",
    ] {
        let mut body = br#"{"jsonrpc":"2.0","method":"x","params":{"text":""#.to_vec();
        body.extend_from_slice(text);
        body.extend_from_slice(br#""}}"#);
        let mut message = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        message.extend_from_slice(&body);
        check_refused(&mut client, &message, -32700);
    }
}

#[test]
fn a_batch_costs_one_message() {
    let mut client = client();
    let batch = format!("[{},{}]", question("a"), question("b"));
    check_refused(&mut client, with_length(&batch).as_bytes(), -32600);
    check_refused(&mut client, with_length("[]").as_bytes(), -32600);
}

#[test]
fn of_duplicate_keys_the_last_one_counts() {
    let mut client = client();
    let body = opening("second").replace(r#""text":"#, r#""text":"first","text":"#);
    assert!(body.contains("first"));
    check_opens(&mut client, with_length(&body).as_bytes(), "second");
    client.send_body(r#"{"jsonrpc":"2.0","id":1,"id":"last","method":"x","method":"no/such"}"#);
    assert_eq!(client.answer("last")["error"]["code"], -32601);
}

#[test]
fn lone_surrogates_are_repaired() {
    let mut client = client();
    let body = opening("(1)(2)🤗")
        .replace("(1)", r"\ud83e")
        .replace("(2)", r"\uDD17-")
        .replace('🤗', r"\ud83e\udd17");
    // The halves stand side by side in the right order here, so they are one character.
    check_opens(&mut client, with_length(&body).as_bytes(), "🤗-🤗");
    for (half, repaired) in [
        (r"a\ud800z", "a\u{fffd}z"),
        (r"\udfff", "\u{fffd}"),
        (r"\ud83e\ud83e\udd17", "\u{fffd}🤗"),
    ] {
        let body = opening("(half)").replace("(half)", half);
        check_opens(&mut client, with_length(&body).as_bytes(), repaired);
    }
}

#[test]
fn nul_is_text() {
    let mut client = client();
    check_opens(&mut client, with_length(&opening("a\0b")).as_bytes(), "a\0b");
    let raw = opening("a(nul)b").replace("(nul)", "\0");
    check_refused(&mut client, with_length(&raw).as_bytes(), -32700);
}

#[test]
fn a_document_of_32_mebibytes_is_opened() {
    let mut client = client();
    let text = "0123456789abcde\n".repeat(2 << 20);
    client.open(URI, "plaintext", &text);
    let (opened, version) = client.document(URI);
    assert_eq!(version, 1);
    assert!(opened == text, "{} bytes came back", opened.len());
}
