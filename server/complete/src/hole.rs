//! The place in a document where text is to be filled in.

use ponder_text::{Language, Region, Snapshot, region_at};

use crate::excerpt::Excerpt;

/// Documents of more bytes are not parsed whole to find what stands at the cursor: some 3,000 lines.
const LONG: usize = 100 * 1024;

/// The place in a document where text is to be filled in.
#[derive(Debug, Clone)]
pub(crate) struct Hole {
    /// The document.
    pub(crate) snapshot: Snapshot,
    /// The cursor, in bytes.
    pub(crate) offset: usize,
    /// What stands at the cursor.
    pub(crate) region: Region,
    /// What is parsed of the document.
    pub(crate) excerpt: Excerpt,
}

impl Hole {
    /// The hole at byte `offset`. May parse: work for a blocking thread.
    pub(crate) fn at(snapshot: Snapshot, offset: usize) -> Self {
        let excerpt = Excerpt::around(&snapshot, offset);
        // Fences of Markdown reach farther than an excerpt.
        let is_long = snapshot.text().len_bytes() > LONG && snapshot.language() != Language::Markdown;
        let region = if is_long {
            region_at(&excerpt.document, excerpt.offset)
        } else {
            region_at(&snapshot, offset)
        };
        Self {
            snapshot,
            offset,
            region,
            excerpt,
        }
    }

    /// The line of the cursor, counted from 0.
    pub(crate) fn line(&self) -> usize {
        self.snapshot.line_of(self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ponder_text::Document;

    #[test]
    fn what_stands_at_the_cursor_is_told_in_a_long_document_too() {
        let function = "def f(a):\n    # A comment.\n    return \"text\"\n\n";
        let text = function.repeat(4_000);
        let middle = text.len() / 2 / function.len() * function.len();
        let region = |inner: &str| {
            let snapshot = Document::new(&text, 0, Language::Python).snapshot();
            Hole::at(snapshot, middle + function.find(inner).expect("it is there") + 2).region
        };
        assert_eq!(region("# A comment"), Region::Comment);
        assert_eq!(region("return"), Region::Code);
        assert_eq!(region("\"text"), Region::String);
    }
}
