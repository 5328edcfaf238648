//! How far a pull has come.

/// What a pull is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Bytes are coming in.
    Downloading,
    /// The whole file is read again for its SHA-256.
    Verifying,
}

/// How far a pull has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Where the bytes come from, for people.
    pub source: &'a str,
    /// What is being done.
    pub stage: Stage,
    /// The bytes of the file that are done in this stage. Falls back when a source has to begin anew.
    pub done_bytes: u64,
    /// The size of the whole file, once it is known.
    pub total_bytes: Option<u64>,
}

/// Tells a caller's callback about one source.
pub(super) struct Report<'a> {
    source: &'a str,
    callback: &'a mut (dyn FnMut(Progress<'_>) + Send),
}

impl<'a> Report<'a> {
    pub(super) fn new(source: &'a str, callback: &'a mut (dyn FnMut(Progress<'_>) + Send)) -> Self {
        Self { source, callback }
    }

    pub(super) fn downloading(&mut self, done_bytes: u64, total_bytes: Option<u64>) {
        self.tell(Stage::Downloading, done_bytes, total_bytes);
    }

    pub(super) fn verifying(&mut self, done_bytes: u64, total_bytes: u64) {
        self.tell(Stage::Verifying, done_bytes, Some(total_bytes));
    }

    fn tell(&mut self, stage: Stage, done_bytes: u64, total_bytes: Option<u64>) {
        (self.callback)(Progress {
            source: self.source,
            stage,
            done_bytes,
            total_bytes,
        });
    }
}
