//! The provider that these tests ask: a stand-in for every role.

use std::fs;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ponder_tests::Launch;
use ponder_tests::stand_in::{Answer, Dialect, StandIn};

/// The model of the stand-in.
const MODEL: &str = "qwen2.5-coder-1.5b";

/// How long a request may take to come on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The provider.
#[derive(Debug)]
pub(crate) struct Provider {
    stand_in: StandIn,
    seen: Mutex<Seen>,
}

/// What is known of the requests so far.
#[derive(Debug, Default)]
struct Seen {
    /// Requests that were looked at.
    count: usize,
    /// Where questions stand among them.
    questions: Vec<usize>,
}

impl Provider {
    /// A provider that says `answer`, whatever it is asked.
    pub(crate) fn saying(answer: &str) -> Self {
        let provider = Self::new();
        provider.stand_in.answer_with(Answer::text(answer));
        provider
    }

    /// A provider that gives these answers, one after the other.
    pub(crate) fn saying_each<'a>(answers: impl IntoIterator<Item = &'a str>) -> Self {
        let provider = Self::new();
        provider
            .stand_in
            .answer_next(answers.into_iter().map(Answer::text));
        provider
    }

    fn new() -> Self {
        let stand_in = StandIn::start_on(Dialect::LlamaServer, 0).expect("loopback has a free port");
        stand_in.load(MODEL);
        Self {
            stand_in,
            seen: Mutex::default(),
        }
    }

    /// The stand-in itself.
    pub(crate) fn stand_in(&self) -> &StandIn {
        &self.stand_in
    }

    /// The program in an empty home, with this provider for everything; no local model is installed.
    pub(crate) fn launch(&self) -> Launch {
        let launch = Launch::new();
        let folder = launch
            .home()
            .expect("it has a home of its own")
            .join("config/ponder");
        fs::create_dir_all(&folder).expect("the home can be written");
        let url = self.stand_in.url();
        fs::write(
            folder.join("config.toml"),
            format!(
                "routing.discover = false\nlocal.model = \"smollm2-135m\"\nlocal.threads = 1\n\
                 [roles]\ngeneral = [\"one\"]\nreasoning = [\"one\"]\n\
                 [endpoints.stand_in]\ndialect = \"llama_server\"\nurl = \"{url}\"\n\
                 [bindings.one]\nendpoint = \"stand_in\"\nmodel = \"{MODEL}\"\nmode = \"non_thinking\"\n"
            ),
        )
        .expect("the home can be written");
        launch
    }

    /// What it was asked so far: the last message of each question.
    pub(crate) fn asked(&self) -> Vec<String> {
        let requests = self.stand_in.requests();
        requests
            .iter()
            .filter_map(|request| request.parameter("messages")?.as_array()?.last())
            .map(|message| message["content"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Where the question of this number, counted from 1, stands among all requests, once it has come.
    pub(crate) fn wait_for_question(&self, number: usize) -> usize {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            for request in self.stand_in.requests_from(seen.count) {
                if request.parameter("messages").is_some() {
                    let place = seen.count;
                    seen.questions.push(place);
                }
                seen.count += 1;
            }
            if let Some(place) = seen.questions.get(number - 1) {
                return *place;
            }
            let came = wait(self.stand_in.wait_for_requests(seen.count + 1, PATIENCE));
            assert!(came, "question {number} did not come");
        }
    }
}

/// Waits for what the stand-in waits for.
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made")
        .block_on(future)
}
