//! Text of other places that may help to fill the hole: definitions, pieces of other files that are like the text around
//! the cursor, and what was edited lately.
//!
//! What changes least comes first, and what was shown at the last call for the same file is shown again where it can be:
//! the engine keeps what it has read of a prompt's start, and on a laptop reading costs more than writing. Files that git
//! or Ponder ignore and files with secrets are never shown. Masking secrets within other files is `ponder-ask`'s work.

mod edits;
mod fingerprint;
mod privacy;
mod similar;
mod window;
mod workbench;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ponder_model::Related;
use ponder_text::Snapshot;

use crate::anchor;
use fingerprint::Fingerprint;
use similar::{Candidates, Piece};
use workbench::{Chosen, File};
pub use workbench::{OpenFile, Workbench};

/// The lines before the cursor that others are compared with, at most: as many as a window has, and some.
const LINES_BEFORE: usize = 50;

/// The bytes before and after the cursor that the model sees anyway. Edits in them are not shown again.
const SEEN: (usize, usize) = (anchor::BEFORE, anchor::AFTER);

/// Edits of the cursor's file are shown first when they are so far from it, so that one at the border of what is seen does
/// not come and go.
const FAR: (usize, usize) = (8 * 1024, 3 * 1024);

/// Of the budget, definitions get up to 3 tenths: they are few and short, and what is left out of them is their bodies.
/// Similar pieces get up to 5 tenths, whatever the others take, so that a change in those does not cut these elsewhere.
/// Edits get the rest: they come last and may change, since nothing but the cursor's own file is read again for them.
const DEFINITIONS_TENTHS: usize = 3;
const SIMILAR_TENTHS: usize = 5;

/// What is left of a piece that is cut to fit the budget, at least, in bytes. Shorter ones help nobody.
const SHORTEST: usize = 80;

/// Pieces that may help at `offset` of the file `uri`, within `budget` bytes of paths and texts, what changes least first.
///
/// `definitions` are those that the client gave. At `deadline` it takes what is ready. Blocks: may read ignore files.
pub(crate) fn related(
    workbench: &Workbench,
    uri: &str,
    snapshot: &Snapshot,
    offset: usize,
    definitions: &[Related],
    budget: usize,
    deadline: Instant,
) -> Vec<Related> {
    let files = workbench.files();
    let current = files.iter().find(|file| file.about.uri == uri);
    let previous = current.map(|file| file.chosen.clone()).unwrap_or_default();
    let cursor = Cursor::at(snapshot, offset);
    let all_known = Cell::new(true);
    let allows_path = |path: &Path| {
        let verdict = workbench.privacy().allows(path, deadline);
        all_known.set(all_known.get() && verdict.is_some());
        verdict.unwrap_or(false)
    };
    let allows = |file: &File| file.about.path.as_deref().is_none_or(allows_path);

    let folder = current.and_then(project_root).unwrap_or_default();
    let definitions: Vec<_> = in_order_of(&previous.definitions, definitions)
        .filter(|definition| !Fingerprint::of(&definition.text).is_nearly_in(&cursor.around))
        .filter(|definition| allows_path(&folder.join(&definition.path)))
        .cloned()
        .collect();
    let mut room = Room(budget * DEFINITIONS_TENTHS / 10);
    let mut taken: Vec<Related> = definitions
        .iter()
        .filter_map(|definition| room.take(&definition.path, &definition.text))
        .collect();
    let mut shown_already: Vec<_> = taken.iter().map(|piece| Fingerprint::of(&piece.text)).collect();

    let candidates = Candidates::among(&files, uri, snapshot.language(), workbench, deadline);
    let mut room = Room(budget * SIMILAR_TENTHS / 10);
    let similar = candidates.choose(&previous.similar, &cursor, &shown_already, allows);
    let similar: Vec<Piece> = similar
        .into_iter()
        .filter(|piece| {
            let cut = room.take(&piece.name, &piece.text);
            let fits = cut.is_some();
            taken.extend(cut);
            fits
        })
        .collect();
    shown_already.extend(similar.iter().map(|piece| piece.fingerprint.clone()));

    let used: usize = taken.iter().map(cost).sum();
    let mut room = Room(budget.saturating_sub(used));
    let mut edits = Vec::new();
    let mut hunks = Vec::new();
    for edit in recent_edits(&files, uri, offset, &previous.edits) {
        if hunks.len() == edits::HUNKS {
            break;
        }
        let fingerprint = Fingerprint::of(&edit.text);
        let is_shown = shown_already.iter().any(|shown| fingerprint.is_nearly_in(shown));
        if !is_shown
            && !fingerprint.is_nearly_in(&cursor.around)
            && allows(edit.file)
            && let Some(piece) = room.take(&edit.file.about.name, &edit.text)
        {
            hunks.push(edit.id);
            edits.push(piece);
        }
    }
    // The newest next to the cursor's file.
    taken.extend(edits.into_iter().rev());

    // What was chosen in a hurry must not stay because it was first.
    if candidates.is_complete && all_known.get() {
        let chosen = Chosen {
            definitions,
            similar,
            edits: hunks,
        };
        workbench.keep_chosen(uri, chosen);
    }
    taken
}

/// What stands around the cursor.
pub(crate) struct Cursor {
    /// The lines before it, which others are compared with.
    before: Fingerprint,
    /// All that the model sees of the file.
    around: Fingerprint,
}

impl Cursor {
    fn at(snapshot: &Snapshot, offset: usize) -> Self {
        let before = snapshot.before(offset, SEEN.0);
        let start = match before.rmatch_indices('\n').nth(LINES_BEFORE) {
            Some((at, _)) => at + 1,
            None if before.len() < offset => before.find('\n').map_or(before.len(), |at| at + 1),
            None => 0,
        };
        let readable = |line: &&str| line.len() <= window::LINE_BYTES;
        let compared: Vec<_> = before[start..].lines().filter(readable).collect();
        let around = [before.as_str(), &snapshot.after(offset, SEEN.1)].concat();
        Self {
            before: Fingerprint::of(&compared.join("\n")),
            around: Fingerprint::of(&around),
        }
    }
}

/// Bytes that are left.
struct Room(usize);

impl Room {
    /// A piece, cut to the room that is left at the end of a line; `None` where too little of it would be left.
    fn take(&mut self, path: &str, text: &str) -> Option<Related> {
        let text = shown(text);
        let left = self.0.checked_sub(path.len())?;
        let cut = if text.len() <= left {
            text.len()
        } else {
            let lines = text.match_indices('\n').map(|(at, _)| at + 1);
            lines.take_while(|end| *end <= left).last()?
        };
        if text[..cut].trim().is_empty() || cut < SHORTEST.min(text.len()) {
            return None;
        }
        let piece = Related {
            path: path.to_owned(),
            text: text[..cut].to_owned(),
        };
        self.0 -= cost(&piece);
        Some(piece)
    }
}

fn cost(piece: &Related) -> usize {
    piece.path.len() + piece.text.len()
}

/// A text as models were trained on it: each line ends with a line feed.
fn shown(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// What is given, but first and in its order what was there before.
fn in_order_of<'a>(previous: &'a [Related], given: &'a [Related]) -> impl Iterator<Item = &'a Related> {
    let stays = previous.iter().filter(|piece| given.contains(piece));
    let new = given
        .iter()
        .enumerate()
        .filter(move |(index, piece)| !previous.contains(piece) && !given[..*index].contains(piece));
    stays.chain(new.map(|(_, piece)| piece))
}

/// The folder from which the project names its files.
fn project_root(file: &File) -> Option<PathBuf> {
    let path = file.about.path.as_deref()?;
    let name = Path::new(&file.about.name);
    let root = path.ancestors().nth(name.components().count())?;
    path.ends_with(name).then(|| root.to_owned())
}

/// Lines that were edited.
struct Edit<'a> {
    id: u64,
    file: &'a File,
    text: String,
}

/// The edits out of sight of byte `offset` of the file at `uri`, the newest first. Those of `shown` are out of sight
/// nearer than others.
fn recent_edits<'a>(
    files: &'a [File],
    uri: &'a str,
    offset: usize,
    shown: &'a [u64],
) -> impl Iterator<Item = Edit<'a>> {
    let mut hunks: Vec<_> = files
        .iter()
        .flat_map(|file| file.hunks.iter().map(move |hunk| (file, hunk)))
        .collect();
    hunks.sort_unstable_by_key(|(_, hunk)| std::cmp::Reverse(hunk.edited));
    hunks.into_iter().filter_map(move |(file, hunk)| {
        let bytes = edits::bytes(&file.text, hunk)?;
        let (before, after) = if shown.contains(&hunk.id) { SEEN } else { FAR };
        let near = offset.saturating_sub(before)..offset + after;
        if file.about.uri == uri && bytes.start < near.end && near.start < bytes.end {
            return None;
        }
        let text = edits::text(&file.text, bytes)?;
        let id = hunk.id;
        Some(Edit { id, file, text })
    })
}

#[cfg(test)]
mod tests;
