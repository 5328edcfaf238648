//! Pieces of other files that are like the text around the cursor.
//!
//! What was chosen at the last call stays, in its place, as long as it is not clearly worse than what could be chosen now:
//! the engine has read it, and everything behind a change is read again.

use std::sync::Arc;
use std::time::Instant;

use ponder_text::Language;

use super::fingerprint::{Fingerprint, ratio};
use super::window::{Window, part_around, windows};
use super::workbench::{Cut, File, Workbench};
use super::{Cursor, shown};

/// The files that are looked through, at most: those of the cursor's language first, of these the last used.
pub(crate) const FILES: usize = 20;

/// The pieces that are chosen, at most, and those of one file.
const PIECES: usize = 4;
const PIECES_OF_ONE_FILE: usize = 2;

/// How alike a piece must be to be chosen, and to stay. Unrelated files of one project reach some 0.1.
const CHOSEN_FROM: f32 = 0.12;
const STAYS_FROM: f32 = 0.06;

/// How many times as alike as one that was chosen a piece must be to take its place.
const CLEARLY_BETTER: f32 = 1.5;

/// The likeness of a piece in another language counts as this part of it.
const OTHER_LANGUAGE: f32 = 0.7;

/// The words around the cursor below which nothing can be found by them.
const FEWEST_WORDS: usize = 4;

/// The words around the cursor below which less likeness is asked for: few words can't be all those of a window.
const MANY_WORDS: usize = 30;

/// A piece of a file.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    uri: String,
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) fingerprint: Fingerprint,
    /// The state of the file in which the piece was last found.
    revision: u64,
}

/// The other files that may hold something like it, with their windows.
pub(crate) struct Candidates<'a> {
    files: Vec<(&'a File, Arc<Cut>)>,
    language: Language,
    /// Whether all files were looked at before the time was over.
    pub(crate) is_complete: bool,
}

impl<'a> Candidates<'a> {
    /// Looks through `files`, except the one at `uri`. Windows of files that did not change are there from the last time.
    pub(crate) fn among(
        files: &'a [File],
        uri: &str,
        language: Language,
        workbench: &Workbench,
        deadline: Instant,
    ) -> Self {
        let mut others: Vec<_> = files.iter().filter(|file| file.about.uri != uri).collect();
        others.sort_by_key(|file| file.about.language != language);
        others.truncate(FILES);
        let mut candidates = Self {
            files: Vec::with_capacity(others.len()),
            language,
            is_complete: true,
        };
        for file in others {
            let part = part_around(file.focus, file.text.len_bytes());
            let is_current = |cut: &&Arc<Cut>| cut.revision == file.revision && cut.part == part;
            let cut = if let Some(cut) = file.cut.as_ref().filter(is_current) {
                Arc::clone(cut)
            } else if Instant::now() < deadline {
                let cut = Arc::new(Cut {
                    revision: file.revision,
                    windows: windows(&file.text, part.clone()),
                    part,
                });
                workbench.keep_cut(&file.about.uri, Arc::clone(&cut));
                cut
            } else {
                candidates.is_complete = false;
                continue;
            };
            candidates.files.push((file, cut));
        }
        candidates
    }

    /// The pieces to show, those of `previous` that stay first. None of them says what is in `shown_already`; those of
    /// files that `allows` refuses are not among them.
    pub(crate) fn choose(
        &self,
        previous: &[Piece],
        cursor: &Cursor,
        shown_already: &[Fingerprint],
        allows: impl Fn(&File) -> bool,
    ) -> Vec<Piece> {
        let words = cursor.before.word_count();
        if words < FEWEST_WORDS {
            return Vec::new();
        }
        let fraction = ratio(words.min(MANY_WORDS), MANY_WORDS);
        let mut ranking = Ranking {
            kept: Vec::with_capacity(PIECES),
        };
        let adds_something = |fingerprint: &Fingerprint| {
            !fingerprint.is_nearly_in(&cursor.around)
                && !shown_already.iter().any(|shown| fingerprint.is_nearly_in(shown))
        };
        for piece in previous {
            let Some((file, piece)) = self.found_again(piece) else {
                continue;
            };
            let likeness = self.likeness(file, &piece.fingerprint, cursor);
            if likeness >= STAYS_FROM * fraction && adds_something(&piece.fingerprint) && allows(file) {
                ranking.kept.push((likeness, piece));
            }
        }
        for (likeness, file, window) in self.ranked(cursor, CHOSEN_FROM * fraction) {
            let Some(beaten) = ranking.place_for(likeness, file, &window.fingerprint) else {
                continue;
            };
            if adds_something(&window.fingerprint) && allows(file) {
                let piece = Piece {
                    uri: file.about.uri.clone(),
                    name: file.about.name.clone(),
                    text: shown(&file.text.byte_slice(window.bytes.clone()).to_string()),
                    fingerprint: window.fingerprint.clone(),
                    revision: file.revision,
                };
                if let Place::Of(beaten) = beaten {
                    ranking.kept.remove(beaten);
                }
                ranking.kept.push((likeness, piece));
            }
        }
        ranking.kept.into_iter().map(|(_, piece)| piece).collect()
    }

    /// A piece of the last call, if its file still has it.
    fn found_again(&self, piece: &Piece) -> Option<(&'a File, Piece)> {
        let (file, cut) = self.files.iter().find(|(file, _)| file.about.uri == piece.uri)?;
        let mut piece = piece.clone();
        if piece.revision != file.revision {
            let last = cut.windows.last()?.bytes.end;
            let text = file.text.byte_slice(cut.windows.first()?.bytes.start..last);
            if !shown(&text.to_string()).contains(&piece.text) {
                return None;
            }
            piece.revision = file.revision;
        }
        Some((file, piece))
    }

    fn likeness(&self, file: &File, fingerprint: &Fingerprint, cursor: &Cursor) -> f32 {
        let likeness = fingerprint.likeness(&cursor.before);
        if file.about.language == self.language {
            likeness
        } else {
            likeness * OTHER_LANGUAGE
        }
    }

    /// The windows that are alike enough, the most alike first.
    fn ranked(&self, cursor: &Cursor, from: f32) -> Vec<(f32, &'a File, &Window)> {
        let windows = self
            .files
            .iter()
            .flat_map(|(file, cut)| cut.windows.iter().map(move |window| (*file, window)));
        let mut ranked: Vec<_> = windows
            .map(|(file, window)| (self.likeness(file, &window.fingerprint, cursor), file, window))
            .filter(|(likeness, ..)| *likeness >= from)
            .collect();
        ranked.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
        ranked
    }
}

/// Where a piece goes.
enum Place {
    Free,
    /// Another is taken out for it.
    Of(usize),
}

struct Ranking {
    kept: Vec<(f32, Piece)>,
}

impl Ranking {
    /// Where a window goes that is so much alike, if anywhere.
    fn place_for(&self, likeness: f32, file: &File, fingerprint: &Fingerprint) -> Option<Place> {
        let of_file = |(_, piece): &(f32, Piece)| piece.uri == file.about.uri;
        let mut rivals = self.kept.iter().enumerate().filter(|(_, kept)| {
            kept.1.fingerprint.is_nearly_in(fingerprint)
                || fingerprint.is_nearly_in(&kept.1.fingerprint)
                || of_file(kept) && fingerprint.overlaps(&kept.1.fingerprint)
        });
        let beaten = match (rivals.next(), rivals.next()) {
            (Some(_), Some(_)) => return None,
            (Some((rival, _)), None) => rival,
            (None, _) => {
                let of_file_count = self.kept.iter().filter(|kept| of_file(kept)).count();
                if of_file_count >= PIECES_OF_ONE_FILE {
                    self.weakest(of_file)?
                } else if self.kept.len() >= PIECES {
                    self.weakest(|_| true)?
                } else {
                    return Some(Place::Free);
                }
            }
        };
        (likeness > CLEARLY_BETTER * self.kept[beaten].0).then_some(Place::Of(beaten))
    }

    fn weakest(&self, among: impl Fn(&(f32, Piece)) -> bool) -> Option<usize> {
        let kept = self.kept.iter().enumerate().filter(|(_, kept)| among(kept));
        kept.min_by(|(_, one), (_, other)| one.0.total_cmp(&other.0))
            .map(|(index, _)| index)
    }
}
