//! What changed in a document since a moment: so that what was computed from an older text finds its place in the newer
//! one, or learns that there is none any more.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use ropey::Rope;

/// What changes in a document from a moment on, as [`Document::since`](crate::Document::since) begins it. Cheap to clone;
/// the document stops noting changes once the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Since(Weak<Changes>);

/// The changes that a document notes for one [`Since`].
#[derive(Debug, Default)]
struct Changes(Mutex<Vec<Replacement>>);

/// Bytes that were replaced, in the text that the change before left.
#[derive(Clone, Copy, Debug)]
struct Replacement {
    start: usize,
    old_end: usize,
    new_end: usize,
}

impl Since {
    /// Where the bytes of the text at the moment are now: the text there is the same.
    ///
    /// `None` if a change reached into them, even if another took it back, if it was at an empty range exactly, or if the
    /// document is gone: a document that is opened again is another one. To be used with a snapshot of the same moment,
    /// the document must not change between the two.
    pub fn map(&self, bytes: Range<usize>) -> Option<Range<usize>> {
        let changes = self.0.upgrade()?;
        let changes = changes.0.lock().unwrap_or_else(PoisonError::into_inner);
        changes.iter().try_fold(bytes, |bytes, change| change.map(bytes))
    }
}

impl Replacement {
    fn map(self, bytes: Range<usize>) -> Option<Range<usize>> {
        let is_inserted_at = self.start == self.old_end && bytes.is_empty() && self.start == bytes.start;
        if is_inserted_at {
            return None;
        }
        if self.old_end <= bytes.start {
            let moved = |offset: usize| offset - self.old_end + self.new_end;
            return Some(moved(bytes.start)..moved(bytes.end));
        }
        (self.start >= bytes.end).then_some(bytes)
    }
}

/// Those who follow a document's changes.
#[derive(Debug, Default)]
pub(crate) struct Followers(Vec<Arc<Changes>>);

impl Followers {
    /// Begins to note changes.
    pub(crate) fn add(&mut self) -> Since {
        self.forget_dropped();
        let changes = Arc::new(Changes::default());
        let since = Since(Arc::downgrade(&changes));
        self.0.push(changes);
        since
    }

    /// Whether nobody follows any more.
    pub(crate) fn is_empty(&mut self) -> bool {
        self.forget_dropped();
        self.0.is_empty()
    }

    /// Notes that `old` was replaced by as many bytes as `new_len`.
    pub(crate) fn replaced(&mut self, old: &Range<usize>, new_len: usize) {
        if old.is_empty() && new_len == 0 {
            return;
        }
        self.forget_dropped();
        for Changes(changes) in self.0.iter().map(Arc::as_ref) {
            changes
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(Replacement {
                    start: old.start,
                    old_end: old.end,
                    new_end: old.start + new_len,
                });
        }
    }

    fn forget_dropped(&mut self) {
        self.0.retain(|changes| Arc::weak_count(changes) > 0);
    }
}

/// The bytes of `old` between what it has in common with `new` at its start and at its end, in whole characters, and how
/// long what stands between them in `new` is.
pub(crate) fn replacement(old: &Rope, new: &str) -> (Range<usize>, usize) {
    let (old_len, new_len) = (old.len_bytes(), new.len());
    let same_start = old
        .bytes()
        .zip(new.bytes())
        .take_while(|(old, new)| old == new)
        .count();
    // Bytes up to here are the same, so that a character ends in both texts at the same place or in none.
    let same_start = (0..=same_start)
        .rev()
        .find(|end| is_boundary(old, *end) && new.is_char_boundary(*end))
        .unwrap_or(0);
    let most = old_len.min(new_len) - same_start;
    let same_end = old
        .bytes_at(old_len)
        .reversed()
        .zip(new.bytes().rev())
        .take(most)
        .take_while(|(old, new)| old == new)
        .count();
    let same_end = (0..=same_end)
        .rev()
        .find(|end| is_boundary(old, old_len - end) && new.is_char_boundary(new_len - end))
        .unwrap_or(0);
    (same_start..old_len - same_end, new_len - same_end - same_start)
}

fn is_boundary(text: &Rope, offset: usize) -> bool {
    text.char_to_byte(text.byte_to_char(offset)) == offset
}
