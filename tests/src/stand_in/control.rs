//! The stand-in's own paths, for those who run it as a program: `POST /stand-in/fault`, `/stand-in/answer`,
//! `/stand-in/load` and `/stand-in/release`, `GET /stand-in/requests`. They are not recorded and know no fault.

use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Answer;
use super::delivery;
use super::fault::Fault;
use super::http::{Request, Step};
use super::recorded::{Outcome, Recorded};
use super::service::Service;

/// The body of `/stand-in/fault`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    /// Null or absent: no fault any more.
    fault: Option<Fault>,
    /// For so many requests; until changed when absent.
    count: Option<usize>,
    /// `everything` for listings and health checks too.
    reach: Option<Reach>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reach {
    Answers,
    Everything,
}

/// The answer to a request for one of these paths; `None` for any other.
pub(super) fn answer(service: &Service, request: &Request) -> Option<Vec<Step>> {
    let path = request.path.strip_prefix("/stand-in/")?;
    let done = match (request.method.as_str(), path) {
        ("POST", "fault") => serde_json::from_slice(&request.body)
            .map(|order| obey(service, order))
            .map_err(|error| error.to_string()),
        ("POST", "answer") => serde_json::from_slice::<Option<Answer>>(&request.body)
            .map(|answer| service.answer_with(answer))
            .map_err(|error| error.to_string()),
        ("POST", "load") => {
            let model: Result<String, _> = serde_json::from_slice(&request.body);
            model
                .map(|model| service.load(&model))
                .map_err(|error| error.to_string())
        }
        ("POST", "release") => {
            service.release();
            Ok(())
        }
        ("GET", "requests") => {
            let requests: Vec<Value> = service.requests().iter().map(shown).collect();
            return Some(delivery::plain(200, &json!(requests)));
        }
        _ => {
            return Some(delivery::plain(
                404,
                &json!({"error": "no such path of the stand-in"}),
            ));
        }
    };
    Some(match done {
        Ok(()) => delivery::plain(200, &json!({"ok": true})),
        Err(error) => delivery::plain(400, &json!({"error": error})),
    })
}

fn obey(service: &Service, order: Order) {
    let mut faults = service.faults();
    match (order.fault, order.count, order.reach) {
        (None, ..) => faults.clear(),
        (Some(fault), _, Some(Reach::Everything)) => faults.everywhere(fault),
        (Some(fault), Some(count), _) => faults.next(count, fault),
        (Some(fault), None, _) => faults.always(fault),
    }
}

/// A request as it is shown: without headers, which hold the key.
fn shown(request: &Recorded) -> Value {
    let outcome = match &request.outcome {
        Outcome::Accepted => json!("accepted"),
        Outcome::Rejected { status, reason } => json!({"rejected": status, "reason": reason}),
        Outcome::Failed(fault) => json!({"failed": fault}),
    };
    json!({
        "method": request.method,
        "path": request.path,
        "body": request.json,
        "connection": request.connection,
        "outcome": outcome,
        "aborted": request.aborted.is_some(),
    })
}
