//! A strict stand-in for the providers that Ponder speaks to: an HTTP server on loopback that rejects what they reject,
//! with their statuses and bodies, and streams as they stream.
//!
//! It is stricter than the providers in one way: a parameter that a provider takes without effect is rejected too, as
//! `ignored_parameter`, because what has no effect must not be sent. It fails on demand in the ways of [`Fault`], and it
//! records every request, also those that it refuses.
//!
//! One file per dialect holds that provider's rules, each with its source. This module knows providers, not Ponder.

mod accepted;
mod answer;
mod control;
mod deepseek;
mod delivery;
mod dialect;
mod fault;
mod generic;
mod hole;
mod http;
mod llama_server;
mod lm_studio;
mod messages;
mod native;
mod ollama;
mod openai;
mod openrouter;
mod provider;
mod r1;
mod recorded;
mod rejection;
mod rules;
mod service;
mod siliconflow;
mod vllm;
mod voice;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

pub use answer::{Answer, Spelling, Usage};
pub use dialect::{Dialect, UnknownDialect};
pub use fault::{Fault, Place};
pub use recorded::{Outcome, Recorded};

use service::Service;

/// A running stand-in for one dialect. Dropping it closes the port and cuts every connection.
///
/// It runs on a thread and a runtime of its own, so that tests without a runtime can use it and a test that blocks
/// does not stop it.
#[derive(Debug)]
pub struct StandIn {
    service: Arc<Service>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl StandIn {
    /// The one key that the hosted dialects take. It opens nothing anywhere else.
    pub const KEY: &'static str = "sk-stand-in-0123456789abcdef";

    /// Starts a stand-in for `dialect` on a free port.
    ///
    /// # Panics
    ///
    /// When loopback has no free port, or the system gives no thread: then no test can run.
    #[expect(clippy::unused_async, reason = "callers need not care that it is quick")]
    pub async fn start(dialect: Dialect) -> Self {
        Self::start_on(dialect, 0).expect("loopback has a free port")
    }

    /// Starts a stand-in for `dialect` on `port`, 0 for any, from code with or without a runtime.
    pub fn start_on(dialect: Dialect, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let service = Arc::new(Service::new(dialect));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let serving = Arc::clone(&service);
        let thread = thread::Builder::new()
            .name(format!("stand-in-{dialect}"))
            .spawn(move || runtime.block_on(http::serve(listener, serving, stopped)))?;
        Ok(Self {
            service,
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The dialect that it speaks.
    pub fn dialect(&self) -> Dialect {
        self.service.dialect()
    }

    /// The base URL as a user would configure it for the dialect: with `/v1` or `/api/v1`, as the providers' own
    /// pages say, and without for `DeepSeek`.
    pub fn url(&self) -> String {
        format!("{}{}", self.root(), self.dialect().base_path())
    }

    /// The URL of the server without a path, for the native paths beside `/v1`.
    pub fn root(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Loads a model: a local server then answers to this id, and it decides what `/props`, `/infill` and an absent
    /// model id mean. For Ollama and the aggregator it is one more beside those that they have; a hosted provider has
    /// the models of its list and takes no notice. What a model can is told by its name: a `coder` fills holes,
    /// `deepseek-r1` and `qwen3` think.
    pub fn load(&self, model: &str) {
        self.service.load(model);
    }

    /// Answers with `answer` from now on instead of naming dialect, model and mode.
    pub fn answer_with(&self, answer: Answer) {
        self.service.answer_with(Some(answer));
    }

    /// Answers the next requests with these, one each, before anything given to `answer_with`.
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.service.answer_next(answers);
    }

    /// Fails every request for an answer in the way of `fault` until [`StandIn::recover`]. Listings stay well.
    pub fn fail_with(&self, fault: Fault) {
        self.service.faults().always(fault);
    }

    /// Fails the next `count` requests for an answer in the way of `fault`, before anything given to `fail_with`.
    pub fn fail_next(&self, count: usize, fault: Fault) {
        self.service.faults().next(count, fault);
    }

    /// Fails every request, listings and health checks too, until [`StandIn::recover`].
    pub fn fail_everything_with(&self, fault: Fault) {
        self.service.faults().everywhere(fault);
    }

    /// Forgets every fault.
    pub fn recover(&self) {
        self.service.faults().clear();
    }

    /// Lets the answers go on that [`Fault::Held`] holds, and those that it would hold from now on.
    pub fn release(&self) {
        self.service.release();
    }

    /// Holds again what [`Fault::Held`] would hold, after [`StandIn::release`].
    pub fn hold(&self) {
        self.service.hold();
    }

    /// Every request so far, in the order in which they came.
    pub fn requests(&self) -> Vec<Recorded> {
        self.service.requests()
    }

    /// Of all requests so far those from the one at place `first` on, which is cheap where it is near the end.
    pub fn requests_from(&self, first: usize) -> Vec<Recorded> {
        self.service.requests_from(first)
    }

    /// Why requests were refused by the rules, in order; faults are not among them. A client that keeps the rules
    /// leaves this empty, also where it would have recovered by asking again.
    pub fn rejections(&self) -> Vec<String> {
        self.requests()
            .iter()
            .filter_map(|request| match &request.outcome {
                Outcome::Rejected { status, reason } => Some(format!("{} {status}: {reason}", request.path)),
                _ => None,
            })
            .collect()
    }

    /// How many connections were accepted so far.
    pub fn connections(&self) -> usize {
        self.service.connections()
    }

    /// Waits until at least `count` requests have come, at most for `patience`; `false` when it ran out.
    pub async fn wait_for_requests(&self, count: usize, patience: Duration) -> bool {
        self.service
            .wait_until(patience, |requests| (requests.len() >= count).then_some(()))
            .await
            .is_some()
    }

    /// Waits until the client hangs up on request `index` before its answer was complete, at most for `patience`.
    /// The time from the request's arrival to the hang-up, or `None` when it did not hang up.
    pub async fn wait_for_abort(&self, index: usize, patience: Duration) -> Option<Duration> {
        self.service
            .wait_until(patience, |requests| {
                let request = requests.get(index)?;
                Some(request.aborted?.duration_since(request.received))
            })
            .await
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        // The thread may have ended by itself; then there is nobody to tell.
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
