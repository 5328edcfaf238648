//! The next suggestion, written while the user reads this one.

use std::time::{Duration, Instant};

use ponder_ask::Models;
use ponder_model::Priority;
use ponder_route::{Intent, Task};

use crate::completer::{Completer, Request};
use crate::completion::Suggestion;
use crate::generation::Job;
use crate::line_ends::with_line_ends_of;
use crate::look::look;
use crate::sight::Sight;

/// How long nothing is typed before the next suggestion is written ahead.
const IDLE: Duration = Duration::from_millis(250);

/// Once nothing was typed for a while, has the engine write what comes after `suggestion` as if it were accepted.
pub(crate) fn write_ahead(
    completer: &Completer,
    models: &Models,
    request: &Request,
    suggestion: &Suggestion,
) {
    let (completer, models, request) = (completer.clone(), models.clone(), request.clone());
    let text = with_line_ends_of(&request.snapshot, &suggestion.text);
    let mut newer = completer.newest();
    tokio::spawn(async move {
        tokio::select! {
            () = tokio::time::sleep(IDLE) => {}
            _ = newer.changed() => return,
        }
        let snapshot = request.snapshot.with_insertion(request.offset, &text);
        let offset = request.offset + text.len();
        let sight = Sight::at(&request.uri, &snapshot, offset);
        let Ok((hole, extent)) = look(snapshot.clone(), offset).await else {
            return;
        };
        let fill = {
            let mut state = completer.state();
            let is_known = state.cache.find(&sight, &snapshot).is_some()
                || state
                    .ahead
                    .as_ref()
                    .is_some_and(|ahead| ahead.sight == sight && !ahead.is_over());
            let anchor = state.anchor.as_ref().filter(|_| !is_known);
            anchor.and_then(|anchor| anchor.fill(&request.uri, &hole))
        };
        let Some(fill) = fill else { return };
        let intent = Intent::of_completion(hole.region);
        let plan = models.plan(Task::new(intent), &request.place).await;
        let job = Job {
            sight,
            hole,
            extent,
            fill,
            plan,
            priority: Priority::Ahead,
            not_before: Instant::now(),
        };
        if newer.has_changed().unwrap_or(true) {
            return;
        }
        let generation = completer.start(&models, job);
        generation.let_run();
        completer.state().ahead = Some(generation);
    });
}
