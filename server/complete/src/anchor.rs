//! Where the hole is placed in the text that the model gets: it stays while somebody types, and with it all that the
//! engine has read.
//!
//! A model that fills holes reads the text before, the text after, and then writes. If the hole moved along with the
//! cursor, the text after would have to be read again at every key. So the hole stays where it was placed, and what was
//! typed since is given as the beginning of what fills it: only that is read. The hole is placed anew when the cursor
//! leaves the text that was typed, when what stands after it changes, or when much was typed.

use std::sync::Arc;

use ponder_model::{Fill, Related};
use ponder_text::Snapshot;

use crate::hole::Hole;

/// Bytes of text before the hole, at most: some 1,500 tokens, which a laptop's CPU reads cold in a few seconds and warm
/// in none.
pub(crate) const BEFORE: usize = 6 * 1024;

/// Bytes of text after the hole, at most: some 400 tokens. They are read again when the hole is placed anew.
pub(crate) const AFTER: usize = 1536;

/// The start of a long text before the hole moves in steps of this many bytes, so that the text keeps its start, and the
/// engine its cache, from one placing to the next.
const STEP: usize = 2 * 1024;

/// Lines between the hole's start and the cursor's line when the hole is placed. A model that goes on with a text it is
/// writing already does much better than one that has to begin at the cursor: of the lines left out of known solutions
/// the small Qwen model gets 57 % right with none, 73 % with 1, 74 % with 3 and 76 % with all (`docs/src/benchmarks.md`).
/// They are read again when the hole is placed anew.
const LINES_ABOVE: usize = 3;

/// Bytes of these lines, at most.
const BYTES_ABOVE: usize = 400;

/// Bytes that may be typed before the hole is placed anew: some 250 tokens.
const TYPED: usize = 1024;

/// Characters of the rest of a line that say nothing of what is to come before them.
const CLOSERS: &str = ")]}>\"'`;,:";

/// A hole that was placed, and the texts around it as the model knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anchor {
    uri: Arc<str>,
    /// Where the text before the hole begins, in bytes.
    start: usize,
    prefix: String,
    /// The rest of the cursor's line when the hole was placed.
    rest: String,
    /// The text from the next line on.
    below: String,
    related: Vec<Related>,
    path: String,
}

impl Anchor {
    /// The held hole with what was typed since at `hole`'s cursor, if it still fits there.
    pub(crate) fn fill(&self, uri: &str, hole: &Hole) -> Option<Fill> {
        let Hole { snapshot, offset, .. } = hole;
        let placed = self.start + self.prefix.len();
        let typed = offset.checked_sub(placed)?;
        let (rest, below) = after(hole);
        let rest_fits = rest == self.rest || (is_closing(&rest) && is_closing(&self.rest));
        // The end of the text after moves when text is typed before it; what both have must be the same.
        let common = below.len().min(self.below.len());
        let fits = uri == &*self.uri
            && typed <= TYPED
            && rest_fits
            && below.as_bytes()[..common] == self.below.as_bytes()[..common]
            && (below.is_empty() == self.below.is_empty())
            && snapshot.slice(self.start..placed) == self.prefix;
        fits.then(|| self.with_written(&snapshot.slice(placed..*offset)))
    }

    /// Places the hole a few lines above the cursor; the text before keeps the start that it has in `held` where it can.
    pub(crate) fn place(
        held: Option<&Self>,
        uri: &Arc<str>,
        path: String,
        hole: &Hole,
        related: Vec<Related>,
    ) -> (Self, Fill) {
        let Hole { snapshot, offset, .. } = hole;
        let placed = above(snapshot, hole.line(), *offset);
        let start = held
            .filter(|held| held.uri == *uri)
            .and_then(|held| held.start_again(snapshot, placed))
            .unwrap_or_else(|| start(snapshot, placed));
        let (rest, below) = after(hole);
        let anchor = Self {
            uri: Arc::clone(uri),
            start,
            prefix: snapshot.slice(start..placed),
            rest,
            below,
            related,
            path,
        };
        let fill = anchor.with_written(&snapshot.slice(placed..*offset));
        (anchor, fill)
    }

    /// The old start, if the text there is the same and the hole at `placed` is near enough.
    fn start_again(&self, snapshot: &Snapshot, placed: usize) -> Option<usize> {
        let length = placed.checked_sub(self.start)?;
        let known = self.prefix.len().min(length).min(256);
        let known = (0..=known)
            .rev()
            .find(|length| self.prefix.is_char_boundary(*length))?;
        (length <= BEFORE && snapshot.slice(self.start..self.start + known) == self.prefix[..known])
            .then_some(self.start)
    }

    fn with_written(&self, written: &str) -> Fill {
        let suffix = if is_closing(&self.rest) {
            // The model ends the line as it would, and what the editor has closed already is left out afterwards.
            format!("\n{}", self.below)
        } else {
            format!("{}\n{}", self.rest, self.below)
        };
        // Models are trained on LF; what they write is given the document's own line ends when it is inserted.
        let lines = |text: &str| text.replace("\r\n", "\n");
        Fill {
            related: self.related.clone(),
            path: self.path.clone(),
            prefix: lines(&self.prefix),
            written: lines(written),
            suffix: lines(&suffix),
        }
    }
}

/// Where a hole is placed for a cursor at `offset` on `line`: at the start of a line as near as is allowed to the wanted
/// number above it; at the cursor itself in an endless line.
fn above(snapshot: &Snapshot, line: usize, offset: usize) -> usize {
    (line.saturating_sub(LINES_ABOVE)..=line)
        .map(|line| snapshot.line_start(line).min(offset))
        .find(|start| {
            let most = if *start == snapshot.line_start(line) {
                TYPED
            } else {
                BYTES_ABOVE
            };
            offset - start <= most
        })
        .unwrap_or(offset)
}

/// Where the text before a hole at `placed` begins: the document's start if that fits, else the start of a line near a
/// multiple of the step.
fn start(snapshot: &Snapshot, placed: usize) -> usize {
    let excess = placed.saturating_sub(BEFORE);
    if excess == 0 {
        return 0;
    }
    let least = excess.next_multiple_of(STEP).min(placed);
    let line = snapshot.line_start(snapshot.line_of(least) + 1);
    let start = if line < placed { line } else { least };
    placed - snapshot.before(placed, placed - start).len()
}

/// The rest of the cursor's line, and whole lines after it.
fn after(hole: &Hole) -> (String, String) {
    let text = hole.snapshot.after(hole.offset, AFTER);
    let is_cut = hole.offset + text.len() < hole.snapshot.text().len_bytes();
    let (rest, below) = text.split_once('\n').unwrap_or((&text, ""));
    let below = match below.rfind('\n') {
        Some(end) if is_cut => &below[..=end],
        _ => below,
    };
    (rest.trim_end_matches('\r').to_owned(), below.to_owned())
}

fn is_closing(rest: &str) -> bool {
    rest.chars()
        .all(|character| character.is_whitespace() || CLOSERS.contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ponder_text::{Document, Language};

    fn hole(marked: &str) -> Hole {
        let offset = marked.find('|').expect("a cursor");
        let text = marked.replacen('|', "", 1);
        Hole::at(Document::new(&text, 0, Language::PlainText).snapshot(), offset)
    }

    fn uri() -> Arc<str> {
        Arc::from("file:///a")
    }

    fn placed(marked: &str) -> (Anchor, Fill) {
        Anchor::place(None, &uri(), String::new(), &hole(marked), Vec::new())
    }

    fn parts(fill: &Fill) -> (&str, &str, &str) {
        (&fill.prefix, &fill.written, &fill.suffix)
    }

    #[test]
    fn the_hole_begins_a_few_lines_above_the_cursor() {
        let (_, fill) = placed("1\n2\n3\n4\nc|d\nef\n");
        assert_eq!(parts(&fill), ("1\n", "2\n3\n4\nc", "d\nef\n"));
        let long = "x".repeat(BYTES_ABOVE);
        let (_, fill) = placed(&format!("1\n{long}\n3\nc|d\n"));
        assert_eq!(fill.written, "3\nc");
    }

    #[test]
    fn typing_changes_only_what_is_written() {
        let (anchor, _) = placed("fn a() {\n    |\n}\n");
        let fill = anchor
            .fill(&uri(), &hole("fn a() {\n    let b = 1;\n    b|\n}\n"))
            .expect("it fits");
        assert_eq!(parts(&fill), ("", "fn a() {\n    let b = 1;\n    b", "\n}\n"));
    }

    #[test]
    fn a_bracket_that_the_editor_closes_moves_no_hole() {
        let (anchor, before) = placed("a\nf|\nb\n");
        let after = anchor.fill(&uri(), &hole("a\nf(|)\nb\n")).expect("it fits");
        assert_eq!(before.suffix, after.suffix);
        assert_eq!(after.written, "a\nf(");
    }

    #[test]
    fn the_hole_is_placed_anew_where_its_surroundings_change() {
        let (anchor, _) = placed("a\n1\n2\n3\nb|\nc\n");
        for other in [
            "x\n1\n2\n3\nb|\nc\n",
            "a\n1\n2\n3\nb|\nd\n",
            "a\n1\n2\n3\nb| + 1\nc\n",
            "|a\n1\n2\n3\nb\nc\n",
        ] {
            assert_eq!(anchor.fill(&uri(), &hole(other)), None, "{other}");
        }
        assert_eq!(anchor.fill("file:///other", &hole("a\n1\n2\n3\nb|\nc\n")), None);
        let long = format!("a\n{}|\nc\n", "x".repeat(TYPED + 1));
        assert_eq!(anchor.fill(&uri(), &hole(&long)), None);
    }

    #[test]
    fn the_model_sees_line_feeds_only() {
        let (_, fill) = placed("a\r\nb|c\r\nd\r\n");
        assert_eq!(parts(&fill), ("", "a\nb", "c\nd\n"));
    }

    #[test]
    fn the_start_stays_from_one_hole_to_the_next() {
        let line = "a line of text\n";
        let text = |lines: usize| format!("{}|\nend\n", line.repeat(lines));
        let (mut anchor, first) = placed(&text(400));
        assert!(first.prefix.len() <= BEFORE, "{}", first.prefix.len());
        let mut starts = std::collections::BTreeSet::from([anchor.start]);
        for lines in 400..500 {
            anchor = Anchor::place(
                Some(&anchor),
                &uri(),
                String::new(),
                &hole(&text(lines)),
                Vec::new(),
            )
            .0;
            starts.insert(anchor.start);
            assert!(anchor.prefix.starts_with("a line") && anchor.prefix.len() <= BEFORE);
        }
        assert!(starts.len() <= 2, "{starts:?}");
    }

    #[test]
    fn one_endless_line_is_cut_within() {
        let text = format!("{}|{}", "é".repeat(100_000), "é".repeat(100_000));
        let (_, fill) = placed(&text);
        assert!(!fill.prefix.is_empty() && fill.prefix.len() <= BEFORE);
        assert!(!fill.suffix.is_empty() && fill.suffix.len() <= AFTER + 1);
    }
}
