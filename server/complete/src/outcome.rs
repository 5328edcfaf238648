//! Waiting for a generation: until it is over, or has written enough to show, or turns out to be of no use here.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ponder_model::ModelError;

use crate::extent::Extent;
use crate::generation::{Generation, Progress, leaves_something, unfinished};
use crate::written::Written;

/// How long after the key a suggestion of several lines is shown as far as it has come, if its first line is whole. The
/// rest is written meanwhile, and is there when the first part is accepted.
const EARLY: Duration = Duration::from_millis(400);

/// How long a key waits for the first word of an endpoint that was asked before it: what comes may be for another text.
const JOIN: Duration = Duration::from_millis(200);

/// What `generation` wrote, where that begins with `typed`, which was typed since it was asked at or before `asked`.
/// `None` where it writes something else.
pub(crate) async fn outcome(
    generation: &Generation,
    typed: &str,
    asked: Instant,
) -> Result<Option<Arc<Written>>, ModelError> {
    let mut progress = generation.progress();
    let early = asked + EARLY;
    let patience = (!typed.is_empty() && !generation.is_local).then_some(asked + JOIN);
    loop {
        {
            let now = progress.borrow_and_update();
            match &now.end {
                Some(Ok(written)) => {
                    return Ok(leaves_something(written.text(), typed).then(|| Arc::clone(written)));
                }
                Some(Err(error)) => return Err(error.clone()),
                None if !now.text.starts_with(typed) && !typed.starts_with(&now.text) => return Ok(None),
                None => {}
            }
            if now.text.is_empty() && patience.is_some_and(|patience| Instant::now() >= patience) {
                return Ok(None);
            }
            if Instant::now() >= early
                && let Some(written) = whole_lines(generation.extent, &now, typed)
            {
                generation.let_run();
                return Ok(Some(Arc::new(written)));
            }
        }
        let alarm = patience
            .filter(|patience| Instant::now() < *patience)
            .unwrap_or(early);
        let alarm = (Instant::now() < alarm).then_some(alarm);
        tokio::select! {
            changed = progress.changed() => if changed.is_err() {
                // It was withdrawn: whatever came is not known to be of use.
                return Ok(None);
            },
            () = at(alarm) => {}
        }
    }
}

/// The lines of what is to be written to `extent` that are whole so far, if there is more to see in them than `typed`.
fn whole_lines(extent: Extent, progress: &Progress, typed: &str) -> Option<Written> {
    let begun = progress.begun.as_ref()?;
    let (lines, _) = progress.text.rsplit_once('\n')?;
    let left = lines.strip_prefix(typed)?;
    if extent == Extent::Line || left.trim().is_empty() {
        return None;
    }
    let mut answer = unfinished(lines.to_owned());
    answer.finished.usage = progress.usage;
    Some(Written {
        extent,
        begun: Arc::clone(begun),
        answer,
    })
}

async fn at(alarm: Option<Instant>) {
    match alarm {
        Some(alarm) => tokio::time::sleep_until(alarm.into()).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use ponder_text::Language;

    use super::*;
    use crate::fixture;
    use crate::trim::fixtures::hole;
    use crate::trim::suggestion;

    #[test]
    fn lines_that_are_shown_early_keep_their_last_word() {
        let progress = Progress {
            text: "    a = 0\n    b".to_owned(),
            begun: Some(Arc::clone(&fixture::written("").begun)),
            ..Progress::default()
        };
        let early = whole_lines(Extent::Statement, &progress, "").expect("a whole line");
        let hole = hole(Language::Python, "def f():\n␣\n    return a\n");
        let shown = suggestion(early.text(), early.answer.finished.finish, &hole, early.extent);
        assert_eq!(shown.as_deref(), Some("    a = 0"));
    }
}
