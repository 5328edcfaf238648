//! What the stand-in remembers of its clients.

use std::time::Duration;

use ponder_tests::stand_in::{Dialect, Fault, Outcome, Place, StandIn};
use serde_json::json;

use crate::client::{Connection, ask, chat, post, start, with};

/// More than a hang-up on loopback takes.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn requests_are_kept_whole_and_in_order_with_their_connection() {
    let stand_in = start(Dialect::Deepseek);
    let mut kept = Connection::open(&stand_in);
    let body = format!("{}  ", chat("deepseek-flash"));
    for _ in 0..3 {
        kept.send("POST", "/chat/completions", Some(StandIn::KEY), &body);
        assert_eq!(kept.reply().status, 200);
    }
    assert_eq!(ask(&stand_in, "GET", "/models?page=1", "").status, 200);
    let requests = stand_in.requests();
    let connections: Vec<usize> = requests.iter().map(|request| request.connection).collect();
    assert_eq!((connections, stand_in.connections()), (vec![0, 0, 0, 1], 2));
    assert_eq!(requests[0].body, body.as_bytes(), "byte for byte");
    assert_eq!(requests[0].parameter("model"), Some(&json!("deepseek-flash")));
    assert_eq!(
        requests[0].header("authorization"),
        Some(&*format!("Bearer {}", StandIn::KEY))
    );
    assert_eq!(
        (requests[3].path.as_str(), requests[3].route()),
        ("/models?page=1", "/models")
    );
    assert!(requests[0].received <= requests[1].received);
}

#[test]
fn outcomes_tell_refusals_from_faults() {
    let stand_in = start(Dialect::Openai);
    let body = chat("o3");
    post(
        &stand_in,
        "/chat/completions",
        &with(body.clone(), &json!({"max_tokens": 5})),
    );
    stand_in.fail_next(1, Fault::Status(500));
    post(&stand_in, "/chat/completions", &body);
    post(&stand_in, "/chat/completions", &body);
    let outcomes: Vec<Outcome> = stand_in
        .requests()
        .into_iter()
        .map(|request| request.outcome)
        .collect();
    assert!(matches!(outcomes[0], Outcome::Rejected { status: 400, .. }));
    assert_eq!(
        outcomes[1..],
        [Outcome::Failed(Fault::Status(500)), Outcome::Accepted]
    );
    let rejections = stand_in.rejections();
    assert_eq!(rejections.len(), 1);
    assert!(
        rejections[0].starts_with("/v1/chat/completions 400: ")
            && rejections[0].contains("max_completion_tokens")
    );
}

#[tokio::test]
async fn a_hang_up_before_the_end_is_noticed_and_one_after_it_is_not() {
    let stand_in = StandIn::start(Dialect::Deepseek).await;
    let body = chat("deepseek-flash").to_string();
    for place in [Place::BeforeHead, Place::BeforeFirstToken, Place::AfterFirstToken] {
        stand_in.fail_with(Fault::Silence(place));
        let index = stand_in.requests().len();
        let mut connection = Connection::open(&stand_in);
        connection.send("POST", "/chat/completions", Some(StandIn::KEY), &body);
        assert!(stand_in.wait_for_requests(index + 1, PATIENCE).await);
        assert!(stand_in.requests()[index].aborted.is_none());
        drop(connection);
        assert!(stand_in.wait_for_abort(index, PATIENCE).await.is_some());
    }
    stand_in.recover();
    let index = stand_in.requests().len();
    assert_eq!(ask(&stand_in, "POST", "/chat/completions", &body).status, 200);
    assert_eq!(
        stand_in.wait_for_abort(index, Duration::from_millis(50)).await,
        None
    );
    assert!(stand_in.requests()[index].finished.is_some());
}

#[test]
fn a_dropped_stand_in_frees_its_port() {
    let stand_in = start(Dialect::Deepseek);
    let port = stand_in
        .root()
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok())
        .expect("a port");
    let mut waiting = Connection::open(&stand_in);
    stand_in.fail_with(Fault::Silence(Place::BeforeHead));
    waiting.send(
        "POST",
        "/chat/completions",
        Some(StandIn::KEY),
        &chat("deepseek-flash").to_string(),
    );
    drop(stand_in);
    assert_eq!(waiting.reply().status, 0);
    drop(waiting);
    assert!(StandIn::start_on(Dialect::Deepseek, port).is_ok());
}
