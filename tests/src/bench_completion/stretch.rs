//! What is typed: stretches of this repository's files, cut out and typed back, and windows of a recorded session.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;
use ponder_tests::random::Random;
use serde::Deserialize;

use super::buffer::{Buffer, Key};

/// The root of the repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Files that are typed, with the language as editors name it: one after the other, so that few stretches already
/// have several languages.
const FILES: [(&str, &str); 8] = [
    ("server/text/src/position.rs", "rust"),
    ("tests/counterparts/gateway.py", "python"),
    ("scripts/counterparts.sh", "shellscript"),
    ("docs/src/guide.md", "markdown"),
    ("server/text/src/document.rs", "rust"),
    ("tests/data/demo/inventory.py", "python"),
    ("tests/src/launch.rs", "rust"),
    ("docs/src/routing.md", "markdown"),
];

const TRACE: &str = "tests/data/trace/sveltecomponent.json.gz";

/// Bytes that are cut out and typed back.
const TYPED: (usize, usize) = (200, 400);

/// Bytes that stay after the hole: about 200 tokens.
const AFTER: usize = 700;

/// The share of a window's changes that are single characters: the rest are pastes and jumps.
const TYPED_SHARE: usize = 85;

/// A text and what is typed into it.
#[derive(Debug, Clone)]
pub(crate) struct Stretch {
    pub(crate) name: String,
    pub(crate) language: &'static str,
    pub(crate) extension: &'static str,
    /// The text before the first key.
    pub(crate) start: Buffer,
    pub(crate) keys: Vec<Key>,
}

impl Stretch {
    /// What is typed in one go from this key on: until the cursor jumps or something is deleted.
    pub(crate) fn next(&self, from: usize, cursor: usize) -> String {
        let (mut next, mut at) = (String::new(), cursor);
        for key in &self.keys[from..] {
            if key.at != at || key.deleted > 0 {
                break;
            }
            at += key.inserted.len();
            next.push_str(&key.inserted);
        }
        next
    }

    /// Cuts a hole of whole lines near the end of `text`, so that what stays after it is about as long as in
    /// everyday typing.
    fn cut(name: &str, language: &'static str, text: &str, random: &mut Random) -> Self {
        let length = TYPED.0 + random.below(TYPED.1 - TYPED.0);
        let line_start = |offset: usize| {
            let offset = (0..=offset.min(text.len()))
                .rev()
                .find(|&offset| text.is_char_boundary(offset))
                .unwrap_or(0);
            text[..offset].rfind('\n').map_or(0, |end| end + 1)
        };
        let end = line_start(text.len().saturating_sub(AFTER));
        let begin = line_start(end.saturating_sub(length));
        let indented = text[begin..end].len() - text[begin..end].trim_start_matches([' ', '\t']).len();
        let (begin, end) = (begin + indented, end.saturating_sub(1).max(begin + indented));
        let mut at = begin;
        let keys = text[begin..end]
            .chars()
            .map(|character| {
                let key = Key {
                    at,
                    deleted: 0,
                    inserted: character.to_string(),
                };
                at += character.len_utf8();
                key
            })
            .collect();
        let start = Buffer::new(format!("{}{}", &text[..begin], &text[end..]), begin);
        Self {
            name: name.to_owned(),
            language,
            extension: Path::new(name)
                .extension()
                .and_then(|extension| extension.to_str())
                .and_then(|extension| {
                    ["rs", "py", "sh", "md"]
                        .into_iter()
                        .find(|known| *known == extension)
                })
                .unwrap_or("txt"),
            start,
            keys,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Trace {
    start_content: String,
    txns: Vec<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    patches: Vec<(usize, usize, String)>,
}

/// `count` stretches, each third one of the recorded session, of at most `keys` keys each.
///
/// # Panics
///
/// If the repository's files cannot be read.
pub(crate) fn stretches(count: usize, keys: usize, seed: u64) -> Vec<Stretch> {
    let mut random = Random::new(seed);
    let mut files = FILES.iter().cycle();
    let trace = read_trace();
    (0..count)
        .map(|number| {
            let mut stretch = if number % 3 == 2 {
                window(&trace, keys, &mut random)
            } else {
                let (name, language) = files.next().expect("there are files without end");
                let path = Path::new(ROOT).join(name);
                let text = fs::read_to_string(&path)
                    .unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
                Stretch::cut(name, language, &text, &mut random)
            };
            stretch.keys.truncate(keys);
            stretch
        })
        .collect()
}

fn read_trace() -> Trace {
    let path = Path::new(ROOT).join(TRACE);
    let packed = fs::read(&path).unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
    let mut text = String::new();
    GzDecoder::new(&packed[..])
        .read_to_string(&mut text)
        .expect("the trace is packed text");
    serde_json::from_str(&text).expect("the trace has its documented form")
}

/// A window of the session in which somebody types rather than pastes.
fn window(trace: &Trace, length: usize, random: &mut Random) -> Stretch {
    let patches: Vec<_> = trace
        .txns
        .iter()
        .flat_map(|transaction| &transaction.patches)
        .collect();
    let typed = |from: usize| {
        let singles = patches[from..from + length]
            .iter()
            .filter(|patch| patch.2.len() == 1 && patch.1 == 0);
        singles.count() * 100 >= length * TYPED_SHARE
    };
    // The beginning has hardly any text around it.
    let earliest = patches.len() / 10;
    let start = earliest + random.below(patches.len() - length - earliest);
    let from = (start..patches.len() - length)
        .chain(earliest..start)
        .find(|&from| typed(from))
        .unwrap_or(start);
    let mut buffer = Buffer::new(trace.start_content.clone(), 0);
    let keyed = |text: &str, patch: &(usize, usize, String)| {
        let offset = |characters: usize| {
            text.char_indices()
                .nth(characters)
                .map_or(text.len(), |(offset, _)| offset)
        };
        let at = offset(patch.0);
        Key {
            at,
            deleted: offset(patch.0 + patch.1) - at,
            inserted: patch.2.clone(),
        }
    };
    for patch in &patches[..from] {
        let key = keyed(&buffer.text, patch);
        buffer.apply(&key);
    }
    let start = buffer.clone();
    let keys = patches[from..from + length]
        .iter()
        .map(|patch| {
            let key = keyed(&buffer.text, patch);
            buffer.apply(&key);
            key
        })
        .collect();
    Stretch {
        name: format!("recorded session from change {from}"),
        language: "svelte",
        extension: "svelte",
        start,
        keys,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_typed_back_gives_the_file_again() {
        let text = (0..80).fold(String::new(), |text, line| text + &format!("    line ä {line}\n"));
        let stretch = Stretch::cut("a/file.py", "python", &text, &mut Random::new(1));
        let typed: usize = stretch.keys.iter().map(|key| key.inserted.len()).sum();
        assert!((TYPED.0 - 50..TYPED.1 + 50).contains(&typed), "{typed}");
        assert!(stretch.start.before().ends_with("\n    "));
        assert!(stretch.start.after().starts_with('\n'));
        let mut buffer = stretch.start.clone();
        for key in &stretch.keys {
            buffer.apply(key);
        }
        assert_eq!(buffer.text, text);
        assert_eq!(stretch.next(0, stretch.start.cursor).len(), typed);
    }

    #[test]
    fn what_is_typed_next_ends_where_the_cursor_jumps() {
        let key = |at: usize, deleted: usize, inserted: &str| Key {
            at,
            deleted,
            inserted: inserted.to_owned(),
        };
        let stretch = Stretch {
            name: String::new(),
            language: "rust",
            extension: "rs",
            start: Buffer::new("xyz".to_owned(), 1),
            keys: vec![key(1, 0, "a"), key(2, 0, "b"), key(2, 1, ""), key(2, 0, "c")],
        };
        assert_eq!(stretch.next(0, 1), "ab");
        assert_eq!(stretch.next(1, 2), "b");
        assert_eq!(stretch.next(2, 3), "");
        assert_eq!(stretch.next(0, 0), "");
    }

    #[test]
    fn the_recorded_session_gives_windows_of_typing() {
        let stretches = stretches(3, 60, 5);
        assert_eq!(stretches[2].language, "svelte");
        assert_eq!(stretches[2].keys.len(), 60);
        let singles = stretches[2]
            .keys
            .iter()
            .filter(|key| key.inserted.len() == 1)
            .count();
        assert!(singles >= 51, "{singles}");
        assert!(stretches[2].start.text.len() > 1000);
    }
}
