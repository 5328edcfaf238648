//! From an answer and a fault to the bytes on the wire, as steps: nothing here touches a socket.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::accepted::{Generation, Kind, Mode};
use super::answer::{Answer, Spelling};
use super::fault::{Fault, HUGE, Place};
use super::http::Step;
use super::provider::Provider;
use super::rejection::Rejection;
use super::rules::Problem;
use super::voice::{Data, Event, Stage};
use super::wire::{chunk, head, http_date, whole};

/// JSON with a status, outside of any dialect.
pub(super) fn plain(status: u16, body: &Value) -> Vec<Step> {
    vec![Step::Write(whole(&Rejection::json(status, body), &[]))]
}

/// A refusal by the rules.
pub(super) fn rejection(provider: &Provider, rejection: &Rejection) -> Vec<Step> {
    vec![Step::Write(whole(
        rejection,
        &[(provider.request_id, "stand-in-1".to_owned())],
    ))]
}

/// A listing or a state.
pub(super) fn document(provider: &Provider, document: &Value, fault: Option<&Fault>) -> Vec<Step> {
    match fault.and_then(|fault| instead(provider, document, fault)) {
        Some(steps) => steps,
        None => body(provider, document.to_string().as_bytes(), fault),
    }
}

/// An answer, streamed or not, as well or badly as `fault` says.
pub(super) fn generation(
    provider: &Provider,
    generation: &Generation,
    answer: Answer,
    fault: Option<&Fault>,
) -> Vec<Step> {
    let broken = (provider.broken)(generation);
    if let Some(steps) = fault.and_then(|fault| instead(provider, &broken, fault)) {
        return steps;
    }
    let (generation, answer) = distorted(generation, answer, fault);
    if generation.stream {
        return stream(provider, &generation, &answer, fault);
    }
    let mut value = provider.voice.body(&generation, &answer);
    match fault {
        Some(Fault::EmptyChoices) => empty_choices(&mut value),
        Some(Fault::NullContent) => null_content(&mut value),
        Some(Fault::ErrorEvent | Fault::ErrorInStream) => value = (provider.broken)(&generation),
        _ => {}
    }
    body(provider, value.to_string().as_bytes(), fault)
}

/// The faults in which something else is sent than an answer.
fn instead(provider: &Provider, broken: &Value, fault: &Fault) -> Option<Vec<Step>> {
    let mut headers = Vec::new();
    let answer = match fault {
        Fault::Status(status) => (provider.failure)(*status),
        Fault::Parameter(name) => (provider.refuse)(name, &Problem::Unsupported),
        Fault::RetryAfterSeconds(seconds) => {
            headers.push(("retry-after", seconds.to_string()));
            (provider.failure)(429)
        }
        Fault::RetryAfterDate(seconds) => {
            headers.push((
                "retry-after",
                http_date(SystemTime::now() + Duration::from_secs(*seconds)),
            ));
            (provider.failure)(429)
        }
        Fault::InsufficientQuota => (provider.quota)(),
        // DeepSeek's 422 as seen in public issues: the text of the deserializer, bare.
        Fault::BareText => Rejection::text(
            422,
            "Failed to deserialize the JSON body into the target type: missing field `messages` at line 1 column 2",
        ),
        Fault::OctetStream => Rejection {
            content_type: "application/octet-stream",
            ..(provider.failure)(400)
        },
        Fault::Html(status) => Rejection {
            content_type: "text/html",
            ..Rejection::text(
                *status,
                "<html>\r\n<head><title>Bad Gateway</title></head>\r\n<body>\r\n<center><h1>Bad Gateway</h1></center>\
                 \r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
            )
        },
        Fault::Empty(status) => Rejection::text(*status, ""),
        Fault::ErrorBody => Rejection::json(200, broken),
        Fault::Redirect(url) => {
            headers.push(("location", url.clone()));
            Rejection::text(307, "")
        }
        Fault::Silence(Place::BeforeHead) => return Some(vec![Step::Silence]),
        Fault::Cut(Place::BeforeHead) => return Some(vec![Step::Reset]),
        Fault::Close(Place::BeforeHead) => return Some(vec![Step::Close]),
        _ => return None,
    };
    headers.push((provider.request_id, "stand-in-1".to_owned()));
    Some(vec![Step::Write(whole(&answer, &headers))])
}

/// The faults that lie in what is said.
fn distorted(generation: &Generation, mut answer: Answer, fault: Option<&Fault>) -> (Generation, Answer) {
    let mut generation = generation.clone();
    let spelling = match fault {
        Some(Fault::HugeEvent) => {
            answer.content = "x".repeat(HUGE);
            answer.piece = Some(usize::MAX);
            return (generation, answer);
        }
        Some(Fault::UnclosedThink) => {
            "length".clone_into(&mut answer.finish);
            Spelling::InlineUnclosed
        }
        Some(Fault::MissingOpeningThink) => Spelling::InlineUnopened,
        _ => return (generation, answer),
    };
    // A model that was not asked to think may do so all the same.
    generation.mode = Mode::Open;
    answer.spelling = Some(spelling);
    answer.reasoning.get_or_insert_with(|| "let me think".to_owned());
    (generation, answer)
}

fn stream(provider: &Provider, generation: &Generation, answer: &Answer, fault: Option<&Fault>) -> Vec<Step> {
    let mut events = provider.voice.events(generation, answer);
    let error = || Event::json(Stage::End, (provider.broken)(generation));
    match fault {
        Some(Fault::NoDone) => events.retain(|event| !matches!(event.data, Data::Done)),
        Some(Fault::DoneAfterCut) => {
            events.truncate(reached(&stages(&events), Place::AfterFirstToken));
            events.push(Event::DONE);
        }
        Some(Fault::ErrorEvent) => events = vec![error()],
        Some(Fault::ErrorInStream) => {
            events.truncate(reached(&stages(&events), Place::AfterFirstToken));
            events.push(error());
        }
        Some(Fault::EmptyChoices) => events.iter_mut().for_each(|event| change(event, empty_choices)),
        Some(Fault::NullContent) => events.iter_mut().for_each(|event| change(event, null_content)),
        _ => {}
    }
    let lines = matches!(generation.kind, Kind::OllamaChat | Kind::OllamaGenerate);
    let mut pieces: Vec<(Stage, Vec<u8>)> = Vec::new();
    for event in &events {
        if fault == Some(&Fault::Noise) && !lines {
            pieces.extend(noise(&event.data).map(|text| (Stage::Opening, text.into_bytes())));
        }
        pieces.push((event.stage, encoded(event, lines, fault)));
    }
    match fault {
        Some(Fault::ByteOrderMark) => pieces.insert(0, (Stage::Opening, b"\xEF\xBB\xBF".to_vec())),
        Some(Fault::SplitByteOrderMark) => {
            let mark = b"\xEF\xBB\xBF".map(|byte| (Stage::Opening, vec![byte]));
            pieces.splice(0..0, mark);
        }
        _ => {}
    }
    let kind = if lines {
        "application/x-ndjson"
    } else {
        "text/event-stream"
    };
    let headers = [
        (provider.request_id, "stand-in-1".to_owned()),
        ("cache-control", "no-cache".to_owned()),
        ("transfer-encoding", "chunked".to_owned()),
    ];
    let keep_alive = format!(": {}\n\n", provider.comment);
    assembled(
        head(200, kind, &headers),
        pieces,
        chunk,
        b"0\r\n\r\n",
        keep_alive.as_bytes(),
        fault,
    )
}

/// One body of a known length; with blank lines before it if the fault is to keep the connection alive.
fn body(provider: &Provider, bytes: &[u8], fault: Option<&Fault>) -> Vec<Step> {
    let id = (provider.request_id, "stand-in-1".to_owned());
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let pieces = vec![(Stage::Content, first.to_vec()), (Stage::End, second.to_vec())];
    if matches!(fault, Some(Fault::KeepAlive { .. })) {
        let head = head(
            200,
            "application/json",
            &[id, ("transfer-encoding", "chunked".to_owned())],
        );
        return assembled(head, pieces, chunk, b"0\r\n\r\n", b"\n", fault);
    }
    let head = head(
        200,
        "application/json",
        &[id, ("content-length", bytes.len().to_string())],
    );
    assembled(head, pieces, <[u8]>::to_vec, b"", b"", fault)
}

/// Puts an answer together from its pieces, each wrapped for the transfer.
fn assembled(
    head: Vec<u8>,
    mut pieces: Vec<(Stage, Vec<u8>)>,
    wrap: fn(&[u8]) -> Vec<u8>,
    end: &[u8],
    keep_alive: &[u8],
    fault: Option<&Fault>,
) -> Vec<Step> {
    let mut last = None;
    if let Some(Fault::Silence(place) | Fault::Cut(place) | Fault::Close(place) | Fault::End(place)) = fault {
        let stages: Vec<Stage> = pieces.iter().map(|(stage, _)| *stage).collect();
        pieces.truncate(reached(&stages, *place));
        last = match fault {
            Some(Fault::Silence(_)) => Some(Step::Silence),
            Some(Fault::Cut(_)) => Some(Step::Reset),
            Some(Fault::Close(_)) => Some(Step::Close),
            // A body of a known length cannot end early and be whole.
            _ if end.is_empty() => Some(Step::Close),
            _ => None,
        };
    }
    let pause = match fault {
        Some(Fault::Held(place)) => {
            let stages: Vec<Stage> = pieces.iter().map(|(stage, _)| *stage).collect();
            Some((*place, reached(&stages, *place)))
        }
        _ => None,
    };
    let mut steps = vec![Step::Write(head)];
    if matches!(pause, Some((Place::BeforeHead, _))) {
        steps.insert(0, Step::Held);
    }
    if let Some(Fault::KeepAlive { count, every }) = fault {
        for _ in 0..*count {
            steps.push(Step::Wait(*every));
            steps.push(Step::Write(wrap(keep_alive)));
        }
    }
    for (index, (_, piece)) in pieces.into_iter().enumerate() {
        if pause.is_some_and(|(place, reached)| place != Place::BeforeHead && reached == index) {
            steps.push(Step::Held);
        }
        if let Some(Fault::Drip(time)) = fault {
            steps.push(Step::Wait(*time));
        }
        steps.extend(
            cut(&piece, fault)
                .into_iter()
                .map(|bytes| Step::Write(wrap(bytes))),
        );
    }
    match last {
        // A reset throws away what the client has not read yet, the token that it was to see first too.
        Some(Step::Reset) => steps.extend([Step::Wait(Duration::from_millis(100)), Step::Reset]),
        Some(step) => steps.push(step),
        // In a write of its own, as most servers do: a client that stops at the last event has yet to read it.
        None => steps.extend([Step::Said, Step::Write(end.to_vec())]),
    }
    steps
}

/// How many pieces come before an answer stops at `place`.
fn reached(stages: &[Stage], place: Place) -> usize {
    let first = |wanted: fn(Stage) -> bool| stages.iter().position(|stage| wanted(*stage));
    let token = first(|stage| matches!(stage, Stage::Reasoning | Stage::Content)).unwrap_or(stages.len());
    match place {
        Place::BeforeHead => 0,
        Place::BeforeFirstToken => token,
        Place::AfterFirstToken => (token + 1).min(stages.len()),
        Place::AfterFirstContent => first(|stage| stage == Stage::Content).map_or(stages.len(), |at| at + 1),
    }
}

fn stages(events: &[Event]) -> Vec<Stage> {
    events.iter().map(|event| event.stage).collect()
}

/// The piece in the parts in which it is written.
fn cut<'a>(piece: &'a [u8], fault: Option<&Fault>) -> Vec<&'a [u8]> {
    match fault {
        Some(Fault::ByteByByte) => piece.chunks(1).collect(),
        // A continuation byte begins a part: the one before ends in the middle of its character.
        Some(Fault::HalfCharacters) => piece.chunk_by(|_, next| next & 0xC0 != 0x80).collect(),
        Some(Fault::CrLf) => piece
            .chunk_by(|byte, next| (*byte, *next) != (b'\r', b'\n'))
            .collect(),
        _ => vec![piece],
    }
}

fn encoded(event: &Event, lines: bool, fault: Option<&Fault>) -> Vec<u8> {
    let data = match &event.data {
        Data::Json(value) => value.to_string(),
        Data::Done => "[DONE]".to_owned(),
    };
    let end = match fault {
        Some(Fault::CrLf) => "\r\n",
        Some(Fault::LoneCr) => "\r",
        _ => "\n",
    };
    match fault {
        _ if lines => format!("{data}\n"),
        Some(Fault::NoSpace) => format!("data:{data}{end}{end}"),
        _ => format!("data: {data}{end}{end}"),
    }
    .into_bytes()
}

/// Chunks that say nothing, but not after the end.
fn noise(data: &Data) -> impl Iterator<Item = String> {
    let chunks = match data {
        Data::Json(_) => vec![
            json!({"object": "chat.completion.chunk", "choices": []}).to_string(),
            json!({"object": "chat.completion.chunk", "x_unknown": {"nested": [1, 2]}}).to_string(),
            json!({"choices": [{"index": 0, "delta": {"content": null}, "finish_reason": ""}]}).to_string(),
        ],
        Data::Done => Vec::new(),
    };
    let comment = ": noise\n\nevent: ping\nid: 7\nretry: 10\n\n".to_owned();
    std::iter::once(comment).chain(chunks.into_iter().map(|chunk| format!("data: {chunk}\n\n")))
}

fn change(event: &mut Event, how: fn(&mut Value)) {
    if let Data::Json(value) = &mut event.data {
        how(value);
    }
}

fn empty_choices(value: &mut Value) {
    if let Some(choices) = value.get_mut("choices") {
        *choices = json!([]);
    }
}

fn null_content(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if matches!(name.as_str(), "content" | "text" | "response") {
                    *value = Value::Null;
                } else {
                    null_content(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(null_content),
        _ => {}
    }
}
