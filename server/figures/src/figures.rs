//! What the server tells its figures to, from any thread.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::event::{Accepted, Answered, Check, Generation, Suggestion, Survival};
use crate::file;
use crate::ledger::{Day, Ledger};
use crate::report::Report;
use crate::survival::is_still_there;
use crate::tracked::{Becomes, Tracked};

/// Figures of inline completion. Clones share them. All methods but [`Self::open`], [`Self::save`] and [`Self::reset`]
/// are quick: they read and write no file, and wait for nobody who does.
#[derive(Clone)]
pub struct Figures {
    shared: Arc<Shared>,
}

struct Shared {
    path: Option<PathBuf>,
    /// Held while the file is read and written; taken before `state`.
    file: Mutex<()>,
    /// Held for moments only.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// As the file was when it was last looked at.
    saved: Ledger,
    /// On its way to the file.
    in_flight: Ledger,
    /// Counted since.
    unsaved: Ledger,
    tracked: Tracked,
}

impl fmt::Debug for Figures {
    // Without the texts.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Figures")
            .field("path", &self.shared.path)
            .finish_non_exhaustive()
    }
}

impl Figures {
    /// Figures that end with the process.
    pub fn in_memory() -> Self {
        Self::new(None, Ledger::default())
    }

    /// Figures that go on from those in the file at `path`, which need not exist. A file that is damaged, or of a version
    /// that this program does not know, is set aside under the ending `.broken`, with a warning in the log. Reads the
    /// file; creates nothing.
    pub fn open(path: PathBuf) -> Self {
        let saved = file::read(&path);
        Self::new(Some(path), saved)
    }

    /// Where the figures are in ponder's data folder.
    pub fn file_in(data_folder: &Path) -> PathBuf {
        data_folder.join("figures.json")
    }

    fn new(path: Option<PathBuf>, saved: Ledger) -> Self {
        let state = State {
            saved,
            ..State::default()
        };
        let shared = Shared {
            path,
            file: Mutex::new(()),
            state: Mutex::new(state),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Adds what was counted since the last time to the file, whatever other processes have added to it meanwhile. Where
    /// nothing was counted, nothing is done. The file is replaced as a whole. Blocks on the file system, and at most two
    /// seconds on other processes.
    ///
    /// After an error nothing is lost: the next call tries again.
    pub fn save(&self) -> io::Result<()> {
        let Some(path) = &self.shared.path else {
            return Ok(());
        };
        let _file = lock(&self.shared.file);
        let new = {
            let mut state = self.state();
            if state.unsaved == Ledger::default() {
                return Ok(());
            }
            state.in_flight = std::mem::take(&mut state.unsaved);
            state.in_flight.clone()
        };
        let result = file::add(path, &new);
        let mut state = self.state();
        let in_flight = std::mem::take(&mut state.in_flight);
        match result {
            Ok(saved) => state.saved = saved,
            Err(error) => {
                state.unsaved.add(&in_flight, Day::today());
                return Err(error);
            }
        }
        Ok(())
    }

    /// Removes the file and forgets everything, but not what other running processes have not saved yet. Blocks as
    /// [`Self::save`] does.
    pub fn reset(&self) -> io::Result<()> {
        let _file = lock(&self.shared.file);
        if let Some(path) = &self.shared.path {
            file::remove(path)?;
        }
        *self.state() = State::default();
        Ok(())
    }

    /// An answer went to the editor.
    pub fn answered(&self, answered: &Answered) {
        self.state().unsaved.answered(answered);
    }

    /// Something happened to a generation.
    pub fn generation(&self, event: Generation) {
        self.state().unsaved.count(Day::today(), |counts| match event {
            Generation::Started => counts.generations_started += 1,
            Generation::Finished => counts.generations_finished += 1,
            Generation::Abandoned => counts.generations_abandoned += 1,
        });
    }

    /// A request reached a model, which read `read` tokens of its prompt and had `cached` in its cache.
    pub fn tokens_read(&self, read: u32, cached: u32) {
        self.state().unsaved.tokens(read, cached);
    }

    /// A suggestion is shown.
    pub fn shown(&self, suggestion: Suggestion) {
        let (mut state, today) = (self.state(), Day::today());
        if state.tracked.show(suggestion, today) {
            state.unsaved.count(today, |counts| counts.shown += 1);
        }
    }

    /// A suggestion was accepted. Several parts may follow one another and end in a whole one: it counts as partly
    /// accepted or as accepted, whatever it is in the end. Ids that are unknown, or whose suggestion is over, are ignored.
    pub fn accepted(&self, id: u64, accepted: Accepted) {
        let mut state = self.state();
        let Some(step) = state.tracked.accept(id, accepted, Instant::now()) else {
            return;
        };
        state.unsaved.count(step.day, |counts| {
            counts.characters_accepted += step.characters;
            match step.becomes {
                Becomes::Partly => counts.parts_begun += 1,
                Becomes::StillPartly => {}
                Becomes::Whole => counts.accepted += 1,
                Becomes::WholeByParts => {
                    counts.accepted += 1;
                    counts.parts_completed += 1;
                }
            }
        });
    }

    /// A suggestion was dismissed. One that was accepted in part stays so. Ids that are unknown are ignored.
    pub fn rejected(&self, id: u64) {
        let mut state = self.state();
        if let Some(day) = state.tracked.reject(id) {
            state.unsaved.count(day, |counts| counts.rejected += 1);
        }
    }

    /// The accepted suggestions that are to be looked for at `now`, each once after 30 seconds and after 5 minutes since
    /// its last part was accepted. [`Self::checked`] is to be called for each.
    pub fn due(&self, now: Instant) -> Vec<Check> {
        self.state().tracked.due(now)
    }

    /// Looks for an accepted suggestion in the text of its document: it is still there if a place near where it went in
    /// is the same in 85 % of its characters, blanks aside, or if it is there unchanged further away. None says that the
    /// document is closed: then nothing is counted. Takes a few milliseconds, so not for a thread that answers keystrokes.
    pub fn checked(&self, id: u64, after: Survival, document_text: Option<&str>) {
        let sought = self.state().tracked.look(id, after);
        let (Some(sought), Some(document)) = (sought, document_text) else {
            return;
        };
        let kept = u64::from(is_still_there(&sought.text, sought.offset, document));
        self.state().unsaved.count(sought.day, |counts| match after {
            Survival::HalfMinute => {
                counts.looked_after_half_minute += 1;
                counts.kept_half_minute += kept;
            }
            Survival::FiveMinutes => {
                counts.looked_after_five_minutes += 1;
                counts.kept_five_minutes += kept;
            }
        });
    }

    /// All figures.
    pub fn report(&self) -> Report {
        let today = Day::today();
        let (mut ledger, in_flight, unsaved) = {
            let state = self.state();
            (
                state.saved.clone(),
                state.in_flight.clone(),
                state.unsaved.clone(),
            )
        };
        ledger.add(&in_flight, today);
        ledger.add(&unsaved, today);
        Report::of(&ledger, today)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.shared.state)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Counts that a panic interrupted are off by one at most.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
