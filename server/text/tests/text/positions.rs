//! Positions against a plain model that walks the text one character at a time.

use crate::reference::{ENCODINGS, any_position, any_text, reference_offset, reference_position};
use ponder_text::{Document, Language, Position, PositionEncoding, Rope, offset_of, position_of};
use proptest::prelude::*;

#[test]
fn emoji_count_by_the_encoding() {
    let rope = Rope::from_str("\"🤗🤗🤗\" x");
    let after_quote = |character, encoding| offset_of(&rope, Position { line: 0, character }, encoding);
    assert_eq!(after_quote(14, PositionEncoding::Utf8), 14);
    assert_eq!(after_quote(8, PositionEncoding::Utf16), 14);
    assert_eq!(after_quote(5, PositionEncoding::Utf32), 14);
}

#[test]
fn a_position_inside_a_character_means_its_start() {
    let rope = Rope::from_str("a🤗字");
    assert_eq!(
        offset_of(
            &rope,
            Position {
                line: 0,
                character: 2
            },
            PositionEncoding::Utf16
        ),
        1
    );
    for character in 1..5 {
        assert_eq!(
            offset_of(&rope, Position { line: 0, character }, PositionEncoding::Utf8),
            1
        );
    }
    assert_eq!(
        offset_of(
            &rope,
            Position {
                line: 0,
                character: 7
            },
            PositionEncoding::Utf8
        ),
        5
    );
}

#[test]
fn a_character_past_the_line_stays_before_its_line_break() {
    let rope = Rope::from_str("ab\r\ncd\ref\n");
    for encoding in ENCODINGS {
        for character in [2, 3, 4, 1 << 31, u32::MAX] {
            assert_eq!(offset_of(&rope, Position { line: 0, character }, encoding), 2);
            assert_eq!(offset_of(&rope, Position { line: 1, character }, encoding), 6);
            assert_eq!(offset_of(&rope, Position { line: 2, character }, encoding), 9);
            assert_eq!(offset_of(&rope, Position { line: 3, character }, encoding), 10);
        }
    }
}

#[test]
fn a_line_past_the_last_means_the_end() {
    let rope = Rope::from_str("ab\ncd");
    for encoding in ENCODINGS {
        for line in [2, 1 << 31, u32::MAX] {
            assert_eq!(offset_of(&rope, Position { line, character: 0 }, encoding), 5);
            assert_eq!(
                offset_of(
                    &rope,
                    Position {
                        line,
                        character: u32::MAX
                    },
                    encoding
                ),
                5
            );
        }
    }
}

#[test]
fn an_offset_between_carriage_return_and_line_feed_is_the_line_end() {
    let rope = Rope::from_str("ab\r\ncd");
    for encoding in ENCODINGS {
        assert_eq!(
            position_of(&rope, 3, encoding),
            Position {
                line: 0,
                character: 2
            }
        );
    }
}

#[test]
fn only_the_protocols_line_breaks_end_lines() {
    for no_break in ["\u{2028}", "\u{2029}", "\u{85}", "\u{b}", "\u{c}"] {
        let rope = Rope::from_str(&format!("a{no_break}b"));
        let end = position_of(&rope, rope.len_bytes(), PositionEncoding::Utf32);
        assert_eq!(
            end,
            Position {
                line: 0,
                character: 3
            },
            "{no_break:?}"
        );
    }
}

#[test]
fn an_empty_document_has_one_position() {
    let rope = Rope::from_str("");
    for encoding in ENCODINGS {
        assert_eq!(
            offset_of(
                &rope,
                Position {
                    line: 0,
                    character: 0
                },
                encoding
            ),
            0
        );
        assert_eq!(
            offset_of(
                &rope,
                Position {
                    line: 7,
                    character: 7
                },
                encoding
            ),
            0
        );
        assert_eq!(
            position_of(&rope, usize::MAX, encoding),
            Position {
                line: 0,
                character: 0
            }
        );
    }
}

#[test]
fn text_around_a_place_is_cut_at_characters() {
    let snapshot = Document::new("a🤗字b", 1, Language::PlainText).snapshot();
    assert_eq!(snapshot.before(5, 4), "🤗");
    assert_eq!(snapshot.before(5, 3), "");
    assert_eq!(snapshot.before(5, 100), "a🤗");
    assert_eq!(snapshot.after(1, 4), "🤗");
    assert_eq!(snapshot.after(1, 6), "🤗");
    assert_eq!(snapshot.after(3, 4), "🤗");
    assert_eq!(snapshot.after(5, usize::MAX), "字b");
    assert_eq!(snapshot.after(usize::MAX, 4), "");
    assert_eq!(snapshot.slice(2..6), "🤗");
    let reversed = std::ops::Range { start: 8, end: 1 };
    assert_eq!(snapshot.slice(reversed), "");
}

#[test]
fn lines_are_given_without_their_break() {
    let snapshot = Document::new("  a\r\n\tb\rc", 1, Language::PlainText).snapshot();
    assert_eq!(snapshot.line_count(), 3);
    assert_eq!(
        [0, 1, 2, 3].map(|line| snapshot.line_text(line)),
        ["  a", "\tb", "c", ""]
    );
    assert_eq!([0, 1, 2, 3].map(|line| snapshot.line_start(line)), [0, 5, 8, 9]);
    assert_eq!([0, 1, 2].map(|line| snapshot.indentation(line)), ["  ", "\t", ""]);
    assert_eq!(snapshot.line_of(usize::MAX), 2);
}

proptest! {
    #[test]
    fn offsets_are_those_of_the_plain_model(text in any_text(), position in any_position()) {
        let rope = Rope::from_str(&text);
        for encoding in ENCODINGS {
            prop_assert_eq!(
                offset_of(&rope, position, encoding),
                reference_offset(&text, position, encoding),
                "{:?} {:?} {:?}", text, position, encoding
            );
        }
    }

    #[test]
    fn positions_are_those_of_the_plain_model(text in any_text(), offset in 0_usize..120) {
        let rope = Rope::from_str(&text);
        for encoding in ENCODINGS {
            prop_assert_eq!(
                position_of(&rope, offset, encoding),
                reference_position(&text, offset, encoding),
                "{:?} {:?} {:?}", text, offset, encoding
            );
        }
    }

    #[test]
    fn every_place_outside_a_line_break_survives_the_way_there_and_back(text in any_text()) {
        let rope = Rope::from_str(&text);
        for (offset, _) in text.char_indices().filter(|(offset, _)| !text[..*offset].ends_with('\r')) {
            for encoding in ENCODINGS {
                prop_assert_eq!(offset_of(&rope, position_of(&rope, offset, encoding), encoding), offset);
            }
        }
    }
}
