//! Keys that come faster than answers.

use std::collections::HashMap;
use std::thread;
use std::time::{Duration, Instant};

use ponder_tests::stand_in::Fault;
use serde_json::Value;

use crate::editor::Editor;
use crate::endpoint::Endpoint;

/// The time between two keys of somebody who types fast.
const APART: Duration = Duration::from_millis(60);

/// So much longer after its predecessor than is usual, a key belongs to no burst: then a machine that is busy made a
/// pause, and a generation may begin in it.
const PAUSE: Duration = Duration::from_millis(64);

/// Twenty characters, none of which the model foresees.
const TYPED: &str = "sum_of_all_the_value";

/// What the model says at each of them.
const SAID: &str = "(alpha, beta)";

/// The answer to a request that was taken back.
const CANCELLED: i64 = -32800;

/// Whether an editor takes back the request of the key before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    TakenBack,
    LeftAlone,
}

/// Types, each key with a request; the requests' ids, and how many keys came late.
fn type_fast(editor: &mut Editor, before: Before) -> (Vec<i64>, u64) {
    let (mut ids, mut late) = (Vec::new(), 0);
    let mut next = Instant::now();
    let mut last = None;
    for character in TYPED.chars() {
        thread::sleep(next.saturating_duration_since(Instant::now()));
        let now = Instant::now();
        next = now + APART;
        late += u64::from(last.is_some_and(|last| now.duration_since(last) > PAUSE));
        last = Some(now);
        editor.type_text(&character.to_string());
        if let (Before::TakenBack, Some(id)) = (before, ids.last()) {
            editor.client.cancel(*id);
        }
        ids.push(editor.begin());
    }
    (ids, late)
}

/// A burst in a document of its own.
#[derive(Debug)]
struct Burst {
    endpoint: Endpoint,
    editor: Editor,
    ids: Vec<i64>,
    late: u64,
}

impl Burst {
    fn new(before: Before) -> Self {
        let endpoint = Endpoint::saying(SAID);
        // Longer than between two keys, as real models take.
        let slowly = Fault::Drip(Duration::from_millis(100));
        endpoint.stand_in().fail_with(slowly);
        let mut editor = endpoint.editor("python", "def total(alpha, beta):\n    return ‸\n");
        let (ids, late) = type_fast(&mut editor, before);
        Self {
            endpoint,
            editor,
            ids,
            late,
        }
    }

    /// One in which few keys came late, if there is any.
    fn steady(before: Before) -> Self {
        let mut burst = Self::new(before);
        for _ in 0..10 {
            if burst.late <= 1 {
                break;
            }
            burst = Self::new(before);
        }
        burst
    }
}

fn assert_costs_one_generation(before: Before) {
    let Burst {
        endpoint,
        mut editor,
        ids,
        late,
    } = Burst::steady(before);
    let (last, earlier) = ids.split_last().expect("keys were typed");
    let suggestion = editor.suggestion_of(*last).expect("the last key gets its answer");
    assert_eq!(suggestion.text, SAID);
    let asked = endpoint.last_before();
    assert!(asked.ends_with(TYPED), "{asked:?}");

    let figures = editor.figures();
    let generations = |name: &str| figures["generations"][name].as_u64().expect("it is counted");
    let (finished, abandoned) = (generations("finished"), generations("abandoned"));
    assert!(
        (1..=1 + late).contains(&finished),
        "{late} keys came late: {figures}"
    );
    assert!(abandoned <= 3 + late, "{late} keys came late: {figures}");
    assert_eq!(generations("started"), abandoned + finished, "{figures}");
    let requests = endpoint.fills().len() as u64;
    assert!(
        requests <= generations("started"),
        "{requests} requests: {figures}"
    );

    let mut answers: HashMap<i64, Vec<Value>> = HashMap::new();
    for id in earlier {
        let answer = editor.answer(*id);
        answers.entry(*id).or_default().push(answer);
    }
    for message in editor.end() {
        if let (None, Some(id)) = (message.get("method"), message["id"].as_i64()) {
            answers.entry(id).or_default().push(message);
        }
    }
    assert!(!answers.contains_key(last), "it was answered twice");
    for id in earlier {
        let [answer] = answers[id].as_slice() else {
            panic!("request {id} was answered more than once: {answers:?}");
        };
        let is_null = answer.get("error").is_none() && answer["result"].is_null();
        let is_cancelled = before == Before::TakenBack && answer["error"]["code"] == CANCELLED;
        assert!(is_null || is_cancelled, "{answer}");
    }
}

#[test]
fn a_burst_of_keys_costs_one_generation_where_the_editor_takes_requests_back() {
    assert_costs_one_generation(Before::TakenBack);
}

#[test]
fn a_burst_of_keys_costs_one_generation_where_it_does_not() {
    assert_costs_one_generation(Before::LeftAlone);
}

#[test]
fn a_request_that_is_taken_back_is_answered_once_and_the_next_one_is_served() {
    let endpoint = Endpoint::saying(SAID);
    let mut editor = endpoint.editor("python", "def total(alpha, beta):\n    return ‸\n");
    for _ in 0..10 {
        let id = editor.begin();
        editor.client.cancel(id);
        let answer = editor.answer(id);
        // It may have been answered before.
        assert!(
            answer["error"]["code"] == CANCELLED || answer["result"]["items"].is_array(),
            "{answer}"
        );
    }
    assert_eq!(editor.suggested(), SAID);
    let answers = editor.end();
    assert!(
        answers.iter().all(|message| message.get("method").is_some()),
        "{answers:?}"
    );
}
