//! Watching the editor's process, which can die without closing the pipes.

#[cfg(unix)]
use std::time::Duration;

/// How often the process is looked for. The server should be gone within 5 seconds of its editor.
#[cfg(unix)]
const INTERVAL: Duration = Duration::from_secs(2);

/// Resolves when the process with this id is gone, at most about two seconds later.
///
/// An id that no process can have, and any id on systems where processes cannot be looked for, never
/// resolves. Must be called within a tokio runtime with timers.
pub async fn parent_gone(process_id: u32) {
    #[cfg(unix)]
    if let Some(process) = i32::try_from(process_id)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        let mut interval = tokio::time::interval(INTERVAL);
        loop {
            interval.tick().await;
            if !is_alive(process) {
                return;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = process_id;
    std::future::pending::<()>().await;
}

#[cfg(unix)]
fn is_alive(process: rustix::process::Pid) -> bool {
    use rustix::io::Errno;
    // A process of another user may not be signaled, but it is there.
    let found = !matches!(rustix::process::test_kill_process(process), Err(Errno::SRCH));
    found && !is_zombie(process)
}

/// Whether the process has ended and only waits for its parent to ask how: it still has its id then.
#[cfg(unix)]
fn is_zombie(process: rustix::process::Pid) -> bool {
    // Only Linux has this file, and says so after the name in brackets, which may hold brackets itself.
    std::fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()))
        .ok()
        .and_then(|stat| {
            stat.rsplit_once(") ")
                .map(|(_, state)| state.starts_with(['Z', 'X']))
        })
        .unwrap_or(false)
}

#[cfg(all(test, unix))]
mod tests {
    use super::parent_gone;

    #[tokio::test(start_paused = true)]
    async fn the_end_of_a_process_is_noticed_though_nobody_waited_for_it() {
        let mut child = tokio::process::Command::new("sleep").arg("1000").spawn().unwrap();
        let process_id = child.id().unwrap();
        let watch = tokio::spawn(parent_gone(process_id));
        tokio::time::advance(std::time::Duration::from_secs(10)).await;
        assert!(!watch.is_finished());
        child.start_kill().unwrap();
        watch.await.unwrap();
        child.wait().await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn an_id_that_no_process_can_have_is_never_gone() {
        let limit = std::time::Duration::from_secs(60);
        for impossible in [0, u32::MAX] {
            assert!(
                tokio::time::timeout(limit, parent_gone(impossible))
                    .await
                    .is_err()
            );
        }
    }
}
