//! The stages of a suggestion in their order: what is shown already, the cache, a generation that still fits, a new one.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use ponder_ask::{Models, Place};
use ponder_figures as figures;
use ponder_figures::{Accepted, Answered, Figures, Source, Stage};
use ponder_model::{Dialect, ModelError, Priority, Related, Usage};
use ponder_route::{Intent, Task};
use ponder_text::Snapshot;
use tokio::sync::watch;

use crate::acceptance::acceptance;
use crate::ahead::write_ahead;
use crate::anchor::Anchor;
use crate::cache::Hit;
use crate::clock::Clock;
use crate::completion::{Completion, Suggestion};
use crate::extent::Extent;
use crate::generation::{Generation, Job};
use crate::hole::Hole;
use crate::look::{blocking, look};
use crate::outcome::outcome;
use crate::related::{Workbench, related};
use crate::reuse::Shown;
use crate::sight::Sight;
use crate::state::{State, lock};
use crate::trigger::{Overtakes, Trigger};
use crate::trim;
use crate::written::Written;

/// Bytes of other files that go along: some 400 tokens, which are read once and stay in the engine's cache.
const RELATED: usize = 1536;

/// How long other files may be looked through.
const RELATED_TIME: Duration = Duration::from_millis(50);

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The document, by a name that stays the same.
    pub uri: Arc<str>,
    /// The document's path as its project names it; empty where it has none.
    pub path: String,
    /// The document.
    pub snapshot: Snapshot,
    /// The cursor, in bytes.
    pub offset: usize,
    /// Where the document stands.
    pub place: Place,
    /// What asks.
    pub trigger: Trigger,
    /// Definitions of what stands near the cursor, as far as the client gave them.
    pub definitions: Vec<Related>,
}

/// Makes suggestions for one editor, and remembers what makes the next one fast. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Completer {
    workbench: Workbench,
    figures: Figures,
    state: Arc<Mutex<State>>,
    newest: watch::Sender<u64>,
}

/// A request at work.
struct Work<'a> {
    request: &'a Request,
    sight: Sight,
    clock: Clock,
    /// How long writing waits.
    wait: Duration,
}

/// A text that goes on from the cursor, as a model wrote it.
struct Found {
    written: Arc<Written>,
    /// How much of it stands before the cursor already, in bytes.
    typed: usize,
    source: Source,
}

impl Completer {
    /// A completer that tells `figures` what it does.
    pub fn new(figures: Figures) -> Self {
        Self {
            workbench: Workbench::default(),
            figures,
            state: Arc::default(),
            newest: watch::channel(0).0,
        }
    }

    /// What the editor has open.
    pub fn workbench(&self) -> &Workbench {
        &self.workbench
    }

    /// What is counted.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Notes a change of a document, which put text at `edited` of `after`. Cheap: for use while the document is locked.
    pub fn changed(&self, uri: &str, before: &Snapshot, after: &Snapshot, edited: Range<usize>) {
        let accepted = {
            let state = self.state();
            let shown = state.shown.as_ref().filter(|shown| &*shown.sight.uri == uri);
            shown.and_then(|shown| {
                let accepted = acceptance(shown, before, after, &edited)?;
                Some((shown.suggestion.id, accepted))
            })
        };
        if let Some((id, accepted)) = accepted {
            if let Accepted::Part { bytes } = accepted {
                let mut state = self.state();
                let before = state
                    .untold
                    .filter(|(other, _)| *other == id)
                    .map_or(0, |(_, bytes)| bytes);
                state.untold = Some((id, before + bytes));
            }
            self.figures.accepted(id, accepted);
        }
        self.workbench.changed(uri, before, after, edited);
    }

    /// Notes what a client tells of a suggestion. A part that its text has told before is not counted again.
    pub fn told(&self, id: u64, accepted: Accepted) {
        if let Accepted::Part { bytes } = accepted
            && let Some((untold, left)) = &mut self.state().untold
            && *untold == id
            && *left >= bytes
        {
            *left -= bytes;
            return;
        }
        self.figures.accepted(id, accepted);
    }

    /// What comes next at a place; `None` where a newer request has made this one useless. Dropping the future ends the
    /// model's work a little later, unless the next request can use it.
    pub async fn complete(
        &self,
        models: &Models,
        request: Request,
    ) -> Result<Option<Completion>, ModelError> {
        self.state().serve(models);
        self.newest.send_modify(|number| *number += 1);
        let mut newer = self.newest.subscribe();
        let completion = tokio::select! {
            biased;
            _ = newer.changed() => return Ok(None),
            completion = self.newest_completion(models, &request) => completion,
        };
        self.state().is_answered = true;
        completion.map(Some)
    }

    async fn newest_completion(&self, models: &Models, request: &Request) -> Result<Completion, ModelError> {
        let Request {
            uri,
            snapshot,
            offset,
            trigger,
            ..
        } = request;
        let clock = Clock::start();
        let sight = Sight::at(uri, snapshot, *offset);
        let (wait, reused) = {
            let mut state = self.state();
            let overtakes = if std::mem::take(&mut state.is_answered) {
                Overtakes::Nothing
            } else {
                Overtakes::AnAnswer
            };
            let wait = state.pace.wait(*trigger, overtakes, clock.started());
            let wait = if sight.begins_a_line() {
                Duration::ZERO
            } else {
                wait
            };
            let reused = state.shown.as_ref().and_then(|shown| {
                let suggestion = shown.rest(&sight, snapshot)?;
                Some(shown.completion.again(suggestion, Source::Reuse))
            });
            (wait, reused)
        };
        let mut work = Work {
            request,
            sight,
            clock,
            wait,
        };
        if let Some(completion) = reused {
            return Ok(self.answer(models, &work, completion));
        }
        let (hole, extent) = work
            .clock
            .own(Stage::Context, look(snapshot.clone(), *offset))
            .await?;
        if let Some(found) = self.found(&mut work).await {
            let text = cut(&mut work, &hole, &found).await?;
            // Where nothing is left to show of what was begun to be typed, a model may know more.
            if text.is_some() || found.typed == 0 {
                return Ok(self.show(models, work, &found, text));
            }
        }
        let generation = self.begin(models, &mut work, &hole, extent).await?;
        let waiting = generation.wait();
        let asked = work.clock.started() + work.wait;
        let outcome = work.clock.waiting(outcome(&generation, "", asked)).await?;
        drop(waiting);
        let Some(written) = outcome else {
            return Err(ModelError::Interrupted {
                reason: "the suggestion was withdrawn; ask again".to_owned(),
            });
        };
        let found = Found {
            written,
            typed: 0,
            source: Source::Model,
        };
        let text = cut(&mut work, &hole, &found).await?;
        Ok(self.show(models, work, &found, text))
    }

    /// What was or is being written already and goes on from here.
    async fn found(&self, work: &mut Work<'_>) -> Option<Found> {
        let snapshot = &work.request.snapshot;
        let hit = self.state().cache.find(&work.sight, snapshot);
        if let Some(Hit { written, typed }) = hit {
            return Some(Found {
                written,
                typed,
                source: Source::Cache,
            });
        }
        let (generation, typed) = self.running(&work.sight, snapshot)?;
        let _waiting = generation.wait();
        let outcome = outcome(&generation, &typed, work.clock.started());
        let written = work.clock.waiting(outcome).await.ok()??;
        Some(Found {
            written,
            typed: typed.len(),
            source: Source::Joined,
        })
    }

    /// A generation that may still give what comes next, and what was typed since it began.
    fn running(&self, sight: &Sight, snapshot: &Snapshot) -> Option<(Arc<Generation>, String)> {
        let state = self.state();
        [&state.running, &state.ahead]
            .into_iter()
            .flatten()
            .find_map(|generation| {
                let typed = generation.sight.typed_until(sight, snapshot)?;
                generation
                    .sight
                    .closed_until(sight)
                    .filter(|closed| closed.is_empty())?;
                generation
                    .may_fit(&typed)
                    .then(|| (Arc::clone(generation), typed))
            })
    }

    /// Ends what runs and sets a model to work on this place.
    async fn begin(
        &self,
        models: &Models,
        work: &mut Work<'_>,
        hole: &Hole,
        extent: Extent,
    ) -> Result<Arc<Generation>, ModelError> {
        let held = {
            let mut state = self.state();
            state.abandon();
            state.anchor.clone()
        };
        let Request { uri, path, place, .. } = work.request;
        let fill = if let Some(fill) = held.as_ref().and_then(|held| held.fill(uri, hole)) {
            fill
        } else {
            let pieces = work.clock.own(Stage::Prompt, self.related(work.request)).await?;
            let (anchor, fill) = Anchor::place(held.as_ref(), uri, path.clone(), hole, pieces);
            self.state().anchor = Some(anchor);
            fill
        };
        let plan = models
            .plan(Task::new(Intent::of_completion(hole.region)), place)
            .await;
        let job = Job {
            sight: work.sight.clone(),
            hole: hole.clone(),
            extent,
            fill,
            plan,
            priority: Priority::Keystroke,
            not_before: work.clock.started() + work.wait,
        };
        let generation = self.start(models, job);
        self.state().running = Some(Arc::clone(&generation));
        Ok(generation)
    }

    pub(crate) fn start(&self, models: &Models, job: Job) -> Arc<Generation> {
        let (state, figures) = (Arc::clone(&self.state), self.figures.clone());
        let keep = move |sight: &Sight, written: Arc<Written>| {
            let usage = written.answer.finished.usage;
            figures.tokens_read(usage.tokens_read(), usage.cached_tokens);
            lock(&state).cache.keep(sight, written);
        };
        Generation::start(models, job, &self.figures, keep)
    }

    /// Shows `text`, which is what `found` came to.
    fn show(&self, models: &Models, mut work: Work<'_>, found: &Found, text: Option<String>) -> Completion {
        let Found { written, source, .. } = found;
        let source = *source;
        let mut completion = Completion {
            suggestion: None,
            route: written.begun.route.clone(),
            sent: written.begun.sent.clone(),
            dialect: written.begun.dialect,
            answer: written.answer.clone(),
            source,
            stages: Vec::new(),
        };
        if source != Source::Model {
            // Its tokens are counted where it was written.
            completion.answer.finished.usage = Usage::default();
        }
        if let Some(first) = completion.answer.first_token.filter(|_| source == Source::Model) {
            work.clock.note(Stage::Wait, work.wait);
            work.clock.note(Stage::FirstToken, first);
            work.clock
                .note(Stage::Writing, completion.answer.total.saturating_sub(first));
        }
        let mut state = self.state();
        completion.suggestion = text.map(|text| {
            state.suggestions += 1;
            Suggestion {
                id: state.suggestions,
                text,
            }
        });
        let former = state.shown.take();
        state.shown = completion.suggestion.clone().map(|suggestion| Shown {
            sight: work.sight.clone(),
            suggestion,
            completion: completion.clone(),
        });
        drop(state);
        if let Some(former) = former
            && !former.is_typed(&work.sight, &work.request.snapshot)
        {
            // What was accepted is known to be.
            self.figures.rejected(former.suggestion.id);
        }
        if let Some(suggestion) = &completion.suggestion {
            self.figures.shown(figures::Suggestion {
                id: suggestion.id,
                document: work.request.uri.to_string(),
                offset: work.request.offset,
                text: suggestion.text.clone(),
            });
        }
        self.answer(models, &work, completion)
    }

    /// Completes `completion` by its times and has the next one written ahead.
    fn answer(&self, models: &Models, work: &Work<'_>, mut completion: Completion) -> Completion {
        completion.stages = work.clock.stages();
        self.figures.answered(&Answered {
            model: completion.route.model.clone(),
            source: completion.source,
            stages: completion.stages.clone(),
        });
        if let Some(suggestion) = &completion.suggestion
            && completion.dialect == Dialect::Local
        {
            write_ahead(self, models, work.request, suggestion);
        }
        completion
    }

    /// Pieces of other files that may help.
    async fn related(&self, request: &Request) -> Result<Vec<Related>, ModelError> {
        let (workbench, request, deadline) = (
            self.workbench.clone(),
            request.clone(),
            Instant::now() + RELATED_TIME,
        );
        blocking(move || {
            related(
                &workbench,
                &request.uri,
                &request.snapshot,
                request.offset,
                &request.definitions,
                RELATED,
                deadline,
            )
        })
        .await
    }

    /// Changes with every request.
    pub(crate) fn newest(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// What of `found` is worth showing.
async fn cut(work: &mut Work<'_>, hole: &Hole, found: &Found) -> Result<Option<String>, ModelError> {
    let (written, typed, hole) = (Arc::clone(&found.written), found.typed, hole.clone());
    let cut = move || {
        let finish = written.answer.finished.finish;
        trim::suggestion(&written.text()[typed..], finish, &hole, written.extent)
    };
    work.clock.own(Stage::Trim, blocking(cut)).await
}
