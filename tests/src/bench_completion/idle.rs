//! Waiting until a program and its children compute nothing, so that what is measured next has the machine for itself.
//! Linux only.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// The time over which nothing may be computed. Ponder writes ahead once nothing was typed for 250 ms.
const QUIET: Duration = Duration::from_millis(400);

/// The time after which the machine is taken as it is.
const PATIENCE: Duration = Duration::from_secs(60);

/// Ticks of the processor, of 10 ms, that a program may use in the quiet time.
const MOST_TICKS: u64 = 1;

/// Waits until the process with this id and its children rest; at most a minute.
pub(crate) fn wait_until_idle(process_id: u32) {
    let deadline = Instant::now() + PATIENCE;
    let mut before = ticks(process_id);
    while Instant::now() < deadline {
        thread::sleep(QUIET);
        let now = ticks(process_id);
        if now.saturating_sub(before) <= MOST_TICKS {
            return;
        }
        before = now;
    }
}

/// The processor time of a process and its living descendants.
fn ticks(process_id: u32) -> u64 {
    let folder = format!("/proc/{process_id}");
    let own = fs::read_to_string(format!("{folder}/stat"))
        .ok()
        .and_then(|stat| used(&stat))
        .unwrap_or(0);
    let threads = fs::read_dir(format!("{folder}/task"))
        .into_iter()
        .flatten()
        .flatten();
    let children = threads
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|children| {
            children
                .split_whitespace()
                .filter_map(|id| id.parse().ok())
                .collect::<Vec<u32>>()
        });
    own + children.map(ticks).sum::<u64>()
}

/// User and system time in a line of `/proc/<id>/stat`. The name before may hold blanks.
fn used(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_found_behind_a_name_with_blanks() {
        let stat = "12 (a b) c) S 1 2 3 4 5 6 7 8 9 10 30 12 0 0 20";
        assert_eq!(used(stat), Some(42));
        assert!(ticks(std::process::id()) < u64::MAX);
    }
}
