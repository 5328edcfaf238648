use proptest::prelude::*;
use serde_json::json;

use super::*;

fn integer(digits: &str) -> RequestId {
    RequestId::Integer(digits.to_owned())
}

#[track_caller]
fn call(body: &str) -> Call {
    match read(body.as_bytes()) {
        Incoming::Call(call) => call,
        other => panic!("{body} is no call but {other:?}"),
    }
}

#[track_caller]
fn refused_code(body: impl AsRef<[u8]>) -> (Option<RequestId>, i64) {
    match read(body.as_ref()) {
        Incoming::Refused(id, error) => (id, error.code.code()),
        other => panic!("not refused but {other:?}"),
    }
}

#[test]
fn requests_and_notifications_are_told_apart() {
    let request = call(r#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":[1]}}"#);
    assert_eq!(
        request,
        Call {
            id: Some(integer("1")),
            method: "m".into(),
            params: Some(json!({"a": [1]}))
        }
    );
    assert_eq!(
        call(r#"{"jsonrpc":"2.0","method":"m"}"#),
        Call {
            id: None,
            method: "m".into(),
            params: None
        }
    );
}

#[test]
fn ids_are_kept_as_they_came() {
    for id in [
        "0",
        "-7",
        "9223372036854775807",
        "18446744073709551616",
        "-99999999999999999999999999",
        r#""a\"b""#,
    ] {
        let call = call(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"m"}}"#));
        assert_eq!(serde_json::to_string(&call.id).unwrap(), id);
    }
}

#[test]
fn ids_that_are_neither_integers_nor_strings_are_refused() {
    for id in ["1.5", "1.0", "1e3", "null", "true", "[1]", "{}"] {
        assert_eq!(
            refused_code(format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"m"}}"#)),
            (None, -32600),
            "{id}"
        );
    }
}

#[test]
fn a_cancelled_id_is_read_like_the_id_of_a_request() {
    let cancel = |id| {
        read(format!(r#"{{"jsonrpc":"2.0","method":"$/cancelRequest","params":{{"id":{id}}}}}"#).as_bytes())
    };
    assert_eq!(
        cancel("18446744073709551616"),
        Incoming::Cancel(integer("18446744073709551616"))
    );
    assert_eq!(
        cancel(r#""\u0061""#),
        Incoming::Cancel(RequestId::Text("a".into()))
    );
    for nonsense in ["1.5", "null", "{}"] {
        assert!(matches!(cancel(nonsense), Incoming::Ignored(_)));
    }
    assert!(matches!(
        read(br#"{"jsonrpc":"2.0","method":"$/cancelRequest"}"#),
        Incoming::Ignored(_)
    ));
}

#[test]
fn what_is_not_json_is_a_parse_error() {
    for broken in [
        &b""[..],
        b"   ",
        b"{",
        b"{\"method\":",
        b"{\"method\":\"m\"}}",
        b"nonsense",
        b"\xff\xfe",
        b"{\"a\":\"\xc3\"}",
    ] {
        assert_eq!(refused_code(broken), (None, -32700), "{broken:?}");
    }
}

#[test]
fn what_is_json_but_no_message_is_an_invalid_request() {
    for invalid in [
        r#"[{"jsonrpc":"2.0","id":1,"method":"m"}]"#,
        "[]",
        "1",
        "null",
        "{}",
        r#"{"jsonrpc":"2.0","id":1}"#,
    ] {
        assert_eq!(refused_code(invalid), (None, -32600), "{invalid}");
    }
    for (invalid, id) in [
        (r#"{"jsonrpc":"2.0","id":1,"method":1}"#, "1"),
        (r#"{"jsonrpc":"1.0","id":2,"method":"m"}"#, "2"),
        (r#"{"jsonrpc":2.0,"id":3,"method":"m"}"#, "3"),
    ] {
        assert_eq!(refused_code(invalid), (Some(integer(id)), -32600), "{invalid}");
    }
}

#[test]
fn a_missing_version_is_forgiven() {
    assert_eq!(call(r#"{"id":1,"method":"m"}"#).id, Some(integer("1")));
}

#[test]
fn deep_nesting_is_a_parse_error_wherever_it_stands() {
    let bomb = "[".repeat(200_000);
    let closed = format!("{bomb}{}", "]".repeat(200_000));
    assert_eq!(refused_code(&bomb), (None, -32700));
    assert_eq!(refused_code(&closed), (None, -32700));
    assert_eq!(refused_code("{\"a\":".repeat(200_000)), (None, -32700));
    assert_eq!(
        refused_code(format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"m","params":{closed}}}"#
        )),
        (None, -32700)
    );
    assert_eq!(
        call(&format!(r#"{{"jsonrpc":"2.0","method":"m","unknown":{closed}}}"#)).method,
        "m"
    );
}

#[test]
fn of_members_given_twice_the_last_one_counts() {
    let call = call(r#"{"id":1,"id":2,"method":"a","method":"b","params":{"x":1},"params":{"x":2,"x":3}}"#);
    assert_eq!(
        call,
        Call {
            id: Some(integer("2")),
            method: "b".into(),
            params: Some(json!({"x": 3}))
        }
    );
}

#[test]
fn lone_surrogates_are_repaired_and_nul_is_text() {
    let params = call(r#"{"method":"m","params":{"\ud800":"a\uDFFF\u0000b\\ud800\ud83e\udd17"}}"#).params;
    assert_eq!(params, Some(json!({"\u{fffd}": "a\u{fffd}\0b\\ud800🤗"})));
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(call("\u{feff}{\"method\":\"m\"}").method, "m");
}

#[test]
fn answers_of_the_client_are_read_though_they_are_incomplete() {
    let response = |body: &str| match read(body.as_bytes()) {
        Incoming::Response(response) => response,
        other => panic!("{body} is no response but {other:?}"),
    };
    let ok = response(r#"{"jsonrpc":"2.0","id":3,"result":null}"#);
    assert_eq!(ok.into_parts(), (Id::Number(3), Ok(Value::Null)));
    let (id, error) = response(r#"{"id":3,"error":{"message":"no","extra":1}}"#).into_parts();
    assert_eq!((id, error.unwrap_err().message.as_ref()), (Id::Number(3), "no"));
    let both = response(r#"{"id":3,"error":null,"result":1}"#);
    assert_eq!(both.into_parts(), (Id::Number(3), Ok(json!(1))));
    for nobody in [
        r#"{"id":"x","result":1}"#,
        r#"{"id":null,"error":{}}"#,
        r#"{"result":1}"#,
    ] {
        assert!(matches!(read(nobody.as_bytes()), Incoming::Ignored(_)));
    }
}

#[test]
fn exit_is_known_in_both_forms() {
    assert_eq!(read(br#"{"method":"exit"}"#), Incoming::Exit(None));
    assert_eq!(
        read(br#"{"method":"exit","id":1}"#),
        Incoming::Exit(Some(integer("1")))
    );
}

proptest! {
    #[test]
    fn any_bytes_are_survived(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&body);
    }

    #[test]
    fn any_text_made_of_json_is_survived(body in r#"([{}\[\]:,"\\ 0-9.eu-]|id|method|params|\\ud8|"method":"m"|"id":|null){0,40}"#) {
        let _ = read(body.as_bytes());
    }
}
