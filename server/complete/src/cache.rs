//! What models wrote lately, by the text around it: found again after scrolling, undo, or typing part of it.
//!
//! A text is kept as the model wrote it; what is worth showing is decided anew at each use, since what stands after the
//! cursor may have changed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;
use ponder_text::Snapshot;

use crate::sight::{Sight, before};
use crate::written::Written;

/// Texts kept. Peers keep 100 to 250; one takes some 2 kB.
const TEXTS: NonZeroUsize = NonZeroUsize::new(250).expect("not zero");

/// How far back from the cursor a text may begin whose first part was typed since, in bytes.
const LOOK_BACK: usize = 128;

/// What models wrote lately.
#[derive(Debug)]
pub(crate) struct Cache {
    texts: LruCache<u64, Entry>,
}

#[derive(Debug)]
struct Entry {
    sight: Sight,
    written: Arc<Written>,
}

/// A text that goes on from the cursor.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// What the model wrote.
    pub(crate) written: Arc<Written>,
    /// How much of it stands before the cursor already, in bytes.
    pub(crate) typed: usize,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            texts: LruCache::new(TEXTS),
        }
    }
}

impl Cache {
    /// Keeps what was written at `sight`.
    pub(crate) fn keep(&mut self, sight: &Sight, written: Arc<Written>) {
        let entry = Entry {
            sight: sight.clone(),
            written,
        };
        self.texts.put(key(sight), entry);
    }

    /// The text that goes on from what is seen `now` in `snapshot`: of several the one that begins nearest.
    pub(crate) fn find(&mut self, now: &Sight, snapshot: &Snapshot) -> Option<Hit> {
        let typed = snapshot.before(now.offset, LOOK_BACK);
        let starts = typed.char_indices().rev().map(|(start, _)| start);
        [typed.len()].into_iter().chain(starts).find_map(|start| {
            let typed = &typed[start..];
            // The rest of the line is where it was: only the place was farther back.
            let then = Sight {
                uri: Arc::clone(&now.uri),
                offset: now.offset - typed.len(),
                before: before(snapshot, now.offset - typed.len()),
                rest: now.rest.clone(),
                next: now.next.clone(),
            };
            let Entry { sight, written } = self.texts.get(&key(&then))?;
            let closed = sight.closed_until(&then)?;
            let is_same = sight.before == then.before && sight.next == then.next && sight.uri == then.uri;
            let typed = typed.replace("\r\n", "\n");
            let left = written.text().strip_prefix(typed.as_str())?;
            let goes_on = typed.is_empty() || !left.trim().is_empty();
            (is_same && goes_on && (closed.is_empty() || !typed.is_empty())).then(|| Hit {
                written: Arc::clone(written),
                typed: typed.len(),
            })
        })
    }
}

/// By the text before and the line after. The rest of the line is compared apart, since editors close brackets.
fn key(sight: &Sight) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&sight.uri, &sight.before, &sight.next).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{sight, written};

    fn found(kept: &[(&str, &str)], now: &str) -> Option<(String, usize)> {
        let mut cache = Cache::default();
        for (marked, text) in kept {
            cache.keep(&sight(marked).0, written(text));
        }
        let (now, snapshot) = sight(now);
        cache
            .find(&now, &snapshot)
            .map(|hit| (hit.written.text().to_owned(), hit.typed))
    }

    #[test]
    fn a_text_is_found_again_at_its_place_and_after_its_start_was_typed() {
        let kept = [("a\nlet |\nz", "b = 1;")];
        assert_eq!(found(&kept, "a\nlet |\nz"), Some(("b = 1;".to_owned(), 0)));
        assert_eq!(found(&kept, "a\nlet b =|\nz"), Some(("b = 1;".to_owned(), 3)));
        assert_eq!(found(&kept, "a\nlet c|\nz"), None);
        assert_eq!(found(&kept, "a\nlet b = 1;|\nz"), None, "nothing is left of it");
    }

    #[test]
    fn a_text_is_found_over_lines_and_after_undo() {
        let kept = [("a {|\nz", "\n    b;\n}"), ("a {\n    |\nz", "c;")];
        assert_eq!(
            found(&kept, "a {\n    b|\nz"),
            Some(("\n    b;\n}".to_owned(), 6))
        );
        assert_eq!(
            found(&kept, "a {\n    |\nz"),
            Some(("c;".to_owned(), 0)),
            "the nearest"
        );
    }

    #[test]
    fn edits_far_above_change_nothing() {
        let far = "x\n".repeat(30);
        let near = "n\n".repeat(8);
        let then = format!("{far}{near}let |\nz");
        let now = format!("new\n{far}{near}let |\nz");
        assert!(found(&[(&then, "b")], &now).is_some());
        assert_eq!(
            found(&[(&then, "b")], &then.replace('z', "y")),
            None,
            "the next line"
        );
        assert_eq!(
            found(&[(&then, "b")], &then.replace('n', "m")),
            None,
            "the lines before"
        );
    }

    #[test]
    fn that_a_model_had_nothing_to_say_is_known_too() {
        assert_eq!(found(&[("a|\n", "")], "a|\n"), Some((String::new(), 0)));
        assert_eq!(found(&[("a|\n", "")], "ab|\n"), None);
    }

    #[test]
    fn the_oldest_goes_first() {
        let mut cache = Cache::default();
        for number in 0..=TEXTS.get() {
            cache.keep(&sight(&format!("{number}|\n")).0, written("x"));
        }
        let find = |cache: &mut Cache, marked: &str| {
            let (now, snapshot) = sight(marked);
            cache.find(&now, &snapshot).is_some()
        };
        assert!(!find(&mut cache, "0|\n"));
        assert!(find(&mut cache, "1|\n"));
    }
}
