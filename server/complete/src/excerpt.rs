//! The part of a long document that is parsed at every key: declarations around the hole, so that it takes no longer than
//! in a short one. While somebody types a document is mostly broken, and a parser that looks for the end of what is broken
//! can take tens of milliseconds in 10,000 lines.

use ponder_text::{Document, Snapshot};

/// Documents of more bytes are not parsed whole.
const LONG: usize = 16 * 1024;

/// How far from the hole an excerpt begins and ends, in bytes: at the first line that begins a declaration beyond the
/// least, before the most.
const LEAST: usize = 1024;
const MOST: usize = 8 * 1024;

/// What is parsed of a document.
#[derive(Debug, Clone)]
pub(crate) struct Excerpt {
    /// A document of its own, or the whole one.
    pub(crate) document: Snapshot,
    /// Where the hole is in it, in bytes.
    pub(crate) offset: usize,
}

impl Excerpt {
    /// What is parsed for a hole at byte `offset`: the whole document if it is short, or where no end for an excerpt is
    /// found.
    pub(crate) fn around(snapshot: &Snapshot, offset: usize) -> Self {
        let whole = Self {
            document: snapshot.clone(),
            offset,
        };
        if snapshot.text().len_bytes() <= LONG {
            return whole;
        }
        let (before, after) = (snapshot.before(offset, MOST), snapshot.after(offset, MOST));
        let (Some(start), Some(end)) = (start(&before, offset), end(&after)) else {
            return whole;
        };
        let text = [&before[start..], &after[..end]].concat();
        Self {
            document: Document::new(&text, snapshot.version(), snapshot.language()).snapshot(),
            offset: before.len() - start,
        }
    }
}

/// The start of the last line of `before` that begins a declaration far enough from its end, which is at `offset` of the
/// document.
fn start(before: &str, offset: usize) -> Option<usize> {
    let far = before.len().saturating_sub(LEAST);
    if before.len() == offset && far == 0 {
        return Some(0);
    }
    let far = (0..=far).rev().find(|far| before.is_char_boundary(*far))?;
    before[..far]
        .rmatch_indices('\n')
        .map(|(end, _)| end + 1)
        .find(|start| begins_declaration(&before[*start..]))
}

/// The start of the first line of `after` that begins a declaration far enough from its start; its end if that is near.
fn end(after: &str) -> Option<usize> {
    if after.len() < MOST {
        return Some(after.len());
    }
    let near = (LEAST..=after.len()).find(|near| after.is_char_boundary(*near))?;
    after[near..]
        .match_indices('\n')
        .map(|(end, _)| near + end + 1)
        .find(|start| begins_declaration(&after[*start..]))
}

/// Whether a line starts with something that is not within anything else: it is not indented and closes nothing.
fn begins_declaration(line: &str) -> bool {
    line.starts_with(|first: char| first.is_alphabetic() || "@#_<[".contains(first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ponder_text::Language;

    fn of(text: &str, offset: usize) -> (String, usize) {
        let snapshot = Document::new(text, 0, Language::Python).snapshot();
        let Excerpt { document, offset } = Excerpt::around(&snapshot, offset);
        (document.text().to_string(), offset)
    }

    #[test]
    fn a_long_document_is_cut_between_declarations_around_the_hole() {
        let text = "def f(a):\n    b = a\n\n    return b\n\n".repeat(2_000);
        let middle = text.len() / 2;
        let (excerpt, offset) = of(&text, middle);
        assert!(excerpt.len() < 4 * 1024, "{}", excerpt.len());
        assert!(excerpt.starts_with("def f(a):") && excerpt.ends_with("return b\n\n"));
        assert!(offset >= LEAST && excerpt.len() - offset >= LEAST);
        assert!(text[..middle].ends_with(&excerpt[..offset]));
        assert!(text[middle..].starts_with(&excerpt[offset..]));
    }

    #[test]
    fn the_ends_of_a_long_document_are_taken_with_it() {
        let text = "def f(a):\n    return a\n\n".repeat(2_000);
        assert_eq!(of(&text, 0).1, 0);
        assert!(of(&text, text.len()).0.len() < 4 * 1024);
    }

    #[test]
    fn what_has_no_declarations_near_is_parsed_whole() {
        let text = format!("class A:\n{}", "    def f(a):\n        return a\n".repeat(2_000));
        assert_eq!(of(&text, text.len() / 2).0, text);
    }

    #[test]
    fn a_short_document_is_parsed_whole() {
        assert_eq!(of("a = 1\n", 3), ("a = 1\n".to_owned(), 3));
    }
}
