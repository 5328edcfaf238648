//! Where the time of a suggestion goes.

use std::time::{Duration, Instant};

use ponder_figures::Stage;

/// Where the time of a suggestion goes, from the request on.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    start: Instant,
    stages: Vec<(Stage, Duration)>,
    /// Spent on waiting, for the typing or the model.
    waited: Duration,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            start: Instant::now(),
            stages: Vec::new(),
            waited: Duration::ZERO,
        }
    }

    /// When the request came.
    pub(crate) fn started(&self) -> Instant {
        self.start
    }

    /// Takes the time of a piece of the server's own work.
    pub(crate) async fn own<T>(&mut self, stage: Stage, work: impl Future<Output = T>) -> T {
        let start = Instant::now();
        let result = work.await;
        self.stages.push((stage, start.elapsed()));
        result
    }

    /// Takes the time of something that is only waited for.
    pub(crate) async fn waiting<T>(&mut self, wait: impl Future<Output = T>) -> T {
        let start = Instant::now();
        let result = wait.await;
        self.waited += start.elapsed();
        result
    }

    /// Notes a stage that was timed elsewhere.
    pub(crate) fn note(&mut self, stage: Stage, time: Duration) {
        self.stages.push((stage, time));
    }

    /// All stages, the server's own work and the whole among them.
    pub(crate) fn stages(&self) -> Vec<(Stage, Duration)> {
        let total = self.start.elapsed();
        let mut stages = self.stages.clone();
        stages.push((Stage::Own, total.saturating_sub(self.waited)));
        stages.push((Stage::Total, total));
        stages
    }
}
