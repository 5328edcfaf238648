//! How a fill is laid out: what may change last stands last, so that a keystroke leaves the cells before it as they are.

use ponder_model::{Fill, Related};

use super::Reading;
use crate::engine::healing::{self, TokenIndex};
use crate::engine::llama::{FillTokens, Model, Token};

/// Part of the window kept free for the answer to a fill, in tokens.
const RESERVE: usize = 256;

/// Room is given to what is typed in steps of so many tokens: while it grows within one, the texts around it are cut at
/// the same places.
const WRITTEN_STEP: usize = 128;

/// What the model reads of `fill`.
pub(super) fn reading(model: &Model, index: &TokenIndex, fill: &Fill, window: usize) -> Reading {
    let marks = Marks {
        begin: model.begin_token(),
        hole: model.fill_tokens(),
    };
    let mut written = model.tokenize_text(&fill.written);
    let pending = healing::take_back(index, &mut written, |token| model.token_bytes(token));
    let parts = Parts {
        files: files(model, fill),
        prefix: model.tokenize_text(&fill.prefix),
        written,
        suffix: model.tokenize_text(&fill.suffix),
    };
    let tokens = layout(marks, parts, window);
    if tokens.is_empty() && !pending.is_empty() {
        // A model reads at least one token.
        return Reading {
            tokens: model.tokenize_text(&fill.written),
            pending: Vec::new(),
        };
    }
    Reading { tokens, pending }
}

/// The other files, and the head of the file with the hole last. None where the model knows no separator.
fn files(model: &Model, fill: &Fill) -> Vec<Vec<Token>> {
    let Some(separator) = model.file_separator().filter(|_| !fill.related.is_empty()) else {
        return Vec::new();
    };
    let headed = |text: &str| {
        let mut tokens = vec![separator];
        tokens.extend(model.tokenize_text(text));
        tokens
    };
    fill.related
        .iter()
        .map(|related| headed(&file_text(related)))
        .chain([headed(&format!("{}\n", fill.path))])
        .collect()
}

fn file_text(Related { path, text }: &Related) -> String {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{path}\n{text}{end}")
}

/// The tokens that say where texts begin.
#[derive(Debug, Clone, Copy)]
struct Marks {
    begin: Option<Token>,
    hole: Option<FillTokens>,
}

/// The texts of a fill.
#[derive(Debug, Default)]
struct Parts {
    /// Other files, each with its head, and the head of the file with the hole.
    files: Vec<Vec<Token>>,
    prefix: Vec<Token>,
    written: Vec<Token>,
    suffix: Vec<Token>,
}

/// Files, prefix, suffix, middle, what is written: the order these models were trained in. Without fill tokens only the
/// prefix and what is written are continued.
///
/// Where the window is too small other files are left out, the last first. Then the prefix loses its start and the
/// suffix its end, the suffix down to a quarter first. What is written stays.
fn layout(marks: Marks, mut parts: Parts, window: usize) -> Vec<Token> {
    if marks.hole.is_none() {
        parts.suffix.clear();
        parts.files.clear();
    }
    let room = window
        .saturating_sub(RESERVE.min(window / 2) + 4)
        .saturating_sub(written_room(parts.written.len(), window));
    parts
        .suffix
        .truncate(room.saturating_sub(parts.prefix.len()).max(room / 4));
    let excess = (parts.prefix.len() + parts.suffix.len()).saturating_sub(room);
    // In steps: while the prefix grows at its end, its start mostly stays.
    let step = (room / 8).max(1);
    parts
        .prefix
        .drain(..excess.next_multiple_of(step).min(parts.prefix.len()));

    let mut tokens: Vec<Token> = marks.begin.into_iter().collect();
    let left = room.saturating_sub(parts.prefix.len() + parts.suffix.len());
    tokens.extend(fitting_files(parts.files, left));
    match marks.hole {
        Some(hole) => {
            tokens.push(hole.prefix);
            tokens.extend(parts.prefix);
            tokens.push(hole.suffix);
            tokens.extend(parts.suffix);
            tokens.push(hole.middle);
        }
        None => tokens.extend(parts.prefix),
    }
    tokens.extend(parts.written);
    tokens
}

/// The room given to `written` tokens: a little more than they take, where a window of `window` tokens has it.
fn written_room(written: usize, window: usize) -> usize {
    let room = written.next_multiple_of(WRITTEN_STEP);
    if room <= window / 4 { room } else { written }
}

/// The first of `files` that fit into `room` tokens together with the head that stands last; nothing where none does.
fn fitting_files(mut files: Vec<Vec<Token>>, room: usize) -> Vec<Token> {
    let Some(head) = files.pop() else {
        return Vec::new();
    };
    let mut left = room.saturating_sub(head.len());
    let mut tokens = Vec::new();
    for file in files {
        let Some(rest) = left.checked_sub(file.len()) else {
            break;
        };
        left = rest;
        tokens.extend(file);
    }
    if !tokens.is_empty() {
        tokens.extend(head);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLE: FillTokens = FillTokens {
        prefix: -1,
        suffix: -2,
        middle: -3,
    };

    const MARKS: Marks = Marks {
        begin: None,
        hole: Some(HOLE),
    };

    const NO_MARKS: Marks = Marks {
        begin: None,
        hole: None,
    };

    /// A fill of tokens that tell where they are from: the prefix from 0, the suffix from 20,000, what is written from
    /// 40,000.
    fn parts(prefix: usize, written: usize, suffix: usize) -> Parts {
        let numbers = |from: Token, count: usize| (from..).take(count).collect();
        Parts {
            files: Vec::new(),
            prefix: numbers(0, prefix),
            written: numbers(40_000, written),
            suffix: numbers(20_000, suffix),
        }
    }

    fn with_files(files: &[&[Token]], parts: Parts) -> Parts {
        Parts {
            files: files.iter().map(|file| file.to_vec()).collect(),
            ..parts
        }
    }

    #[test]
    fn a_fill_that_fits_is_kept_whole_and_what_is_written_stands_last() {
        let marks = Marks {
            begin: Some(-9),
            ..MARKS
        };
        assert_eq!(
            layout(marks, parts(2, 2, 1), 4096),
            [-9, -1, 0, 1, -2, 20_000, -3, 40_000, 40_001]
        );
    }

    #[test]
    fn a_model_without_fill_tokens_continues_the_text_before_the_hole() {
        let parts = with_files(&[&[-5, 7], &[-5, 8]], parts(2, 1, 1));
        assert_eq!(layout(NO_MARKS, parts, 4096), [0, 1, 40_000]);
    }

    #[test]
    fn other_files_stand_first_and_the_head_of_the_own_file_after_them() {
        let parts = with_files(&[&[-5, 7], &[-5, 8], &[-5, 9]], parts(1, 0, 1));
        assert_eq!(
            layout(MARKS, parts, 4096),
            [-5, 7, -5, 8, -5, 9, -1, 0, -2, 20_000, -3]
        );
    }

    #[test]
    fn the_last_files_are_left_out_first() {
        let room = 1024 - RESERVE - 4;
        let files: [&[Token]; 3] = [&[-5; 50], &[-6; 80], &[-7; 10]];
        let counted = |prefix: usize| {
            let tokens = layout(MARKS, with_files(&files, parts(prefix, 0, 0)), 1024);
            [-5, -6, -7].map(|file| tokens.iter().filter(|token| **token == file).count())
        };
        assert_eq!(counted(room - 140), [50, 80, 10]);
        assert_eq!(counted(room - 139), [50, 0, 10]);
        assert_eq!(counted(room - 59), [0, 0, 0]);
    }

    #[test]
    fn a_long_fill_keeps_what_is_next_to_the_hole() {
        let tokens = layout(MARKS, parts(10_000, 0, 10_000), 1024);
        assert!(tokens.len() <= 1024 - RESERVE, "{}", tokens.len());
        let hole = tokens
            .iter()
            .position(|token| *token == HOLE.suffix)
            .expect("the suffix mark");
        assert_eq!(tokens[hole - 1], 9_999, "the prefix keeps its end");
        assert_eq!(tokens[hole + 1], 20_000, "the suffix keeps its start");
        assert_eq!(
            tokens.len() - hole - 2,
            191,
            "the suffix keeps a quarter of the room"
        );
    }

    #[test]
    fn a_short_prefix_leaves_the_room_to_the_suffix() {
        let tokens = layout(MARKS, parts(1, 0, 10_000), 1024);
        assert_eq!(tokens.len(), 1024 - RESERVE - 4 + 3);
    }

    #[test]
    fn typing_leaves_what_stands_before_it_where_it_is() {
        let before = layout(MARKS, parts(10_000, 1, 10_000), 1024);
        let typed = layout(MARKS, parts(10_000, 40, 10_000), 1024);
        assert_eq!(typed[..before.len()], before);
    }

    proptest::proptest! {
        #[test]
        fn a_fill_leaves_room_for_an_answer_and_keeps_what_is_written(
            prefix in 0_usize..3000,
            suffix in 0_usize..3000,
            window in 16_usize..2048,
            share in 0_usize..3,
            files in proptest::collection::vec(1_usize..600, 0..5),
        ) {
            // Up to a half of what a fill can take.
            let written = share * window / 8;
            let marks = Marks { begin: Some(-9), ..MARKS };
            let parts = Parts {
                files: files.iter().map(|length| vec![-5; *length]).collect(),
                ..parts(prefix, written, suffix)
            };
            let tail = parts.written.clone();
            let tokens = layout(marks, parts, window);
            proptest::prop_assert!(tokens.len() < window);
            proptest::prop_assert!(tokens.ends_with(&tail));
        }
    }
}
