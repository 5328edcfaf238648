//! Each fault can be seen on the wire.

use std::time::{Duration, Instant};

use ponder_tests::stand_in::{Answer, Dialect, Fault, Place, StandIn};
use serde_json::{Value, json};

use crate::client::{Connection, Ended, Reply, ask, chat, model, post, start, with};

/// Long enough for loopback on a busy machine, short enough to wait for in vain.
const SILENCE: Duration = Duration::from_secs(1);

const TEXT: &str = "grüße 世界 again";

/// The answer to a streamed chat under `fault`.
fn failing(dialect: Dialect, fault: Fault) -> Reply {
    chatting(dialect, fault, true)
}

fn chatting(dialect: Dialect, fault: Fault, stream: bool) -> Reply {
    let stand_in = start(dialect);
    stand_in.answer_with(Answer::reasoned("We think", TEXT));
    let silent = matches!(fault, Fault::Silence(_));
    stand_in.fail_with(fault);
    let path = format!(
        "{}/chat/completions",
        stand_in.url().replace(&stand_in.root(), "")
    );
    let mut connection = Connection::open(&stand_in);
    if silent {
        connection.listen_for(SILENCE);
    }
    let body = with(chat(model(dialect)), &json!({"stream": stream}));
    connection.send("POST", &path, Some(StandIn::KEY), &body.to_string());
    connection.reply()
}

fn content(reply: &Reply) -> String {
    reply.joined("/choices/0/delta/content")
}

#[test]
fn statuses_have_bodies_of_the_provider() {
    for dialect in Dialect::ALL {
        for status in [400, 401, 402, 404, 408, 413, 429, 500, 502, 503, 529] {
            let reply = failing(dialect, Fault::Status(status));
            assert_eq!(reply.status, status, "{dialect}");
            assert!(reply.header("retry-after").is_none());
        }
    }
    let code = |dialect| failing(dialect, Fault::Status(503)).json()["error"]["code"].clone();
    assert_eq!(
        (code(Dialect::Openrouter), code(Dialect::Openai)),
        (json!(503), Value::Null)
    );
    assert_eq!(
        failing(Dialect::Siliconflow, Fault::Status(503)).json()["code"],
        50505
    );
    assert_eq!(
        failing(Dialect::Deepseek, Fault::Status(402)).json()["error"]["message"],
        "Insufficient Balance"
    );
    assert!(
        failing(Dialect::Generic, Fault::Status(429))
            .body()
            .contains("当前分组上游负载已饱和")
    );
}

#[test]
fn refusals_come_in_every_form() {
    let parameter = failing(Dialect::Openai, Fault::Parameter("temperature".to_owned()));
    assert_eq!(
        (parameter.status, &parameter.json()["error"]["param"]),
        (400, &json!("temperature"))
    );
    let seconds = failing(Dialect::Deepseek, Fault::RetryAfterSeconds(7));
    assert_eq!((seconds.status, seconds.header("retry-after")), (429, Some("7")));
    let date = failing(Dialect::Deepseek, Fault::RetryAfterDate(7));
    assert!(
        date.header("retry-after")
            .is_some_and(|date| date.ends_with(" GMT") && date.len() == 29)
    );
    let quota = failing(Dialect::Openai, Fault::InsufficientQuota);
    assert_eq!(
        (quota.status, &quota.json()["error"]["code"]),
        (429, &json!("insufficient_quota"))
    );
    let bare = failing(Dialect::Deepseek, Fault::BareText);
    assert!(bare.status == 422 && bare.body().starts_with("Failed to deserialize"));
    let octets = failing(Dialect::Deepseek, Fault::OctetStream);
    assert_eq!(
        (octets.status, octets.header("content-type")),
        (400, Some("application/octet-stream"))
    );
    assert!(octets.json()["error"].is_object());
    let html = failing(Dialect::Deepseek, Fault::Html(502));
    assert_eq!(
        (html.status, html.header("content-type")),
        (502, Some("text/html"))
    );
    let empty = failing(Dialect::Deepseek, Fault::Empty(500));
    assert_eq!((empty.status, empty.body().as_str()), (500, ""));
    let error = failing(Dialect::Openai, Fault::ErrorBody);
    assert_eq!(
        (error.status, error.header("content-type")),
        (200, Some("application/json"))
    );
    assert!(error.json()["error"].is_object());
    let elsewhere = "http://127.0.0.1:9/elsewhere";
    let redirect = failing(Dialect::Openai, Fault::Redirect(elsewhere.to_owned()));
    assert_eq!(
        (redirect.status, redirect.header("location")),
        (307, Some(elsewhere))
    );
}

#[test]
fn a_stream_is_kept_alive_by_comments_and_a_body_by_blank_lines() {
    let fault = Fault::KeepAlive {
        count: 3,
        every: Duration::from_millis(1),
    };
    let stream = failing(Dialect::Deepseek, fault.clone());
    assert_eq!(stream.chunks[..3], [b": keep-alive\n\n"; 3]);
    assert_eq!(content(&stream), TEXT);
    assert_eq!(
        failing(Dialect::Openrouter, fault.clone()).chunks[0],
        b": OPENROUTER PROCESSING\n\n"
    );
    let body = chatting(Dialect::Deepseek, fault, false);
    assert!(body.body().starts_with("\n\n\n{"));
    assert_eq!(body.json()["choices"][0]["message"]["content"], TEXT);
}

#[test]
fn silence_cuts_and_ends_come_at_every_place() {
    type Break = fn(Place) -> Fault;
    let breaks: [(Break, Ended); 4] = [
        (Fault::Silence, Ended::Silent),
        (Fault::Cut, Ended::Reset),
        (Fault::Close, Ended::Closed),
        (Fault::End, Ended::Whole),
    ];
    for (fault, ended) in breaks {
        if ended != Ended::Whole {
            let nothing = failing(Dialect::Deepseek, fault(Place::BeforeHead));
            assert_eq!((nothing.status, nothing.ended), (0, ended));
        }
        let before = failing(Dialect::Deepseek, fault(Place::BeforeFirstToken));
        assert_eq!(
            (before.status, before.ended, content(&before).as_str()),
            (200, ended, "")
        );
        let token = failing(Dialect::Deepseek, fault(Place::AfterFirstToken));
        assert_eq!((token.ended, content(&token).as_str()), (ended, ""));
        assert_eq!(token.joined("/choices/0/delta/reasoning_content"), "We ");
        let text = failing(Dialect::Deepseek, fault(Place::AfterFirstContent));
        assert_eq!((text.ended, content(&text).as_str()), (ended, "grüße "));
        assert!(!text.body().contains("[DONE]"));
        let body = chatting(Dialect::Deepseek, fault(Place::AfterFirstToken), false);
        let broken = if ended == Ended::Whole {
            Ended::Closed
        } else {
            ended
        };
        assert_eq!(
            (body.status, body.ended),
            (200, broken),
            "a body of a known length cannot end early"
        );
    }
}

#[test]
fn the_end_of_a_stream_can_be_missing_or_false() {
    let no_done = failing(Dialect::Openai, Fault::NoDone);
    assert_eq!((no_done.ended, content(&no_done).as_str()), (Ended::Whole, TEXT));
    assert!(no_done.body().contains("\"finish_reason\":\"stop\"") && !no_done.body().contains("[DONE]"));
    let cut = failing(Dialect::Openai, Fault::DoneAfterCut);
    assert_eq!(content(&cut), "grüße ");
    assert!(!cut.body().contains("\"finish_reason\":\"stop\"") && cut.body().ends_with("data: [DONE]\n\n"));
}

#[test]
fn errors_come_within_a_stream_in_the_shape_of_the_provider() {
    for dialect in Dialect::ALL {
        let late = failing(dialect, Fault::ErrorInStream);
        let first = failing(dialect, Fault::ErrorEvent);
        assert_eq!((late.status, first.status), (200, 200));
        let (late, first) = (late.chunks_of_json(), first.chunks_of_json());
        assert_eq!((late.last(), first.len()), (first.first(), 1), "{dialect}");
        let code = if dialect == Dialect::Siliconflow {
            "/code"
        } else {
            "/error/message"
        };
        assert!(first[0].pointer(code).is_some(), "{dialect}");
    }
    let chunk = &failing(Dialect::Openrouter, Fault::ErrorEvent).chunks_of_json()[0];
    assert_eq!(
        (&chunk["error"]["code"], &chunk["choices"][0]["finish_reason"]),
        (&json!(502), &json!("error"))
    );
    let stand_in = start(Dialect::Ollama);
    stand_in.fail_with(Fault::ErrorInStream);
    let native = ask(&stand_in, "POST", "/api/chat", &chat("llama3.2:3b").to_string()).body();
    assert!(
        native
            .lines()
            .last()
            .is_some_and(|line| line.starts_with("{\"error\":\""))
    );
}

#[test]
fn answers_can_be_empty_or_noisy() {
    let empty = failing(Dialect::Openai, Fault::EmptyChoices);
    assert!(
        empty
            .chunks_of_json()
            .iter()
            .all(|chunk| chunk["choices"] == json!([]))
    );
    assert_eq!(
        chatting(Dialect::Openai, Fault::EmptyChoices, false).json()["choices"],
        json!([])
    );
    let null = failing(Dialect::Openai, Fault::NullContent);
    assert_eq!(content(&null), "");
    assert!(null.body().contains("\"content\":null"));
    let message = chatting(Dialect::Openai, Fault::NullContent, false).json();
    assert_eq!(message.pointer("/choices/0/message/content"), Some(&Value::Null));
    let noisy = failing(Dialect::Openai, Fault::Noise);
    assert_eq!(content(&noisy), TEXT);
    assert!(noisy.body().contains("event: ping") && noisy.body().contains("\"finish_reason\":\"\""));
}

#[test]
fn good_bytes_come_in_bad_pieces() {
    let good = failing(Dialect::Deepseek, Fault::Drip(Duration::ZERO));
    let bytes = failing(Dialect::Deepseek, Fault::ByteByByte);
    assert!(bytes.chunks.iter().all(|chunk| chunk.len() == 1));
    assert_eq!(bytes.body(), good.body());
    let halves = failing(Dialect::Deepseek, Fault::HalfCharacters);
    let cut = |chunk: &Vec<u8>| std::str::from_utf8(chunk).is_err();
    assert!(halves.chunks.iter().filter(|chunk| cut(chunk)).count() > 4);
    assert_eq!(halves.body(), good.body());
    let crlf = failing(Dialect::Deepseek, Fault::CrLf);
    assert!(
        crlf.chunks.iter().any(|chunk| chunk.ends_with(b"\r")),
        "cut between CR and LF"
    );
    assert_eq!(crlf.body().replace("\r\n", "\n"), good.body());
    let cr = failing(Dialect::Deepseek, Fault::LoneCr);
    assert!(!cr.body().contains('\n'));
    assert_eq!(cr.body().replace('\r', "\n"), good.body());
    let mark = failing(Dialect::Deepseek, Fault::ByteOrderMark);
    assert_eq!(
        (mark.chunks[0].as_slice(), mark.body().strip_prefix('\u{feff}')),
        (&b"\xEF\xBB\xBF"[..], Some(good.body().as_str()))
    );
    let split = failing(Dialect::Deepseek, Fault::SplitByteOrderMark);
    assert_eq!(split.chunks[..3], [[0xEF], [0xBB], [0xBF]]);
    assert_eq!(split.body(), mark.body());
    let tight = failing(Dialect::Deepseek, Fault::NoSpace);
    assert_eq!(tight.body().replace("data:", "data: "), good.body());
}

#[test]
fn one_event_can_be_4_mebibytes() {
    let huge = failing(Dialect::Deepseek, Fault::HugeEvent);
    let longest = huge.events().iter().map(String::len).max();
    assert!(longest.is_some_and(|longest| longest >= 4 << 20));
    assert_eq!(huge.ended, Ended::Whole);
}

#[test]
fn think_tags_can_be_unclosed_or_unopened() {
    let unclosed = failing(Dialect::LmStudio, Fault::UnclosedThink);
    assert_eq!(content(&unclosed), "<think>\nWe think");
    assert!(unclosed.body().contains("\"finish_reason\":\"length\""));
    let deepseek = failing(Dialect::Deepseek, Fault::UnclosedThink);
    assert!(
        !deepseek.body().contains("reasoning_content"),
        "it is not known for reasoning"
    );
    let unopened = failing(Dialect::LmStudio, Fault::MissingOpeningThink);
    assert_eq!(content(&unopened), format!("We think\n</think>\n\n{TEXT}"));
}

#[test]
fn a_drip_waits_before_each_event() {
    let before = Instant::now();
    let drip = failing(Dialect::Openai, Fault::Drip(Duration::from_millis(10)));
    let waits = u32::try_from(drip.events().len()).expect("a few");
    assert!(before.elapsed() >= Duration::from_millis(10) * waits);
    assert_eq!(content(&drip), TEXT);
}

#[test]
fn faults_strike_as_often_and_as_widely_as_told() {
    let stand_in = start(Dialect::Deepseek);
    let body = chat("deepseek-flash");
    let status = || post(&stand_in, "/chat/completions", &body).status;
    let listing = || ask(&stand_in, "GET", "/models", "").status;
    stand_in.fail_with(Fault::Status(500));
    stand_in.fail_next(2, Fault::Status(503));
    assert_eq!(
        [status(), listing(), status(), status(), status()],
        [503, 200, 503, 500, 500]
    );
    stand_in.recover();
    assert_eq!([status(), listing()], [200, 200]);
    stand_in.fail_everything_with(Fault::Status(502));
    assert_eq!([status(), listing()], [502, 502]);
    let refused = with(body.clone(), &json!({"temperature": 0.0}));
    assert_eq!(
        post(&stand_in, "/chat/completions", &refused).status,
        400,
        "what breaks a rule is rejected first"
    );
}
