//! llama.cpp's server as a typist meets it through llama.vim. Requests are one at a time and never taken back; a key
//! that comes while one runs looks again after 100 ms.
//!
//! Flat out, what is asked ahead is asked only for suggestions that are taken, and its time is not counted: the
//! latencies are those of a server at rest.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::buffer::{Buffer, Key};
use super::llama_server::LlamaServer;
use super::llama_vim::{Asked, Cache, Context, asks, context, shown};
use super::stretch::Stretch;
use super::typist::{Keystroke, Patience, Typist, Work};

/// The time after which a key that met a running request looks again.
const AGAIN: Duration = Duration::from_millis(100);

/// The server and the plugin's state.
#[derive(Debug)]
pub(crate) struct Stock {
    server: LlamaServer,
    cache: Cache,
    /// The running request.
    running: Option<(Context, Asked)>,
}

impl Stock {
    pub(crate) fn start(model: &Path, window: u32, threads: u32) -> Self {
        Self {
            server: LlamaServer::start(model, window, threads),
            cache: Cache::default(),
            running: None,
        }
    }

    fn begin(&mut self, context: Context, asked: Asked) {
        self.server.begin("/infill", &context.request(asked));
        self.running = Some((context, asked));
    }

    /// Takes the answer in if it comes until then; says for whom it was and how many tokens were read.
    fn take_in(&mut self, deadline: Instant) -> Option<(Asked, Option<f64>)> {
        self.running.as_ref()?;
        let answer = self.server.answer_until(deadline)?;
        let (context, asked) = self.running.take()?;
        let written = answer["content"].as_str().unwrap_or_default();
        self.cache.insert(&context, written);
        let read = answer["timings"]["prompt_n"].as_f64();
        Some((asked, read))
    }

    /// Waits for the running request.
    fn finish(&mut self) {
        if let Some((context, _)) = self.running.take() {
            let answer: Value = self.server.answer();
            self.cache
                .insert(&context, answer["content"].as_str().unwrap_or_default());
        }
    }

    fn hint(&mut self, buffer: &Buffer) -> Option<String> {
        let written = self.cache.look_up(&context(buffer))?;
        shown(buffer, &written)
    }

    /// Asks for what follows the shown suggestion, unless it is known.
    fn ask_ahead(&mut self, buffer: &Buffer, hint: &str) {
        let mut ahead = buffer.clone();
        ahead.insert(hint);
        let context = context(&ahead);
        if self.running.is_none() && !self.cache.has(&context) {
            self.begin(context, Asked::Ahead);
        }
    }

    fn typed(&mut self, buffer: &Buffer, patience: Patience) -> Keystroke {
        let start = Instant::now();
        match patience {
            Patience::UntilAnswered => self.flat_out(buffer, start),
            Patience::UntilNextKey(interval) => self.at_pace(buffer, start, start + interval),
        }
    }

    fn flat_out(&mut self, buffer: &Buffer, start: Instant) -> Keystroke {
        let mut work = Work::Nothing;
        let mut hint = self.hint(buffer);
        let place = context(buffer);
        if hint.is_none() && asks(buffer) && !self.cache.has(&place) {
            self.begin(place, Asked::ForTyped);
            let deadline = Instant::now() + Duration::from_secs(300);
            let (_, tokens_read) = self.take_in(deadline).expect("llama.cpp's server answers");
            work = Work::Wrote { tokens_read };
            hint = self.hint(buffer);
        }
        let latency_ms = start.elapsed().as_secs_f64() * 1e3;
        Keystroke {
            shown: hint,
            latency_ms,
            work,
        }
    }

    fn at_pace(&mut self, buffer: &Buffer, start: Instant, deadline: Instant) -> Keystroke {
        let mut stroke = Keystroke {
            shown: self.hint(buffer),
            ..Keystroke::nothing()
        };
        let place = context(buffer);
        let look_at = if self.running.is_some() {
            start + AGAIN
        } else {
            start
        };
        while Instant::now() < deadline {
            if stroke.shown.is_none() && self.running.is_none() && Instant::now() >= look_at {
                if !asks(buffer) || self.cache.has(&place) {
                    break;
                }
                self.begin(place.clone(), Asked::ForTyped);
            }
            if let Some(hint) = stroke.shown.clone() {
                self.ask_ahead(buffer, &hint);
            }
            let until = if Instant::now() < look_at {
                look_at.min(deadline)
            } else {
                deadline
            };
            match self.take_in(until) {
                Some((asked, tokens_read)) => {
                    let at_hand = stroke.shown.is_some();
                    if !at_hand {
                        stroke.shown = self.hint(buffer);
                    }
                    if !at_hand && stroke.shown.is_some() {
                        stroke.latency_ms = start.elapsed().as_secs_f64() * 1e3;
                        if asked == Asked::ForTyped {
                            stroke.work = Work::Wrote { tokens_read };
                        }
                    }
                }
                None => thread::sleep(until.saturating_duration_since(Instant::now())),
            }
        }
        thread::sleep(deadline.saturating_duration_since(Instant::now()));
        stroke
    }
}

impl Typist for Stock {
    fn open(&mut self, stretch: &Stretch) {
        self.flat_out(&stretch.start, Instant::now());
    }

    fn press(&mut self, buffer: &mut Buffer, key: &Key, patience: Patience) -> Keystroke {
        buffer.apply(key);
        self.typed(buffer, patience)
    }

    fn accept(&mut self, buffer: &mut Buffer, text: &str, patience: Patience) -> Keystroke {
        if matches!(patience, Patience::UntilAnswered) && self.hint(buffer).as_deref() == Some(text) {
            // As it was shown, it was asked ahead.
            self.ask_ahead(buffer, text);
            self.finish();
        }
        buffer.insert(text);
        self.typed(buffer, patience)
    }

    fn close(&mut self) {
        self.finish();
        // Another stretch is another file.
        self.cache = Cache::default();
    }
}
