//! The place in a document where text is to be filled in.

use ponder_text::{Region, Snapshot, region_at};

/// The place in a document where text is to be filled in.
#[derive(Debug, Clone)]
pub(crate) struct Hole {
    /// The document.
    pub(crate) snapshot: Snapshot,
    /// The cursor, in bytes.
    pub(crate) offset: usize,
    /// What stands at the cursor.
    pub(crate) region: Region,
}

impl Hole {
    /// The hole at byte `offset`. May parse: work for a blocking thread.
    pub(crate) fn at(snapshot: Snapshot, offset: usize) -> Self {
        let region = region_at(&snapshot, offset);
        Self {
            snapshot,
            offset,
            region,
        }
    }

    /// The line of the cursor, counted from 0.
    pub(crate) fn line(&self) -> usize {
        self.snapshot.line_of(self.offset)
    }
}
