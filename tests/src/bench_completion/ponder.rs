//! Ponder as a typist meets it: through the editor's protocol, asked at each key.

use std::io;
use std::path::Path;
use std::thread;
use std::time::Instant;

use ponder_tests::Launch;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::buffer::{Buffer, Key};
use super::editor::{Editor, PATIENCE};
use super::idle::wait_until_idle;
use super::stretch::Stretch;
use super::typist::{Keystroke, Patience, Typist, Work};

/// Who asks for a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// A key or a command of the user.
    Invoked,
    /// Typing.
    Automatic,
}

impl Trigger {
    fn kind(self) -> u32 {
        match self {
            Self::Invoked => 1,
            Self::Automatic => 2,
        }
    }
}

/// A suggestion as it was shown, with what the server says of it.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) text: Option<String>,
    pub(crate) when: Instant,
    /// What `ponder/lastRoute` says of this answer; null where it is about an earlier one.
    pub(crate) last: Value,
}

impl Answer {
    /// Whether a model wrote for this very request. A server that does not tell is taken to ask the model each time.
    pub(crate) fn needed_model(&self) -> bool {
        !self.last.is_null()
            && self.last["source"]
                .as_str()
                .is_none_or(|source| source == "model")
    }

    fn work(&self) -> Work {
        if !self.needed_model() {
            return Work::Nothing;
        }
        let usage = |camel: &str, snake: &str| {
            let usage = &self.last["usage"];
            usage[camel]
                .as_f64()
                .or_else(|| usage[snake].as_f64())
                .unwrap_or(0.0)
        };
        let prompt = usage("promptTokens", "prompt_tokens");
        let read = prompt - usage("cachedTokens", "cached_tokens");
        Work::Wrote {
            // There is no prompt without a token: such a server has not heard from its engine.
            tokens_read: (prompt > 0.0).then_some(read),
        }
    }

    /// A time of the server's stages, in milliseconds, where it tells them.
    pub(crate) fn stage(&self, camel: &str, snake: &str) -> Option<f64> {
        let stages = &self.last["stages"];
        stages[camel].as_f64().or_else(|| stages[snake].as_f64())
    }
}

/// The server with one model, with a configuration and figures of its own.
#[derive(Debug)]
pub(crate) struct Ponder {
    editor: Editor,
    model: String,
    uri: String,
    documents: u32,
    last: Value,
    _home: TempDir,
}

impl Ponder {
    /// Starts the server with one of the models in this folder.
    ///
    /// # Errors
    ///
    /// If its data folder or its configuration cannot be written.
    pub(crate) fn start(models: &Path, model: &str, window: u32, threads: u32) -> io::Result<Self> {
        let home = TempDir::with_prefix("ponder-bench-")?;
        let (folder, data) = (home.path().join("ponder"), home.path().join("data/ponder"));
        std::fs::create_dir(&folder)?;
        // Figures of a benchmark are not the user's, and are counted from zero.
        std::fs::create_dir_all(&data)?;
        std::os::unix::fs::symlink(models, data.join("models"))?;
        let configuration = format!(
            "[local]\nmodel = \"{model}\"\ncontext_tokens = {window}\nthreads = {threads}\n[routing]\ndiscover = false\n"
        );
        std::fs::write(folder.join("config.toml"), configuration)?;
        let launch = Launch::new()
            .with_users_environment()
            .variable("XDG_CONFIG_HOME", home.path())
            .variable("XDG_DATA_HOME", home.path().join("data"));
        let launch = ["DEEPSEEK", "OPENAI", "OPENROUTER", "SILICONFLOW"]
            .iter()
            .fold(launch, |launch, provider| {
                launch.variable(format!("{provider}_API_KEY"), "")
            });
        Ok(Self {
            editor: Editor::start(&launch),
            model: model.to_owned(),
            uri: String::new(),
            documents: 0,
            last: Value::Null,
            _home: home,
        })
    }

    /// Opens a document that no earlier one is like.
    pub(crate) fn open_text(&mut self, extension: &str, language: &str, text: &str) {
        self.documents += 1;
        self.uri = format!("file:///bench/{}/file.{extension}", self.documents);
        self.editor.open(&self.uri, language, text);
    }

    pub(crate) fn change(&mut self, change: &Value) {
        self.editor.change(&self.uri, change);
    }

    pub(crate) fn close_text(&mut self) {
        self.editor.close(&self.uri);
    }

    /// Asks at the cursor, without waiting.
    pub(crate) fn begin(&mut self, buffer: &Buffer, trigger: Trigger) -> i64 {
        let params = json!({
            "textDocument": {"uri": self.uri},
            "position": buffer.position(),
            "context": {"triggerKind": trigger.kind()},
        });
        self.editor.begin("textDocument/inlineCompletion", &params)
    }

    pub(crate) fn take_back(&mut self, id: i64) {
        self.editor.take_back(id);
    }

    /// The answer to a request.
    pub(crate) fn answer(&mut self, id: i64) -> Answer {
        let (when, result) = self.editor.answer(id);
        self.told(when, &result.unwrap_or_default())
    }

    pub(crate) fn complete(&mut self, buffer: &Buffer, trigger: Trigger) -> Answer {
        let id = self.begin(buffer, trigger);
        self.answer(id)
    }

    /// A counter of the server's generations, such as `started`; `None` where it does not count.
    pub(crate) fn generations(&mut self, name: &str) -> Option<u64> {
        let stats = self.editor.ask("ponder/stats", &Value::Null).ok()?;
        stats["all"]["generations"][name].as_u64()
    }

    /// Waits until the server and its engine rest.
    pub(crate) fn rest(&self) {
        wait_until_idle(self.editor.process_id());
    }

    fn told(&mut self, when: Instant, result: &Value) -> Answer {
        let items = result.get("items").unwrap_or(result);
        let text = &items[0]["insertText"];
        let text = text.as_str().or_else(|| text["value"].as_str());
        let text = text.filter(|text| !text.trim().is_empty()).map(str::to_owned);
        let told = self
            .editor
            .ask("ponder/lastRoute", &Value::Null)
            .unwrap_or_default();
        let model = &told["route"]["model"];
        assert!(
            told.is_null() || *model == self.model,
            "{model} answered instead of {}",
            self.model
        );
        let last = if told == self.last {
            Value::Null
        } else {
            told.clone()
        };
        self.last = told;
        Answer { text, when, last }
    }

    fn typed(&mut self, change: &Value, buffer: &Buffer, patience: Patience) -> Keystroke {
        let (start, deadline) = (Instant::now(), patience.deadline());
        self.change(change);
        let id = self.begin(buffer, Trigger::Automatic);
        let latest = deadline.unwrap_or(start + PATIENCE);
        let Some((when, result)) = self.editor.answer_until(id, latest) else {
            self.take_back(id);
            return Keystroke::nothing();
        };
        let answer = self.told(when, &result.unwrap_or_default());
        if let Some(deadline) = deadline {
            thread::sleep(deadline.saturating_duration_since(Instant::now()));
        }
        Keystroke {
            latency_ms: answer.when.duration_since(start).as_secs_f64() * 1e3,
            work: answer.work(),
            shown: answer.text,
        }
    }
}

impl Typist for Ponder {
    fn open(&mut self, stretch: &Stretch) {
        self.open_text(stretch.extension, stretch.language, &stretch.start.text);
        self.complete(&stretch.start, Trigger::Automatic);
        self.rest();
    }

    fn press(&mut self, buffer: &mut Buffer, key: &Key, patience: Patience) -> Keystroke {
        let change = buffer.apply(key);
        self.typed(&change, buffer, patience)
    }

    fn accept(&mut self, buffer: &mut Buffer, text: &str, patience: Patience) -> Keystroke {
        let change = buffer.insert(text);
        self.typed(&change, buffer, patience)
    }

    fn close(&mut self) {
        self.close_text();
        self.rest();
    }
}
