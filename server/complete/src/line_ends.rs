//! Line ends: models write line feeds, documents have their own.

use ponder_text::Snapshot;

/// `text`, whose lines end with line feeds, as it is inserted into the document of `snapshot`: with the line ends that the
/// document's first line has.
pub fn with_line_ends_of(snapshot: &Snapshot, text: &str) -> String {
    if snapshot.slice(0..snapshot.line_start(1)).ends_with("\r\n") {
        text.replace('\n', "\r\n")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ponder_text::{Document, Language};

    #[test]
    fn a_suggestion_gets_the_line_ends_of_its_document() {
        let snapshot = |text| Document::new(text, 0, Language::PlainText).snapshot();
        assert_eq!(with_line_ends_of(&snapshot("a\r\nb\n"), "x\ny"), "x\r\ny");
        assert_eq!(with_line_ends_of(&snapshot("a\nb\r\n"), "x\ny"), "x\ny");
        assert_eq!(with_line_ends_of(&snapshot(""), "x\ny"), "x\ny");
    }
}
